#include <costmodel/audit/dimension.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <vector>

#include "base/figures.hpp"
#include "base/nearest.hpp"

namespace costmodel {

namespace {

Dimension of(std::initializer_list<std::pair<Base, int>> exponents) {
  Dimension d;
  for (const auto& [base, exponent] : exponents) d[base] += exponent;
  return d;
}

struct Symbol {
  std::string_view text;
  double size;
  Dimension dimension;
};

const std::vector<Symbol>& symbols() {
  using enum Base;
  static const Dimension none{}, watt = dimension_of<Power<>>(), joule = watt * of({{time, 1}});
  static const std::vector<Symbol> all{{"1", 1, none},
                                       {"x", 1, none},
                                       {"unit", 1, none},
                                       {"%", 0.01, none},
                                       {"pts", 0.01, none},
                                       {"USD", 1, of({{money, 1}})},
                                       {"$", 1, of({{money, 1}})},
                                       {"cent", 0.01, of({{money, 1}})},
                                       {"tok_in", 1, of({{input_token, 1}})},
                                       {"ktok_in", 1e3, of({{input_token, 1}})},
                                       {"Mtok_in", 1e6, of({{input_token, 1}})},
                                       {"tok_out", 1, of({{output_token, 1}})},
                                       {"ktok_out", 1e3, of({{output_token, 1}})},
                                       {"Mtok_out", 1e6, of({{output_token, 1}})},
                                       {"request", 1, of({{request, 1}})},
                                       {"answer", 1, of({{answer, 1}})},
                                       {"accepted", 1, of({{accepted_answer, 1}})},
                                       {"month", 1, of({{billing_month, 1}})},
                                       {"window", 1, of({{window, 1}})},
                                       {"ns", 1e-9, of({{time, 1}})},
                                       {"us", 1e-6, of({{time, 1}})},
                                       {"ms", 1e-3, of({{time, 1}})},
                                       {"s", 1, of({{time, 1}})},
                                       {"min", 60, of({{time, 1}})},
                                       {"h", 3600, of({{time, 1}})},
                                       {"day", 86400, of({{time, 1}})},
                                       {"week", 604800, of({{time, 1}})},
                                       {"W", 1, watt},
                                       {"kW", 1e3, watt},
                                       {"MW", 1e6, watt},
                                       {"J", 1, joule},
                                       {"Wh", 3600, joule},
                                       {"kWh", 3.6e6, joule},
                                       {"B", 1, of({{byte, 1}})},
                                       {"kB", 1e3, of({{byte, 1}})},
                                       {"MB", 1e6, of({{byte, 1}})},
                                       {"GB", 1e9, of({{byte, 1}})},
                                       {"TB", 1e12, of({{byte, 1}})},
                                       {"MiB", 0x1p20, of({{byte, 1}})},
                                       {"GiB", 0x1p30, of({{byte, 1}})},
                                       {"bit", 0.125, of({{byte, 1}})},
                                       {"FLOP", 1, of({{operation, 1}})},
                                       {"GFLOP", 1e9, of({{operation, 1}})},
                                       {"TFLOP", 1e12, of({{operation, 1}})},
                                       {"PFLOP", 1e15, of({{operation, 1}})}};
  return all;
}

std::vector<std::string_view> names() {
  std::vector<std::string_view> all;
  for (const auto& symbol : symbols()) all.push_back(symbol.text);
  return all;
}

/// A symbol with an exponent, "s" or "s^2".
Measure factor(std::string_view text, std::string_view whole) {
  int exponent = 1;
  const auto caret = text.find('^');
  if (caret != std::string_view::npos) {
    const auto digits = text.substr(caret + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (error != std::errc{} || end != digits.data() + digits.size() || std::abs(exponent) > 9) exponent = 0;
    text = text.substr(0, caret);
  }
  for (const auto& symbol : symbols()) {
    if (symbol.text != text || exponent == 0) continue;
    Measure result{std::pow(symbol.size, exponent), symbol.dimension};
    for (auto& e : result.dimension.exponents) e *= exponent;
    return result;
  }
  std::string part(whole);
  throw InvalidInput("unknown-unit", "unit", '"' + part + '"', known_units() + did_you_mean(text, names()));
}

void append(std::string& text, std::string_view symbol, int exponent) {
  if (!text.empty()) text += "·";
  text += symbol;
  if (exponent != 1) text += '^' + std::to_string(exponent);
}

}  // namespace

std::string known_units() { return text::joined(names()) + "; put together by * and /, with powers as s^2"; }

Measure unit_named(std::string_view text) {
  Measure result{1, {}};
  char operation = '*';
  if (text.size() > 200) return factor("?", text.substr(0, 40));
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find_first_of("*/", from), text.size());
    const Measure next = factor(text.substr(from, end - from), text);
    const bool times = operation == '*';
    result.value = times ? result.value * next.value : result.value / next.value;
    result.dimension = times ? result.dimension * next.dimension : result.dimension / next.dimension;
    if (end == text.size()) break;
    operation = text[end];
    from = end + 1;
  }
  return result;
}

std::string to_string(const Dimension& dimension) {
  constexpr std::array<std::pair<Base, std::string_view>, 11> symbols{{{Base::money, "USD"},
                                                                       {Base::window, "window"},
                                                                       {Base::input_token, "input token"},
                                                                       {Base::output_token, "output token"},
                                                                       {Base::request, "request"},
                                                                       {Base::answer, "answer"},
                                                                       {Base::accepted_answer, "accepted answer"},
                                                                       {Base::byte, "B"},
                                                                       {Base::operation, "FLOP"},
                                                                       {Base::billing_month, "month"},
                                                                       {Base::time, "s"}}};
  Dimension rest = dimension;
  std::string above, below;
  const auto add = [&](std::string_view symbol, int exponent) {
    if (exponent > 0)
      append(above, symbol, exponent);
    else if (exponent < 0)
      append(below, symbol, -exponent);
  };
  const int mass = rest[Base::mass];
  if (mass != 0 && rest[Base::length] == 2 * mass) {
    add("W", mass);
    rest[Base::time] += 3 * mass;
  } else {
    add("kg", mass);
    add("m", rest[Base::length]);
  }
  for (const auto& [base, symbol] : symbols) add(symbol, rest[base]);
  if (above.empty()) above = "1";
  if (below.empty()) return above;
  return above + '/' + (below.find("·") == std::string::npos ? below : '(' + below + ')');
}

}  // namespace costmodel
