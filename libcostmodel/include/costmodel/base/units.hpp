// The dimensions of this field, so that a wrong formula does not compile.
//
// Base dimensions: money, input token, output token, request, answer, accepted answer, billing month; length, mass and
// time from SI (for power). The billing month is a dimension of its own: hours per month is a stated choice (730 unless
// the scenario says otherwise), never an implicit constant.
//
// A number enters and leaves by the name of its unit: `usd_per_hour(7.11)` makes a quantity, `usd_per_hour(quantity)`
// gives the number back.
#pragma once

#include <costmodel/version.hpp>  // first: it says so where the compiler is set to less than C++20

#include <boost/units/base_dimension.hpp>
#include <boost/units/base_unit.hpp>
#include <boost/units/base_units/si/kilogram.hpp>
#include <boost/units/base_units/si/meter.hpp>
#include <boost/units/base_units/si/second.hpp>
#include <boost/units/make_system.hpp>
#include <boost/units/physical_dimensions/power.hpp>
#include <boost/units/physical_dimensions/time.hpp>
#include <boost/units/quantity.hpp>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace costmodel {

namespace dimension {
// Every ordinal of the project is in this list; Boost.Units needs them positive and unique.
struct money : boost::units::base_dimension<money, 101> {};
struct input_token : boost::units::base_dimension<input_token, 102> {};
struct output_token : boost::units::base_dimension<output_token, 103> {};
struct request : boost::units::base_dimension<request, 104> {};
struct answer : boost::units::base_dimension<answer, 105> {};
struct accepted_answer : boost::units::base_dimension<accepted_answer, 106> {};
struct billing_month : boost::units::base_dimension<billing_month, 107> {};
}  // namespace dimension

namespace unit {

struct usd_base : boost::units::base_unit<usd_base, dimension::money::dimension_type, 101> {
  static std::string name() { return "US dollar"; }
  static std::string symbol() { return "USD"; }
};
struct input_token_base : boost::units::base_unit<input_token_base, dimension::input_token::dimension_type, 102> {
  static std::string name() { return "input token"; }
  static std::string symbol() { return "input token"; }
};
struct output_token_base : boost::units::base_unit<output_token_base, dimension::output_token::dimension_type, 103> {
  static std::string name() { return "output token"; }
  static std::string symbol() { return "output token"; }
};
struct request_base : boost::units::base_unit<request_base, dimension::request::dimension_type, 104> {
  static std::string name() { return "request"; }
  static std::string symbol() { return "request"; }
};
struct answer_base : boost::units::base_unit<answer_base, dimension::answer::dimension_type, 105> {
  static std::string name() { return "answer"; }
  static std::string symbol() { return "answer"; }
};
struct accepted_base : boost::units::base_unit<accepted_base, dimension::accepted_answer::dimension_type, 106> {
  static std::string name() { return "accepted answer"; }
  static std::string symbol() { return "accepted answer"; }
};
struct month_base : boost::units::base_unit<month_base, dimension::billing_month::dimension_type, 107> {
  static std::string name() { return "billing month"; }
  static std::string symbol() { return "month"; }
};

/// The base units by one name, which messages of a compiler then say instead of the whole list.
struct base_units
    : boost::units::make_system<boost::units::si::meter_base_unit, boost::units::si::kilogram_base_unit,
                                boost::units::si::second_base_unit, usd_base, input_token_base, output_token_base,
                                request_base, answer_base, accepted_base, month_base>::type::type {};
using system = boost::units::homogeneous_system<base_units>;

template <class Dimension>
using of = boost::units::unit<Dimension, system>;

using none = of<boost::units::dimensionless_type>;
using usd = of<dimension::money::dimension_type>;
using input_token = of<dimension::input_token::dimension_type>;
using output_token = of<dimension::output_token::dimension_type>;
using request = of<dimension::request::dimension_type>;
using answer = of<dimension::answer::dimension_type>;
using accepted = of<dimension::accepted_answer::dimension_type>;
using month = of<dimension::billing_month::dimension_type>;
using second = of<boost::units::time_dimension>;
using watt = of<boost::units::power_dimension>;

template <class A, class B>
using per = decltype(A{} / B{});

}  // namespace unit

