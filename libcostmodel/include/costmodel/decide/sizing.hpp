// What a path takes to keep a promise: units and USD a month, for one promise after another.
#pragma once

#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// One row: what keeps it.
struct SizeForPromise {
  std::optional<Promise> promise{};            ///< none: no promise, as many units as carry the load
  double share = 1;                            ///< of its capacity that a unit carries so
  std::optional<double> units{};               ///< none where no number of units keeps it
  std::optional<MoneyPerMonth<>> per_month{};  ///< whole bill
  std::optional<MoneyPerMonth<>> more{};       ///< than without a promise
  std::string why_not{};                       ///< why no number of units, or no more of them, keeps it
};

struct Sizing {
  std::string path{};
  Demand<> demand{};
  std::vector<SizeForPromise> rows{};  ///< without a promise first
  Presentation presentation{};         ///< of the scenario
};

/// Units and month of the path at the scenario's demand for each of the promises alone, in place of the scenario's own;
/// headroom stays. Requests at random in front of units with a line each (`capacity_under`). Without promises given,
/// those of the scenario, and where it has none p95 and p99 of the wait within 0 (nobody waits), 1 and 10 s. Throws
/// InvalidInput for an unknown path, and for promises outside their domain.
Sizing size_of_path(const Scenario& scenario, std::string_view path, std::vector<Promise> promises = {});

/// "p99 of the wait", "mean of the first token"
std::string promise_words(const Promise& promise);

/// A promise as it is written: "p99 wait 2", "mean first_token 0.5". Throws InvalidInput.
Promise read_promise(const std::string& text);

}  // namespace costmodel
