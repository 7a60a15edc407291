#include <costmodel/bill/copies.hpp>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

namespace costmodel {

namespace {

constexpr double no_more = 1e-11;    ///< open this little, a copy and those after it are none
constexpr std::size_t states = 400;  ///< of the chain below a copy; beyond, it counts as never open

/// Poisson probabilities of mean ψ, and their sums.
class Poisson {
 public:
  explicit Poisson(double mean, int most) {
    double p = std::exp(-mean), sum = 0;
    for (int j = 0; j <= most; ++j, p *= mean / j) p_.push_back(p), sums_.push_back(sum += p);
  }
  double p(int j) const { return j < 0 ? 0 : p_[static_cast<std::size_t>(j)]; }
  double sum(int j) const { return j < 0 ? 0 : sums_[static_cast<std::size_t>(j)]; }

 private:
  std::vector<double> p_{}, sums_{};
};

/// P(no k arrivals within S) over r·S, ψ of which come in S: from the exact values over 2·S and 3·S (Naus 1982, eq. 2.1 to 2.4).
double none_together(int k, double psi, double r) {
  const Poisson d(psi, 2 * k);
  const auto p = [&](int j) { return d.p(j); };
  const auto f = [&](int j) { return d.sum(j); };
  const double n = k;
  const double two = f(k - 1) * f(k - 1) - (n - 1) * p(k) * p(k - 2) - (n - 1 - psi) * p(k) * f(k - 3);
  const double a1 = 2 * p(k) * f(k - 1) * ((n - 1) * f(k - 2) - psi * f(k - 3));
  const double a2 = 0.5 * p(k) * p(k) * ((n - 1) * (n - 2) * f(k - 3) - 2 * (n - 2) * psi * f(k - 4) + psi * psi * f(k - 5));
  double a3 = 0, a4 = 0;
  for (int i = 1; i < k; ++i) a3 += p(2 * k - i) * f(i - 1) * f(i - 1);
  for (int i = 2; i < k; ++i) a4 += p(2 * k - i) * p(i) * ((i - 1) * f(i - 2) - psi * f(i - 3));
  const double three = f(k - 1) * f(k - 1) * f(k - 1) - a1 + a2 + a3 - a4;
  return three > 0 && two > 0 ? std::clamp(two * std::pow(three / two, r - 2), 0.0, 1.0) : 0.0;
}

/// One call at once on a copy, all alike.
CopiesOpen one_at_a_time(const CopiesLaw& law, double offered) {
  const double lasts = 1 / law.rates.front(), psi = offered * lasts;
  CopiesOpen found;
  for (int k = 1; k <= law.most && k <= static_cast<int>(states); ++k) {
    const double r = law.idle / lasts + 2;
    const double gone = k == 1 ? std::exp(-offered * (law.idle + lasts)) : none_together(k, psi, r);
    found.open += 1 - gone;
    // It is started when k calls come together and did not before: what its absence loses as the time goes on.
    found.cold += k == 1 ? gone : (gone - none_together(k, psi, r + 1e-3)) / (1e-3 * psi);
    if (1 - gone < no_more) break;
  }
  return found;
}

/// Calls in flight on all copies.
class Chain {
 public:
  Chain(const CopiesLaw& law, double offered) : law_(law), offered_(offered) {
    const double c = static_cast<double>(law.rates.size());
    const double places = std::min(law.most * c, static_cast<double>(states) + 2 * c);
    std::vector<double> full{1};  // generalised Erlang B, from which the probabilities follow without overflow
    for (double n = 1; n <= places; ++n) {
      const double odds = offered * full.back() / rate(n);
      full.push_back(odds / (1 + odds));
    }
    const double rho = offered / rate(places), spare = std::max(0.0, 1 - rho);
    double below = spare / (spare + rho * full.back());  // share of the time in which no call waits
    p_.resize(full.size());
    for (std::size_t n = full.size(); n-- > 0; below *= 1 - full[n]) p_[n] = below * full[n];
  }

  double rate(double n) const {
    const double c = static_cast<double>(law_.rates.size()), whole = std::floor(n / c), rest = n - whole * c;
    return whole * law_.rates.back() + (rest > 0 ? law_.rates[static_cast<std::size_t>(rest) - 1] : 0);
  }

  /// P(no more than j in flight all of the idle time), and that with j of them.
  std::pair<double, double> stays_below(std::size_t j) const {
    const auto size = static_cast<Eigen::Index>(j) + 1;
    Eigen::VectorXd diagonal(size), beside(std::max<Eigen::Index>(0, size - 1)), root(size);
    for (Eigen::Index n = 0; n < size; ++n) {
      const auto at = static_cast<double>(n);
      diagonal[n] = -(offered_ + (n > 0 ? rate(at) : 0));
      if (n + 1 < size) beside[n] = std::sqrt(offered_ * rate(at + 1));
      root[n] = std::sqrt(p_[static_cast<std::size_t>(n)]);
    }
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(diagonal, beside);
    double all = 0, last = 0;
    for (Eigen::Index i = 0; i < size; ++i) {
      const double weight = solver.eigenvectors().col(i).dot(root) * std::exp(solver.eigenvalues()[i] * law_.idle);
      all += weight * solver.eigenvectors().col(i).dot(root);
      last += weight * solver.eigenvectors()(size - 1, i) * root[size - 1];
    }
    return {std::clamp(all, 0.0, 1.0), std::clamp(last, 0.0, 1.0)};
  }

 private:
  const CopiesLaw& law_;
  double offered_;
  std::vector<double> p_{};
};

}  // namespace

CopiesOpen copies_open(const CopiesLaw& law, double offered, bool alike) {
  if (!(offered > 0)) return {};
  if (!(offered < law.most * law.rates.back())) return {law.most, 0};
  if (alike && law.rates.size() == 1) return one_at_a_time(law, offered);
  const Chain chain(law, offered);
  CopiesOpen found;
  for (std::size_t k = 0; static_cast<double>(k) < law.most && k * law.rates.size() <= states; ++k) {
    const auto [gone, at_the_edge] = chain.stays_below(k * law.rates.size());
    found.open += 1 - gone;
    found.cold += at_the_edge;
    if (1 - gone < no_more) break;
  }
  return found;
}

}  // namespace costmodel
