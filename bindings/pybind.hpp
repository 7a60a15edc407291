// What every binding needs: pybind11, names of enumerators as strings, bounds as tuples, distributions as dictionaries.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <costmodel/render/report.hpp>
#include <string>
#include <string_view>

#include "io/result_fields.hpp"

namespace py = pybind11;

namespace costmodel::python {

using NoGil = py::call_guard<py::gil_scoped_release>;

/// What an argument of this type is called in a message.
template <class E>
inline constexpr auto argument_name = "";
template <>
inline constexpr auto argument_name<Align> = "align";
template <>
inline constexpr auto argument_name<Arrivals> = "arrivals";
template <>
inline constexpr auto argument_name<Axis> = "axis";
template <>
inline constexpr auto argument_name<GateRule> = "rule";
template <>
inline constexpr auto argument_name<Shape> = "shape";
template <>
inline constexpr auto argument_name<TimeUnit> = "unit";

/// The enumerator of that name. Throws InvalidInput that lists the names.
template <class E>
E enumerator(std::string_view text) {
  if constexpr (std::is_same_v<E, Axis>) return axis_named(text);
  std::string allowed;
  for (int i = 0; i <= static_cast<int>(results::last_enumerator<E>); ++i) {
    const std::string_view name = to_string(static_cast<E>(i));
    if (name == text) return static_cast<E>(i);
    allowed += (i ? ", " : "") + std::string(name);
  }
  throw InvalidInput("unknown-name", argument_name<E>, '"' + std::string(text) + '"', allowed);
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
    return py::str(std::string(to_string(source))).release();
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
template <>
struct type_caster<costmodel::Arrivals> : costmodel::python::EnumeratorCaster<costmodel::Arrivals> {};
template <>
struct type_caster<costmodel::GateRule> : costmodel::python::EnumeratorCaster<costmodel::GateRule> {};
template <>
struct type_caster<costmodel::Axis> : costmodel::python::EnumeratorCaster<costmodel::Axis> {};
template <>
struct type_caster<costmodel::TimeUnit> : costmodel::python::EnumeratorCaster<costmodel::TimeUnit> {};
template <>
struct type_caster<costmodel::Distribution> : costmodel::python::DistributionCaster {};
template <>
struct type_caster<costmodel::Align> : costmodel::python::EnumeratorCaster<costmodel::Align> {};
template <>
struct type_caster<costmodel::Interval>
    : costmodel::python::BoundsCaster<costmodel::Interval, &costmodel::Interval::low, &costmodel::Interval::high> {};
template <>
struct type_caster<costmodel::Counts>
    : costmodel::python::BoundsCaster<costmodel::Counts, &costmodel::Counts::accepted, &costmodel::Counts::of> {};
template <>
struct type_caster<costmodel::Range>
    : costmodel::python::BoundsCaster<costmodel::Range, &costmodel::Range::low, &costmodel::Range::high> {};
}  // namespace detail
}  // namespace PYBIND11_NAMESPACE
