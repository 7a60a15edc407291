#include <costmodel/horizon/horizon.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/measured/authority.hpp>
#include <tuple>

#include "base/figures.hpp"
#include "horizon/plan.hpp"

namespace costmodel {

namespace {

constexpr int most_paths_against_all = 60;  // pairs of more paths are those with the path that serves now

/// Σ answers, each month's at its end, at a rate.
double present_answers(const Planning& planning, double rate) {
  double sum = 0;
  for (std::size_t t = 0; t < planning.demand.size(); ++t)
    sum += planning.demand[t] * discount_factor(rate, static_cast<double>(t) + 1);
  return sum;
}

void levelize(const Planning& planning, double present_cost, std::optional<MoneyPerAccepted<>>& levelized,
              std::optional<MoneyPerAccepted<>>* real = nullptr) {
  const Horizon& h = planning.setting.horizon;
  const double answers = present_answers(planning, h.discount_rate_per_year);
  if (answers > 0) levelized = usd_per_accepted_answer(present_cost / answers);
  const double real_rate = (1 + h.discount_rate_per_year) / (1 + h.inflation_per_year) - 1;
  const double real_answers = present_answers(planning, real_rate);
  if (real && real_answers > 0) *real = usd_per_accepted_answer(present_cost / real_answers);
}

PathHorizon alone(const Planning& planning, std::size_t p) {
  const Setting& s = planning.setting;
  const Path& path = s.scenario.paths[p];
  const Served& served = planning.paths[p];
  PathHorizon one{.id = path.id, .name = path.name.empty() ? path.id : path.name, .reasons = served.reasons};
  one.feasible = std::all_of(served.may.begin(), served.may.end(), [](bool may) { return may; });
  const auto stuck = std::find(served.priced.begin(), served.priced.end(), false);
  if (stuck != served.priced.end()) {
    const auto month = std::distance(served.priced.begin(), stuck) + 1;
    one.why_not =
        !s.why_not[p].empty() ? s.why_not[p] : "it does not carry the demand of month " + std::to_string(month);
    return one;
  }
  one.by_month = cash_flow(planning, {{path.id, 1, s.months()}});
  const double present = usd(one.by_month.back().present);
  one.npv = usd(-present);
  levelize(planning, present, one.levelized, &one.levelized_real);
  one.equivalent_annual = usd(equivalent_annual(present, s.horizon.discount_rate_per_year, s.months()));
  return one;
}

BuyingAgainst against(const Planning& planning, const PathHorizon& buy, const PathHorizon& other, double max_work) {
  const double rate = planning.setting.horizon.discount_rate_per_year;
  BuyingAgainst a{.buy = buy.id, .alternative = other.id, .npv = *buy.npv - *other.npv};
  std::vector<double> gain = flows_of(buy.by_month);
  const std::vector<double> spared = flows_of(other.by_month);
  for (std::size_t t = 0; t < gain.size(); ++t) gain[t] -= spared[t];
  a.payback_month = payback_month(gain);
  a.discounted_payback_month = payback_month(gain, rate);
  a.internal_rates = internal_rates(gain, max_work);
  double sum = 0, scale = 0;
  int order = 0;
  for (std::size_t t = 0; t < gain.size(); ++t) {
    sum += gain[t], scale += std::abs(gain[t]);
    const int now = std::abs(sum) <= 1e-12 * scale ? 0 : sum > 0 ? 1 : -1;
    if (now != 0 && order != 0 && now != order) a.crossings.push_back(static_cast<int>(t));
    if (now != 0) order = now;
  }
  return a;
}

/// What buying is held against: the path that serves now, else the best of those that are not bought.
std::string reference(const Planning& planning, const std::vector<PathHorizon>& paths) {
  if (planning.now && !planning.setting.paths[*planning.now].owned) return paths[*planning.now].id;
  const PathHorizon* best = nullptr;
  for (std::size_t p = 0; p < paths.size(); ++p)
    if (!planning.setting.paths[p].owned && paths[p].feasible && paths[p].npv && (!best || *paths[p].npv > *best->npv))
      best = &paths[p];
  return best ? best->id : "";
}

void hold_against(const Planning& planning, HorizonAnswer& answer) {
  const std::string held = reference(planning, answer.paths);
  const auto n = static_cast<double>(std::min<std::size_t>(answer.paths.size(), most_paths_against_all));
  const double each = std::max(2e4, 4e7 / (1 + n * n / 4));  // of work for the rates of one pair
  for (std::size_t b = 0; b < answer.paths.size(); ++b) {
    if (!planning.setting.paths[b].owned || !answer.paths[b].npv) continue;
    for (std::size_t o = 0; o < answer.paths.size(); ++o) {
      if (planning.setting.paths[o].owned || !answer.paths[o].npv) continue;
      if (answer.paths.size() > most_paths_against_all && answer.paths[o].id != held) continue;
      answer.buying.push_back(against(planning, answer.paths[b], answer.paths[o], each));
      if (answer.paths[o].id != held) continue;
      answer.paths[b].payback_month = answer.buying.back().payback_month;
      answer.paths[b].against = held;
    }
  }
}

SwitchDate best_switch(const std::vector<double>& costs) {
  SwitchDate best;
  const auto least = std::min_element(costs.begin(), costs.end());
  best.npv = usd(-*least);
  if (least + 1 != costs.end()) best.month = static_cast<int>(least - costs.begin());
  best.npv_never = usd(-costs.back());
  return best;
}

void find_switches(const Planning& planning, HorizonAnswer& answer) {
  const std::size_t n = answer.paths.size();
  std::vector<std::vector<double>> to;
  for (std::size_t p = 0; p < n; ++p) to.push_back(to_the_end(planning, p));
  for (std::size_t a = 0; a < n; ++a) {
    if (planning.now ? a != *planning.now : n > most_paths_against_all) continue;
    if (!answer.paths[a].feasible || !planning.can_start(a, 0)) continue;
    for (std::size_t b = 0; b < n; ++b) {
      if (a == b) continue;
      auto costs = switches(planning, a, to[b]);
      if (!std::isfinite(*std::min_element(costs.begin(), costs.end() - 1))) continue;
      SwitchDate date = best_switch(costs);
      date.from = answer.paths[a].id, date.to = answer.paths[b].id;
      answer.switches.push_back(std::move(date));
    }
  }
}

std::vector<LayerOverTime> layers_over_time(const Setting& setting, const HorizonPlan& plan) {
  std::vector<LayerOverTime> all;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    LayerOverTime layer{.layer = std::string(layers[l].id)};
    for (const auto& stage : plan.stages) {
      const Path& path = setting.scenario.path(stage.path);
      layer.from.push_back({stage.from_month, path.id, placement_text(path.cells[l]).value_or("")});
    }
    all.push_back(std::move(layer));
  }
  return all;
}

}  // namespace

