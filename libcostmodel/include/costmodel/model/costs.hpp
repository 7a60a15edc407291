// The cost table: what each path costs at one demand or at one utilization, term by term.
#pragma once

#include <costmodel/measured/evidence.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/model/operation.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costmodel {

/// What a promise that is usual would take, where none is stated: 95 % of the requests wait no longer than an answer
/// takes.
struct UsualPromise {
  Promise promise{};
  std::optional<double> units{};  ///< none: not even a unit that does nothing else keeps it, or more than may be added
  std::optional<MoneyPerMonth<>> more{};  ///< than without
};

/// A stage of a path of several calls at one load, and the offer that serves it. An offer that serves several stages
/// bills them together: what is paid by the call is each stage's own, the rest goes by machine time (by calls, where
/// none is known).
struct StageCost {
  std::string stage{};
  std::string offer{};  ///< id of its path
  double calls_per_month = 0;
  MoneyPerMonth<> per_month{};
  std::optional<double> units{};        ///< of the offer, for all stages that it serves; none without a capacity
  std::optional<double> utilization{};  ///< load on it ÷ capacity of one unit
  std::optional<Time<>> time{};         ///< of its calls in an attempt, at the operating point of the offer
};

/// One path at one load. Where there is no answer the optional is empty and `reasons` says why.
struct PathCost {
  std::string id;
  std::string name;
  PricingKind kind{};
  Arrivals arrivals = Arrivals::poisson;
  std::optional<double> utilization{};  ///< of one unit; none where no capacity is known
  std::optional<Load<>> load{};
  std::optional<Demand<>> demand{};
  std::optional<double> units{};
  std::optional<MoneyPerAccepted<>> per_accepted{};
  std::optional<std::pair<MoneyPerAccepted<>, MoneyPerAccepted<>>>
      interval{};                                   ///< over the 95 % interval of acceptance
  std::optional<OutputPrice<>> per_output_token{};  ///< of the serving bill alone
  std::optional<OutputPrice<>>
      per_output_token_full{};  ///< the same with every unit that must stand ready busy all month, windows full
  std::optional<OutputPrice<>>
      per_output_token_variable{};  ///< the part of it that comes with the tokens, idle or busy
  std::optional<MoneyPerMonth<>> per_month{};
  std::optional<std::pair<MoneyPerMonth<>, MoneyPerMonth<>>>
      between{};  ///< two bounds of the month, where the bill has no closed form
  std::vector<std::pair<std::string, MoneyPerMonth<>>> terms{};  ///< add up to per_month; zero terms left out
  std::vector<StageCost> stages{};           ///< of a path of several calls; add up to its serving bill
  std::optional<Time<>> attempt_time{};      ///< of its calls one after another, without a wait in line
  std::optional<Time<>> request_time{};      ///< the same with all the tries that are allowed
  std::optional<Load<>> capacity{};          ///< of one unit, up to which promises are kept; none where it is not known
  std::optional<double> units_unpromised{};  ///< units that carry the load whatever the wait, where promises take more
  std::optional<MoneyPerMonth<>> promise{};  ///< what the promises add to the month
  std::optional<UsualPromise>
      usual_promise{};  ///< of requests at random that stand in line before a unit, where no promise is stated
  std::optional<Operation> operation{};   ///< how its units run at this load; none without a capacity
  std::optional<double> cold_starts{};    ///< a month, of a path that scales to zero; none without a closed form
  std::optional<double> cold_share{};     ///< of the requests, that find no copy ready
  std::vector<std::string> notes{};       ///< what else is to be known of the numbers
  std::vector<std::string> not_priced{};  ///< costs that nobody stated, and so are not in the numbers
  bool feasible = false;
  std::vector<std::string> reasons{};
  std::vector<ReasonKind> reason_kinds{};  ///< of each of the reasons
  std::vector<std::string> unplaced{};     ///< why it does not compete all the same: placements that were not asked for
  Grade evidence = Grade::assumed;         ///< the weakest among the inputs of the cost
  std::string weakest_input{};
  std::vector<DatedPrice> prices{};  ///< those of its inputs that were picked by date
  Presentation presentation{};       ///< of the scenario
};

/// The path of that id at a demand of 1e-9 to 1e15 accepted answers a month. Throws InvalidInput for another demand,
/// and for an id that no path has.
PathCost cost(const Scenario& scenario, std::string_view path, Demand<> demand, std::optional<Arrivals> arrivals = {});

/// The path of that id with a load of `utilization` × the capacity of one unit. A path without a known capacity has no
/// utilization: it is priced at the scenario's demand instead. Throws InvalidInput unless utilization is in (0, 1], and
/// for an unknown id.
PathCost cost_at_utilization(const Scenario& scenario, std::string_view path, double utilization,
                             std::optional<Arrivals> arrivals = {});

/// The inputs that the cost of the path of that id depends on at some demand: those in which its curve has a derivative
/// that is not zero. Throws InvalidInput for an unknown id.
std::vector<Input> inputs_of_cost(const Scenario& scenario, std::string_view path);

}  // namespace costmodel