template <class Unit, class T = double>
using Quantity = boost::units::quantity<Unit, T>;

// What things are, in the field's words.
template <class T = double>
using Money = Quantity<unit::usd, T>;
template <class T = double>
using MoneyPerMonth = Quantity<unit::per<unit::usd, unit::month>, T>;
template <class T = double>
using MoneyPerTime = Quantity<unit::per<unit::usd, unit::second>, T>;
template <class T = double>
using MoneyPerAnswer = Quantity<unit::per<unit::usd, unit::answer>, T>;
template <class T = double>
using MoneyPerRequest = Quantity<unit::per<unit::usd, unit::request>, T>;
template <class T = double>
using MoneyPerAccepted = Quantity<unit::per<unit::usd, unit::accepted>, T>;
template <class T = double>
using InputPrice = Quantity<unit::per<unit::usd, unit::input_token>, T>;
template <class T = double>
using OutputPrice = Quantity<unit::per<unit::usd, unit::output_token>, T>;
template <class T = double>
using EnergyPrice = Quantity<unit::per<unit::per<unit::usd, unit::watt>, unit::second>, T>;
template <class T = double>
using PowerPricePerMonth = Quantity<unit::per<unit::per<unit::usd, unit::watt>, unit::month>, T>;
template <class T = double>
using InputTokens = Quantity<unit::per<unit::input_token, unit::answer>, T>;
template <class T = double>
using OutputTokens = Quantity<unit::per<unit::output_token, unit::answer>, T>;
template <class T = double>
using InputRate = Quantity<unit::per<unit::input_token, unit::second>, T>;
template <class T = double>
using OutputRate = Quantity<unit::per<unit::output_token, unit::second>, T>;
template <class T = double>
using TimePerOutputToken = Quantity<unit::per<unit::second, unit::output_token>, T>;
template <class T = double>
using Load = Quantity<unit::per<unit::answer, unit::month>, T>;
template <class T = double>
using Demand = Quantity<unit::per<unit::accepted, unit::month>, T>;
template <class T = double>
using Time = Quantity<unit::second, T>;
template <class T = double>
using TimePerAnswer = Quantity<unit::per<unit::second, unit::answer>, T>;
template <class T = double>
using Months = Quantity<unit::month, T>;
template <class T = double>
using MonthLength = Quantity<unit::per<unit::second, unit::month>, T>;
template <class T = double>
using Power = Quantity<unit::watt, T>;
template <class T = double>
using AnswersPerRequest = Quantity<unit::per<unit::answer, unit::request>, T>;
template <class T = double>
using AcceptedPerRequest = Quantity<unit::per<unit::accepted, unit::request>, T>;
template <class T = double>
using AnswersPerAccepted = Quantity<unit::per<unit::answer, unit::accepted>, T>;
template <class T = double>
using RequestsPerAccepted = Quantity<unit::per<unit::request, unit::accepted>, T>;

template <class T>
inline constexpr bool is_quantity = false;
template <class Unit, class T>
inline constexpr bool is_quantity<Quantity<Unit, T>> = true;

/// A unit by name: turns a number into a quantity and a quantity into a number, both of any number type.
/// The unit is `numerator / denominator` of the coherent unit, kept apart so that whole numbers stay exact.
template <class Unit>
struct Named {
  using unit_type = Unit;
  double numerator = 1;
  double denominator = 1;
  std::string_view name{};  ///< as people say it: "USD per hour"

  template <class T>
  requires(!std::integral<T> && !is_quantity<T>) constexpr Quantity<Unit, T> operator()(T number) const {
    return Quantity<Unit, T>::from_value(number * numerator / denominator);
  }
  constexpr Quantity<Unit> operator()(std::integral auto number) const { return (*this)(static_cast<double>(number)); }
  template <class T>
  constexpr T operator()(const Quantity<Unit, T>& quantity) const {
    return quantity.value() * denominator / numerator;
  }
};