HorizonAnswer horizon(const Scenario& scenario) {
  const Setting setting(scenario);
  const Planning planning(setting);
  HorizonAnswer answer{.months = setting.months(),
                       .discount_rate_per_year = setting.horizon.discount_rate_per_year,
                       .presentation = scenario.presentation};
  for (std::size_t p = 0; p < scenario.paths.size(); ++p) answer.paths.push_back(alone(planning, p));
  hold_against(planning, answer);
  find_switches(planning, answer);
  answer.plan = best_plan(planning);
  if (answer.plan.npv) levelize(planning, -usd(*answer.plan.npv), answer.plan.levelized);
  answer.plan.purchases = purchases_of(planning, answer.plan);
  answer.layers = layers_over_time(setting, answer.plan);
  if (answer.plan.stride_months > 1)
    answer.notes.push_back("So many paths and months that a path takes over only every " +
                           std::to_string(answer.plan.stride_months) + " months in the plan.");
  for (auto& note : not_used(planning)) answer.notes.push_back(std::move(note));
  std::tie(answer.without_range, answer.assumed_without_range) = without_range(planning);
  return answer;
}

std::vector<HorizonMonth> cash_flow_of(const Scenario& scenario, const std::vector<PlanStage>& stages) {
  const Setting setting(scenario);
  const Planning planning(setting);
  int next = 1;
  for (const auto& stage : stages) {
    const std::size_t p = scenario.index(stage.path);
    if (stage.from_month != next || stage.to_month < stage.from_month || stage.to_month > setting.months())
      throw InvalidInput(
          "bad-bounds", "stages", std::to_string(stage.from_month) + " to " + std::to_string(stage.to_month),
          "months one after the other, from " + std::to_string(next) + " to " + std::to_string(setting.months()));
    if (!setting.why_not[p].empty())
      throw InvalidInput("no-cost", stage.path, setting.why_not[p], "a path that can be priced");
    next = stage.to_month + 1;
  }
  if (next != setting.months() + 1)
    throw InvalidInput("bad-bounds", "stages", "nothing from month " + std::to_string(next) + " on",
                       "stages up to month " + std::to_string(setting.months()));
  return cash_flow(planning, stages);
}

std::vector<double> flows_of_months(const std::vector<HorizonMonth>& all) { return flows_of(all); }

SwitchSweep switching_dates(const Scenario& scenario, std::string_view from, std::string_view to) {
  const std::size_t a = scenario.index(from), b = scenario.index(to);
  if (a == b) throw InvalidInput("same-path", std::string(to), "the path that serves before", "another path");
  const Setting setting(scenario);
  const Planning planning(setting);
  SwitchSweep sweep{.from = std::string(from), .to = std::string(to)};
  for (const double cost : switches(planning, a, to_the_end(planning, b)))
    sweep.npv.push_back(std::isfinite(cost) ? std::optional(usd(-cost)) : std::nullopt);
  return sweep;
}

}  // namespace costmodel
