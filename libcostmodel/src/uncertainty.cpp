#include <algorithm>
#include <cmath>
#include <costmodel/decide/costs.hpp>
#include <costmodel/error.hpp>
#include <costmodel/uncertainty.hpp>
#include <numeric>

#include "candidates.hpp"
#include "cheapest.hpp"
#include "draws.hpp"
#include "drawn_paths.hpp"
#include "in_parallel.hpp"
#include "worth.hpp"

namespace costmodel {

namespace {

constexpr std::size_t block_draws = 4096;
constexpr double a_tie = 1e-4;  ///< of the expected cost: less than that, the number of draws decides
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Prices draws. One for each thread.
class Worker {
 public:
  Worker(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths, const Law& law,
         const std::vector<double>& demands)
      : paths_(paths), law_(law), bar_(scenario.requirements.min_acceptance.value_or(0)), drawn_(scenario, unknowns, paths),
        cheapest_(demands, paths.size()) {}

  /// One block: `count` draws from `first` on, a multiple of the block size.
  void run(std::size_t first, std::size_t count, std::uint64_t seed, DrawnCosts& out) {
    Draws draws(law_, seed, first);
    for (std::size_t draw = first; draw < first + count; draw += lanes) {
      draws.next(shares_, values_);
      drawn_.set(values_);
      keep(draw, std::min(lanes, first + count - draw), out);
      cheapest_.add(curves_);
    }
  }

  std::vector<double> counts() { return cheapest_.counts(); }

 private:
  void keep(std::size_t draw, std::size_t used, DrawnCosts& out) {
    curves_.clear();
    const Pack demand = drawn_.demand();
    if (!out.demand.empty()) std::copy_n(demand.v.data(), used, out.demand.data() + draw);
    for (std::size_t c = 0; c < paths_.size(); ++c) {
      Curve<Pack>& curve = curves_.emplace_back(drawn_.curve_within_quota(c));
      Pack cost = curve(demand);
      cost.v = (demand.v > curve.limit().v * (1 + 1e-12)).select(infinity, cost.v);
      std::copy_n(cost.v.data(), used, out.usd_per_month[c].data() + draw);
      if (paths_[c].barred) {
        const Pack rate = drawn_.rate(c);
        for (std::size_t lane = 0; lane < used; ++lane) out.barred[c][draw + lane] = rate.v[static_cast<Eigen::Index>(lane)] < bar_;
        curve.fixed.v = (rate.v < bar_).select(infinity, curve.fixed.v);
      }
      for (std::size_t lane = used; lane < lanes; ++lane) curve.fixed.v[static_cast<Eigen::Index>(lane)] = infinity;  // past the last draw
    }
    for (std::size_t k = 0; k < shares_.size(); ++k)
      for (std::size_t lane = 0; lane < used; ++lane) {
        const double share = shares_[k].v[static_cast<Eigen::Index>(lane)];
        out.bin[k][draw + lane] = static_cast<std::uint8_t>(std::min<double>(bins - 1, share * bins));
      }
  }

  const std::vector<DrawnPath>& paths_;
  const Law& law_;
  double bar_;
  DrawnScenario drawn_;
  CheapestCounts cheapest_;
  std::vector<Pack> shares_, values_;
  std::vector<Curve<Pack>> curves_;
};

/// The value below which a share of them lies. Reorders.
double at_share(std::vector<double>& values, double share) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

std::optional<Spread> spread(std::vector<double> values) {
  const Spread s{at_share(values, 0.05), at_share(values, 0.5), at_share(values, 0.95)};
  return std::isfinite(s.high) ? std::optional(s) : std::nullopt;
}

void check(const UncertaintyOptions& o) {
  const auto need = [](bool good, const char* where, auto found, const char* allowed) {
    if (!good) throw InvalidInput("out-of-range", where, std::to_string(found), allowed);
  };
  need(o.draws >= 64 && o.draws <= 100'000'000, "draws", o.draws, "64 to 100,000,000");
  need(o.threads >= 1 && o.threads <= 1024, "threads", o.threads, "1 to 1024");
  need(o.demand_points >= 2 && o.demand_points <= 100'000, "demand_points", o.demand_points, "2 to 100,000");
}

std::vector<double> demand_grid(const Scenario& s, int points) {
  std::vector<double> grid(static_cast<std::size_t>(points));
  const double low = std::log(s.domain_low.value()), high = std::log(s.domain_high.value());
  for (int i = 0; i < points; ++i) grid[static_cast<std::size_t>(i)] = std::exp(std::lerp(low, high, static_cast<double>(i) / (points - 1)));
  return grid;
}

/// Runs all blocks, on as many threads as asked for. Counts are whole numbers: they add up to the same in any order.
std::vector<double> run_all(const Scenario& scenario, const UncertaintyOptions& options, const std::vector<DrawnPath>& paths,
                            const Uncertainty& result, DrawnCosts& out) {
  const Law law(scenario, result.unknowns, options.draws, DrawnScenario(scenario, result.unknowns, paths).wanted());
  const std::size_t blocks = (options.draws + block_draws - 1) / block_draws;
  const int threads = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(options.threads), blocks));
  std::vector<std::vector<double>> parts(static_cast<std::size_t>(threads));
  in_strides(threads, [&](std::size_t first, std::size_t stride) {
    Worker worker(scenario, result.unknowns, paths, law, result.demands);
    for (std::size_t b = first; b < blocks; b += stride)
      worker.run(b * block_draws, std::min(block_draws, options.draws - b * block_draws), options.seed, out);
    parts[first] = worker.counts();
  });
  for (std::size_t t = 1; t < parts.size(); ++t)
    std::transform(parts[0].begin(), parts[0].end(), parts[t].begin(), parts[0].begin(), std::plus<>());
  return std::move(parts[0]);
}

/// Which of the paths the decision falls on: the least expected cost, and among ties the one that a decision table prefers.
std::size_t least_expected(const Scenario& scenario, const std::vector<DrawnPath>& paths, const std::vector<PathSpread>& spreads) {
  double least = infinity;
  for (const auto& spread : spreads)
    if (spread.feasible_now) least = std::min(least, spread.expected_usd_per_month);
  std::vector<std::size_t> ties;
  for (std::size_t c = 0; c < paths.size(); ++c)
    if (spreads[c].feasible_now && spreads[c].expected_usd_per_month * (1 - a_tie) <= least) ties.push_back(paths[c].index);
  if (ties.size() > 1)
    ties = preferred(scenario, ties, [&](std::size_t i) { return cost(scenario, scenario.paths[i], scenario.demand).evidence; });
  return static_cast<std::size_t>(
      std::find_if(paths.begin(), paths.end(), [&](const DrawnPath& p) { return p.index == ties.front(); }) - paths.begin());
}

}  // namespace

