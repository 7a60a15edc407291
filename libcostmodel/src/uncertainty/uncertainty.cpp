#include <algorithm>
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <functional>
#include <numeric>
#include <set>

#include "base/figures.hpp"
#include "base/in_parallel.hpp"
#include "model/candidates.hpp"
#include "model/cost_inputs.hpp"
#include "scenario/requirements.hpp"
#include "uncertainty/cheapest.hpp"
#include "uncertainty/drawn_paths.hpp"
#include "uncertainty/draws.hpp"
#include "uncertainty/value_of_information.hpp"

namespace costmodel {

namespace {

constexpr std::size_t block_draws = 4096;
constexpr double a_tie = 1e-4;  ///< of the expected cost: less than that, the number of draws decides
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Everything that is the same for all threads.
struct Task {
  const Scenario& scenario;
  const std::vector<Unknown>& unknowns;
  const std::vector<DrawnPath>& paths;  ///< the results are of these
  std::vector<DrawnPath> points{};      ///< the same at every operating point that may be theirs
  std::vector<std::size_t> of{};        ///< which of `paths` each of the points is of
  std::vector<double> demands{};
};

Task task_of(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths,
             std::vector<double> demands) {
  Task task{.scenario = scenario,
            .unknowns = unknowns,
            .paths = paths,
            .points = at_every_point(scenario, unknowns, paths),
            .demands = std::move(demands)};
  for (const auto& point : task.points)
    task.of.push_back(static_cast<std::size_t>(
        std::find_if(paths.begin(), paths.end(), [&](const DrawnPath& p) { return p.index == point.index; }) -
        paths.begin()));
  return task;
}

/// Cold starts that break a latency limit at a demand, everything else as stated.
class ColdCalls {
 public:
  ColdCalls(const Scenario& scenario, const DrawnPath& path)
      : scenario_(scenario), path_(scenario.paths[path.index]), model_(model(scenario, path_)) {
    const auto* window = std::get_if<ActiveWindow<>>(&path_.pricing);
    const LatencyLimits& limits = scenario.requirements.latency;
    may_break_ = window && window->start_up.value() > 0 && model_.why_not.empty() &&
                 (limits.max_time_to_first_token || limits.max_response_time);
    stated_ = breaks(scenario.demand.value());
  }
  bool may_break() const { return may_break_; }
  bool break_at(double demand) const { return demand == scenario_.demand.value() ? stated_ : breaks(demand); }

 private:
  bool breaks(double demand) const {
    return may_break_ &&
           !cold_start_reasons(scenario_, path_, model_, model_.load(accepted_answers_per_month(demand))).empty();
  }

  const Scenario& scenario_;
  const Path& path_;
  PathModel model_;
  bool may_break_ = false, stated_ = false;
};

/// Prices draws. One for each thread.
class Worker {
 public:
  Worker(const Task& task, const Law& law)
      : task_(task),
        law_(law),
        drawn_(task.scenario, task.unknowns, task.points),
        competition_(task.scenario, task.unknowns, task.points),
        cheapest_(task.demands, task.points.size()),
        at_stated_(task.paths.size()),
        cold_at_stated_(task.points.size()) {
    for (const auto& path : task.paths) cold_.emplace_back(task.scenario, path);
    for (std::size_t p = 0; p < task.points.size(); ++p) {
      if (!cold_[task.of[p]].may_break()) continue;
      std::vector<bool> out;
      for (const double demand : task.demands) out.push_back(cold_[task.of[p]].break_at(demand));
      cheapest_.leave_out(p, std::move(out));
    }
  }

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

  /// By [demand][path], and after the grid those at the stated demand, where it is drawn.
  std::vector<double> counts() {
    const auto by_point = cheapest_.counts();
    const std::size_t points = task_.points.size(), paths = task_.paths.size();
    std::vector<double> by_path(task_.demands.size() * paths);
    for (std::size_t g = 0; g < task_.demands.size(); ++g)
      for (std::size_t p = 0; p < points; ++p) by_path[g * paths + task_.of[p]] += by_point[g * points + p];
    by_path.insert(by_path.end(), at_stated_.begin(), at_stated_.end());
    return by_path;
  }

 private:
  static Pack cost_at(const Curve<Pack>& curve, const Pack& demand) {
    Pack cost = curve(demand);
    cost.v = (demand.v > curve.limit().v * (1 + 1e-12) || cost.v != cost.v).select(infinity, cost.v);
    return cost;
  }

