// The Layer placement decision: which path, who then holds each layer, what that authority costs, and what would flip
// it.
#pragma once

#include <costmodel/decide/comparison.hpp>
#include <costmodel/decide/crossover_spread.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// A band of demand in which one feasible path is cheapest.
struct PathBand {
  double from = 0;  ///< accepted answers per month
  double to = 0;
  std::string path{};
  std::vector<std::string> equals{};  ///< feasible paths that cost the same
  bool to_is_end_of_search = false;   ///< `to` is where the search ended: it may be the cheapest beyond
  std::string ends{};    ///< set where `to` is the end of what the path can carry: "box ends at 12,000 (4 units)"
  std::string unlike{};  ///< set where this path and that of the band before were measured at unlike operating points
};

/// What another path would make of a layer.
struct Alternative {
  std::string path{};
  std::optional<std::string> placement{};  ///< none where the path does not state who holds it
  std::optional<MoneyPerMonth<>> extra{};  ///< per month above the chosen path; negative where it is cheaper
  bool feasible = false;
};

struct LayerRow {
  std::string layer{};
  std::string name{};
  std::optional<std::string>
      placement{};  ///< none where no path is feasible, or the chosen one does not state who holds it
  std::optional<std::string> path{};
  std::vector<std::string> because{};
  std::optional<MoneyPerMonth<>>
      price_of_authority{};  ///< chosen path above the cheapest feasible one that would cede more
  std::string no_price_because{};
  std::vector<std::string> flips_if{};
  std::vector<Alternative> alternatives{};
  Grade evidence = Grade::assumed;
  std::optional<double>
      confidence{};  ///< P(the feasible path that turns out cheapest gives the layer this placement), over what
                     ///< `Uncertainty::coverage` says; none where nothing was drawn, and without a placement
};

/// An input whose other value would make another path the choice, everything else as it is.
struct SwitchingValue {
  std::string input{};  ///< "spark_llama/pricing/flat_usd_per_month", "acceptance of cmi"
  std::string unit{};
  double now = 0;
  double at = 0;       ///< the nearest such value on its side
  bool above = false;  ///< the choice changes when the input rises past it; otherwise when it falls
  std::string path{};  ///< the choice then; empty: none is feasible
  double accepted = 0,
         of = 0;  ///< of an acceptance that was counted: `at` is so many of as many as were judged, held against the
                  ///< quality rule as counts; 0 of 0: `at` is a number that would have to be known for certain
};

/// Axes on which the chosen path is better, or worse, than the best of the other feasible ones: fast (output rate of
/// one stream), cheap (monthly cost), high-confidence (lower end of the interval of acceptance, then grade of its
/// evidence), controlled (layers retained), available (lead time).
struct Profile {
  std::vector<std::string> wins{};
  std::vector<std::string> gives_up{};
};

/// Renting against buying at so many hours of use a month.
struct RentOrBuySchedule {
  std::string label{};
  MonthLength<> hours{};
  Months<> price_over_rent{};  ///< price ÷ (rent × hours): until the rent alone has cost as much as the purchase alone
  std::optional<Months<>> until_cheaper{};  ///< the same with everything that the paths state; none: never
  MoneyPerMonth<> rented{};                 ///< hours, start-up, lost hours, storage
  MoneyPerMonth<> bought{};                 ///< purchase and resale spread over its life, power and what else it states
};

/// Renting against buying, hour for hour: an hour of the one is taken as an hour of the other.
struct RentOrBuyAnswer {
  std::string buy{};
  std::string rent{};
  Time<> break_even{};  ///< price ÷ rent: hours of renting that cost as much as the purchase
  Months<> life{};      ///< of the bought machine
  std::vector<RentOrBuySchedule> schedules{};
  std::optional<Time<>> session{};  ///< length of a sitting that `line` takes; none: one start a month
  std::optional<MonthLength<>>
      line{};  ///< hours a month below which renting costs less over the life; none: no change within the month
  bool rent_below = true;  ///< where there is no line: whether renting costs less at every number of hours
  MonthLength<> month{};
};

/// Answers the scenario's `rent_or_buy`; it must have one.
RentOrBuyAnswer rent_or_buy(const Scenario& scenario);

/// Hours a month above which price ÷ rent is reached within the life of the machine.
inline MonthLength<> line_of_prices(const RentOrBuyAnswer& answer) { return answer.break_even / answer.life; }

/// How far the search for switching values went.
struct SwitchingSearch {
  std::size_t inputs = 0;           ///< inputs that were moved, one at a time
  std::size_t rivals = 0;           ///< other paths whose inputs were among them
  std::size_t rivals_left_out = 0;  ///< other paths that could win, dearer at this demand than those
  std::size_t values_left_out = 0;  ///< values that were found and are further away than those listed
  std::size_t incomplete = 0;       ///< inputs along which another choice may have been missed
};

struct Decision {
  Demand<> demand{};
  Arrivals arrivals = Arrivals::poisson;
  std::optional<std::string> path{};  ///< the chosen one; none where nothing is feasible
  std::vector<std::string> because{};
  Profile profile{};
  std::vector<LayerRow> layers{};
  std::vector<PathCost> paths{};         ///< at the demand, under the scenario's arrivals
  std::vector<PathCost> paths_packed{};  ///< the same with requests back to back
  std::vector<PathBand> bands{};         ///< under the scenario's arrivals
  std::vector<PathBand> bands_packed{};
  std::vector<Comparison> crossovers{};  ///< of all pairs over demand, packed and at random
  std::vector<Comparison> utilization_crossovers{};
  std::size_t pairs_left_out = 0;  ///< pairs of paths that were not compared: of many paths, those that matter least
  std::vector<SwitchingValue> switching_values{};  ///< nearest first, by the factor that the input must change
  SwitchingSearch switching_search{};
  std::vector<CrossoverSpread> crossover_spreads{};  ///< of the feasible pairs, where an input is not known
  std::optional<RentOrBuyAnswer> rent_or_buy{};
  std::optional<HorizonAnswer> horizon{};    ///< years, where the scenario asks for them
  std::optional<Uncertainty> uncertainty{};  ///< none where no path is feasible, or nothing was drawn
  std::vector<Input> not_measured{};         ///< assumed, estimated and inferred inputs
  Presentation presentation{};               ///< of the scenario
};

/// The dear parts, which an answer that is wanted at once may do without.
struct DecideOptions {
  std::size_t draws =
      1 << 14;         ///< for the confidence in each row; 0: none, no `uncertainty` and no `crossover_spreads`
  bool ranges = true;  ///< also find where crossovers move over the ranged inputs, and the switching values
};

/// Decides a scenario at its demand, or at another, which is then stated: it replaces whatever range the demand had.
/// Chosen is the cheapest feasible path whose placements will do; among equals the one on stronger evidence, then the
/// one that cedes fewer layers, then the first. Throws InvalidInput for a scenario that does not validate.
Decision decide(const Scenario& scenario, std::optional<Demand<>> demand = {}, const DecideOptions& options = {});

/// The scenario with its demand domain reaching a decade beyond where its demand lies outside of it.
Scenario around_demand(Scenario scenario);

/// The same at another demand. It is then stated: no range or distribution of the scenario's own demand is left.
Scenario at_demand(Scenario scenario, Demand<> demand);

/// Where each feasible path is cheapest over the scenario's demand domain.
std::vector<PathBand> path_bands(const Scenario& scenario, Arrivals arrivals);

}  // namespace costmodel