Uncertainty uncertainty(const Scenario& scenario, const UncertaintyOptions& options) {
  validate(scenario);
  check(options);
  Uncertainty result{.draws = options.draws, .unknowns = unknowns(scenario), .demands = demand_grid(scenario, options.demand_points)};
  const auto paths = drawn_paths(scenario, result.unknowns);
  if (std::none_of(paths.begin(), paths.end(), [](const DrawnPath& p) { return p.feasible_now; })) return result;

  DrawnCosts costs{.usd_per_month = std::vector(paths.size(), std::vector<double>(options.draws)),
                   .barred = std::vector<std::vector<std::uint8_t>>(paths.size()),
                   .bin = std::vector(result.unknowns.size(), std::vector<std::uint8_t>(options.draws))};
  for (std::size_t c = 0; c < paths.size(); ++c)
    if (paths[c].barred) costs.barred[c].resize(options.draws);
  for (const auto& unknown : result.unknowns)
    if (std::find(unknown.inputs.begin(), unknown.inputs.end(), "/demand/accepted_answers_per_month") != unknown.inputs.end())
      costs.demand.resize(options.draws);
  const auto counts = run_all(scenario, options, paths, result, costs);

  const double draws = static_cast<double>(options.draws);
  result.paths.resize(paths.size());
  in_parallel(options.threads, paths.size(), [&](std::size_t c) {
    PathSpread& path = result.paths[c];
    path.id = scenario.paths[paths[c].index].id;
    path.feasible_now = paths[c].feasible_now;
    path.expected_usd_per_month = std::accumulate(costs.usd_per_month[c].begin(), costs.usd_per_month[c].end(), 0.0) / draws;
    for (std::size_t g = 0; g < result.demands.size(); ++g) path.probability_cheapest_at.push_back(counts[g * paths.size() + c] / draws);
    std::vector<double> each = costs.usd_per_month[c];
    for (std::size_t d = 0; d < each.size(); ++d) each[d] /= costs.demand.empty() ? scenario.demand.value() : costs.demand[d];
    path.usd_per_accepted = spread(std::move(each));
  });
  add_worth(scenario, paths, costs, least_expected(scenario, paths, result.paths), options.threads, result);
  return result;
}

std::vector<double> costs_at_shares(const Scenario& scenario, std::string_view id, const std::vector<double>& shares) {
  validate(scenario);
  const auto all = unknowns(scenario);
  const auto path = drawn_paths(scenario, all, {std::string(id)});
  if (const auto m = model(scenario, scenario.paths[path.front().index]); !m.why_not.empty())
    throw InvalidInput("cannot-be-priced", "path", std::string(id), "a path that can be priced; this one: " + m.why_not);
  if (all.empty() || shares.size() % all.size() != 0)
    throw InvalidInput("wrong-size", "shares", std::to_string(shares.size()) + " numbers",
                       "rows of " + std::to_string(all.size()) + ", one number for each unknown");
  if (!std::all_of(shares.begin(), shares.end(), [](double u) { return u > 0 && u < 1; }))
    throw InvalidInput("out-of-range", "shares", "a number that is no share", "above 0 and below 1");

  std::vector<QuantileTable> quantiles;
  for (const auto& unknown : all) quantiles.emplace_back(unknown.distribution);
  DrawnScenario drawn(scenario, all, path);
  const std::size_t n = all.size(), rows = shares.size() / n;
  std::vector<double> costs(rows);
  std::vector<Pack> values(n);
  for (std::size_t row = 0; row < rows; row += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane)  // past the last row: the last one again
      for (std::size_t k = 0; k < n; ++k)
        values[k].v[static_cast<Eigen::Index>(lane)] = quantiles[k](shares[std::min(row + lane, rows - 1) * n + k]);
    drawn.set(values);
    const Curve<Pack> curve = drawn.curve(0);
    const Pack demand = drawn.demand();
    Pack cost = curve(demand) / demand;
    cost.v = (demand.v > curve.limit().v * (1 + 1e-12)).select(infinity, cost.v);
    std::copy_n(cost.v.data(), std::min(lanes, rows - row), costs.data() + row);
  }
  return costs;
}

}  // namespace costmodel