  void keep(std::size_t draw, std::size_t used, DrawnCosts& out) {
    const Pack demand = drawn_.demand();
    if (!out.demand.empty()) std::copy_n(demand.v.data(), used, out.demand.data() + draw);
    curves_.clear(), costs_.clear();
    for (std::size_t p = 0; p < task_.points.size(); ++p) {
      curves_.push_back(drawn_.curve_within_quota(p));
      costs_.push_back(cost_at(curves_[p], demand));
    }
    if (out.competes.empty())
      take_all(draw, used, out);
    else
      for (std::size_t lane = 0; lane < used; ++lane) take_those_that_compete(draw + lane, lane, demand, out);
    for (std::size_t p = 0; p < task_.points.size(); ++p)
      if (!out.barred[task_.of[p]].empty()) note_bar(p, draw, used, out);
    if (!out.demand.empty()) count_at_stated_demand(used);
    for (auto& curve : curves_)
      for (std::size_t lane = used; lane < lanes; ++lane)
        curve.fixed.v[static_cast<Eigen::Index>(lane)] = infinity;  // past the last draw
    for (std::size_t k = 0; k < shares_.size(); ++k)
      for (std::size_t lane = 0; lane < used; ++lane) {
        const double share = shares_[k].v[static_cast<Eigen::Index>(lane)];
        out.bin[k][draw + lane] = static_cast<std::uint8_t>(std::min<double>(bins - 1, share * bins));
      }
  }

  /// The same paths compete in every draw.
  void take_all(std::size_t draw, std::size_t used, DrawnCosts& out) {
    for (std::size_t p = 0; p < task_.points.size(); ++p) {
      std::copy_n(costs_[p].v.data(), used, out.usd_per_month[task_.of[p]].data() + draw);
      if (!task_.points[p].keeps_rules) curves_[p].fixed = infinity;
    }
  }

  void take_those_that_compete(std::size_t draw, std::size_t lane, const Pack& demand, DrawnCosts& out) {
    const auto at = static_cast<Eigen::Index>(lane);
    const bool drawn = competition_.drawn();
    if (drawn) competition_.set(values_, lane);
    for (std::size_t p = 0; p < task_.points.size(); ++p) {
      const std::size_t c = task_.of[p];
      const bool keeps = drawn ? competition_.competes(p) : task_.points[p].keeps_rules;
      const bool keeps_others = drawn ? competition_.keeps_others(p) : task_.points[p].keeps_others;
      if (!drawn || competition_.holds(p)) out.usd_per_month[c][draw] = costs_[p].v[at];
      if (!keeps) curves_[p].fixed.v[at] = infinity;
      const bool others = competition_.others_drawn();
      cold_at_stated_[p][lane] =
          others ? competition_.cold_at_stated(p) : cold_[c].break_at(task_.scenario.demand.value());
      if (!keeps_others || (others ? competition_.cold(p) : cold_[c].break_at(demand.v[at]))) continue;
      out.allowed[c][draw] = 1;
      if (keeps) out.competes[c][draw] = 1;
    }
  }

  /// Whether acceptance is below the bar.
  void note_bar(std::size_t p, std::size_t draw, std::size_t used, DrawnCosts& out) const {
    const Pack rate = drawn_.rate(p), bar = competition_.bar(values_);
    for (std::size_t lane = 0; lane < used; ++lane) {
      const auto at = static_cast<Eigen::Index>(lane);
      out.barred[task_.of[p]][draw + lane] = rate.v[at] < bar.v[at];
    }
  }

  void count_at_stated_demand(std::size_t used) {
    const double stated = task_.scenario.demand.value();
    Pack least = infinity;
    std::array<std::size_t, lanes> who{};
    for (std::size_t p = 0; p < curves_.size(); ++p) {
      const Pack cost = cost_at(curves_[p], Pack(stated));
      for (std::size_t lane = 0; lane < used; ++lane)
        if (const auto at = static_cast<Eigen::Index>(lane); cost.v[at] < least.v[at] && !cold_at_stated_[p][lane])
          least.v[at] = cost.v[at], who[lane] = task_.of[p];
    }
    for (std::size_t lane = 0; lane < used; ++lane)
      if (std::isfinite(least.v[static_cast<Eigen::Index>(lane)])) at_stated_[who[lane]] += 1;
  }

