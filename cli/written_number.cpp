#include <charconv>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <new_scenario.hpp>

namespace costmodel {

namespace {

/// Digits in groups of three after the first, as in 40,000; false for 1,5, 4,0000 and 3.999,00.
bool is_grouped(std::string_view text) {
  const auto whole = text.substr(0, text.find('.'));
  if (text.substr(whole.size()).find(',') != std::string_view::npos) return false;
  const auto first = whole.find(',');
  if (first == std::string_view::npos) return true;
  if (first == 0 || first > 3) return false;
  for (std::size_t i = first; i < whole.size(); i += 4)
    if (whole[i] != ',' || i + 4 > whole.size() || whole.substr(i + 1, 3).find(',') != std::string_view::npos)
      return false;
  return true;
}

}  // namespace

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

double written_number(const std::string& option, const std::string& text) {
  const std::string whole = trimmed(text);
  std::string bare = whole;
  double factor = 1;
  const auto ends = [&](std::string_view mark, double times) {
    if (!bare.ends_with(mark)) return;
    bare = trimmed(bare.substr(0, bare.size() - mark.size()));
    factor = times;
  };
  if (bare.ends_with('%'))
    ends("%", 0.01);
  else if (bare.ends_with('k') || bare.ends_with('K'))
    ends(bare.substr(bare.size() - 1), 1e3);
  else if (bare.ends_with('M'))
    ends("M", 1e6);
  const bool grouped = is_grouped(bare);
  std::erase_if(bare, [](char c) { return c == ',' || c == '_'; });
  if (bare.starts_with('+')) bare.erase(0, 1);
  double value = 0;
  const auto [end, error] = std::from_chars(bare.data(), bare.data() + bare.size(), value);
  if (!grouped || error != std::errc{} || end != bare.data() + bare.size() || !std::isfinite(value * factor))
    throw InvalidInput("not-a-number", option, '"' + whole + '"',
                       "a number, written as 20000, 20,000, 20k, 0.2 or 20 %");
  return factor < 1 ? value / 100 : value * factor;
}

}  // namespace costmodel
