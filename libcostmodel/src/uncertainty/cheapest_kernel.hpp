// The kernel of CheapestCounts, compiled once for every machine and once for those with AVX2.
// All that is instantiated here has internal linkage, Curve included, so that no wider instruction leaks into other
// files: hence no containers, no spans, no Eigen.
#pragma once

#if defined(__AVX__)
#include <immintrin.h>
#endif

#include <cmath>
#include <cstring>
#include <limits>

#include "solve/curve_pack.hpp"

#pragma GCC diagnostic ignored "-Wpsabi"  // a vector of four by value: never across a call

namespace costmodel {

namespace {

typedef double Four __attribute__((vector_size(32)));
typedef std::int64_t FourWhole __attribute__((vector_size(32)));
constexpr std::size_t width = 4, lanes_of_pack = 8;

/// Four numbers that are computed with as one, in one register where the machine has it.
struct Quad {
  Four v;
  Quad() : v{} {}
  Quad(double all) : v{all, all, all, all} {}  // NOLINT: a constant is four numbers
  explicit Quad(const Four& four) : v(four) {}
  static Quad load(const double* from) { return Quad(Four{from[0], from[1], from[2], from[3]}); }

  Quad& operator+=(const Quad& o) {
    v += o.v;
    return *this;
  }
  Quad& operator*=(const Quad& o) {
    v *= o.v;
    return *this;
  }
  Quad& operator/=(const Quad& o) {
    v /= o.v;
    return *this;
  }
  friend Quad operator-(const Quad& a) { return Quad(Four(-a.v)); }
  friend Quad operator+(const Quad& a, const Quad& b) { return Quad(Four(a.v + b.v)); }
  friend Quad operator-(const Quad& a, const Quad& b) { return Quad(Four(a.v - b.v)); }
  friend Quad operator*(const Quad& a, const Quad& b) { return Quad(Four(a.v * b.v)); }
  friend Quad operator/(const Quad& a, const Quad& b) { return Quad(Four(a.v / b.v)); }
  friend Quad max(const Quad& a, const Quad& b) { return Quad(Four(a.v < b.v ? b.v : a.v)); }
  friend Quad min(const Quad& a, const Quad& b) { return Quad(Four(b.v < a.v ? b.v : a.v)); }
#if defined(__AVX__)
  friend Quad ceil(const Quad& a) { return Quad(Four(_mm256_ceil_pd(a.v))); }
#else
  friend Quad ceil(const Quad& a) {
    return Quad(Four{__builtin_ceil(a.v[0]), __builtin_ceil(a.v[1]), __builtin_ceil(a.v[2]), __builtin_ceil(a.v[3])});
  }
#endif
  friend Quad exp(const Quad& a) {
    return Quad(Four{std::exp(a.v[0]), std::exp(a.v[1]), std::exp(a.v[2]), std::exp(a.v[3])});
  }
  friend Quad expm1(const Quad& a) {
    return Quad(Four{std::expm1(a.v[0]), std::expm1(a.v[1]), std::expm1(a.v[2]), std::expm1(a.v[3])});
  }
};

Curve<Quad> part(const EightCurves& c, std::size_t from) {
  Curve<Quad> curve;
  curve.fixed = Quad::load(c.fixed + from);
  curve.slope = Quad::load(c.slope + from);
  curve.unit = Quad::load(c.unit + from);
  curve.open = Quad::load(c.open + from);
  curve.capacity = Quad::load(c.capacity + from);
  curve.min_units = c.min_units;
  curve.max_units = c.max_units;
  curve.opening = c.opening;
  curve.arrivals_per_x = Quad::load(c.arrivals_per_x + from);
  return curve;
}

/// Where this curve is below the best so far, it becomes the best. `cost_at` gives its cost at a demand of the grid.
template <class Costs>
void compete_with(const Costs& cost_at, std::uint64_t mark, const CountJob& job) {
  const FourWhole own{static_cast<std::int64_t>(mark), static_cast<std::int64_t>(mark), static_cast<std::int64_t>(mark),
                      static_cast<std::int64_t>(mark)};
  double* best = job.best;
  std::uint64_t* winner = job.winner;
  for (std::size_t g = 0, end = job.demand_count; g < end; ++g, best += width, winner += width) {
    const Four cost = cost_at(g);
    Four least;
    FourWhole who;
    std::memcpy(&least, best, sizeof least);
    std::memcpy(&who, winner, sizeof who);
    const FourWhole lower = cost < least;
    who = lower ? own : who;
    least = lower ? cost : least;
    std::memcpy(best, &least, sizeof least);
    std::memcpy(winner, &who, sizeof who);
  }
}

template <Opening opening>
void compete(Curve<Quad> curve, std::uint64_t mark, const CountJob& job) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  curve.opening = opening;  // known here, so the loop has no branches
  const Four end = (curve.limit() * Quad(1 + 1e-12)).v, none{infinity, infinity, infinity, infinity};
  compete_with(
      [&curve, &end, &none, demands = job.demands](std::size_t g) {
        const Quad demand(demands[g]);
        const Four cost = curve(demand).v;
        return demand.v > end ? none : cost;
      },
      mark, job);
}

void compete(const EightCurves& eight, std::size_t from, std::uint64_t mark, const CountJob& job) {
  if (eight.priced)
    return compete_with([&](std::size_t g) { return Quad::load(eight.priced + g * lanes_of_pack + from).v; }, mark,
                        job);
  const Curve<Quad> curve = part(eight, from);
  switch (curve.opening) {
    case Opening::always:
      return compete<Opening::always>(curve, mark, job);
    case Opening::while_busy:
      return compete<Opening::while_busy>(curve, mark, job);
    case Opening::anchored:
      return compete<Opening::anchored>(curve, mark, job);
    default:
      return compete<Opening::exponential>(curve, mark, job);  // no other is plain
  }
}

/// Up to eight curves: the mark of each is a byte, and what wins is added as it is. More: the mark is a number, looked
/// up.
[[maybe_unused]] void count(const CountJob& job) {
  const std::size_t row = job.demand_count * width;
  const bool bytes = job.curve_count <= 8;
  for (std::size_t half = 0; half < lanes_of_pack / width; ++half) {
    for (std::size_t i = 0; i < row; ++i) job.best[i] = std::numeric_limits<double>::infinity(), job.winner[i] = 0;
    for (std::size_t c = 0; c < job.curve_count; ++c)
      compete(job.curves[c], half * width, bytes ? std::uint64_t{1} << (8 * c) : c + 1, job);
    for (std::size_t i = 0; i < row; ++i) {
      const std::uint64_t who = job.winner[i];
      if (bytes)
        job.packed[i] += who;
      else if (who != 0)
        job.packed[(who - 1) / 8 * row + i] += std::uint64_t{1} << (8 * ((who - 1) % 8));
    }
  }
}

}  // namespace
}  // namespace costmodel