  const Task& task_;
  const Law& law_;
  DrawnScenario drawn_;
  Competition competition_;
  CheapestCounts cheapest_;
  std::vector<ColdCalls> cold_{};
  std::vector<Pack> shares_{}, values_{}, costs_{};
  std::vector<Curve<Pack>> curves_{};
  std::vector<double> at_stated_{};
  std::vector<std::array<bool, lanes>> cold_at_stated_{};
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
  for (int i = 0; i < points; ++i)
    grid[static_cast<std::size_t>(i)] = std::exp(std::lerp(low, high, static_cast<double>(i) / (points - 1)));
  return grid;
}

/// Runs all blocks, on as many threads as asked for. Counts are whole numbers: they add up to the same in any order.
std::vector<double> run_all(const Task& task, const UncertaintyOptions& options, DrawnCosts& out) {
  std::vector<bool> wanted = DrawnScenario(task.scenario, task.unknowns, task.points).wanted();
  const std::vector<bool> asked = asked_by_rules(task.scenario, task.unknowns, task.points);
  std::transform(wanted.begin(), wanted.end(), asked.begin(), wanted.begin(), std::logical_or<>());
  const Law law(task.scenario, task.unknowns, options.draws, std::move(wanted));
  const std::size_t blocks = (options.draws + block_draws - 1) / block_draws;
  const int threads = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(options.threads), blocks));
  std::vector<std::vector<double>> parts(static_cast<std::size_t>(threads));
  in_strides(threads, [&](std::size_t first, std::size_t stride) {
    Worker worker(task, law);
    for (std::size_t b = first; b < blocks; b += stride)
      worker.run(b * block_draws, std::min(block_draws, options.draws - b * block_draws), options.seed, out);
    parts[first] = worker.counts();
  });
  for (std::size_t t = 1; t < parts.size(); ++t)
    std::transform(parts[0].begin(), parts[0].end(), parts[t].begin(), parts[0].begin(), std::plus<>());
  return std::move(parts[0]);
}

double mean_of(const std::vector<double>& costs) {
  if (std::ranges::any_of(costs, [](double c) { return !std::isfinite(c); })) return infinity;
  return std::accumulate(costs.begin(), costs.end(), 0.0) / static_cast<double>(costs.size());
}

/// Which of the paths the decision falls on: the least expected cost, and among ties the one that a decision table
/// prefers. None where no feasible path has a finite one.
std::optional<std::size_t> least_expected(const Scenario& scenario, const std::vector<DrawnPath>& paths,
                                          const std::vector<double>& expected) {
  double least = infinity;
  for (std::size_t c = 0; c < paths.size(); ++c)
    if (paths[c].feasible_now) least = std::min(least, expected[c]);
  if (!std::isfinite(least)) return {};
  std::vector<std::size_t> ties;
  for (std::size_t c = 0; c < paths.size(); ++c)
    if (paths[c].feasible_now && expected[c] - least <= a_tie * std::abs(least)) ties.push_back(paths[c].index);
  if (ties.size() > 1)
    ties = preferred(scenario, ties,
                     [&](std::size_t i) { return cost(scenario, scenario.paths[i].id, scenario.demand).evidence; });
  return static_cast<std::size_t>(
      std::find_if(paths.begin(), paths.end(), [&](const DrawnPath& p) { return p.index == ties.front(); }) -
      paths.begin());
}

constexpr std::string_view demand_pointer = "/demand/accepted_answers_per_month";

/// As people say it: "box/pricing/flat_usd_per_month".
std::string said(const Input& input) { return input.path.empty() ? input.name : input.path + "/" + input.name; }

bool is_drawn(const std::vector<Unknown>& unknowns, std::string_view pointer) {
  return std::ranges::any_of(unknowns,
                             [&](const Unknown& u) { return std::ranges::find(u.inputs, pointer) != u.inputs.end(); });
}

/// Where the decision is made at a value that few draws are near to.
void note_outside(const Scenario& scenario, const std::vector<DrawnPath>& paths, const std::vector<Input>& all,
                  const Unknown& unknown, Coverage& coverage) {
  const auto feasible = [&](const std::string& id) {
    return id.empty() || std::ranges::any_of(paths, [&](const DrawnPath& p) {
             return p.feasible_now && scenario.paths[p.index].id == id;
           });
  };
  const double low = quantile(unknown.distribution, 0.05), high = quantile(unknown.distribution, 0.95);
  for (const auto& input : all)
    if (std::ranges::find(unknown.inputs, input.pointer) != unknown.inputs.end() &&
        (input.value < low || input.value > high) && feasible(input.path))
      coverage.outside.push_back({input.pointer, said(input), input.value, low, high});
}

/// Whether it is stated to be uncertain by itself; counts of acceptance are, by what they count.
bool has_range(const Input& input) {
  const auto& known = input.provenance;
  const bool count = input.name == "acceptance/accepted" || input.name == "acceptance/of";
  return !count && (known.distribution || (known.range && known.range->low < known.range->high));
}

