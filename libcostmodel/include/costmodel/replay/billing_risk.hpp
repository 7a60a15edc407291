// One path under every rule that its provider's wording allows: how far apart the bills for one load may lie.
#pragma once

#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/replay/simulate.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

struct RiskOptions {
  std::optional<Demand<>> demand{};  ///< without it the scenario's; a trace is stretched in time to meet it, if given
  std::optional<ArrivalPattern> pattern{};  ///< where there is no trace; without it the scenario's
  // Without these the path's own.
  std::optional<double>
      concurrency{};  ///< calls at once on a copy, more starting another. Without it the operating point's,
                      ///< and no more copies than the load keeps busy: what comes at once waits
  std::optional<Time<>> idle_timeout{};
  std::optional<Time<>> start_up{};
  std::optional<bool> start_up_billed{};
  std::optional<Refused> when_full{};
  std::optional<Refused> when_cold{};
  SimulationOptions simulation{};
};

struct RiskRow {
  Billed rule = Billed::anchored;
  std::string wording{};    ///< what the provider's words must mean for this rule to hold
  bool fits = true;         ///< counted in the spread; false for the two that no window rule bills: packed, per second
  std::string method{};     ///< "closed form", "replay" or "simulation"
  double billed_hours = 0;  ///< copy-hours a month
  MoneyPerMonth<> cost{};   ///< with storage
  MoneyPerMonth<> half_width{};  ///< of the 95 % interval of a simulation; 0 for the others
  double cold_starts = 0;        ///< a month
  double cold_requests = 0;      ///< a month: requests that met one
  double failed = 0;             ///< a month
  double cold_share = 0;         ///< of the requests
  double most_copies = 0;
  Time<> mean_wait{};
  Time<> longest_wait{};
  double times_packed = 0;  ///< cost ÷ the packed cost
};

/// As many accepted answers on another path of the scenario.
struct OtherPath {
  std::string path{};
  PricingKind kind{};
  Load<> load{};                          ///< attempts that they take there
  std::optional<double> units{};          ///< that the load needs
  std::optional<double> utilization{};    ///< of one unit; none where no capacity is known
  std::optional<MoneyPerMonth<>> cost{};  ///< the serving bill: with tuning and data plane, without gate and rejects
  bool estimated = false;                 ///< its capacity was estimated, not measured
  std::optional<Time<>> mean_wait{};      ///< for a place; recorded requests alone
  std::optional<Time<>> longest_wait{};
  std::string why_not{};  ///< why there is no cost: saturated, nothing measured; empty where there is
};

struct BillingRisk {
  std::string path{};
  std::string arrivals{};  ///< "random", "trace of 8,819 requests over 57.3 min, repeated 730 times", …
  Load<> load{};
  Demand<> demand{};
  double utilization = 0;  ///< of one copy
  std::vector<RiskRow> rows{};
  MoneyPerMonth<> packed{};
  MoneyPerMonth<> least{};  ///< of the rules that fit
  MoneyPerMonth<> most{};
  std::vector<OtherPath>
      others{};  ///< in the order of the scenario, each with these tokens and as many accepted answers
  std::vector<DatedPrice> prices{};  ///< inputs that were picked by date
  std::vector<std::string> notes{};
  std::string why_not{};        ///< why there are no rows: nothing measured, saturated; empty where there are
  Presentation presentation{};  ///< of the scenario

  MoneyPerMonth<> spread() const { return most - least; }
};

/// The path's bill under each rule, at the load that the demand needs, by closed form where one holds and by simulation
/// where none does. Throws InvalidInput for an unknown path or one that is not billed by windows ("wrong-kind").
BillingRisk billing_risk(const Scenario& scenario, std::string_view path, const RiskOptions& options = {});

/// Of every path that is billed by windows, in the scenario's order.
std::vector<BillingRisk> billing_risks(const Scenario& scenario);

/// The same for recorded requests, each an attempt with tokens of its own, repeated through the month.
BillingRisk billing_risk(const Scenario& scenario, std::string_view path, const Trace& trace,
                         const RiskOptions& options = {});

}  // namespace costmodel
