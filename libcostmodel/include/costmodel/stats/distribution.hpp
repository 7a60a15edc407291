// What an uncertain number may turn out to be.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

enum class Shape { uniform, normal, lognormal, triangular, beta, empirical };

std::string_view to_string(Shape shape);

/// A distribution, in the unit of the input that it stands for.
///   uniform     low, high
///   normal      mean = a, standard deviation = b, cut to [low, high]
///   lognormal   median = a, standard deviation of the logarithm = b, cut to [low, high]
///   triangular  low, mode = a, high
///   beta        shape parameters a and b, stretched over [low, high]
///   empirical   samples, each equally likely, interpolated between
struct Distribution {
  Shape shape = Shape::uniform;
  double a = 0;
  double b = 0;
  std::optional<double> low{};
  std::optional<double> high{};
  std::vector<double> samples{};
  bool operator==(const Distribution&) const = default;
};

/// What a parameter is called in a file, and where it goes.
struct DistributionKey {
  std::string_view key;
  double* target;
};

/// The parameters `a` and `b` by their names for this shape: mean and standard_deviation, median and sigma, mode, a and
/// b.
std::vector<DistributionKey> distribution_keys(Distribution& distribution);

/// Why these parameters make no distribution within [low, high]; empty where they do.
std::string what_is_wrong(const Distribution& distribution, double low, double high);

/// The value below which a share u of the distribution lies, 0 < u < 1. Quantiles come from Boost.Math.
double quantile(const Distribution& distribution, double u);

/// Quantiles of a distribution, tabulated once so that a draw costs nanoseconds and not the 14 µs of an inverse beta.
/// Interpolated linearly in 16384 cells; in the outermost 32 of them on either side, and for samples, the exact
/// quantile is taken, of a u between 1e-12 and 1 − 1e-12. Relative error at most 5e-4, next to the outermost cells, for
/// beta with a ≥ ½ and lognormal with sigma ≤ 5; 5e-5 for sigma ≤ 1, and for beta with a ≥ 1½, triangular and normals
/// cut to above 0.
class QuantileTable {
 public:
  static constexpr int cells = 16384;
  /// With fewer draws to come than the table has cells, none is made and every draw is exact.
  explicit QuantileTable(const Distribution& distribution, std::size_t draws = cells);
  double operator()(double u) const;

 private:
  static constexpr int tail = 32;
  double exact(double u) const;
  double beta_tail(double u) const;

  Distribution distribution_;
  std::vector<double> values_;
};

}  // namespace costmodel
