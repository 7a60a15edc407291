// Dimensions that are known only at run time, for formulas that come from files. Every formula of the library keeps its
// own at compile time; this is where the two meet.
#pragma once

#include <array>
#include <boost/units/base_dimension.hpp>
#include <costmodel/base/units.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace costmodel {

/// Base dimensions: those of the library's quantities, then three that only claims need.
enum class Base {
  money,
  input_token,
  output_token,
  request,
  answer,
  accepted_answer,
  billing_month,
  length,
  mass,
  time,
  byte,       ///< of weights and caches
  operation,  ///< of arithmetic
  window      ///< billing windows
};
inline constexpr std::size_t bases = 13;

/// Exponents of the base dimensions. Without any, a plain number.
struct Dimension {
  std::array<int, bases> exponents{};

  int& operator[](Base base) { return exponents[static_cast<std::size_t>(base)]; }
  int operator[](Base base) const { return exponents[static_cast<std::size_t>(base)]; }
  bool operator==(const Dimension&) const = default;
};

constexpr Dimension operator*(Dimension a, const Dimension& b) {
  for (std::size_t i = 0; i < bases; ++i) a.exponents[i] += b.exponents[i];
  return a;
}

constexpr Dimension operator/(Dimension a, const Dimension& b) {
  for (std::size_t i = 0; i < bases; ++i) a.exponents[i] -= b.exponents[i];
  return a;
}

/// As text in coherent units: "USD/output token", "W·s", "1".
std::string to_string(const Dimension& dimension);

/// A number in coherent units (USD, tokens, seconds, billing months, watts, bytes) with its dimension.
struct Measure {
  double value = 0;
  Dimension dimension{};
  bool operator==(const Measure&) const = default;
};

namespace detail {

template <class Tag>
inline constexpr Base base_of{};
template <>
inline constexpr Base base_of<dimension::money> = Base::money;
template <>
inline constexpr Base base_of<dimension::input_token> = Base::input_token;
template <>
inline constexpr Base base_of<dimension::output_token> = Base::output_token;
template <>
inline constexpr Base base_of<dimension::request> = Base::request;
template <>
inline constexpr Base base_of<dimension::answer> = Base::answer;
template <>
inline constexpr Base base_of<dimension::accepted_answer> = Base::accepted_answer;
template <>
inline constexpr Base base_of<dimension::billing_month> = Base::billing_month;
template <>
inline constexpr Base base_of<boost::units::length_base_dimension> = Base::length;
template <>
inline constexpr Base base_of<boost::units::mass_base_dimension> = Base::mass;
template <>
inline constexpr Base base_of<boost::units::time_base_dimension> = Base::time;

template <class List>
Dimension dimension_of_list() {
  if constexpr (std::is_same_v<List, boost::units::dimensionless_type>) {
    return {};
  } else {
    using Item = typename List::item;
    static_assert(Item::value_type::Denominator == 1, "whole exponents");
    Dimension d = dimension_of_list<typename List::next>();
    d[base_of<typename Item::tag_type>] += static_cast<int>(Item::value_type::Numerator);
    return d;
  }
}

}  // namespace detail

/// The dimension that a quantity of the library has at compile time; of a plain number, none.
template <class T>
Dimension dimension_of() {
  if constexpr (is_quantity<T>)
    return detail::dimension_of_list<typename T::unit_type::dimension_type>();
  else
    return {};
}

/// A unit as it is written in a claim, "USD/Mtok_out" or "min/window": how much of the coherent unit it is. Powers as
/// "s^2". Throws InvalidInput ("unknown-unit"), with the nearest known one.
Measure unit_named(std::string_view text);

/// The known symbols of units, for messages and documents.
std::string known_units();

}  // namespace costmodel
