// Years, not a month: what each path costs over a horizon, what buying pays back, and when to switch from what to what.
#pragma once

#include <array>
#include <costmodel/base/presentation.hpp>
#include <costmodel/horizon/cash_flow.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <costmodel/solve/crossover.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// One month of a path or a plan. Purchases, migration and what a contract still binds to are paid at its beginning,
/// the rest at its end. Costs are above 0.
struct HorizonMonth {
  int month = 1;
  std::string date{};  ///< ISO date of its first day; empty where the scenario has none
  Demand<> demand{};
  std::string path{};  ///< that serves
  double units = 0;    ///< in service
  double bought = 0;   ///< machines that come into service: more, and in place of old ones
  Money<> purchases{};
  Money<> running{};
  Money<> retraining{};
  Money<> migration{};
  Money<> contract{};    ///< what is left of a term, when it is left
  Money<> resale{};      ///< what machines fetch: income
  Money<> cost{};        ///< of the month: the sum of these, less resale
  Money<> cumulative{};  ///< of the months so far, not discounted
  Money<> present{};     ///< of the months so far, discounted to now
};

struct PathHorizon {
  std::string id{};
  std::string name{};
  std::string why_not{};                               ///< why it has no cost over all months; empty where it has
  bool feasible = false;                               ///< in every month
  std::vector<std::string> reasons{};                  ///< why not, with the first month of each
  std::optional<Money<>> npv{};                        ///< of its cash flow: costs are below 0
  std::optional<MoneyPerAccepted<>> levelized{};       ///< Σ cost d ÷ Σ answers d, at the nominal rate
  std::optional<MoneyPerAccepted<>> levelized_real{};  ///< the same costs ÷ Σ answers discounted at the real rate
  std::optional<Money<>> equivalent_annual{};          ///< cost a year of the same present value
  std::optional<int> payback_month{};                  ///< of a bought path: against `against`
  std::string against{};  ///< the path that serves now, else the one with the best net present value
  std::vector<HorizonMonth> by_month{};
};

/// What buying a path brings against another one that is not bought, over the whole horizon.
struct BuyingAgainst {
  std::string buy{};
  std::string alternative{};
  Money<> npv{};                       ///< of the difference: above 0 where buying costs less
  std::optional<int> payback_month{};  ///< none: not within the horizon
  std::optional<int> discounted_payback_month{};
  InternalRates internal_rates{};
  std::vector<int> crossings{};  ///< every month by whose end the order of the cumulative costs is another than before
};

/// Serving with one path and from a month on with another.
struct SwitchDate {
  std::string from{};
  std::string to{};
  std::optional<int> month{};  ///< the best: months that `from` serves; none: never, it serves to the end
  Money<> npv{};               ///< with it
  Money<> npv_never{};         ///< without a switch
};

/// The same for every month.
struct SwitchSweep {
  std::string from{};
  std::string to{};
  std::vector<std::optional<Money<>>> npv{};  ///< after 0, 1, … all months; none where it may not be
};

/// A path that serves from one month to another.
struct PlanStage {
  std::string path{};
  int from_month = 1;  ///< first month, from 1 on
  int to_month = 1;    ///< last month
};

/// What the present cost of a plan is made of: each discounted, their sum less resale is the present cost.
struct PresentParts {
  Money<> purchases{};
  Money<> running{};
  Money<> retraining{};
  Money<> migration{};
  Money<> contract{};
  Money<> resale{};
};

/// Machines that a plan buys, in the month in which it does, beside the best plan without them.
struct PlanPurchase {
  std::string path{};
  int month = 1;                                  ///< in which its first machines are paid
  int from_month = 1;                             ///< in which they begin to serve
  double units = 0;                               ///< of them
  Money<> paid{};                                 ///< for them
  std::vector<PlanStage> instead{};               ///< the best plan without that path; empty: there is none
  std::optional<Money<>> npv{};                   ///< of the difference: above 0 where buying costs less
  std::optional<int> payback_month{};             ///< by whose end it has paid, counted from month 1; none: it has not
  std::optional<int> discounted_payback_month{};  ///< the same of discounted flows
  InternalRates internal_rates{};
};

