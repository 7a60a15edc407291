// What every binding needs: pybind11, names of enumerators as strings, bounds as tuples, distributions as dictionaries.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <costmodel/decide/winners.hpp>
#include <costmodel/measured/acceptance.hpp>
#include <costmodel/measured/arrivals.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <costmodel/decide/comparison.hpp>
#include <costmodel/stats/distribution.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/measured/evidence.hpp>
#include <costmodel/io/trace.hpp>
#include <costmodel/stats/judge.hpp>
#include <costmodel/stats/probability.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/solve/crossover.hpp>
#include <costmodel/stats/two_arms.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <array>
#include <string>
#include <string_view>

namespace py = pybind11;

namespace costmodel::python {

using NoGil = py::call_guard<py::gil_scoped_release>;

/// What an argument of this type is called in a message, and its last enumerator.
template <class E> struct Enumeration;
template <> struct Enumeration<Arrivals> { static constexpr auto name = "arrivals"; static constexpr auto last = Arrivals::periodic; };
template <> struct Enumeration<Grade> { static constexpr auto name = "grade"; static constexpr auto last = Grade::inferred; };
template <> struct Enumeration<Handling> { static constexpr auto name = "handling"; static constexpr auto last = Handling::fallback; };
template <> struct Enumeration<ArmMethod> { static constexpr auto name = "method"; static constexpr auto last = ArmMethod::paired; };
template <> struct Enumeration<GateRule> { static constexpr auto name = "rule"; static constexpr auto last = GateRule::majority; };
template <> struct Enumeration<CrossingKind> { static constexpr auto name = "kind"; static constexpr auto last = CrossingKind::touch; };
template <> struct Enumeration<Axis> { static constexpr auto name = "axis"; static constexpr auto last = Axis::usd_per_rejected_request; };
template <> struct Enumeration<Shape> { static constexpr auto name = "shape"; static constexpr auto last = Shape::empirical; };
template <> struct Enumeration<Billed> { static constexpr auto name = "rule"; static constexpr auto last = Billed::per_second; };
template <> struct Enumeration<TimeUnit> { static constexpr auto name = "unit"; static constexpr auto last = TimeUnit::nanosecond; };
template <> struct Enumeration<Align> { static constexpr auto name = "align"; static constexpr auto last = Align::right; };

template <class E>
std::string_view enumerator_name(E value) {
  constexpr std::string_view time_units[] = {"second", "millisecond", "microsecond", "nanosecond"};
  if constexpr (std::is_same_v<E, Align>) return value == Align::left ? "left" : "right";
  else if constexpr (std::is_same_v<E, TimeUnit>) return time_units[static_cast<std::size_t>(value)];
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

/// (low, median, high)
struct SpreadCaster {
  PYBIND11_TYPE_CASTER(Spread, py::detail::const_name("tuple[float, float, float]"));

  bool load(py::handle source, bool convert) {
    py::detail::make_caster<std::array<double, 3>> three;
    if (!three.load(source, convert)) return false;
    const auto& values = py::detail::cast_op<std::array<double, 3>&>(three);
    value = {values[0], values[1], values[2]};
    return true;
  }
  static py::handle cast(const Spread& source, py::return_value_policy, py::handle) {
    return py::make_tuple(source.low, source.median, source.high).release();
  }
};

/// As the scenario format writes it: {"shape": …, "mean": …, "low": …}
struct DistributionCaster {
  PYBIND11_TYPE_CASTER(Distribution, py::detail::const_name("dict[str, Any]"));

  bool load(py::handle source, bool) {
    if (!py::isinstance<py::dict>(source)) return false;
    const auto given = py::reinterpret_borrow<py::dict>(source);
    value = Distribution{.shape = enumerator<Shape>(given["shape"].cast<std::string>())};
    for (const auto& [key, target] : distribution_keys(value)) *target = given[std::string(key).c_str()].cast<double>();
    if (given.contains("low")) value.low = given["low"].cast<double>();
    if (given.contains("high")) value.high = given["high"].cast<double>();
    if (given.contains("samples")) value.samples = given["samples"].cast<std::vector<double>>();
    return true;
  }
  static py::handle cast(Distribution source, py::return_value_policy, py::handle) {
    py::dict result;
    result["shape"] = std::string(to_string(source.shape));
    for (const auto& [key, target] : distribution_keys(source)) result[std::string(key).c_str()] = *target;
    if (source.low) result["low"] = *source.low;
    if (source.high) result["high"] = *source.high;
    if (!source.samples.empty()) result["samples"] = source.samples;
    return result.release();
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
template <> struct type_caster<costmodel::Billed> : costmodel::python::EnumeratorCaster<costmodel::Billed> {};
template <> struct type_caster<costmodel::TimeUnit> : costmodel::python::EnumeratorCaster<costmodel::TimeUnit> {};
template <> struct type_caster<costmodel::Spread> : costmodel::python::SpreadCaster {};
template <> struct type_caster<costmodel::Distribution> : costmodel::python::DistributionCaster {};
template <> struct type_caster<costmodel::Align> : costmodel::python::EnumeratorCaster<costmodel::Align> {};
template <> struct type_caster<costmodel::Interval>
    : costmodel::python::BoundsCaster<costmodel::Interval, &costmodel::Interval::low, &costmodel::Interval::high> {};
template <> struct type_caster<costmodel::Counts>
    : costmodel::python::BoundsCaster<costmodel::Counts, &costmodel::Counts::accepted, &costmodel::Counts::of> {};
template <> struct type_caster<costmodel::MapPoint>
    : costmodel::python::BoundsCaster<costmodel::MapPoint, &costmodel::MapPoint::x, &costmodel::MapPoint::y> {};
template <> struct type_caster<costmodel::Range>
    : costmodel::python::BoundsCaster<costmodel::Range, &costmodel::Range::low, &costmodel::Range::high> {};
template <> struct type_caster<costmodel::Stretch>
    : costmodel::python::BoundsCaster<costmodel::Stretch, &costmodel::Stretch::from, &costmodel::Stretch::to> {};
}  // namespace detail
}  // namespace PYBIND11_NAMESPACE
