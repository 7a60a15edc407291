// Quantities cross the border as plain numbers in a named unit.
#pragma once

#include <costmodel/base/units.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pybind.hpp"

namespace costmodel::python {

// Overloads for every shape in which results hold quantities; all are declared before any is used by another.
template <class U> py::object number_in(const Named<U>& unit, const Quantity<U>& quantity);
template <class U, class Q> py::object number_in(const Named<U>& unit, const std::optional<Q>& maybe);
template <class U, class Q> py::object number_in(const Named<U>& unit, const std::pair<Q, Q>& interval);
template <class U, class Q> py::object number_in(const Named<U>& unit, const std::vector<std::pair<std::string, Q>>& by_name);

template <class U> void quantity_from(const Named<U>& unit, py::handle number, Quantity<U>& into);
template <class U, class Q> void quantity_from(const Named<U>& unit, py::handle number, std::optional<Q>& into);
template <class U, class Q> void quantity_from(const Named<U>& unit, py::handle number, std::pair<Q, Q>& into);
template <class U, class Q>
void quantity_from(const Named<U>& unit, py::handle number, std::vector<std::pair<std::string, Q>>& into);

template <class U>
py::object number_in(const Named<U>& unit, const Quantity<U>& quantity) {
  return py::float_(unit(quantity));
}
template <class U, class Q>
py::object number_in(const Named<U>& unit, const std::optional<Q>& maybe) {
  return maybe ? number_in(unit, *maybe) : py::none();
}
template <class U, class Q>
py::object number_in(const Named<U>& unit, const std::pair<Q, Q>& interval) {
  return py::make_tuple(number_in(unit, interval.first), number_in(unit, interval.second));
}
template <class U, class Q>
py::object number_in(const Named<U>& unit, const std::vector<std::pair<std::string, Q>>& by_name) {
  py::dict result;
  for (const auto& [name, quantity] : by_name) result[py::str(name)] = number_in(unit, quantity);
  return result;
}

template <class U>
void quantity_from(const Named<U>& unit, py::handle number, Quantity<U>& into) {
  into = unit(number.cast<double>());
}
template <class U, class Q>
void quantity_from(const Named<U>& unit, py::handle number, std::optional<Q>& into) {
  if (number.is_none()) return into.reset();
  quantity_from(unit, number, into.emplace());
}
template <class U, class Q>
void quantity_from(const Named<U>& unit, py::handle number, std::pair<Q, Q>& into) {
  const auto pair = number.cast<py::tuple>();
  quantity_from(unit, pair[0], into.first);
  quantity_from(unit, pair[1], into.second);
}
template <class U, class Q>
void quantity_from(const Named<U>& unit, py::handle number, std::vector<std::pair<std::string, Q>>& into) {
  for (const std::pair<py::handle, py::handle> entry : py::reinterpret_borrow<py::dict>(number))
    quantity_from(unit, entry.second, into.emplace_back(py::cast<std::string>(entry.first), Q{}).second);
}

}  // namespace costmodel::python