/// What the draws are over, and what else the costs of the paths and the choice among them hang on.
Coverage coverage_of(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                     const std::vector<DrawnPath>& paths) {
  Coverage coverage;
  const std::vector<bool> wanted = DrawnScenario(scenario, unknowns, paths).wanted(),
                          asked = asked_by_rules(scenario, unknowns, paths);
  for (std::size_t k = 0; k < unknowns.size(); ++k) {
    if (wanted[k] || asked[k]) ++(unknowns[k].acceptance_of.empty() ? coverage.ranges : coverage.acceptance_counts);
  }
  CostInputs inputs(scenario);
  std::set<std::string> seen;
  const auto add = [&](const Input& input) {
    if (input.pointer.empty() || input.name == "acceptance/accepted" || input.name == "acceptance/of") return;
    if (is_drawn(unknowns, input.pointer) || has_range(input) || !seen.insert(input.pointer).second) return;
    ++coverage.without_range;
    if (input.provenance.evidence.grade >= Grade::assumed) coverage.assumed.push_back(input.pointer);
  };
  for (const auto& path : paths)
    for (const auto& input : inputs.of(path.index)) add(input);
  for (const auto& input : inputs.all())
    if (input.pointer == demand_pointer || matters(scenario.requirements, input.pointer)) add(input);
  for (const auto& input : inputs.all())
    if (has_range(input) && !is_drawn(unknowns, input.pointer)) {
      coverage.not_drawn.push_back(input.pointer);
      coverage.not_drawn_names.push_back(said(input));
    }
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    if (wanted[k] || asked[k]) note_outside(scenario, paths, inputs.all(), unknowns[k], coverage);
  return coverage;
}

/// What every draw costs, with room for all that is kept of it.
DrawnCosts room_for(const Task& task, std::size_t draws) {
  const std::size_t n = task.paths.size();
  DrawnCosts costs{.usd_per_month = std::vector(n, std::vector<double>(draws, infinity)),
                   .barred = std::vector<std::vector<std::uint8_t>>(n),
                   .bin = std::vector(task.unknowns.size(), std::vector<std::uint8_t>(draws)),
                   .allowed = std::vector<std::vector<std::uint8_t>>(n)};
  for (std::size_t c = 0; c < n; ++c)
    if (task.paths[c].barred) costs.barred[c].resize(draws);
  if (is_drawn(task.unknowns, demand_pointer)) costs.demand.resize(draws);
  const bool by_draw = Competition(task.scenario, task.unknowns, task.points).drawn() ||
                       (!costs.demand.empty() && std::ranges::any_of(task.paths, [&](const DrawnPath& p) {
                         return ColdCalls(task.scenario, p).may_break();
                       }));
  if (by_draw) costs.competes = costs.allowed = std::vector(n, std::vector<std::uint8_t>(draws));
  for (std::size_t c = 0; c < n; ++c)
    if (!task.paths[c].feasible_now && !task.paths[c].unproven) costs.allowed[c].resize(draws);
  return costs;
}

/// What the draws say of one path.
PathSpread spread_of(const Task& task, std::size_t c, const DrawnCosts& costs, const std::vector<double>& counts,
                     const DrawShares& shares, double expected) {
  const std::size_t n = task.paths.size();
  const double draws = static_cast<double>(costs.usd_per_month[c].size());
  PathSpread path{.id = task.scenario.paths[task.paths[c].index].id,
                  .feasible_now = task.paths[c].feasible_now,
                  .probability_feasible = shares.feasible[c],
                  .probability_cheapest = shares.cheapest[c],
                  .expected_usd_per_month = expected};
  for (std::size_t g = 0; g < task.demands.size(); ++g)
    path.probability_cheapest_at.push_back(counts[g * n + c] / draws);
  path.probability_cheapest_at_stated_demand =
      costs.demand.empty() ? path.probability_cheapest : counts[task.demands.size() * n + c] / draws;
  std::vector<double> each = costs.usd_per_month[c];
  for (std::size_t d = 0; d < each.size(); ++d)
    each[d] /= costs.demand.empty() ? task.scenario.demand.value() : costs.demand[d];
  path.usd_per_accepted = spread(std::move(each));
  return path;
}

}  // namespace