/// The best sequence of all paths and switching dates. Machines are bought when they are needed and kept to the end;
/// those that are there already may be sold.
struct HorizonPlan {
  std::vector<PlanStage> stages{};  ///< empty: no path may serve in some month
  std::optional<Money<>> npv{};
  std::optional<MoneyPerAccepted<>> levelized{};
  PresentParts present{};
  std::vector<PlanPurchase> purchases{};  ///< one for each path that is bought
  std::vector<HorizonMonth> by_month{};
  int stride_months = 1;  ///< a path takes over at multiples of so many months; 1: every switching date was looked at
};

/// Who holds a layer from a month on.
struct LayerOverTime {
  std::string layer{};
  struct From {
    int month = 1;
    std::string path{};
    std::string placement{};
  };
  std::vector<From> from{};
};

/// The best plan with one input at an end of its range.
struct PlanAtEnd {
  double value = 0;  ///< of the input, in the unit that its key names
  std::vector<PlanStage> stages{};
  std::optional<Money<>> npv{};
  std::string why_not{};               ///< why it has none
  std::optional<double> changes_at{};  ///< where between the stated value and this end the sequence of paths becomes
                                       ///< another; none where none is known, or it is the same all the way
};

/// Where other paths serve on one side of a value than on the other.
struct PlanChange {
  double at = 0;
  std::vector<PlanStage> below{};
  std::vector<PlanStage> above{};
};

/// One input that is not known, alone at either end of its range.
struct PlanOverRange {
  std::string input{};  ///< its pointer
  std::string name{};   ///< as people say it: "box/pricing/price_usd"
  double stated = 0;
  PlanAtEnd low{};                    ///< 5 % of its distribution, or the low end of its range
  PlanAtEnd high{};                   ///< 95 %, or the high end
  std::vector<PlanChange> changes{};  ///< between the two, rising
  bool complete = false;              ///< that these are all; else one at most to each side was found by halving
};

struct PathHorizonSpread {
  std::string id{};
  std::optional<Spread> npv_usd{};           ///< none where it may not serve every month in 5 % of the draws or more
  std::optional<Spread> usd_per_accepted{};  ///< levelized
  double probability_cheapest = 0;           ///< over the whole horizon, of the paths that may serve it in the draw
  double probability_served = 0;             ///< that it may serve every month
};

/// What it is worth to go on as now for some months, and to decide then with growth and prices known.
struct Waiting {
  int months = 0;
  Money<> worth{};  ///< above 0: waiting is right, if all is known by then: an upper bound
};

struct HorizonUncertainty {
  std::size_t draws = 0;
  std::vector<Unknown> unknowns{};
  std::vector<PathHorizonSpread> paths{};
  std::string from{};                     ///< the path that serves until the switch
  std::string to{};                       ///< and after it: of the best plan on average
  std::optional<int> month{};             ///< months until then; none: never
  std::optional<Money<>> expected_npv{};  ///< of that plan; none: no plan may serve every month in every draw
  std::optional<Spread> best_month{};     ///< the best month of each draw, with hindsight; never counts as the last
  std::vector<Waiting> waiting{};         ///< for 0, 1, … months
  std::vector<std::string> not_drawn{};   ///< pointers of inputs with a range that no draw follows here
};

struct HorizonAnswer {
  int months = 0;
  double discount_rate_per_year = 0;
  std::vector<PathHorizon> paths{};
  std::vector<SwitchDate> switches{};  ///< from the path that serves now, else of every pair of up to 60 paths
  std::vector<BuyingAgainst> buying{};
  HorizonPlan plan{};
  std::vector<LayerOverTime> layers{};
  std::vector<SwitchSweep> sweeps{};                ///< of pairs that were asked for
  std::vector<PlanOverRange> ranges{};              ///< where it was asked for, the widest swing first
  std::optional<HorizonUncertainty> uncertainty{};  ///< where it was asked for
  std::vector<std::string> without_range{};         ///< pointers of inputs that matter to the years, and are one number
  std::size_t assumed_without_range = 0;            ///< those of them that are assumed, estimated or inferred
  std::vector<std::string> notes{};                 ///< what was not looked at, and what is stated and not used
  Presentation presentation{};
};

