#include <costmodel/uncertainty.hpp>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/binomial.hpp>
#include <cmath>
#include <costmodel/error.hpp>
#include <costmodel/sweep.hpp>
#include <numeric>
#include <thread>

#include "candidates.hpp"
#include "lifted.hpp"
#include "points.hpp"

namespace costmodel {

namespace {

constexpr std::size_t lanes = 8;
constexpr std::size_t block_draws = 4096;
constexpr std::size_t bins = 64;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// A candidate, and which unknown its acceptance is where that is counted.
struct Drawn : Candidate {
  std::optional<std::size_t> unknown{};
};

/// Sums over one block of draws.
struct BlockSums {
  std::vector<double> cheapest;     ///< draws in which a candidate is cheapest at the demand
  std::vector<double> cheapest_at;  ///< the same for each demand of the grid: [demand][candidate]
  std::vector<double> binned;       ///< monthly cost by [unknown][bin][candidate]
  std::vector<double> bin_draws;    ///< [unknown][bin]
  double least = 0;                 ///< monthly cost of the cheapest
};

/// Prices draws. One for each thread.
class Worker {
 public:
  Worker(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<Drawn>& candidates,
         const std::vector<QuantileTable>& tables, const std::vector<double>& demands)
      : scenario_(scenario), unknowns_(unknowns), candidates_(candidates), tables_(tables), demands_(demands),
        lifted_(scenario, wanted(unknowns)) {
    for (const auto& unknown : unknowns) {
      auto& own = setters_.emplace_back();
      for (const auto& pointer : unknown.inputs) own.push_back(lifted_.setters.at(pointer));
    }
  }

  /// One block: `count` draws from `first` on. Costs at the demand go to costs[candidate][draw].
  BlockSums run(std::size_t first, std::size_t count, std::uint64_t seed, std::vector<std::vector<double>>& costs) {
    BlockSums sums{std::vector<double>(candidates_.size()), std::vector<double>(demands_.size() * candidates_.size()),
                   std::vector<double>(unknowns_.size() * bins * candidates_.size()), std::vector<double>(unknowns_.size() * bins)};
    Points points(std::max<std::size_t>(1, unknowns_.size()), seed, first);
    for (std::size_t draw = first; draw < first + count; draw += lanes) {
      draw_pack(points);
      price_pack();
      reduce_pack(draw, std::min(lanes, first + count - draw), sums, costs);
    }
    return sums;
  }

 private:
  static std::set<std::string, std::less<>> wanted(const std::vector<Unknown>& unknowns) {
    std::set<std::string, std::less<>> all;
    for (const auto& unknown : unknowns) all.insert(unknown.inputs.begin(), unknown.inputs.end());
    return all;
  }

  void draw_pack(Points& points) {
    u_.resize(unknowns_.size());
    values_.resize(unknowns_.size());
    for (std::size_t lane = 0; lane < lanes; ++lane)
      for (std::size_t k = 0; k < unknowns_.size(); ++k) {
        u_[k][lane] = points.next();
        values_[k].v[static_cast<Eigen::Index>(lane)] = tables_[k](u_[k][lane]);
      }
    for (std::size_t k = 0; k < unknowns_.size(); ++k)
      for (const auto& set : setters_[k]) set(values_[k]);
  }

  void price_pack() {
    curves_.clear();
    for (const auto& c : candidates_) {
      // A counted acceptance is always an unknown, so without one there is a rate.
      const Pack rate = c.unknown ? values_[*c.unknown] : lifted_.scenario.paths[c.accepted_like].acceptance.rate;
      curves_.push_back(curve_of(lifted_.scenario, c, rate));
    }
  }

  static Pack cost_at(const Curve<Pack>& curve, const Pack& demand) {
    Pack cost = curve(demand);
    cost.v = (demand.v > curve.limit().v * (1 + 1e-12)).select(infinity, cost.v);
    return cost;
  }

  void reduce_pack(std::size_t draw, std::size_t used, BlockSums& sums, std::vector<std::vector<double>>& costs) {
    const std::size_t n = candidates_.size();
    here_.resize(n);
    const Pack demand(Pack::Array(lifted_.scenario.demand.value().v));
    for (std::size_t c = 0; c < n; ++c) here_[c] = cost_at(curves_[c], demand);
    for (std::size_t lane = 0; lane < used; ++lane) {
      const auto i = static_cast<Eigen::Index>(lane);
      std::size_t best = 0;
      for (std::size_t c = 0; c < n; ++c) {
        costs[c][draw + lane] = here_[c].v[i] / demand.v[i];
        if (here_[c].v[i] < here_[best].v[i]) best = c;
      }
      sums.cheapest[best] += 1;
      sums.least += here_[best].v[i];
      for (std::size_t k = 0; k < unknowns_.size(); ++k) {
        const std::size_t cell = k * bins + std::min(bins - 1, static_cast<std::size_t>(u_[k][lane] * bins));
        sums.bin_draws[cell] += 1;
        for (std::size_t c = 0; c < n; ++c) sums.binned[cell * n + c] += here_[c].v[i];
      }
    }
    for (std::size_t g = 0; g < demands_.size(); ++g) count_cheapest(g, used, sums);
  }

