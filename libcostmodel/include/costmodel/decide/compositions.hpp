// Cascades and mixes of a scenario's paths: what they cost at a demand, and where they change places with one path.
//
// A composition is no second model. Its month is the sum of its paths' own bills, each at its share of the load, with
// judging and rejected requests beside.
#pragma once

#include <costmodel/bill/route.hpp>
#include <costmodel/measured/cascade.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <costmodel/solve/crossover.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// One path of a cascade. Its acceptance is the share of all requests that it answers rightly.
struct CascadeMember {
  std::string path;
  std::optional<double> given_rejected{};  ///< the same of what those before it rejected, from paired verdicts
  double sensitivity = 1;                  ///< of the gate behind it, on right answers …
  double specificity = 1;                  ///< … and on wrong ones
};

/// What a path has of a composition.
struct OfferPart {
  std::string path{};
  std::optional<double> units{};  ///< none where it has no units
  double answers_per_month = 0;   ///< attempts
  double share_of_answers = 0;    ///< of all attempts
  double usd_per_month = 0;
};

/// A composition at a demand.
struct ComposedCost {
  std::vector<OfferPart> offers{};
  double gate_usd_per_month = 0;
  double rejected_usd_per_month = 0;
  double usd_per_month = 0;
  double usd_per_accepted_answer = 0;
  double accepted = 0;              ///< share of the requests that some path answers and its gate accepts …
  double accepted_and_right = 0;    ///< … and rightly
  double rejects_per_accepted = 0;  ///< rejected requests for each accepted answer
};

/// A cascade at a demand. Where a path's acceptance on what comes to it was not judged, the cost lies between `least`
/// and `most`, and `independent` is one assumption among them.
struct CascadeCost {
  ComposedCost independent{};
  ComposedCost least{};  ///< each path is right where the others fail, as far as there is room
  ComposedCost most{};   ///< the others fail where it fails, as far as their rates allow
  bool assumed = false;  ///< independence is: not every conditional acceptance was judged
};

/// The cascade at a demand, each path asked once. Throws InvalidInput, all at once, for a path that there is not or
/// that is in it twice, that cannot be priced or does not carry its part, and for a `given_rejected` outside its
/// bounds.
CascadeCost cascade_cost(const Scenario& scenario, const std::vector<CascadeMember>& members, Demand<> demand);

/// USD a month over accepted answers a month, as a sum of curves: one of each path, one of gate and rejects.
SumOfCurves<> cascade_curve(const Scenario& scenario, const std::vector<CascadeMember>& members, Together together);

/// Every demand of the scenario's domain at which the cascade (a) and a path (b) cost the same.
CrossoverReport cascade_crossover(const Scenario& scenario, const std::vector<CascadeMember>& members,
                                  std::string_view path, Together together);

/// What a rejected request must cost for the cascade to be worth it against a path alone, at a demand. None where both
/// reject as many; 0 where it costs no more as it is.
std::optional<double> cascade_worth_it_from(const Scenario& scenario, const std::vector<CascadeMember>& members,
                                            std::string_view path, Demand<> demand, Together together);

/// How calls spread within an hour.
enum class WithinTheHour {
  even,      ///< only what an hour brings beyond the units' capacity goes over
  no_queue,  ///< at random, and who finds no place on the units goes over at once (Erlang B)
};

/// A mix: units of `base`, and `burst` for what they do not carry.
struct Mix {
  std::string base;
  std::string burst;
  WithinTheHour within = WithinTheHour::even;
};

/// The mix with so many units of the base at a demand; without a number, with the number of least cost, all tried.
/// Throws InvalidInput for a path that there is not, that cannot be priced or, as burst, does not carry what goes over;
/// for a base without units of its own that stand all month; for more than 10,000 units to try.
ComposedCost mix_cost(const Scenario& scenario, const Mix& mix, Demand<> demand, std::optional<double> units = {});

}  // namespace costmodel
