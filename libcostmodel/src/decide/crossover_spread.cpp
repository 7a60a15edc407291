#include <costmodel/decide/crossover_spread.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/solve/crossover.hpp>
#include <numeric>

#include "base/in_parallel.hpp"
#include "decide/comparing.hpp"
#include "solve/crossover_pack.hpp"
#include "uncertainty/drawn_paths.hpp"

namespace costmodel {

namespace {

constexpr std::size_t block_draws = 4096;
constexpr std::size_t most_crossings = 4;  ///< crossings of one direction

/// Crossings of the draws of a block, by direction (0: a is cheaper below) and number.
struct Found {
  struct Slot {
    std::vector<double> at;
    std::vector<double> utilization;
  };
  std::array<std::array<Slot, most_crossings>, 2> slots{};
  std::size_t without = 0;
  std::size_t unsettled = 0;
  double work = 0;

  void reserve(std::size_t draws) {
    for (auto& direction : slots) direction[0].at.reserve(draws), direction[0].utilization.reserve(draws);
  }
  void add(const Found& o) {
    const auto append = [](std::vector<double>& to, const std::vector<double>& from) {
      to.insert(to.end(), from.begin(), from.end());
    };
    for (std::size_t d = 0; d < 2; ++d)
      for (std::size_t i = 0; i < most_crossings; ++i) {
        append(slots[d][i].at, o.slots[d][i].at);
        append(slots[d][i].utilization, o.slots[d][i].utilization);
      }
    without += o.without, unsettled += o.unsettled;
  }
};

/// Solves draws of one pair. One for each thread.
class Worker {
 public:
  Worker(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& pair,
         const Law& law, bool second_is_reference, Range domain, double most_of_a_draw)
      : law_(law),
        second_is_reference_(second_is_reference),
        drawn_(scenario, unknowns, pair),
        pairs_(domain.low, domain.high, most_of_a_draw) {}

  Found run(std::size_t first, std::size_t count, std::uint64_t seed) {
    Found found;
    found.reserve(count);
    const double before = drawn_.work();
    Draws draws(law_, seed, first);
    for (std::size_t draw = 0; draw < count; draw += lanes) {
      poll_interrupt();
      draws.next(shares_, values_);
      drawn_.set(values_);
      const Curve<Pack> a = drawn_.curve(0), b = drawn_.curve(1);
      const std::size_t used = std::min(lanes, count - draw);
      pairs_.solve(a, b, used);
      for (std::size_t lane = 0; lane < used; ++lane)
        found.unsettled += !pairs_.settled(lane),
            keep(pairs_.changes(lane), (second_is_reference_ ? b : a).capacity.v[static_cast<Eigen::Index>(lane)],
                 found);
    }
    found.work = pairs_.work() + drawn_.work() - before;
    return found;
  }

 private:
  static void keep(const std::vector<OrderChange>& changes, double capacity, Found& found) {
    std::array<std::size_t, 2> seen{};
    for (const auto& change : changes) {
      const std::size_t direction = change.after > 0 ? 0 : 1;
      if (seen[direction] == most_crossings) continue;
      auto& slot = found.slots[direction][seen[direction]++];
      slot.at.push_back(change.at);
      if (std::isfinite(capacity)) slot.utilization.push_back(change.at / capacity);
    }
    found.without += changes.empty();
  }

  const Law& law_;
  bool second_is_reference_;
  DrawnScenario drawn_;
  EightPairs pairs_;
  std::vector<Pack> shares_, values_;
};

std::size_t place(const std::vector<double>& values, int percent) {
  return static_cast<std::size_t>(percent / 100.0 * static_cast<double>(values.size() - 1));
}

/// Puts what belongs there at the places of these percentages; what lies between two of them stays unsorted.
void order_at(std::vector<double>& values, const std::vector<int>& percents) {
  const auto settle = [&](const auto& self, auto begin, auto end, std::size_t first, std::size_t last) -> void {
    if (first == last || begin == end) return;
    const std::size_t middle = std::midpoint(first, last);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(place(values, percents[middle]));
    if (at >= begin && at < end) std::nth_element(begin, at, end);
    self(self, begin, std::max(begin, at), first, middle);
    self(self, std::clamp(at + 1, begin, end), end, middle + 1, last);
  };
  settle(settle, values.begin(), values.end(), 0, percents.size());
}

Spread spread(const std::vector<double>& values) {
  return {values[place(values, 5)], values[place(values, 50)], values[place(values, 95)]};
}

CrossingSpread crossing(Found::Slot slot, std::size_t draws) {
  CrossingSpread c{.probability = static_cast<double>(slot.at.size()) / static_cast<double>(draws)};
  std::vector<int> all(99);
  std::iota(all.begin(), all.end(), 1);
  order_at(slot.at, all);
  c.at = spread(slot.at);
  for (const int percent : all) c.percentiles.push_back(slot.at[place(slot.at, percent)]);
  if (slot.utilization.size() != slot.at.size()) return c;
  order_at(slot.utilization, {5, 50, 95});
  c.utilization = spread(slot.utilization);
  return c;
}

void check(const CrossoverSpreadOptions& o) {
  if (o.draws < 64 || o.draws > 100'000'000)
    throw InvalidInput("out-of-range", "draws", std::to_string(o.draws), "64 to 100,000,000");
  if (o.threads < 1 || o.threads > 1024)
    throw InvalidInput("out-of-range", "threads", std::to_string(o.threads), "1 to 1024");
}

constexpr std::size_t tried = 64;  ///< draws that tell what one takes; no fewer are made

double most_of_a_draw(const CrossoverSpreadOptions& options) {
  return std::min(2000.0, static_cast<double>(options.budget) / tried);
}

/// Draws that the budget of work allows: as many as were asked for, but where each takes many intervals to be enclosed.
std::size_t affordable(const Scenario& scenario, const std::vector<Unknown>& all, const std::vector<DrawnPath>& pair,
                       const CrossoverSpread& result, const CrossoverSpreadOptions& options) {
  const Law law(scenario, all, tried, DrawnScenario(scenario, all, pair).wanted());
  const double work = Worker(scenario, all, pair, law, false, {result.low, result.high}, most_of_a_draw(options))
                          .run(0, tried, options.seed)
                          .work;
  if (work == 0) return options.draws;
  const double draws = std::floor(static_cast<double>(options.budget) / work) * tried;
  return static_cast<std::size_t>(std::clamp<double>(draws, tried, static_cast<double>(options.draws)));
}

Found run_all(const Scenario& scenario, const std::vector<Unknown>& all, const std::vector<DrawnPath>& pair,
              const CrossoverSpread& result, const CrossoverSpreadOptions& options) {
  const Law law(scenario, all, options.draws, DrawnScenario(scenario, all, pair).wanted());
  const std::size_t blocks = (options.draws + block_draws - 1) / block_draws;
  std::vector<Found> parts(blocks);
  in_strides(static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(options.threads), blocks)),
             [&](std::size_t first, std::size_t stride) {
               Worker worker(scenario, all, pair, law, result.reference == result.b, {result.low, result.high},
                             most_of_a_draw(options));
               for (std::size_t i = first; i < blocks; i += stride)
                 parts[i] =
                     worker.run(i * block_draws, std::min(block_draws, options.draws - i * block_draws), options.seed);
             });
  Found found;
  found.reserve(options.draws);
  for (const auto& part : parts) found.add(part);
  return found;
}

}  // namespace