  void count_cheapest(std::size_t g, std::size_t used, BlockSums& sums) const {
    const Pack demand(demands_[g]);
    Pack least = cost_at(curves_[0], demand);
    Pack::Array winner = Pack::Array::Zero();
    for (std::size_t c = 1; c < candidates_.size(); ++c) {
      const Pack cost = cost_at(curves_[c], demand);
      winner = (cost.v < least.v).select(static_cast<double>(c), winner);
      least.v = least.v.min(cost.v);
    }
    for (std::size_t lane = 0; lane < used; ++lane)
      sums.cheapest_at[g * candidates_.size() + static_cast<std::size_t>(winner[static_cast<Eigen::Index>(lane)])] += 1;
  }

  const Scenario& scenario_;
  const std::vector<Unknown>& unknowns_;
  const std::vector<Drawn>& candidates_;
  const std::vector<QuantileTable>& tables_;
  const std::vector<double>& demands_;
  fields::Lifted<Pack> lifted_;
  std::vector<std::vector<std::function<void(const Pack&)>>> setters_;
  std::vector<std::array<double, lanes>> u_;
  std::vector<Pack> values_, here_;
  std::vector<Curve<Pack>> curves_;
};

std::vector<Drawn> candidates(const Scenario& scenario, const std::vector<Unknown>& unknowns) {
  std::vector<Drawn> all;
  for (const auto& c : feasible_candidates(scenario)) {
    Drawn drawn{c};
    for (std::size_t k = 0; k < unknowns.size(); ++k)
      if (unknowns[k].acceptance_of == scenario.paths[c.accepted_like].id) drawn.unknown = k;
    all.push_back(drawn);
  }
  return all;
}

std::optional<Spread> spread(std::vector<double> values) {
  const auto at = [&](double share) {
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    return *place;
  };
  const Spread s{at(0.05), at(0.5), at(0.95)};
  return std::isfinite(s.high) ? std::optional(s) : std::nullopt;
}

/// Mean monthly cost of each candidate given the bin of one unknown: [bin][candidate], and the share of each bin.
struct Conditional {
  std::vector<std::vector<double>> mean;
  std::vector<double> share;

