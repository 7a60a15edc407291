#include <costmodel/replay/simulate.hpp>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <utility>
#include <vector>

#include "base/in_parallel.hpp"
#include "base/number_text.hpp"

namespace costmodel {

namespace {

void check(const SimulationOptions& o) {
  if (!(o.confidence > 0 && o.confidence < 1))
    throw InvalidInput("out-of-range", "confidence", number_text(o.confidence), "between 0 and 1");
  if (!(o.relative_half_width > 0))
    throw InvalidInput("out-of-range", "relative_half_width", number_text(o.relative_half_width), "more than 0");
  if (o.least < 2 || o.most < o.least)
    throw InvalidInput("out-of-range", "replications", std::to_string(o.least) + " to " + std::to_string(o.most),
                       "at least 2, and no more than the most");
}

/// Whether two drawings of different streams can differ.
bool at_random(const ArrivalPattern& p) { return p.spacing == Spacing::random || (p.geometric && p.batch > 1); }

template <class Get>
Estimate estimate(const std::vector<Replayed>& results, double confidence, Get get) {
  const auto n = static_cast<double>(results.size());
  double sum = 0, squares = 0;
  for (const auto& r : results) sum += get(r);
  const double mean = sum / n;
  if (n < 2) return {mean, 0};
  for (const auto& r : results) squares += (get(r) - mean) * (get(r) - mean);
  const boost::math::students_t t(n - 1);
  return {mean, boost::math::quantile(t, 0.5 + confidence / 2) * std::sqrt(squares / (n - 1) / n)};
}

/// One way of serving, and what its replications so far came to.
struct Run {
  const Serving* serving;
  std::vector<Replayed> results{};
  Simulated simulated{};
  bool ended = false;
};

/// Replications [first, to) of all that have not ended, each in the place of its number whoever draws it.
void replicate(const ArrivalPattern& pattern, const Drawing& drawing, unsigned threads, std::uint64_t first,
               std::uint64_t to, std::vector<Run>& runs) {
  for (Run& run : runs)
    if (!run.ended) run.results.resize(to);
  in_parallel(static_cast<int>(threads), to - first, [&](std::size_t i) {
    Drawing one = drawing;
    one.stream = drawing.stream + first + i;
    poll_interrupt();
    const Trace trace = draw(pattern, one);
    for (Run& run : runs) {
      if (run.ended) continue;
      poll_interrupt();
      run.results[first + i] = replay(trace, *run.serving);
    }
  });
}

void sum_up(Run& run, double confidence) {
  const auto& results = run.results;
  const auto of = [&](auto get) { return estimate(results, confidence, get); };
  Simulated& s = run.simulated;
  s.cost = of([](const Replayed& r) { return usd(r.cost); });
  s.cold_starts = of([](const Replayed& r) { return static_cast<double>(r.cold_starts); });
  s.cold_requests = of([](const Replayed& r) { return static_cast<double>(r.cold_requests); });
  s.requests = of([](const Replayed& r) { return static_cast<double>(r.requests); });
  s.failed = of([](const Replayed& r) { return static_cast<double>(r.failed); });
  s.mean_wait = of([](const Replayed& r) { return seconds(r.mean_wait); });
  for (const auto& r : results) {
    s.longest_wait = std::max(s.longest_wait, seconds(r.longest_wait));
    s.most_copies = std::max(s.most_copies, static_cast<double>(r.most_copies));
  }
  s.replications = results.size();
}

}  // namespace

std::vector<Simulated> simulate(const ArrivalPattern& pattern, const Drawing& drawing,
                                std::span<const Serving> servings, const SimulationOptions& o) {
  check(o);
  Drawing seeded = drawing;
  seeded.seed = o.seed;
  std::vector<Run> runs;
  for (const Serving& serving : servings) runs.push_back({.serving = &serving});
  const double affordable = std::max(2.0, std::floor(o.most_requests / std::max(1.0, drawing.requests)));
  const auto most = at_random(pattern) ? std::min(o.most, static_cast<std::uint64_t>(std::min(affordable, 1e9))) : 1;
  std::uint64_t first = 0;
  for (std::uint64_t n = std::min(o.least, most); first < n; first = std::exchange(n, std::min(most, 2 * n))) {
    replicate(pattern, seeded, o.threads, first, n, runs);
    bool all_ended = true;
    for (Run& run : runs) {
      if (run.ended) continue;
      Simulated& s = run.simulated;
      s.billed = estimate(run.results, o.confidence, [](const Replayed& r) { return seconds(r.billed); });
      s.reached = s.billed.half_width <= o.relative_half_width * s.billed.mean;
      run.ended = s.reached || n >= most;
      all_ended = all_ended && run.ended;
    }
    if (all_ended) break;
  }
  std::vector<Simulated> all;
  for (Run& run : runs) {
    sum_up(run, o.confidence);
    all.push_back(run.simulated);
  }
  return all;
}

Simulated simulate(const ArrivalPattern& pattern, const Drawing& drawing, const Serving& serving,
                   const SimulationOptions& options) {
  return simulate(pattern, drawing, std::span(&serving, 1), options).front();
}

std::optional<double> billed_fraction(const BillingRule& rule, double rate, Time<> busy) {
  const double work = rate * seconds(busy), window = seconds(rule.window);
  const auto gone_after = [&](Time<> idle) {
    return open_fraction(Opening::exponential, 0.0, rate * seconds(idle) + work);
  };
  switch (rule.by) {
    case Billed::packed:
      return work;
    case Billed::anchored:
      return open_fraction(Opening::anchored, -std::expm1(-work), rate * window);
    case Billed::clock_aligned:
    case Billed::keep_alive:
      return gone_after(rule.window);
    case Billed::per_second:
      if (seconds(rule.quantum) > 0 || seconds(rule.minimum) > 0) return std::nullopt;
      return gone_after(rule.tail);
    case Billed::whole_windows:
      break;
  }
  return std::nullopt;
}

}  // namespace costmodel