/// The same unit under another name: `called(fraction, "units")` counts units.
template <class Unit>
constexpr Named<Unit> called(const Named<Unit>& unit, std::string_view name) {
  return {unit.numerator, unit.denominator, name};
}

inline constexpr Named<unit::none> fraction{1, 1, "fraction"};
inline constexpr Named<unit::usd> usd{1, 1, "USD"};
inline constexpr Named<unit::per<unit::usd, unit::month>> usd_per_month{1, 1, "USD per month"};
inline constexpr Named<unit::per<unit::usd, unit::second>> usd_per_second{1, 1, "USD per second"};
inline constexpr Named<unit::per<unit::usd, unit::second>> usd_per_hour{1, 3600, "USD per hour"};
inline constexpr Named<unit::per<unit::usd, unit::second>> usd_per_minute{1, 60, "USD per minute"};
inline constexpr Named<unit::per<unit::usd, unit::answer>> usd_per_answer{1, 1, "USD per answer"};
inline constexpr Named<unit::per<unit::usd, unit::request>> usd_per_request{1, 1, "USD per request"};
inline constexpr Named<unit::per<unit::usd, unit::accepted>> usd_per_accepted_answer{1, 1, "USD per accepted answer"};
inline constexpr Named<unit::per<unit::usd, unit::input_token>> usd_per_million_input_tokens{
    1, 1e6, "USD per million input tokens"};
inline constexpr Named<unit::per<unit::usd, unit::output_token>> usd_per_million_output_tokens{
    1, 1e6, "USD per million output tokens"};
inline constexpr Named<EnergyPrice<>::unit_type> usd_per_kwh{1, 3.6e6, "USD per kWh"};
inline constexpr Named<PowerPricePerMonth<>::unit_type> usd_per_kw_month{1, 1e3, "USD per kW month"};
inline constexpr Named<unit::per<unit::input_token, unit::answer>> input_tokens_per_answer{1, 1,
                                                                                           "input tokens per answer"};
inline constexpr Named<unit::per<unit::output_token, unit::answer>> output_tokens_per_answer{
    1, 1, "output tokens per answer"};
inline constexpr Named<unit::per<unit::input_token, unit::second>> input_tokens_per_second{1, 1,
                                                                                           "input tokens per second"};
inline constexpr Named<unit::per<unit::output_token, unit::second>> output_tokens_per_second{
    1, 1, "output tokens per second"};
inline constexpr Named<unit::per<unit::answer, unit::month>> answers_per_month{1, 1, "answers per month"};
inline constexpr Named<unit::per<unit::accepted, unit::month>> accepted_answers_per_month{1, 1,
                                                                                          "accepted answers per month"};
inline constexpr Named<unit::second> seconds{1, 1, "seconds"};
inline constexpr Named<unit::second> minutes{60, 1, "minutes"};
inline constexpr Named<unit::second> hours{3600, 1, "hours"};
inline constexpr Named<unit::per<unit::second, unit::answer>> seconds_per_answer{1, 1, "seconds per answer"};
inline constexpr Named<unit::per<unit::second, unit::output_token>> seconds_per_output_token{
    1, 1, "seconds per output token"};
inline constexpr Named<unit::month> months{1, 1, "months"};
inline constexpr Named<unit::per<unit::second, unit::month>> hours_per_month{3600, 1, "hours per month"};
inline constexpr Named<unit::watt> watts{1, 1, "W"};
inline constexpr Named<unit::per<unit::answer, unit::request>> answers_per_request{1, 1, "answers per request"};
inline constexpr Named<unit::per<unit::accepted, unit::request>> accepted_answers_per_request{
    1, 1, "accepted answers per request"};
inline constexpr Named<unit::per<unit::answer, unit::accepted>> answers_per_accepted_answer{
    1, 1, "answers per accepted answer"};
inline constexpr Named<unit::per<unit::request, unit::accepted>> requests_per_accepted_answer{
    1, 1, "requests per accepted answer"};

}  // namespace costmodel