std::string to_string(const Coverage& c) {
  const auto so_many = [](std::size_t n, std::string_view one, std::string_view more) {
    return std::to_string(n) + " " + std::string(n == 1 ? one : more);
  };
  std::vector<std::string> drawn;
  if (c.acceptance_counts > 0) drawn.push_back(so_many(c.acceptance_counts, "acceptance count", "acceptance counts"));
  if (c.ranges > 0) drawn.push_back(so_many(c.ranges, "range", "ranges"));
  std::string words = drawn.empty() ? "over nothing" : "over " + text::joined(drawn, " and ");
  if (!c.not_drawn.empty())
    words += "; " + so_many(c.not_drawn.size(), "range is", "ranges are") + " stated but not drawn (" +
             text::joined(c.not_drawn_names) + ")";
  if (c.without_range == 0) return words;
  words +=
      "; " + so_many(c.without_range, "input that matters is", "inputs that matter are") + " stated without a range";
  if (!c.assumed.empty())
    words += c.assumed.size() == c.without_range ? (c.without_range == 1 ? ", and assumed" : ", all of them assumed")
                                                 : ", " + std::to_string(c.assumed.size()) + " of them assumed";
  return words;
}

Uncertainty uncertainty(const Scenario& scenario, const UncertaintyOptions& options) {
  validate(scenario);
  check(options);
  Uncertainty result{
      .draws = options.draws, .unknowns = unknowns(scenario), .demands = demand_grid(scenario, options.demand_points)};
  auto paths = drawn_paths(scenario, result.unknowns);
  for (auto& path : paths)
    if (ColdCalls(scenario, path).break_at(scenario.demand.value())) path.feasible_now = path.unproven = false;
  std::vector<DrawnPath> competing = paths;
  const bool drawn_rule = is_drawn(result.unknowns, "/requirements/min_acceptance") ||
                          is_drawn(result.unknowns, "/requirements/confidence");
  std::erase_if(competing, [&](const DrawnPath& p) { return p.unproven && !drawn_rule; });
  result.coverage = coverage_of(scenario, result.unknowns, competing);
  if (!std::ranges::any_of(paths, [](const DrawnPath& p) { return p.feasible_now; })) {
    result.no_probability_because = "no path is feasible";
    for (const auto& path : paths)
      if (path.unproven) result.unproven.push_back(unproven_path(scenario, path, 0, {}, {}));
    return result;
  }

  for (const auto& path : paths)
    if (drawn_rules_beside_quality(scenario, result.unknowns) && ColdCalls(scenario, path).may_break())
      result.grid_takes_as_stated.push_back("cold starts of " + scenario.paths[path.index].id);
  const Task task = task_of(scenario, result.unknowns, paths, result.demands);
  DrawnCosts costs = room_for(task, options.draws);
  const auto counts = run_all(task, options, costs);
  std::vector<double> expected;
  for (const auto& own : costs.usd_per_month) expected.push_back(mean_of(own));
  const auto decision = least_expected(scenario, paths, expected);
  const DrawShares often = shares(paths, costs, decision);
  std::vector<PathSpread> spreads(paths.size());
  in_parallel(options.threads, paths.size(),
              [&](std::size_t c) { spreads[c] = spread_of(task, c, costs, counts, often, expected[c]); });
  for (std::size_t c = 0; c < paths.size(); ++c) {
    if (paths[c].feasible_now || often.feasible[c] > 0) result.paths.push_back(std::move(spreads[c]));
    if (paths[c].unproven) result.unproven.push_back(unproven_path(scenario, paths[c], c, costs, decision));
  }
  if (!decision) {
    result.no_probability_because = "no feasible path carries the load in every draw, so none has an expected cost";
    return result;
  }
  result.decision = scenario.paths[paths[*decision].index].id;
  if (result.coverage.nothing())
    result.no_probability_because =
        "nothing is drawn: no acceptance was counted, and no input that matters has a range";
  else
    result.probability_right = often.right;
  add_worth(scenario, paths, costs, *decision, expected[*decision], options.threads, result);
  return result;
}

std::vector<double> costs_at_shares(const Scenario& scenario, std::string_view id, const std::vector<double>& shares) {
  validate(scenario);
  const auto all = unknowns(scenario);
  const auto path = drawn_paths(scenario, all, {std::string(id)});
  if (const auto m = model(scenario, scenario.paths[path.front().index]); !m.why_not.empty())
    throw InvalidInput("cannot-be-priced", "path", std::string(id),
                       "a path that can be priced; this one: " + m.why_not);
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
    cost.v = (demand.v > curve.limit().v * (1 + 1e-12) || cost.v != cost.v).select(infinity, cost.v);
    std::copy_n(cost.v.data(), std::min(lanes, rows - row), costs.data() + row);
  }
  return costs;
}

}  // namespace costmodel