CrossoverSpread crossover_spread(const Scenario& given, std::string_view a, std::string_view b,
                                 std::optional<Arrivals> arrivals, const CrossoverSpreadOptions& options) {
  validate(given);
  check(options);
  Scenario scenario = given;
  if (arrivals) scenario.arrivals = *arrivals;
  const double most = std::min(ComparisonOptions{}.max_work, 4 * static_cast<double>(options.budget));
  const Comparison stated =
      compare(scenario, a, b, Axis::demand, arrivals, {.domain = options.domain, .ranges = false, .max_work = most});
  const Range domain = options.domain.value_or(Range{scenario.domain_low.value(), scenario.domain_high.value()});
  CrossoverSpread result{.a = stated.a,
                         .b = stated.b,
                         .arrivals = stated.arrivals,
                         .reference = stated.reference,
                         .low = domain.low,
                         .high = domain.high,
                         .draws = options.draws,
                         .unlike = stated.unlike,
                         .presentation = scenario.presentation};
  for (const auto* id : {&result.a, &result.b})
    if (const auto m = model(scenario, scenario.path(*id)); !m.why_not.empty()) {
      result.why_not = m.id + ": " + m.why_not;
      return result;
    }

  const auto all = unknowns(scenario);
  const auto pair = drawn_paths(scenario, all, {result.a, result.b});
  const Doing doing("drawing crossovers of " + result.a + " and " + result.b);
  CrossoverSpreadOptions affordable_options = options;
  affordable_options.draws = result.draws = affordable(scenario, all, pair, result, options);
  Found found = run_all(scenario, all, pair, result, affordable_options);
  result.unsettled = found.unsettled;
  result.probability_none = static_cast<double>(found.without) / static_cast<double>(result.draws);
  for (std::size_t direction = 0; direction < 2; ++direction)
    for (std::size_t i = 0; i < most_crossings; ++i) {
      auto& slot = found.slots[direction][i];
      if (slot.at.empty()) break;
      CrossingSpread c = crossing(std::move(slot), result.draws);
      c.cheaper_below = direction == 0 ? result.a : result.b;
      c.cheaper_above = direction == 0 ? result.b : result.a;
      c.number = static_cast<int>(i) + 1;
      int number = 0;
      for (const auto& x : stated.crossings)
        if (x.kind != CrossingKind::touch && x.cheaper_below == c.cheaper_below && ++number == c.number)
          c.stated = x.at;
      result.crossings.push_back(std::move(c));
    }
  std::stable_sort(result.crossings.begin(), result.crossings.end(),
                   [](const CrossingSpread& x, const CrossingSpread& y) {
                     return std::pair(-x.probability, x.at.median) < std::pair(-y.probability, y.at.median);
                   });
  return result;
}

std::vector<CrossoverSpread> crossover_spreads(const Scenario& scenario, std::optional<Arrivals> arrivals,
                                               const CrossoverSpreadOptions& options) {
  const std::size_t n = scenario.paths.size(), pairs = n * (n - 1) / 2;
  CrossoverSpreadOptions each = options;
  if (pairs > 1) each.budget = options.budget / pairs;
  std::vector<CrossoverSpread> all;
  for (auto a = scenario.paths.begin(); a != scenario.paths.end(); ++a)
    for (auto b = std::next(a); b != scenario.paths.end(); ++b)
      all.push_back(crossover_spread(scenario, a->id, b->id, arrivals, each));
  return all;
}

}  // namespace costmodel
