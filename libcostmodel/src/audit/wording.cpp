// Values within words, and the units in which they are shown.
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>

#include "audit/audit.hpp"

namespace costmodel::auditing {

namespace {

std::string trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(' ') - from + 1));
}

}  // namespace

std::vector<Placeholder> placeholders(std::string_view text) {
  std::vector<Placeholder> parts;
  while (true) {
    const auto open = text.find_first_of("{}");
    if (open == std::string_view::npos) break;
    const auto close = text.find('}', open);
    if (text[open] == '}' || close == std::string_view::npos)
      throw InvalidInput("bad-expression", "text", std::string(1, text[open]) + " alone",
                         "{formula} or {formula -> unit}");
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const auto arrow = inside.find("->");
    Placeholder part{std::string(text.substr(0, open)), trimmed(inside.substr(0, arrow)), {}};
    if (arrow != std::string_view::npos) part.unit = trimmed(inside.substr(arrow + 2));
    parts.push_back(std::move(part));
    text.remove_prefix(close + 1);
  }
  if (!text.empty()) parts.push_back({std::string(text), {}, {}});
  return parts;
}

std::string usual_unit(const Dimension& dimension, double value) {
  static const Dimension time = unit_named("s").dimension;
  if (dimension == time) return std::abs(value) < 120 ? "s" : std::abs(value) < 7200 ? "min" : "h";
  constexpr std::array<std::string_view, 15> usual{
      "tok_out/answer", "USD/Mtok_out", "USD/Mtok_in",   "USD/month", "USD/h", "USD/kWh",
      "tok_out/s",      "tok_in/s",     "tok_out",       "GB/s",      "GB",    "answer/month",
      "accepted/month", "month",        "Mtok_out/month"};
  for (const auto unit : usual)
    if (unit_named(unit).dimension == dimension) return std::string(unit);
  return {};
}

}  // namespace costmodel::auditing