/// The scenario over the months of its horizon. Throws InvalidInput: "no-horizon" where it has none; "out-of-range" for
/// a demand outside of what a scenario takes, or that needs more than 1e9 units; and what `validate` finds.
HorizonAnswer horizon(const Scenario& scenario);

/// What the best plan becomes as each input that is not known moves alone over its range: the switching values of
/// years.
std::vector<PlanOverRange> plan_over_ranges(const Scenario& scenario);

/// The cash flow of any stages in sequence, feasible or not. They must cover the months one after the other. Throws as
/// `horizon`, and for stages that do not.
std::vector<HorizonMonth> cash_flow_of(const Scenario& scenario, const std::vector<PlanStage>& stages);

/// What flows at the beginning of the first month, and at the end of each: costs are below 0.
std::vector<double> flows_of_months(const std::vector<HorizonMonth>& all);

/// A path as a mixed-integer programme takes it: months whose bill is a line in answers and units.
struct OfferOverTime {
  std::string path{};
  bool owned = false;
  std::optional<double> capacity{};  ///< accepted answers a month of one unit; none: no units, no limit
  std::optional<double> max_units{};
  std::vector<int> may{};              ///< serve in that month: 1, else 0
  std::vector<double> per_answer{};    ///< USD, by month
  std::vector<double> per_unit{};      ///< USD a month of a unit in service, by month
  std::vector<double> fixed{};         ///< USD a month, whatever the load, where it is in service
  std::vector<double> unit_present{};  ///< of a unit bought for that month and kept: present cost, without `per_unit`
};

struct OffersOverTime {
  std::vector<double> demand{};    ///< accepted answers of each month
  std::vector<double> discount{};  ///< what a dollar at the end of each month is worth now
  std::vector<OfferOverTime> offers{};
};

/// Coefficients for plans in which units of several paths share the demand. Throws as `horizon`, and "not-linear" for a
/// path whose bill is no line in answers and units, with a term, or with spare units.
OffersOverTime offers_over_time(const Scenario& scenario, const std::vector<std::string>& paths);

/// Every switching date of one pair. Throws as `horizon`, and for ids that no path has.
SwitchSweep switching_dates(const Scenario& scenario, std::string_view from, std::string_view to);

/// A month, from 1 on, as a scenario of its own: its demand, its prices, its date, and no horizon.
Scenario scenario_of_month(const Scenario& scenario, int month);

/// The first day of a month, from 1 on; empty where the scenario has no date.
std::string date_of_month(const Scenario& scenario, int month);

/// What crossovers over years are looked for along.
enum class HorizonAxis { growth_per_month, price_change_per_year };
std::string_view to_string(HorizonAxis axis);

/// Every value at which two paths, each over the whole horizon, have the same present cost: as complete as it says.
/// `priced`: whose change of price it is. Throws as `horizon`, and unless low < high lie within what the input takes.
CrossoverReport horizon_crossovers(const Scenario& scenario, std::string_view a, std::string_view b, HorizonAxis axis,
                                   std::string_view priced, double low, double high);

struct HorizonUncertaintyOptions {
  std::size_t draws = 1 << 14;  ///< 64 to 1,000,000; fewer are made where each takes long
  std::uint64_t seed = 1;
};

/// The months of the horizon over draws of everything that is not known, growth and changes of price among it: the same
/// draws for all paths. Throws as `horizon`, and for options out of range.
HorizonUncertainty horizon_uncertainty(const Scenario& scenario, const HorizonUncertaintyOptions& options = {});

}  // namespace costmodel
