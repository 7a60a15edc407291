// The formulas of the library under the names by which claims call them.
#pragma once

#include <costmodel/audit/expression.hpp>
#include <functional>
#include <optional>
#include <span>

namespace costmodel::formulas {

struct Parameter {
  std::string_view name;
  std::optional<double> otherwise{};  ///< in coherent units; none: it must be given
  std::string_view otherwise_text{};  ///< the same for people
};

struct Formula {
  std::string_view name;
  std::string_view about;
  std::vector<Parameter> parameters;
  std::vector<Dimension> dimensions;
  Dimension result;
  std::function<double(std::span<const double>)> value;  ///< in coherent units
};

const std::vector<Formula>& all();

/// The formula of that name, or null.
const Formula* find(std::string_view name);

}  // namespace costmodel::formulas
