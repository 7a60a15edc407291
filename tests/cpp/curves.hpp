// Random curves that make solvers stumble: steps, windows, near-tangencies, equal capacities, exact coincidences.
#pragma once

#include <cmath>
#include <costmodel/bill/curve.hpp>
#include <random>

namespace costmodel::test {

/// Random numbers that are the same on every machine.
class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  double uniform(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1p-53;
  }
  double log_uniform(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
  bool one_in(int n) { return below(n) == 0; }

  /// Often a round number, so that steps and levels coincide exactly.
  double round_or_not(double x) { return one_in(2) ? x : std::max(0.1, std::round(x * 10) / 10); }

 private:
  std::mt19937_64 engine_;
};

inline Curve<> random_curve(Random& r, double high) {
  Curve<> c;
  if (r.one_in(2)) c.fixed = r.round_or_not(r.log_uniform(0.1, 100));
  if (r.one_in(2)) c.slope = r.log_uniform(0.01, 100) / high;
  if (r.one_in(2)) c.unit = r.round_or_not(r.log_uniform(0.1, 100));
  if (!r.one_in(3)) c.capacity = r.round_or_not(high * r.log_uniform(0.02, 3));
  c.min_units = 1 + (r.one_in(4) ? r.below(4) : 0);
  if (r.one_in(3)) c.max_units = c.min_units + r.below(5);
  c.opening = static_cast<Opening>(r.below(4));
  if (!r.one_in(4)) c.open = r.round_or_not(r.log_uniform(0.1, 100));
  if (!r.one_in(8)) c.arrivals_per_x = r.log_uniform(0.02, 2000) / high;
  if (std::isfinite(c.capacity) && r.one_in(6)) c.arrivals_per_x = (1 + r.log_uniform(1e-15, 0.1)) / c.capacity;
  return c;
}

struct Pair {
  Curve<> a, b;
  double low = 0, high = 1;
};

/// Moves b up or down so that it nearly touches a at the place where they come closest, `miss` away.
inline void nearly_touch(Pair& p, double miss) {
  double least = std::numeric_limits<double>::infinity(), where = p.high;
  const double end = std::min({p.high, p.a.limit(), p.b.limit()});
  for (int i = 1; i < 400; ++i) {
    const double x = p.low + (end - p.low) * i / 400;
    const double d = p.a(x) - p.b(x);
    if (d < least) least = d, where = x;
  }
  for (double step = (end - p.low) / 400; step > 1e-12 * end; step /= 2)  // refine
    for (const double x : {where - step, where + step})
      if (x > p.low && x < end && p.a(x) - p.b(x) < least) least = p.a(x) - p.b(x), where = x;
  const double shift = least * (1 + miss);
  if (shift >= 0)
    p.b.fixed += shift;
  else
    p.a.fixed -= shift;
}

inline Pair hard_pair(unsigned seed) {
  Random r(seed);
  Pair p;
  p.high = r.round_or_not(r.log_uniform(1, 1e6));
  p.low = r.one_in(2) ? 0 : p.high * r.log_uniform(1e-6, 0.5);
  p.a = random_curve(r, p.high);
  p.b = random_curve(r, p.high);
  if (r.one_in(5)) p.b.capacity = p.a.capacity;
  if (r.one_in(5)) p.b.capacity = p.a.capacity / (1 + r.below(6)), p.b.opening = p.a.opening;
  if (r.one_in(8)) {  // one number apart
    const Curve<> other = p.b;
    p.b = p.a;
    switch (r.below(5)) {
      case 0:
        p.b.unit = other.unit;
        break;
      case 1:
        p.b.open = other.open;
        break;
      case 2:
        p.b.arrivals_per_x = other.arrivals_per_x;
        break;
      case 3:
        p.b.opening = other.opening;
        break;
      default:
        p.b.slope = other.slope;
    }
  }
  if (r.one_in(2)) {
    constexpr double misses[] = {0, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13, -1e-3, -1e-5, -1e-7, -1e-9, -1e-11, -1e-13};
    nearly_touch(p, misses[r.below(13)]);
  }
  return p;
}

}  // namespace costmodel::test
