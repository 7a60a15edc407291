#include <costmodel/scenario/dated_prices.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <set>

#include "base/number_text.hpp"
#include "base/problems.hpp"
#include "scenario/correlations.hpp"
#include "scenario/number_walker.hpp"

namespace costmodel {

namespace {

/// The value that held on a day, or none. ISO dates are in order as texts.
const DatedValue* held_on(const std::vector<DatedValue>& values, std::string_view day) {
  const DatedValue* found = nullptr;
  for (const auto& v : values)
    if (day.empty() || v.from <= day) found = &v;
  return found && (day.empty() || found->to.empty() || day <= found->to) ? found : nullptr;
}

/// "2025-03-22 to 2026-09-09, and since 2026-09-10".
std::string covered(const std::vector<DatedValue>& values) {
  std::string words;
  for (const auto& v : values) {
    if (!words.empty()) words += ", and ";
    if (v.to.empty())
      words.append("since ").append(v.from);
    else
      words.append(v.from).append(" to ").append(v.to);
  }
  return words;
}

/// Every ledger, with the pointer and the id of what it belongs to.
template <class S, class F>
void each_ledger(S& scenario, const F& f) {
  f(scenario.ledger, std::string(), std::string());
  for (std::size_t i = 0; i < scenario.paths.size(); ++i)
    f(scenario.paths[i].ledger, "/paths/" + std::to_string(i), scenario.paths[i].id);
}

/// Picks by date in every ledger, and tells which numbers to set.
std::map<std::string, double, std::less<>> pick(Scenario& scenario, std::string_view date,
                                                std::vector<Problem>& problems) {
  std::map<std::string, double, std::less<>> picked;
  each_ledger(scenario, [&](Ledger& ledger, const std::string& base, const std::string&) {
    for (auto& [key, provenance] : ledger.entries) {
      if (provenance.by_date.empty()) continue;
      const std::string pointer = base + key;
      const DatedValue* held = held_on(provenance.by_date, date);
      if (!held) {
        problems.push_back({"no-price-at-date", pointer, in_quotes(date),
                            "a day for which a price is stated: " + covered(provenance.by_date)});
        continue;
      }
      picked[pointer] = held->value;
      provenance.evidence = held->evidence;
    }
  });
  return picked;
}

}  // namespace

bool is_iso_date(std::string_view text) {
  const auto digits = [&](std::size_t from, std::size_t n) {
    int value = 0;
    for (std::size_t i = from; i < from + n; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const int y = digits(0, 4), m = digits(5, 2), d = digits(8, 2);
  if (y < 0 || m < 0 || d < 0) return false;
  return std::chrono::year_month_day(std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                                     std::chrono::day(static_cast<unsigned>(d)))
      .ok();
}

void at_exchange_rate(Scenario& scenario, double before, double now) {
  if (before == now) return;
  std::set<std::string, std::less<>> stated;
  each_ledger(scenario, [&](Ledger& ledger, const std::string& base, const std::string&) {
    for (auto& [key, provenance] : ledger.entries) {
      if (provenance.currency.empty()) continue;
      stated.insert(base + key);
      provenance.usd_per_unit = now;
      if (auto& range = provenance.range) range = Range{range->low * now / before, range->high * now / before};
      for (auto& dated : provenance.by_date) dated.value = dated.value * now / before;
    }
  });
  fields::walk_numbers(scenario, [&](const fields::NumberRef& ref) -> std::optional<double> {
    return ref.value && stated.contains(ref.pointer) ? std::optional(*ref.value * now / before) : std::nullopt;
  });
}

bool has_dated_prices(const Scenario& scenario) {
  bool any = false;
  each_ledger(scenario, [&](const Ledger& ledger, const std::string&, const std::string&) {
    for (const auto& [key, provenance] : ledger.entries) any = any || !provenance.by_date.empty();
  });
  return any;
}

Scenario as_of(Scenario scenario, std::string_view date) {
  if (!date.empty() && !is_iso_date(date))
    throw InvalidInput("bad-date", "as_of", in_quotes(date), "a day as 2026-11-21");
  if (!has_dated_prices(scenario))
    throw InvalidInput("no-dated-prices", "as_of", in_quotes(date),
                       "a scenario that states a number by_date; here none is");
  std::vector<Problem> problems;
  const auto picked = pick(scenario, date, problems);
  if (!problems.empty()) throw InvalidInput(std::move(problems));
  const auto rate = scenario.presentation.usd_per_unit;
  std::set<std::string, std::less<>> others;  // values beside which no range was stated
  fields::walk_numbers(scenario, [&](const fields::NumberRef& ref) -> std::optional<double> {
    const auto found = picked.find(ref.pointer);
    if (found == picked.end()) return std::nullopt;
    if (!ref.value || std::abs(*ref.value - found->second) > 1e-9 * std::abs(found->second)) others.insert(ref.pointer);
    return found->second;
  });
  each_ledger(scenario, [&](Ledger& ledger, const std::string& base, const std::string&) {
    for (auto& [key, provenance] : ledger.entries)
      if (others.contains(base + key))
        provenance.range.reset(), provenance.distribution.reset(), provenance.shared.clear();
  });
  if (rate && scenario.presentation.usd_per_unit)
    at_exchange_rate(scenario, *rate, *scenario.presentation.usd_per_unit);
  if (!date.empty()) scenario.date = date;
  return scenario;
}

std::vector<DatedPrice> dated_prices(const Scenario& scenario, std::string_view path) {
  std::vector<DatedPrice> all;
  each_ledger(scenario, [&](const Ledger& ledger, const std::string& base, const std::string& id) {
    if (!path.empty() && !id.empty() && id != path) return;
    for (const auto& [key, provenance] : ledger.entries)
      if (const DatedValue* held = provenance.by_date.empty() ? nullptr : held_on(provenance.by_date, scenario.date))
        all.push_back(
            {base + key, id, key.substr(1), held->value, held->from, held->to, scenario.date, held->evidence});
  });
  return all;
}

}  // namespace costmodel
