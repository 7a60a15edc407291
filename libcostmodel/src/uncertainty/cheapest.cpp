#include "uncertainty/cheapest.hpp"

#include "uncertainty/cheapest_kernel.hpp"

namespace costmodel {

namespace {

constexpr std::size_t most_adds = 127;  // a pack adds up to two to a byte

bool has_avx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

/// The widest that this machine has.
CountCheapest counter() {
  static const CountCheapest chosen = has_avx2() && count_cheapest_avx2() ? count_cheapest_avx2() : &count;
  return chosen;
}

EightCurves eight(const Curve<Pack>& c) {
  EightCurves e;
  e.priced = nullptr, e.min_units = c.min_units, e.max_units = c.max_units, e.opening = c.opening;
  const auto copy = [](const Pack& from, double* to) { Eigen::Map<Pack::Array>{to} = from.v; };
  copy(c.fixed, e.fixed);
  copy(c.slope, e.slope);
  copy(c.unit, e.unit);
  copy(c.open, e.open);
  copy(c.capacity, e.capacity);
  copy(c.arrivals_per_x, e.arrivals_per_x);
  return e;
}

}  // namespace

CheapestCounts::CheapestCounts(std::span<const double> demands, std::size_t curves)
    : demands_(demands),
      curves_(curves),
      eight_(curves),
      left_out_(curves),
      best_(demands.size()),
      winner_(best_.size()),
      packed_((curves + 7) / 8 * best_.size()),
      counts_(demands.size() * curves) {}

void CheapestCounts::add(std::span<const Curve<Pack>> curves) {
  for (std::size_t c = 0; c < curves.size(); ++c) {
    eight_[c] = eight(curves[c]);
    if (!plain_curve(curves[c]) || !left_out_[c].empty()) price(c, curves[c]);
  }
  counter()({eight_.data(), eight_.size(), demands_.data(), demands_.size(), best_.data()->four, winner_.data()->four,
             packed_.data()->four});
  if (++adds_ == most_adds) flush();
}

void CheapestCounts::price(std::size_t c, const Curve<Pack>& curve) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  priced_.resize(curves_ * demands_.size() * lanes_of_pack);
  double* const own = priced_.data() + c * demands_.size() * lanes_of_pack;
  const Pack::Array end = curve.limit().v * (1 + 1e-12);
  for (std::size_t g = 0; g < demands_.size(); ++g)
    Eigen::Map<Pack::Array>{own + g* lanes_of_pack} =
        (Pack(demands_[g]).v > end).select(infinity, curve(Pack(demands_[g])).v);
  if (!left_out_[c].empty())
    for (std::size_t g = 0; g < demands_.size(); ++g)
      if (left_out_[c][g]) std::fill_n(own + g * lanes_of_pack, lanes_of_pack, infinity);
  eight_[c].priced = own;
}

void CheapestCounts::flush() {
  for (std::size_t g = 0; g < demands_.size(); ++g)
    for (std::size_t c = 0; c < curves_; ++c)
      for (std::size_t lane = 0; lane < width; ++lane)
        counts_[g * curves_ + c] +=
            static_cast<double>(packed_[c / 8 * best_.size() + g].four[lane] >> (8 * (c % 8)) & 0xFF);
  std::fill(packed_.begin(), packed_.end(), InOneLine<std::uint64_t>{});
  adds_ = 0;
}

std::vector<double> CheapestCounts::counts() {
  flush();
  return counts_;
}

}  // namespace costmodel
