// What a reader may turn to see what it would take to change the answer.
#pragma once

#include <costmodel/measured/evidence.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costmodel {

enum class ControlKind { demand, acceptance, price, purchase, reject, tokens };

std::string_view to_string(ControlKind kind);

/// A number of the scenario with the stretch that it may be moved over.
struct Control {
  ControlKind kind = ControlKind::demand;
  std::string name{};   ///< that of the first axis which it moves
  std::string label{};  ///< for people: "Flat price"
  std::string unit{};   ///< "USD per month"
  double value = 0;     ///< where the scenario stands
  double low = 0;
  double high = 0;
  bool logarithmic = false;          ///< to be spaced evenly in the logarithm
  std::optional<Range> stated{};     ///< the range that the scenario gives
  std::vector<std::string> paths{};  ///< ids of the paths that it belongs to; empty: all
  std::vector<std::string>
      moves{};  ///< axes that it sets, as `compare_on` names them; inputs that share an unknown go together
};

/// The numbers that most decisions hang on: demand, acceptance of each path that was judged, prices, cost of a rejected
/// request, and tokens of an attempt. In that order; those of a path in the order of the paths.
std::vector<Control> controls(const Scenario& scenario);

/// The scenario with some controls at other values, by name; one that stays at its value changes nothing, not even what
/// is known of it. An acceptance that is moved counts as known exactly. Throws InvalidInput with every problem: names
/// that no control has (with the nearest) and values outside the field's domain.
Scenario with_controls(const Scenario& scenario, const std::vector<std::pair<std::string, double>>& values);

}  // namespace costmodel
