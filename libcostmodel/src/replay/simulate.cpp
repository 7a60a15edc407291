#include <costmodel/replay/simulate.hpp>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <vector>

#include "base/in_parallel.hpp"
#include "base/number_text.hpp"

namespace costmodel {

namespace {

void check(const SimulationOptions& o) {
  if (!(o.confidence > 0 && o.confidence < 1)) throw InvalidInput("out-of-range", "confidence", number_text(o.confidence), "between 0 and 1");
  if (!(o.relative_half_width > 0)) throw InvalidInput("out-of-range", "relative_half_width", number_text(o.relative_half_width), "more than 0");
  if (o.least < 2 || o.most < o.least)
    throw InvalidInput("out-of-range", "replications", std::to_string(o.least) + " to " + std::to_string(o.most), "at least 2, and no more than the most");
}

/// Replications [results.size(), to), each in the place of its number whoever draws it.
void replicate(const ArrivalPattern& pattern, const Drawing& drawing, const Serving& serving, unsigned threads,
               std::vector<Replayed>& results, std::uint64_t to) {
  const std::uint64_t first = results.size();
  results.resize(to);
  in_parallel(static_cast<int>(threads), to - first, [&](std::size_t i) {
    poll_interrupt();
    Drawing one = drawing;
    one.stream = drawing.stream + first + i;
    results[first + i] = replay(draw(pattern, one), serving);
  });
}

template <class Get>
Estimate estimate(const std::vector<Replayed>& results, double confidence, Get get) {
  const auto n = static_cast<double>(results.size());
  double sum = 0, squares = 0;
  for (const auto& r : results) sum += get(r);
  const double mean = sum / n;
  for (const auto& r : results) squares += (get(r) - mean) * (get(r) - mean);
  const boost::math::students_t t(n - 1);
  return {mean, boost::math::quantile(t, 0.5 + confidence / 2) * std::sqrt(squares / (n - 1) / n)};
}

}  // namespace

Simulated simulate(const ArrivalPattern& pattern, const Drawing& drawing, const Serving& serving, const SimulationOptions& o) {
  check(o);
  Drawing seeded = drawing;
  seeded.seed = o.seed;
  std::vector<Replayed> results;
  Simulated s;
  const auto of = [&](auto get) { return estimate(results, o.confidence, get); };
  for (std::uint64_t n = o.least;; n = std::min(o.most, 2 * n)) {
    replicate(pattern, seeded, serving, o.threads, results, n);
    s.billed = of([](const Replayed& r) { return seconds(r.billed); });
    s.reached = s.billed.half_width <= o.relative_half_width * s.billed.mean;
    if (s.reached || n >= o.most) break;
  }
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
  return s;
}

std::optional<double> billed_fraction(const BillingRule& rule, double rate, Time<> busy) {
  const double work = rate * seconds(busy), window = seconds(rule.window);
  const auto gone_after = [&](Time<> idle) { return open_fraction(Opening::exponential, 0.0, rate * seconds(idle) + work); };
  switch (rule.by) {
    case Billed::packed: return work;
    case Billed::anchored: return open_fraction(Opening::anchored, -std::expm1(-work), rate * window);
    case Billed::clock_aligned:
    case Billed::keep_alive: return gone_after(rule.window);
    case Billed::per_second:
      if (seconds(rule.quantum) > 0 || seconds(rule.minimum) > 0) return std::nullopt;
      return gone_after(rule.tail);
    case Billed::whole_windows: break;
  }
  return std::nullopt;
}

}  // namespace costmodel
