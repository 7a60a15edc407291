#include "horizon/setting.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <costmodel/base/error.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <cstdio>
#include <set>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "scenario/correlations.hpp"
#include "scenario/fields.hpp"

namespace costmodel {

namespace {

namespace chrono = std::chrono;

chrono::year_month_day day_of(const std::string& date) {
  int y = 0, m = 0, d = 0;
  const char* const text = date.data();
  std::from_chars(text, text + 4, y), std::from_chars(text + 5, text + 7, m), std::from_chars(text + 8, text + 10, d);
  return {chrono::year(y), chrono::month(static_cast<unsigned>(m)), chrono::day(static_cast<unsigned>(d))};
}

/// Every day on which a price by date begins or ends.
std::set<std::string> days_of_change(const Scenario& scenario) {
  std::set<std::string> days;
  const auto look = [&](const Ledger& ledger) {
    for (const auto& [key, provenance] : ledger.entries)
      for (const auto& dated : provenance.by_date) {
        days.insert(dated.from);
        if (!dated.to.empty()) days.insert(dated.to + "~");  // the day after
      }
  };
  look(scenario.ledger);
  for (const auto& path : scenario.paths) look(path.ledger);
  return days;
}

/// Days on which what is dated changes, until that one.
std::ptrdiff_t changes_until(const std::set<std::string>& days, const std::string& day) {
  return std::distance(days.begin(), days.upper_bound(day));
}

}  // namespace

std::string months_later(const std::string& date, int later) {
  if (date.empty()) return {};
  const chrono::year_month_day day = day_of(date) + chrono::months(later);
  const chrono::year_month_day real = day.ok() ? day : chrono::year_month_day(day.year() / day.month() / chrono::last);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(real.year()), static_cast<unsigned>(real.month()),
                static_cast<unsigned>(real.day()));
  return text;
}

Stretches stretches(const Scenario& scenario) {
  Stretches all;
  const int length = scenario.horizon->months;
  if (scenario.date.empty() || !has_dated_prices(scenario)) {
    all.scenarios.push_back(scenario);
    all.of_month.assign(static_cast<std::size_t>(length), 0);
    return all;
  }
  const auto days = days_of_change(scenario);
  std::ptrdiff_t last = -1;
  for (int t = 0; t < length; ++t) {
    const std::string day = months_later(scenario.date, t);
    const auto changes = changes_until(days, day);
    if (changes != last || all.scenarios.empty()) {
      all.scenarios.push_back(t == 0 ? scenario : as_of(scenario, day));
      last = changes;
    }
    all.of_month.push_back(all.scenarios.size() - 1);
  }
  return all;
}

std::vector<double> seasonal_weights(const Scenario& scenario) {
  const auto& year = scenario.horizon->seasonal;
  std::vector<double> all;
  if (year.empty()) return all;
  double sum = 0;
  for (const double weight : year) sum += weight;
  const auto first = static_cast<unsigned>(day_of(scenario.date).month()) - 1;
  for (int t = 0; t < scenario.horizon->months; ++t)
    all.push_back(year[(first + static_cast<unsigned>(t)) % 12] / (sum / 12));
  return all;
}

Trends<double> trends_of(const Scenario& scenario) {
  const Horizon& h = *scenario.horizon;
  Trends<double> trends{.demand = accepted_answers_per_month(scenario.demand),
                        .growth = h.growth_per_month,
                        .discount = h.discount_rate_per_year,
                        .ceiling = h.ceiling};
  for (const auto& path : scenario.paths) {
    trends.change.push_back(path.over_time.price_change_per_year);
    trends.migration.push_back(path.over_time.migration_usd);
  }
  return trends;
}

PathOverTime path_over_time(const Scenario& scenario, const Path& path) {
  PathOverTime over{.resale = path.over_time.resale};
  over.lead = static_cast<int>(std::ceil(path.access.lead_time_days / (365.25 / 12) * (1 - 1e-12)));
  over.lead = std::min(over.lead, scenario.horizon->months);
  if (const auto* p = std::get_if<FixedAmortized<>>(&path.pricing)) {
    over.owned = p->life.value() > 0 && (p->price.value() > 0 || p->installation.value() > 0);
    over.straight_life = months(p->life);
    over.life = static_cast<int>(std::ceil(path.over_time.refresh_months.value_or(over.straight_life) * (1 - 1e-12)));
  }
  if (const auto* p = std::get_if<Provisioned<>>(&path.pricing); p && p->term && !p->needed)
    over.term = static_cast<int>(std::ceil(months(*p->term) * (1 - 1e-12)));
  const auto every = path.over_time.retrained_every_months;
  for (int t = 0; t < scenario.horizon->months; ++t) {
    const bool now = every && t > 0 && std::floor(t / *every) > std::floor((t - 1) / *every);
    over.retraining.push_back(now ? path.over_time.retraining_usd : 0);
  }
  return over;
}