  /// E[min over candidates of the conditional mean], with the bins weighted.
  double expected_least(const std::vector<double>& weights) const {
    std::vector<double> mixed(mean.front().size());
    for (std::size_t b = 0; b < mean.size(); ++b)
      for (std::size_t c = 0; c < mixed.size(); ++c)
        if (weights[b] > 0) mixed[c] += weights[b] * mean[b][c];
    return *std::min_element(mixed.begin(), mixed.end());
  }
};

Conditional conditional(const BlockSums& total, std::size_t unknown, std::size_t n, double draws) {
  Conditional result{std::vector(bins, std::vector<double>(n)), std::vector<double>(bins)};
  for (std::size_t b = 0; b < bins; ++b) {
    const std::size_t cell = unknown * bins + b;
    result.share[b] = total.bin_draws[cell] / draws;
    for (std::size_t c = 0; c < n; ++c)
      result.mean[b][c] = total.bin_draws[cell] > 0 ? total.binned[cell * n + c] / total.bin_draws[cell] : 0;
  }
  return result;
}

/// E[min | unknown known] : each bin decides for itself.
double least_when_known(const Conditional& given) {
  double sum = 0;
  for (std::size_t b = 0; b < bins; ++b)
    if (given.share[b] > 0) sum += given.share[b] * *std::min_element(given.mean[b].begin(), given.mean[b].end());
  return sum;
}

/// E[min | n more answers judged]: j of them accepted with beta-binomial probability; each j moves the bins' weights.
double least_after_sample(const Conditional& given, const Distribution& prior, unsigned n) {
  std::vector<double> rate(bins);
  for (std::size_t b = 0; b < bins; ++b) rate[b] = quantile(prior, (static_cast<double>(b) + 0.5) / bins);
  double sum = 0;
  for (unsigned j = 0; j <= n; ++j) {
    const double choose = boost::math::binomial_coefficient<double>(n, j);
    std::vector<double> weights(bins);
    double probability = 0;
    for (std::size_t b = 0; b < bins; ++b) {
      weights[b] = given.share[b] * choose * std::pow(rate[b], j) * std::pow(1 - rate[b], n - j);
      probability += weights[b];
    }
    if (probability <= 0) continue;
    for (auto& w : weights) w /= probability;
    sum += probability * given.expected_least(weights);
  }
  return sum;
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

/// Runs all blocks, on as many threads as asked for; sums are added in the order of the blocks, whoever made them.
BlockSums run_all(const Scenario& scenario, const UncertaintyOptions& options, const std::vector<Unknown>& unknowns,
                  const std::vector<Drawn>& all, const std::vector<double>& demands, std::vector<std::vector<double>>& costs) {
  std::vector<QuantileTable> tables;
  for (const auto& unknown : unknowns) tables.emplace_back(unknown.distribution, options.draws);
  const std::size_t blocks = (options.draws + block_draws - 1) / block_draws;
  std::vector<BlockSums> parts(blocks);
  const auto work = [&](std::size_t from) {
    Worker worker(scenario, unknowns, all, tables, demands);
    for (std::size_t b = from; b < blocks; b += static_cast<std::size_t>(options.threads))
      parts[b] = worker.run(b * block_draws, std::min(block_draws, options.draws - b * block_draws), options.seed, costs);
  };
  std::vector<std::jthread> threads;
  for (int t = 1; t < options.threads; ++t) threads.emplace_back(work, static_cast<std::size_t>(t));
  work(0);
  threads.clear();  // joins
  BlockSums total = std::move(parts.front());
  const auto add = [](std::vector<double>& to, const std::vector<double>& from) {
    std::transform(to.begin(), to.end(), from.begin(), to.begin(), std::plus<>());
  };
  for (std::size_t b = 1; b < blocks; ++b) {
    add(total.cheapest, parts[b].cheapest);
    add(total.cheapest_at, parts[b].cheapest_at);
    add(total.binned, parts[b].binned);
    add(total.bin_draws, parts[b].bin_draws);
    total.least += parts[b].least;
  }
  return total;
}

/// What knowing more saves; nothing where the difference is only rounding of the sums.
double worth(double now, double then) { return now - then > 1e-9 * std::abs(now) ? now - then : 0; }

void add_worth(const BlockSums& total, std::size_t n, double least_now, Uncertainty& result) {
  for (std::size_t k = 0; k < result.unknowns.size(); ++k) {
    const Unknown& unknown = result.unknowns[k];
    const Conditional given = conditional(total, k, n, static_cast<double>(result.draws));
    result.worth_knowing.push_back({unknown.name, worth(least_now, least_when_known(given))});
    if (!unknown.acceptance_of.empty()) {
      constexpr unsigned more = 30;
      result.worth_judging.push_back({unknown.acceptance_of, more, worth(least_now, least_after_sample(given, unknown.distribution, more))});
    }
  }
  const auto more_worth = [](const auto& a, const auto& b) { return a.usd_per_month > b.usd_per_month; };
  std::stable_sort(result.worth_knowing.begin(), result.worth_knowing.end(), more_worth);
  std::stable_sort(result.worth_judging.begin(), result.worth_judging.end(), more_worth);
}

}  // namespace

Uncertainty uncertainty(const Scenario& scenario, const UncertaintyOptions& options) {
  validate(scenario);
  check(options);
  Uncertainty result{.draws = options.draws, .unknowns = unknowns(scenario), .demands = demand_grid(scenario, options.demand_points)};
  const auto all = candidates(scenario, result.unknowns);
  if (all.empty()) return result;

  std::vector<std::vector<double>> costs(all.size(), std::vector<double>(options.draws));
  const BlockSums total = run_all(scenario, options, result.unknowns, all, result.demands, costs);
  const double draws = static_cast<double>(options.draws);
  std::size_t decision = 0;
  for (std::size_t c = 0; c < all.size(); ++c) {
    PathSpread path{.id = scenario.paths[all[c].index].id, .probability_cheapest = total.cheapest[c] / draws};
    for (std::size_t b = 0; b < bins && !result.unknowns.empty(); ++b) path.expected_usd_per_month += total.binned[b * all.size() + c] / draws;
    if (result.unknowns.empty()) path.expected_usd_per_month = costs[c].front() * scenario.demand.value();
    for (std::size_t g = 0; g < result.demands.size(); ++g)
      path.probability_cheapest_at.push_back(total.cheapest_at[g * all.size() + c] / draws);
    path.usd_per_accepted = spread(std::move(costs[c]));
    result.paths.push_back(std::move(path));
    if (result.paths[c].expected_usd_per_month < result.paths[decision].expected_usd_per_month) decision = c;
  }
  const double least_now = result.paths[decision].expected_usd_per_month;
  if (!std::isfinite(least_now)) return result;
  result.decision = result.paths[decision].id;
  result.probability_right = result.paths[decision].probability_cheapest;
  result.expected_regret_usd_per_month = worth(least_now, total.least / draws);
  add_worth(total, all.size(), least_now, result);
  return result;
}

}  // namespace costmodel
