// Whether an earlier decision still holds, and which of the inputs that changed moved it.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// One change between two scenarios, put into the earlier one alone, and taken out of the later one alone.
struct DriftedInput {
  std::string name{};              ///< "box/pricing/usd_per_unit_hour", "box/acceptance", "all of box"
  std::optional<double> before{};  ///< none where it is no single number, or was not stated
  std::optional<double> after{};
  std::optional<std::string> choice_with{};                 ///< what is chosen where this alone has changed
  std::optional<std::string> choice_without{};              ///< what is chosen now where this alone had stayed
  std::optional<MoneyPerAccepted<>> earlier_choice_with{};  ///< cost of the earlier choice where this alone has changed
  bool moves = false;                                       ///< it alone turns the earlier decision
  bool decides = false;                                     ///< without it the earlier decision would stand now
  std::string why_not{};                                    ///< why it could not be exchanged alone
};

struct Drift {
  std::optional<std::string> before{};                     ///< what was chosen; none where nothing was feasible
  std::optional<std::string> after{};                      ///< what is chosen now
  bool holds = false;                                      ///< both are the same path
  std::optional<MoneyPerAccepted<>> cost_before{};         ///< of the earlier choice, then
  std::optional<MoneyPerAccepted<>> cost_now{};            ///< of the earlier choice, now
  std::optional<MoneyPerAccepted<>> cost_of_choice_now{};  ///< of what is chosen now
  std::vector<std::string> why_not_now{};                  ///< why the earlier choice may not be chosen now
  std::vector<DriftedInput> inputs{};  ///< those that move it first, then by how much they change its cost
  std::size_t not_tried = 0;           ///< further numbers that changed, and were not exchanged alone
  bool first_month_alone = false;      ///< one of them has a horizon, and its years are not compared
  Presentation presentation{};         ///< of the later scenario
};

/// Decides both, then exchanges what changed one by one: numbers by their places (paths by their ids), the counts of an
/// acceptance together, all of a path, paths that came or went, and all that is outside the paths (of the last three
/// what changes neither choice nor cost is left out). At most 100 numbers, those that changed most. Of a scenario with
/// a horizon the first month is decided. Throws InvalidInput for a scenario that does not validate.
Drift drift(const Scenario& before, const Scenario& after);

}  // namespace costmodel
