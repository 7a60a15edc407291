#include <costmodel/stats/distribution.hpp>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/number_text.hpp"
#include "stats/vast_beta.hpp"

namespace costmodel {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Draws need no digits beyond a double's, and a long double takes four times as long.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double normal_quantile(double u) { return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * u); }
double normal_share(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

/// Share of a standard normal between two ends, without the cancellation of two shares near 1.
double normal_share(double low, double high) {
  return low > 0 ? normal_share(-low) - normal_share(-high) : normal_share(high) - normal_share(low);
}

/// Quantile of a standard normal that is cut to [low, high]; shares are counted from the nearer end, where they are
/// exact.
double cut_normal(double u, double low, double high) {
  const double width = normal_share(low, high), below = normal_share(low) + u * width;
  const double above = normal_share(-high) + (1 - u) * width;
  return std::clamp(below <= 0.5 ? normal_quantile(std::max(below, 1e-300)) : -normal_quantile(std::max(above, 1e-300)),
                    low, high);
}

/// How many standard deviations a number is from the middle of a normal, or of the logarithm of a lognormal.
double deviations(const Distribution& d, double x) {
  if (d.shape == Shape::normal) return (x - d.a) / d.b;
  return x <= 0 ? -infinity : std::log(x / d.a) / d.b;
}

double cut_normal(const Distribution& d, double u) {
  return cut_normal(u, deviations(d, d.low.value_or(-infinity)), deviations(d, d.high.value_or(infinity)));
}

/// A normal reaches everywhere: where the input does not, it must be cut. Draws come from within 7.1 standard
/// deviations. Where a cut leaves next to nothing (35 standard deviations), there is nothing to draw from.
bool well_cut(const Distribution& d, double low, double high) {
  const double from = deviations(d, d.low.value_or(low)), to = deviations(d, d.high.value_or(high));
  return (d.low || from <= -8) && (d.high || to >= 8) && normal_share(from, to) > 1e-270;
}

double triangular_quantile(double low, double mode, double high, double u) {
  const double left = (mode - low) / (high - low);
  return u < left ? low + std::sqrt(u * (high - low) * (mode - low))
                  : high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

double empirical_quantile(const std::vector<double>& sorted, double u) {
  const double place = u * static_cast<double>(sorted.size()) - 0.5;
  const auto below =
      static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, static_cast<double>(sorted.size() - 1)));
  const auto above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], std::clamp(place - static_cast<double>(below), 0.0, 1.0));
}

/// Quantile of a beta by Newton's method from a guess nearby; the inverse itself where that does not settle.
double beta_quantile_near(double a, double b, double u, double guess) {
  double x = guess;
  for (int i = 0; i < 12; ++i) {
    const double next =
        x - (boost::math::ibeta(a, b, x, InDouble()) - u) / boost::math::ibeta_derivative(a, b, x, InDouble());
    if (!(next > 0 && next < 1)) break;
    if (std::abs(next - x) <= 1e-13 * x) return next;
    x = next;
  }
  return boost::math::ibeta_inv(a, b, u, InDouble());
}

/// Quantiles of a beta on [0, 1] at k ÷ cells, from first to last. In the middle every 16th is solved, and a cubic goes
/// through two of them with their slopes, 1 ÷ density; towards the ends, where quantiles bend, each.
void tabulate_beta(double a, double b, int first, int last, int cells, std::vector<double>& values) {
  constexpr int stride = 16;
  const int bend = cells / 16;
  double x = boost::math::ibeta_inv(a, b, static_cast<double>(first) / cells, InDouble());
  values[static_cast<std::size_t>(first)] = x;
  for (int k = first; k < last;) {
    const int step = k >= bend && k + stride <= cells - bend ? stride : 1;
    const double h = static_cast<double>(step) / cells, slope = 1 / boost::math::ibeta_derivative(a, b, x, InDouble());
    const double next =
        beta_quantile_near(a, b, static_cast<double>(k + step) / cells, std::min(x + h * slope, (1 + x) / 2));
    const double next_slope = step > 1 ? 1 / boost::math::ibeta_derivative(a, b, next, InDouble()) : 0;
    for (int i = 1; i < step; ++i) {
      const double t = static_cast<double>(i) / step, s = 1 - t;
      values[static_cast<std::size_t>(k + i)] =
          s * s * ((1 + 2 * t) * x + t * h * slope) + t * t * ((1 + 2 * s) * next - s * h * next_slope);
    }
    k += step;
    values[static_cast<std::size_t>(k)] = x = next;
  }
}

}  // namespace

std::vector<DistributionKey> distribution_keys(Distribution& d) {
  switch (d.shape) {
    case Shape::normal:
      return {{"mean", &d.a}, {"standard_deviation", &d.b}};
    case Shape::lognormal:
      return {{"median", &d.a}, {"sigma", &d.b}};
    case Shape::triangular:
      return {{"mode", &d.a}};
    case Shape::beta:
      return {{"a", &d.a}, {"b", &d.b}};
    case Shape::uniform:
    case Shape::empirical:
      break;
  }
  return {};
}

