#include <costmodel/decide/cost_series.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/model/feasibility.hpp>
#include <limits>

#include "base/number_text.hpp"
#include "uncertainty/drawn_paths.hpp"
#include "uncertainty/draws.hpp"

namespace costmodel {

namespace {

constexpr double above = 1 + 1e-9;  ///< just past a step, as far as an eye can tell

void need(bool good, const char* where, double found, const char* allowed) {
  if (!good) throw InvalidInput("out-of-range", where, number_text(found), allowed);
}

/// `points` demands over the domain, spaced evenly in the logarithm; the ends are exact.
std::vector<double> grid(const Scenario& s, int points) {
  const double low = accepted_answers_per_month(s.domain_low), high = accepted_answers_per_month(s.domain_high);
  std::vector<double> all;
  for (int i = 0; i < points; ++i)
    all.push_back(i == 0            ? low
                  : i == points - 1 ? high
                                    : std::exp(std::lerp(std::log(low), std::log(high), i / (points - 1.0))));
  return all;
}

/// Puts in the steps of the bill within (low, high): each as the last demand before it and the first after it.
void add_steps(const Curve<>& curve, double low, double high, int most, std::vector<double>& demands) {
  for (const auto& part : curve.parts) add_steps(part, low, high, most, demands);
  if (!std::isfinite(curve.capacity)) return;
  double units =
      std::max(curve.min_units, curve.together.empty() ? std::floor(low / curve.capacity) : curve.units(low));
  for (int i = 0; i < most && units < curve.max_units; ++i, ++units) {
    const double step = curve.carries(units);
    if (step >= high) return;
    if (step > low) demands.insert(demands.end(), {step, step * above});
  }
}

/// What stands in the way over which demand: what lasts, a quota that is used up, and saturation.
std::vector<Obstacle> obstacles(const Scenario& scenario, const Path& path, const PathModel& m, double low,
                                double high) {
  if (!m.why_not.empty()) return {{low, high, words_of(lasting_reasons(scenario, path, m)), false}};
  std::vector<double> ends{low};
  const double limit = m.by_demand.limit();
  const double quota = path.access.quota_units ? m.by_demand.carries(*path.access.quota_units) : limit;
  Curve<> granted = m.by_demand;
  keep_quotas(scenario, path, granted);
  for (const double end : {std::min({quota, limit, granted.limit()}), limit})
    if (end > ends.back() && end < high) ends.push_back(end);
  ends.push_back(high);
  std::vector<Obstacle> found;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const double inside = std::min(ends[i] * above, ends[i + 1]);
    auto because = words_of(reasons_at(scenario, path, m, m.load(accepted_answers_per_month(inside))));
    for (auto& unmet : placement_reasons(scenario, path)) because.push_back(std::move(unmet));
    if (!because.empty()) found.push_back({ends[i], ends[i + 1], std::move(because), ends[i] < limit});
  }
  return found;
}

/// The value below which a share of them lies; sorted as far as needed.
double below(std::vector<double>& values, double share) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

Pack per_accepted(const Curve<Pack>& bill, double demand) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Pack x(demand);
  return Pack(Pack::Array((x.v > bill.limit().v * (1 + 1e-12)).select(infinity, (bill(x) / x).v)));
}

}  // namespace

CostSeries cost_series(const Scenario& scenario, std::string_view id, std::optional<Arrivals> arrivals,
                       const SeriesOptions& options) {
  need(options.points >= 2 && options.points <= 100'000, "points", options.points, "2 to 100,000");
  need(options.most_steps >= 0, "most_steps", options.most_steps, "0 or more");
  const Path& path = scenario.path(id);
  const PathModel m = model(scenario, path, arrivals);
  CostSeries series{.path = path.id, .arrivals = arrivals.value_or(scenario.arrivals)};
  const double low = accepted_answers_per_month(scenario.domain_low),
               high = accepted_answers_per_month(scenario.domain_high);
  series.obstacles = obstacles(scenario, path, m, low, high);
  if (!m.why_not.empty()) return series;
  auto demands = grid(scenario, options.points);
  for (const double x : options.at)
    if (x > low && x < high) demands.push_back(x);
  add_steps(m.by_demand, low, high, options.most_steps, demands);
  const double limit = m.by_demand.limit();
  if (limit < high) demands.push_back(limit);
  std::sort(demands.begin(), demands.end());
  demands.erase(std::unique(demands.begin(), demands.end()), demands.end());
  std::erase_if(demands, [&](double x) { return x > limit; });
  for (const double x : demands)
    series.usd_per_accepted.push_back(usd_per_accepted_answer(cost_per_accepted(m, accepted_answers_per_month(x))));
  series.demands = std::move(demands);
  return series;
}

std::vector<CostRibbon> cost_ribbons(const Scenario& scenario, const RibbonOptions& options) {
  validate(scenario);
  need(options.points >= 2 && options.points <= 10'000, "points", options.points, "2 to 10,000");
  need(options.draws >= 64 && options.draws <= 100'000, "draws", static_cast<double>(options.draws), "64 to 100,000");
  const auto all = unknowns(scenario);
  if (all.empty()) return {};
  std::vector<std::string> ids;
  for (const auto& path : scenario.paths)
    if (model(scenario, path).why_not.empty()) ids.push_back(path.id);
  const auto priced = drawn_paths(scenario, all, ids);

  const auto demands = grid(scenario, options.points);
  const std::size_t packs = (options.draws + 7) / 8;
  std::vector<std::vector<double>> costs(priced.size() * demands.size());
  const Law law(scenario, all, options.draws);
  Draws draws(law, options.seed, 0);
  DrawnScenario drawn(scenario, all, priced);
  std::vector<Pack> shares, values;
  for (std::size_t p = 0; p < packs; ++p) {
    draws.next(shares, values);
    drawn.set(values);
    for (std::size_t c = 0; c < priced.size(); ++c) {
      const Curve<Pack> bill = drawn.curve(c);
      for (std::size_t g = 0; g < demands.size(); ++g) {
        const Pack cost = per_accepted(bill, demands[g]);
        auto& own = costs[c * demands.size() + g];
        own.insert(own.end(), cost.v.begin(), cost.v.end());
      }
    }
  }
  std::vector<CostRibbon> ribbons;
  for (std::size_t c = 0; c < priced.size(); ++c) {
    CostRibbon& ribbon = ribbons.emplace_back(CostRibbon{ids[c], demands, {}});
    for (std::size_t g = 0; g < demands.size(); ++g) {
      auto& own = costs[c * demands.size() + g];
      const double low = below(own, 0.05), median = below(own, 0.5), top = below(own, 0.95);
      ribbon.usd_per_accepted.push_back({low, median, top});
    }
  }
  return ribbons;
}

}  // namespace costmodel
