// What every binding needs: pybind11, names of enumerators as strings, pairs of bounds as tuples.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <costmodel/acceptance.hpp>
#include <costmodel/arrivals.hpp>
#include <costmodel/decide/comparison.hpp>
#include <costmodel/error.hpp>
#include <costmodel/evidence.hpp>
#include <costmodel/judge.hpp>
#include <costmodel/probability.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/solve/crossover.hpp>
#include <costmodel/two_arms.hpp>
#include <string>
#include <string_view>

namespace py = pybind11;

namespace costmodel::python {

using NoGil = py::call_guard<py::gil_scoped_release>;

/// What an argument of this type is called in a message, and its last enumerator.
template <class E> struct Enumeration;
template <> struct Enumeration<Arrivals> { static constexpr auto name = "arrivals"; static constexpr auto last = Arrivals::poisson; };
template <> struct Enumeration<Grade> { static constexpr auto name = "grade"; static constexpr auto last = Grade::inferred; };
template <> struct Enumeration<Handling> { static constexpr auto name = "handling"; static constexpr auto last = Handling::fallback; };
template <> struct Enumeration<ArmMethod> { static constexpr auto name = "method"; static constexpr auto last = ArmMethod::paired; };
template <> struct Enumeration<GateRule> { static constexpr auto name = "rule"; static constexpr auto last = GateRule::majority; };
template <> struct Enumeration<CrossingKind> { static constexpr auto name = "kind"; static constexpr auto last = CrossingKind::touch; };
template <> struct Enumeration<Axis> { static constexpr auto name = "axis"; static constexpr auto last = Axis::usd_per_rejected_request; };
template <> struct Enumeration<Align> { static constexpr auto name = "align"; static constexpr auto last = Align::right; };

template <class E>
std::string_view enumerator_name(E value) {
  if constexpr (std::is_same_v<E, Align>) return value == Align::left ? "left" : "right";
  else return to_string(value);
}

/// The enumerator of that name. Throws InvalidInput that lists the names.
template <class E>
E enumerator(std::string_view text) {
  if constexpr (std::is_same_v<E, Axis>) return axis_named(text);
  std::string allowed;
  for (int i = 0; i <= static_cast<int>(Enumeration<E>::last); ++i) {
    const std::string_view name = enumerator_name(static_cast<E>(i));
    if (name == text) return static_cast<E>(i);
    allowed += (i ? ", " : "") + std::string(name);
  }
  throw InvalidInput("unknown-name", Enumeration<E>::name, '"' + std::string(text) + '"', allowed);
}

/// An enumerator is its name in Python.
template <class E>
struct EnumeratorCaster {
  PYBIND11_TYPE_CASTER(E, py::detail::const_name("str"));

  bool load(py::handle source, bool) {
    if (!PyUnicode_Check(source.ptr())) return false;
    value = enumerator<E>(source.cast<std::string>());
    return true;
  }
  static py::handle cast(E source, py::return_value_policy, py::handle) {
    return py::str(std::string(enumerator_name(source))).release();
  }
};

/// Two bounds, or two counts, are a tuple in Python.
template <class Bounds, auto Low, auto High>
struct BoundsCaster {
  PYBIND11_TYPE_CASTER(Bounds, py::detail::const_name("tuple[float, float]"));

  bool load(py::handle source, bool convert) {
    py::detail::make_caster<std::pair<double, double>> pair;
    if (!pair.load(source, convert)) return false;
    const auto [low, high] = py::detail::cast_op<std::pair<double, double>>(pair);
    value.*Low = low;
    value.*High = high;
    return true;
  }
  static py::handle cast(const Bounds& source, py::return_value_policy, py::handle) {
    return py::make_tuple(source.*Low, source.*High).release();
  }
};

}  // namespace costmodel::python

namespace PYBIND11_NAMESPACE {
namespace detail {
template <> struct type_caster<costmodel::Arrivals> : costmodel::python::EnumeratorCaster<costmodel::Arrivals> {};
template <> struct type_caster<costmodel::Grade> : costmodel::python::EnumeratorCaster<costmodel::Grade> {};
template <> struct type_caster<costmodel::Handling> : costmodel::python::EnumeratorCaster<costmodel::Handling> {};
template <> struct type_caster<costmodel::ArmMethod> : costmodel::python::EnumeratorCaster<costmodel::ArmMethod> {};
template <> struct type_caster<costmodel::GateRule> : costmodel::python::EnumeratorCaster<costmodel::GateRule> {};
template <> struct type_caster<costmodel::CrossingKind> : costmodel::python::EnumeratorCaster<costmodel::CrossingKind> {};
template <> struct type_caster<costmodel::Axis> : costmodel::python::EnumeratorCaster<costmodel::Axis> {};
template <> struct type_caster<costmodel::Align> : costmodel::python::EnumeratorCaster<costmodel::Align> {};
template <> struct type_caster<costmodel::Interval>
    : costmodel::python::BoundsCaster<costmodel::Interval, &costmodel::Interval::low, &costmodel::Interval::high> {};
template <> struct type_caster<costmodel::Counts>
    : costmodel::python::BoundsCaster<costmodel::Counts, &costmodel::Counts::accepted, &costmodel::Counts::of> {};
template <> struct type_caster<costmodel::Range>
    : costmodel::python::BoundsCaster<costmodel::Range, &costmodel::Range::low, &costmodel::Range::high> {};
template <> struct type_caster<costmodel::Stretch>
    : costmodel::python::BoundsCaster<costmodel::Stretch, &costmodel::Stretch::from, &costmodel::Stretch::to> {};
}  // namespace detail
}  // namespace PYBIND11_NAMESPACE