std::string what_is_wrong(const Distribution& d, double low, double high) {
  const auto inside = [&](double x) { return std::isfinite(x) && x >= low && x <= high; };
  const bool both = d.low && d.high && *d.low < *d.high && inside(*d.low) && inside(*d.high);
  const bool cut_well =
      (!d.low || inside(*d.low)) && (!d.high || inside(*d.high)) && (!d.low || !d.high || *d.low < *d.high);
  const std::string domain = number_text(low) + " to " + number_text(high);
  switch (d.shape) {
    case Shape::uniform:
      return both ? "" : "low < high, within " + domain;
    case Shape::triangular:
      return both && d.a >= *d.low && d.a <= *d.high ? "" : "low ≤ mode ≤ high and low < high, within " + domain;
    case Shape::normal:
      if (!(d.b > 0) || !std::isfinite(d.b) || !cut_well || !inside(d.a))
        return "a mean within " + domain + ", a standard_deviation above 0, low < high";
      return well_cut(d, low, high) ? "" : "low and high that cut it to " + domain + ", and leave some of it";
    case Shape::lognormal:
      if (!(d.a > 0) || !std::isfinite(d.a) || !(d.b > 0) || !(d.b < 20) || !cut_well)
        return "a median and a sigma above 0, low < high within " + domain;
      return well_cut(d, low, high) ? "" : "low and high that cut it to " + domain + ", and leave some of it";
    case Shape::beta: {
      const bool ends =
          inside(d.low.value_or(0)) && inside(d.high.value_or(1)) && d.low.value_or(0) < d.high.value_or(1);
      return d.a > 0 && d.b > 0 && std::isfinite(d.a) && std::isfinite(d.b) && ends
                 ? ""
                 : "a and b above 0, low < high within " + domain;
    }
    case Shape::empirical:
      return !d.samples.empty() && std::all_of(d.samples.begin(), d.samples.end(), inside)
                 ? ""
                 : "at least one sample, all within " + domain;
  }
  return "";
}

double quantile(const Distribution& d, double u) {
  switch (d.shape) {
    case Shape::uniform:
      return std::lerp(*d.low, *d.high, u);
    case Shape::normal:
      return std::clamp(d.a + d.b * cut_normal(d, u), d.low.value_or(-infinity), d.high.value_or(infinity));
    case Shape::lognormal:
      return std::clamp(d.a * std::exp(d.b * cut_normal(d, u)), d.low.value_or(0), d.high.value_or(infinity));
    case Shape::triangular:
      return triangular_quantile(*d.low, d.a, *d.high, u);
    case Shape::beta: {
      const double x =
          vast_beta::is(d.a, d.b) ? vast_beta::quantile(d.a, d.b, u) : boost::math::ibeta_inv(d.a, d.b, u, InDouble());
      return std::lerp(d.low.value_or(0), d.high.value_or(1), x);
    }
    case Shape::empirical: {
      auto sorted = d.samples;
      std::sort(sorted.begin(), sorted.end());
      return empirical_quantile(sorted, u);
    }
  }
  return 0;
}

QuantileTable::QuantileTable(const Distribution& distribution, std::size_t draws) : distribution_(distribution) {
  std::sort(distribution_.samples.begin(), distribution_.samples.end());
  if (distribution_.shape == Shape::empirical || distribution_.shape == Shape::uniform) return;  // as fast without
  if (draws < cells) return;
  values_.resize(cells + 1);
  constexpr double well_behaved = 0.1;  // quantiles of flatter ones are steeper than any cubic
  if (const auto& d = distribution_;
      d.shape == Shape::beta && d.a >= well_behaved && d.b >= well_behaved && !vast_beta::is(d.a, d.b)) {
    tabulate_beta(d.a, d.b, tail, cells - tail, cells, values_);
    for (auto& value : values_) value = std::lerp(d.low.value_or(0), d.high.value_or(1), value);
    return;
  }
  for (int k = tail; k <= cells - tail; ++k)
    values_[static_cast<std::size_t>(k)] = quantile(distribution_, static_cast<double>(k) / cells);
}

double QuantileTable::exact(double u) const {
  if (!values_.empty() && distribution_.shape == Shape::beta && !vast_beta::is(distribution_.a, distribution_.b))
    return beta_tail(u);
  return distribution_.shape == Shape::empirical ? empirical_quantile(distribution_.samples, u)
                                                 : quantile(distribution_, u);
}

/// Beyond the table a beta's quantile goes like a power of the share: a guess for Newton's method.
double QuantileTable::beta_tail(double u) const {
  const auto& d = distribution_;
  const double low = d.low.value_or(0), high = d.high.value_or(1), end = static_cast<double>(tail) / cells;
  const auto known = [&](int cell) { return (values_[static_cast<std::size_t>(cell)] - low) / (high - low); };
  const double guess = u < 0.5 ? known(tail) * std::pow(u / end, 1 / d.a)
                               : 1 - (1 - known(cells - tail)) * std::pow((1 - u) / end, 1 / d.b);
  return std::lerp(low, high, beta_quantile_near(d.a, d.b, u, guess));
}

double QuantileTable::operator()(double u) const {
  const double place = u * cells;
  if (values_.empty() || !(place >= tail && place < cells - tail)) return exact(std::clamp(u, 1e-12, 1 - 1e-12));
  const auto i = static_cast<std::size_t>(place);
  return values_[i] + (place - static_cast<double>(i)) * (values_[i + 1] - values_[i]);
}

}  // namespace costmodel