Setting::Setting(const Scenario& given) : scenario(given) {
  if (!given.horizon)
    throw InvalidInput("no-horizon", "/horizon", "nothing", "the months to look at: {\"months\": 36, …}");
  validate(given);
  horizon = *given.horizon;
  if (!horizon.demand_csv.empty())
    throw InvalidInput("unread-file", "/horizon/demand_csv", horizon.demand_csv,
                       "a scenario that was loaded from its file, so that the table is found beside it");
  by_date = stretches(given);
  weights = seasonal_weights(given);
  trends = trends_of(given);
  for (std::size_t p = 0; p < given.paths.size(); ++p) {
    paths.push_back(path_over_time(given, given.paths[p]));
    bought.push_back(unit_price(given.paths[p]));
    why_not.push_back(model(given, given.paths[p]).why_not);
    if (!given.paths[p].stages.empty() && why_not.back().empty())
      why_not.back() = "not modelled for a path of several stages: years";
    auto& by_stretch = curves.emplace_back();
    for (const auto& there : by_date.scenarios) {
      Path runs = there.paths[p];
      take_capital_out(runs);
      Path free = runs;
      scale_prices(free, 0.0);
      by_stretch.push_back({model(there, runs).by_demand, model(there, free).by_demand});
    }
  }
}

Served served(const Setting& s, std::size_t p, const std::vector<double>& demand) {
  Served all;
  const Path& path = s.scenario.paths[p];
  all.course = course(s.curves[p], s.by_date.of_month, demand,
                      price_by_month(path.over_time, s.trends.change[p], s.months()), s.bought[p], s.paths[p]);
  std::vector<PathModel> models;
  std::vector<std::vector<std::string>> lasting;
  for (const auto& there : s.by_date.scenarios) {
    models.push_back(model(there, there.paths[p]));
    lasting.push_back(words_of(lasting_reasons(there, there.paths[p], models.back())));
    if (models.back().why_not.empty() && !s.why_not[p].empty()) lasting.back().push_back(s.why_not[p]);
    for (auto& words : placement_reasons(there, there.paths[p])) lasting.back().push_back(std::move(words));
  }
  std::set<std::string> said;
  for (std::size_t t = 0; t < demand.size(); ++t) {
    const std::size_t at = s.by_date.of_month[t];
    const Scenario& there = s.by_date.scenarios[at];
    const PathModel& m = models[at];
    const Load<> load = m.load(accepted_answers_per_month(demand[t]));
    auto reasons = lasting[at];
    bool keeps_rules = reasons.empty();
    const bool fits = s.why_not[p].empty() && load <= m.limit() * (1 + 1e-12);
    if (!fits || there.paths[p].access.quota_units || may_be_cold(there, there.paths[p], m))
      for (auto& reason : reasons_at(there, there.paths[p], m, load)) {
        keeps_rules = keeps_rules && (reason.kind == ReasonKind::quota || reason.kind == ReasonKind::saturated);
        if (std::find(reasons.begin(), reasons.end(), reason.words) == reasons.end())
          reasons.push_back(std::move(reason.words));
      }
    all.keeps_rules.push_back(keeps_rules);
    all.priced.push_back(fits && std::isfinite(all.course.running[t]));
    all.may.push_back(reasons.empty() && all.priced.back());
    for (const auto& words : reasons)
      if (const std::string kind = words.substr(0, words.find(':')); said.insert(kind).second)
        all.reasons.push_back(t == 0 ? words : "from month " + std::to_string(t + 1) + ": " + words);
    if (fits && all.course.units[t] > 1e9)
      throw InvalidInput(
          "out-of-range", "/horizon",
          number_text(all.course.units[t]) + " units of " + path.id + " in month " + std::to_string(t + 1),
          "a demand that needs at most 1e9 units");
  }
  return all;
}

Scenario scenario_of_month(const Scenario& scenario, int month) {
  const Setting s(scenario);
  if (month < 1 || month > s.months())
    throw InvalidInput("out-of-range", "month", std::to_string(month), "1 to " + std::to_string(s.months()));
  const auto t = static_cast<std::size_t>(month - 1);
  Scenario there = s.by_date.scenarios[s.by_date.of_month[t]];
  there.date = months_later(scenario.date, month - 1);
  const double demand = demand_by_month(s.horizon, s.trends, s.weights)[t];
  if (!(demand >= fields::demand.low && demand <= fields::demand.high))
    throw InvalidInput("out-of-range", "/horizon",
                       number_text(demand) + " accepted answers in month " + std::to_string(month),
                       number_text(fields::demand.low) + " to " + number_text(fields::demand.high));
  there.demand = accepted_answers_per_month(demand);
  there.domain_low = std::min(there.domain_low, Demand<>(there.demand / 10.0));
  there.domain_high = std::max(there.domain_high, Demand<>(there.demand * 10.0));
  take_as_stated(there, "/demand/accepted_answers_per_month");
  for (std::size_t p = 0; p < there.paths.size(); ++p)
    scale_prices(there.paths[p], price_by_month(there.paths[p].over_time, s.trends.change[p], s.months())[t]);
  const auto before = there.correlations ? all_unknowns_over_time(there) : std::vector<Unknown>{};
  std::vector<std::string> beside;
  for (const auto& path : there.paths)
    if (path.over_time.retraining_usd > 0 || path.over_time.migration_usd > 0) beside.push_back(path.id);
  there.question += (there.question.empty() ? "Month " : " Month ") + std::to_string(month) +
                    (there.date.empty() ? "" : " (" + there.date + ")") + " of " + std::to_string(s.months()) +
                    ", at its demand and prices.";
  if (!beside.empty())
    there.question += " Retraining and migration of " + text::joined(beside, " and ") + " are not in it.";
  there.horizon.reset();
  for (auto& path : there.paths) path.over_time = {};
  if (there.correlations) drop_certain(there, before, all_unknowns(there));
  return there;
}

std::string date_of_month(const Scenario& scenario, int month) { return months_later(scenario.date, month - 1); }

}  // namespace costmodel
