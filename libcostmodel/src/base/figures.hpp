// Numbers as people read them: three or four significant digits, thousands grouped, units beside them.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <costmodel/base/presentation.hpp>
#include <string>
#include <string_view>

#include "base/number_text.hpp"

namespace costmodel::text {

/// What stands where there is no number.
inline constexpr std::string_view none = "—";

/// Between the ends of a range; a line may be broken after it, not before.
inline constexpr std::string_view dash_between = "\u00A0– ";

/// Decimal digits after the point, thousands grouped: 12,345.60. Without a number, a dash.
inline std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return std::string(none);
  char buffer[400];
  auto* end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::fixed, decimals).ptr;
  std::string digits(buffer, end);
  const auto point = std::min(digits.find('.'), digits.size());
  for (auto i = static_cast<std::ptrdiff_t>(point) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), 1, ',');
  const bool zero = digits.find_first_not_of("0.,") == std::string::npos;
  return (value < 0 && !zero ? "-" : "") + digits;
}

/// At least `digits` significant digits, never an exponent between 1e-9 and 1e15: 0.00233, 27.5, 12,345.
inline std::string significant(double value, int digits = 3) {
  if (value == 0) return "0";
  if (!std::isfinite(value)) return std::string(none);
  const double magnitude = std::floor(std::log10(std::abs(value)));
  if (magnitude < -9 || magnitude > 15) return number_text(value);
  std::string text = fixed(value, std::max(0, digits - 1 - static_cast<int>(magnitude)));
  return text;
}

/// An amount of money whose currency is said elsewhere: cents from a dollar up, significant digits below.
inline std::string amount(double value, int digits = 3) {
  const double size = std::abs(value);
  return size >= 1e5 ? fixed(value, 0) : size >= 1 ? fixed(value, 2) : significant(value, digits);
}

/// Money, with the sign before the currency: -$12.30.
inline std::string usd(double value, int digits = 3) {
  return std::isfinite(value) ? (value < 0 ? "-$" : "$") + amount(std::abs(value), digits) : std::string(none);
}

/// A count of answers or tokens: whole numbers as they are, and nothing behind the point above 100.
inline std::string count(double value) {
  return std::abs(value) >= 100 || value == std::round(value) ? fixed(value, 0) : significant(value, 3);
}

/// An input as it was given, thousands grouped where it is whole.
inline std::string plain(double value) {
  if (!std::isfinite(value)) return std::string(none);
  return value == std::round(value) && std::abs(value) < 1e15 ? fixed(value, 0) : number_text(value);
}

/// A share: 23.3 %, 0.214 %.
inline std::string percent(double share) { return significant(share * 100, 3) + " %"; }

inline std::string joined(const auto& words, std::string_view between = ", ") {
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

/// The same as a scenario wants it: in its currency, with its marks.
class Figures {
 public:
  /// Keeps a reference.
  explicit Figures(const Presentation& shown) : shown_(shown) {}

  std::string fixed(double value, int decimals) const { return marked(text::fixed(value, decimals)); }
  std::string significant(double value, int digits = 3) const { return marked(text::significant(value, digits)); }
  std::string count(double value) const { return marked(text::count(value)); }
  std::string plain(double value) const { return marked(text::plain(value)); }
  std::string percent(double share) const { return marked(text::percent(share)); }

  /// USD in the currency, which is said elsewhere.
  std::string amount(double dollars, int digits = 3) const {
    return marked(text::amount(in_currency(shown_, dollars), digits));
  }
  std::string amount_significant(double dollars) const { return significant(in_currency(shown_, dollars)); }

  /// USD as money: -$12.30, 12,30 €, EUR 12.30.
  std::string money(double dollars, int digits = 3) const {
    if (!std::isfinite(dollars)) return std::string(none);
    const std::string sign = dollars < 0 ? "-" : "", number = amount(std::abs(dollars), digits),
                      symbol = currency_symbol(shown_);
    if (shown_.symbol_after) return sign + number + "\u00A0" + symbol;
    return sign + symbol + (symbol == shown_.currency ? "\u00A0" : "") + number;
  }

  /// The heading of a column of amounts: "$/month".
  std::string per(std::string_view what) const { return currency_symbol(shown_).append("/").append(what); }

  /// A placement, or two joined by " / ", in the organisation's own words.
  std::string placement(std::string_view text) const {
    const auto& [retained, delegated, ceded, absent] = shown_.placements;
    const auto split = text.find(" / ");
    if (split != text.npos) return placement(text.substr(0, split)) + " / " + placement(text.substr(split + 3));
    return text == "Retained"    ? retained
           : text == "Delegated" ? delegated
           : text == "Ceded"     ? ceded
           : text == "Absent"    ? absent
                                 : std::string(text);
  }

  const Presentation& shown() const { return shown_; }

 private:
  std::string marked(const std::string& number) const {
    if (shown_.decimal_mark == "." && shown_.thousands_mark == ",") return number;
    std::string text;
    for (const char c : number)
      text += c == '.' ? shown_.decimal_mark : c == ',' ? shown_.thousands_mark : std::string(1, c);
    return text;
  }

  const Presentation& shown_;
};

}  // namespace costmodel::text
