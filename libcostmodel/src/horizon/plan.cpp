#include "horizon/plan.hpp"

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <limits>

#include "base/number_text.hpp"
#include "scenario/fields.hpp"

namespace costmodel {

namespace {
constexpr double never = std::numeric_limits<double>::infinity();
}

Planning::Planning(const Setting& s) : setting(s), demand(demand_by_month(s.horizon, s.trends, s.weights)) {
  for (std::size_t t = 0; t < demand.size(); ++t)
    if (!(demand[t] <= fields::demand.high))
      throw InvalidInput("out-of-range", "/horizon",
                         number_text(demand[t]) + " accepted answers in month " + std::to_string(t + 1),
                         "at most " + number_text(fields::demand.high));
  d = discounts(s.trends.discount, s.months());
  if (!s.horizon.now.empty()) now = s.scenario.index(s.horizon.now);
  for (std::size_t p = 0; p < s.scenario.paths.size(); ++p) paths.push_back(served(s, p, demand));
}

bool Planning::can_start(std::size_t p, int s) const {
  if (s > 0) return s >= setting.paths[p].lead;
  if (now) return p == *now || setting.paths[p].lead == 0;
  return true;  // what serves first was ordered in time
}

double Planning::migration(std::size_t p, int s) const {
  if (s == 0 && (!now || *now == p)) return 0;
  return setting.trends.migration[p] * d[static_cast<std::size_t>(s)];
}

double Planning::stretch(std::size_t p, int s, int e) const {
  if (!can_start(p, s)) return never;
  for (int t = s; t < e; ++t)
    if (!paths[p].may[static_cast<std::size_t>(t)]) return never;
  return migration(p, s) + present_cost(paths[p].course, setting.paths[p], d, s, e);
}

std::vector<double> Planning::stretches_from(std::size_t p, int s) const {
  const int length = setting.months();
  std::vector<double> all(static_cast<std::size_t>(length) + 1, never);
  if (!can_start(p, s)) return all;
  const auto& may = paths[p].may;
  const int end = static_cast<int>(std::find(may.begin() + s, may.end(), false) - may.begin());
  const auto costs = present_costs(paths[p].course, setting.paths[p], d, s, end);
  const double start = migration(p, s);
  for (auto e = static_cast<std::size_t>(s) + 1; e < costs.size(); ++e) all[e] = start + costs[e];
  return all;
}

namespace {

/// The months of one stage, added to those before.
void add_stage(const Planning& planning, std::size_t p, int s, int e, std::vector<HorizonMonth>& all) {
  const Setting& setting = planning.setting;
  const Course<double>& c = planning.paths[p].course;
  const PathOverTime& path = setting.paths[p];
  const auto pay = [&](int t) -> HorizonMonth& { return all[static_cast<std::size_t>(t)]; };
  const auto buy = [&](int t, double units) {
    for (int from = t; from < e;) {
      const int until = path.life > 0 ? std::min(e, from + path.life) : e;
      const int order = std::max(0, from - path.lead);
      const double price = c.price[static_cast<std::size_t>(order)];
      pay(from).bought += units;
      pay(order).purchases += usd(units * purchase(c.bought, price));
      pay(until - 1).resale += usd(units * resale_value(c.bought, path, price, until - from));
      from = until;
    }
  };
  month_by_month(c, path, s, e, buy, [&](int t, double bill, double units) {
    HorizonMonth& m = pay(t);
    m.path = setting.scenario.paths[p].id;
    m.units = units;
    m.running = usd(bill);
    m.retraining = usd(path.retraining[static_cast<std::size_t>(t)]);
  });
  if (const bool moved = s > 0 || (planning.now && *planning.now != p); moved)
    pay(s).migration += usd(setting.trends.migration[p]);
  pay(e - 1).contract += usd(left_of_term(c, path, s, e));
}

}  // namespace

std::vector<HorizonMonth> cash_flow(const Planning& planning, const std::vector<PlanStage>& stages) {
  const Setting& setting = planning.setting;
  std::vector<HorizonMonth> all(static_cast<std::size_t>(setting.months()));
  for (std::size_t t = 0; t < all.size(); ++t) {
    all[t].month = static_cast<int>(t) + 1;
    all[t].date = months_later(setting.scenario.date, static_cast<int>(t));
    all[t].demand = accepted_answers_per_month(planning.demand[t]);
  }
  for (const auto& stage : stages)
    add_stage(planning, setting.scenario.index(stage.path), stage.from_month - 1, stage.to_month, all);
  double cumulative = 0, present = 0;
  for (std::size_t t = 0; t < all.size(); ++t) {
    HorizonMonth& m = all[t];
    const double start = usd(m.purchases + m.migration);
    const double end = usd(m.running + m.retraining + m.contract - m.resale);
    m.cost = usd(start + end);
    cumulative += start + end;
    present += start * planning.d[t] + end * planning.d[t + 1];
    m.cumulative = usd(cumulative), m.present = usd(present);
  }
  return all;
}

PresentParts present_parts(const Planning& planning, const std::vector<HorizonMonth>& all) {
  PresentParts parts;
  for (std::size_t t = 0; t < all.size(); ++t) {
    const HorizonMonth& m = all[t];
    const double start = planning.d[t], end = planning.d[t + 1];
    parts.purchases += m.purchases * start;
    parts.migration += m.migration * start;
    parts.running += m.running * end;
    parts.retraining += m.retraining * end;
    parts.contract += m.contract * end;
    parts.resale += m.resale * end;
  }
  return parts;
}

std::vector<double> flows_of(const std::vector<HorizonMonth>& all) {
  std::vector<double> flows(all.size() + 1);
  for (std::size_t t = 0; t < all.size(); ++t) {
    const HorizonMonth& m = all[t];
    flows[t] -= usd(m.purchases + m.migration);
    flows[t + 1] -= usd(m.running + m.retraining + m.contract - m.resale);
  }
  return flows;
}

namespace {

/// Every how many months a path may take over, so that a plan is found in a second or so.
int stride_of(const Planning& planning) {
  constexpr double most_work = 1e8;
  double work = 0;
  const auto length = static_cast<double>(planning.setting.months());
  for (std::size_t p = 0; p < planning.paths.size(); ++p) {
    double most = 0, rises = 1;
    for (const double units : planning.paths[p].course.units) rises += units > most, most = std::max(most, units);
    const bool any = std::ranges::any_of(planning.paths[p].may, [](bool may) { return may; });
    if (any) work += length * length / 2 * (planning.setting.paths[p].owned ? rises : 1);
  }
  return static_cast<int>(std::ceil(work / most_work));
}

/// The cheapest way to the end of a month, with one path last.
struct Label {
  double cost = never;
  int from = 0;
  std::size_t before = 0;  ///< path of the stage before
};

/// The cheapest of the labels, and the cheapest that has another path last.
std::pair<std::size_t, std::size_t> two_best(const std::vector<Label>& labels) {
  std::size_t first = labels.size(), second = labels.size();
  const auto cost = [&](std::size_t p) { return p < labels.size() ? labels[p].cost : never; };
  for (std::size_t p = 0; p < labels.size(); ++p) {
    if (labels[p].cost < cost(first))
      second = first, first = p;
    else if (labels[p].cost < cost(second))
      second = p;
  }
  return {first, second};
}

}  // namespace

HorizonPlan best_plan(const Planning& planning) {
  const int length = planning.setting.months();
  const std::size_t n = planning.paths.size();
  std::vector<std::vector<Label>> labels(static_cast<std::size_t>(length) + 1, std::vector<Label>(n));
  HorizonPlan plan;
  plan.stride_months = std::max(1, stride_of(planning));
  for (int s = 0; s < length; s += plan.stride_months) {
    poll_interrupt();
    const auto [first, second] = two_best(labels[static_cast<std::size_t>(s)]);
    for (std::size_t p = 0; p < n; ++p) {
      const std::size_t before = first == p ? second : first;
      const bool owned = planning.setting.paths[p].owned, there = planning.now == p;
      if (s > 0 && (before == n || (owned && there))) continue;  // machines that were sold are not bought again
      const double so_far = s == 0 ? 0 : labels[static_cast<std::size_t>(s)][before].cost;
      const auto costs = planning.stretches_from(p, s);
      const bool kept = owned && !there;  // what is bought stays to the end
      for (std::size_t e = kept ? costs.size() - 1 : static_cast<std::size_t>(s) + 1; e < costs.size(); ++e)
        if (Label& label = labels[e][p]; so_far + costs[e] < label.cost) label = {so_far + costs[e], s, before};
    }
  }
  std::size_t p = two_best(labels.back()).first;
  if (p == n) return plan;
  for (int e = length; e > 0;) {
    const Label& label = labels[static_cast<std::size_t>(e)][p];
    plan.stages.insert(plan.stages.begin(), {planning.setting.scenario.paths[p].id, label.from + 1, e});
    e = label.from, p = label.before;
  }
  plan.by_month = cash_flow(planning, plan.stages);
  plan.present = present_parts(planning, plan.by_month);
  plan.npv = usd(-usd(plan.by_month.back().present));
  return plan;
}

std::vector<double> to_the_end(const Planning& planning, std::size_t path) {
  std::vector<double> all;
  for (int m = 0; m < planning.setting.months(); ++m)
    all.push_back(planning.stretch(path, m, planning.setting.months()));
  return all;
}

std::vector<double> switches(const Planning& planning, std::size_t from, const std::vector<double>& to) {
  std::vector<double> all = planning.stretches_from(from, 0);
  all[0] = 0;
  for (std::size_t m = 0; m < to.size(); ++m) all[m] += to[m];
  return all;
}

}  // namespace costmodel
