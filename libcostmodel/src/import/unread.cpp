#include "import/unread.hpp"

#include <algorithm>
#include <cmath>

#include "base/number_text.hpp"
#include "base/utf8.hpp"
#include "import/words.hpp"
#include "io/own_json.hpp"

namespace costmodel::import {

namespace {

/// Whether one of the words of a name is one of these: "gpuCostHr", "gpu_cost_hr" and "GPU cost/hr" have three.
template <std::size_t n>
bool has_word(std::string_view key, const std::string_view (&words)[n]) {
  std::string word;
  const auto is_one = [&] { return std::find(std::begin(words), std::end(words), word) != std::end(words); };
  char before = '_';
  for (const char c : key) {
    const bool small = c >= 'a' && c <= 'z', large = c >= 'A' && c <= 'Z', after_small = before >= 'a' && before <= 'z';
    if ((!small && !large) || (large && after_small)) {
      if (is_one()) return true;
      word.clear();
    }
    if (small || large) word += static_cast<char>(large ? c - 'A' + 'a' : c);
    before = c;
  }
  return is_one();
}

constexpr std::string_view money[] = {
    "cost",   "costs",   "price",      "prices", "pricing", "fee",     "fees",     "usd",  "dollars",    "eur",
    "charge", "charges", "surcharge",  "amount", "credit",  "credits", "discount", "free", "multiplier", "uplift",
    "tax",    "minimum", "commitment", "billed", "billing", "tariff",  "markup",   "spend"};

constexpr std::string_view meaning[] = {"power",  "watt",      "watts",        "energy",      "joule",     "joules",
                                        "kwh",    "parallel",  "tp",           "pp",          "dp",        "ep",
                                        "cache",  "caching",   "quantization", "dtype",       "precision", "burstiness",
                                        "failed", "failures",  "errored",      "speculative", "spec",      "eagle",
                                        "disagg", "truncated", "cancelled",    "lora",        "offload"};

void gather(const Json& value, std::vector<double>& numbers) {
  if (value.is_number()) numbers.push_back(value.get<double>());
  if (value.is_string())
    if (const auto number = decimal(value.get_ref<const std::string&>())) numbers.push_back(*number);
  if (value.is_structured())
    for (const auto& item : value) gather(item, numbers);
}

}  // namespace

bool carries_money(std::string_view key) { return has_word(key, money); }
bool changes_meaning(std::string_view key) { return has_word(key, meaning); }

bool says_something(const Json& value) {
  if (value.is_number()) return value.get<double>() != 0;
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const auto number = decimal(text);
    return number ? *number != 0 : !text.empty();
  }
  if (value.is_boolean()) return value.get<bool>();
  return value.is_structured() &&
         std::any_of(value.begin(), value.end(), [](const Json& v) { return says_something(v); });
}

std::string brief(const Json& value) {
  return plain::shortened(value.dump(-1, ' ', false, Json::error_handler_t::replace), 80);
}

std::string amount_in(std::string_view key, const Json& value) {
  const std::string name = lower(key);
  const auto holds = [&](std::string_view word) { return name.find(word) != std::string::npos; };
  if (holds("free") || holds("dbu") || holds("multiplier") || holds("uplift") || holds("entry")) return brief(value);
  std::vector<double> numbers;
  gather(value, numbers);
  if (numbers.empty() || (value.is_array() && value.size() > 4)) return brief(value);
  const auto least = *std::min_element(numbers.begin(), numbers.end());
  const auto most = *std::max_element(numbers.begin(), numbers.end());
  if (!(least >= 0) || !std::isfinite(most) || most > 1e6) return brief(value);
  const bool tokens = holds("_token");
  const double factor = tokens && most < 1e-2 ? 1e6 : 1;
  std::string text = number_text(to_twelve_digits(least * factor));
  if (most > least) text += " to " + number_text(to_twelve_digits(most * factor));
  return text + (factor > 1 ? " USD per million tokens" : " USD");
}

}  // namespace costmodel::import
