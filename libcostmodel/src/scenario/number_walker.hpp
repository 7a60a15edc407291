// Visits every number of a scenario, whatever its unit, under its JSON Pointer.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <functional>
#include <optional>
#include <string>

#include "scenario/fields.hpp"

namespace costmodel::fields {

/// One number, in the unit that its key names.
struct NumberRef {
  std::string pointer;
  std::optional<double> value;  ///< absent: an optional number that was not given
  Domain domain;
  Presence presence;
  bool is_default;          ///< holds what it would hold if nobody had given it
  bool whole = false;       ///< takes whole numbers only
  std::string_view unit{};  ///< as people say it
};

/// What to do with a number: a value that comes back is stored.
using NumberVisitor = std::function<std::optional<double>(const NumberRef&)>;

/// Shows every number of the scenario to the visitor, in the order of the format.
void walk_numbers(Scenario& scenario, const NumberVisitor& visit);
/// The same where nothing is to be stored.
void walk_numbers(const Scenario& scenario, const std::function<void(const NumberRef&)>& visit);
/// The numbers of the requirements alone, by pointers below them.
void walk_numbers(Requirements& requirements, const NumberVisitor& visit);

}  // namespace costmodel::fields
