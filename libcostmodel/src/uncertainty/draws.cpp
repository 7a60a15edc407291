#include "uncertainty/draws.hpp"

#include <cmath>
#include <costmodel/base/interrupt.hpp>
#include <numbers>

namespace costmodel {

namespace {

/// Quantiles of the standard normal. Its value at a share, tabulated like every other distribution's.
const QuantileTable& normal_scores() {
  static const QuantileTable table({.shape = Shape::normal, .a = 0, .b = 1});
  return table;
}

double normal_share(double score) { return 0.5 * std::erfc(-score / std::numbers::sqrt2); }

/// Makes the shares of the correlated unknowns follow the matrix; each stays even in itself.
void correlate(const Copula& copula, std::vector<Pack>& shares) {
  const std::size_t n = copula.unknowns.size();
  std::vector<double> independent(n);
  for (Eigen::Index lane = 0; lane < static_cast<Eigen::Index>(lanes); ++lane) {
    for (std::size_t i = 0; i < n; ++i) independent[i] = normal_scores()(shares[copula.unknowns[i]].v[lane]);
    for (std::size_t i = 1; i < n; ++i) {  // the first keeps its own points
      double score = 0;
      for (std::size_t j = 0; j <= i; ++j) score += copula.factor[i][j] * independent[j];
      shares[copula.unknowns[i]].v[lane] = std::clamp(normal_share(score), 0x1p-53, 1 - 0x1p-53);
    }
  }
}

}  // namespace

Law::Law(const Scenario& scenario, const std::vector<Unknown>& unknowns, std::size_t draws, std::vector<bool> whose)
    : wanted(std::move(whose)), copula(costmodel::copula(scenario, unknowns)) {
  for (std::size_t k = 0; k < unknowns.size(); ++k) {
    poll_interrupt();
    quantiles.emplace_back(unknowns[k].distribution, wants(k) ? draws : 0);
  }
}

Draws::Draws(const Law& law, std::uint64_t seed, std::size_t first)
    : law_(law), points_(std::max<std::size_t>(1, law.quantiles.size()), seed, first) {}

void Draws::next(std::vector<Pack>& shares, std::vector<Pack>& values) {
  poll_interrupt();
  const std::size_t n = law_.quantiles.size();
  shares.resize(n);
  values.resize(n);
  for (Eigen::Index lane = 0; lane < static_cast<Eigen::Index>(lanes); ++lane)
    for (std::size_t k = 0; k < n; ++k) shares[k].v[lane] = points_.next();
  if (!law_.copula.unknowns.empty()) correlate(law_.copula, shares);
  for (std::size_t k = 0; k < n; ++k)
    for (Eigen::Index lane = 0; lane < static_cast<Eigen::Index>(lanes) && law_.wants(k); ++lane)
      values[k].v[lane] = law_.quantiles[k](shares[k].v[lane]);
}

}  // namespace costmodel
