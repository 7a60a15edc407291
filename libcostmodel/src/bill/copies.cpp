#include <costmodel/bill/copies.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <optional>
#include <tuple>

#include "base/remembered.hpp"

namespace costmodel {

namespace {

constexpr double no_more =
    1e-13;  ///< open for this share of what those before it are, a copy and those after it are none

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

constexpr int told_apart =
    200;  ///< copies beyond are open for as long as with exponential lengths, to 13 digits or nearly so

/// One call at once on each copy, answers all alike: whether k calls, ψ of which come in an answer time S on average,
/// came together within one.
class Together {
 public:
  Together(const CopiesLaw& law, double offered)
      : idle_(law.idle / (1 / law.rates.front())), psi_(offered / law.rates.front()), d_(psi_, 2 * told_apart) {}

  /// P(copy k open), k from 2 on, and the share of the calls that start it: what its absence loses as time goes on.
  std::pair<double, double> copy(int k) const {
    constexpr double step = 1e-3;
    const auto [two, three] = none(k);
    if (!(three > 0 && two > 0)) return {1, 0};
    const auto over = [&, two = two, three = three](double r) {
      return std::clamp(two * std::pow(three / two, r - 2), 0.0, 1.0);
    };
    const double r = idle_ + 1 + idle_ / (2 * (idle_ + 6)), gone = over(r);
    return {1 - gone, (gone - over(r + step)) / (step * psi_)};
  }

 private:
  /// P(no k arrivals within S) over 2·S and 3·S, exactly (Naus 1982, eq. 2.1 to 2.4).
  std::pair<double, double> none(int k) const {
    const auto p = [&](int j) { return d_.p(j); };
    const auto f = [&](int j) { return d_.sum(j); };
    const double n = k, psi = psi_;
    const double two = f(k - 1) * f(k - 1) - (n - 1) * p(k) * p(k - 2) - (n - 1 - psi) * p(k) * f(k - 3);
    const double a1 = 2 * p(k) * f(k - 1) * ((n - 1) * f(k - 2) - psi * f(k - 3));
    const double a2 =
        0.5 * p(k) * p(k) * ((n - 1) * (n - 2) * f(k - 3) - 2 * (n - 2) * psi * f(k - 4) + psi * psi * f(k - 5));
    double a3 = 0, a4 = 0;
    for (int i = 1; i < k; ++i) a3 += p(2 * k - i) * f(i - 1) * f(i - 1);
    for (int i = 2; i < k; ++i) a4 += p(2 * k - i) * p(i) * ((i - 1) * f(i - 2) - psi * f(i - 3));
    return {two, f(k - 1) * f(k - 1) * f(k - 1) - a1 + a2 + a3 - a4};
  }

  double idle_, psi_;  ///< the idle time in answer times, and the calls in one of them
  Poisson d_;
};

constexpr double spread = 20;  ///< roots of the mean, beyond which a number in flight has no share of the time

/// In flight on average, up to which the calls are counted: for so few that the numbers on the last copy are all alike
/// likely.
double followed(double calls) { return std::max(25'000.0, 4 * calls * calls); }

/// Calls in flight on all copies.
class Chain {
 public:
  Chain(const CopiesLaw& law, double offered)
      : law_(law), offered_(offered), calls_(static_cast<double>(law.rates.size())) {
    std::vector<double> full{1};  // generalised Erlang B, from which the probabilities follow without overflow
    const double places = law.most * calls_, rare = never * std::min(1.0, offered / law.rates.front());
    first_ = seldom_fewer(law, offered);
    for (double n = first_ + 1; n <= places && (full.back() > rare || offered >= rate(n - 1)); ++n) {
      const double odds = offered * full.back() / rate(n);
      full.push_back(odds / (1 + odds));
    }
    const double last = first_ + static_cast<double>(full.size() - 1), rho = offered / rate(last);
    const bool all = last == places;
    const double spare = all ? 1 - rho : 1, waiting = all ? rho * full.back() : 0, below = spare / (spare + waiting);
    p_.resize(full.size()), beyond_.resize(full.size());
    double share = below;
    for (std::size_t n = full.size(); n-- > 0; share *= 1 - full[n]) p_[n] = share * full[n];
    double more = waiting / (spare + waiting);
    for (std::size_t n = full.size(); n-- > 0; more += p_[n]) beyond_[n] = more;
  }

  /// The first copies, which are always open.
  double always() const { return std::ceil(first_ / calls_); }

  /// Of each edge 0, c, 2c, … below all places, but for those of the copies that are always open: P(more than so many
  /// in flight at some time of the idle time), and P(never more, and that many at its end).
  ///   Mean time until the edge is passed, from n in flight, has the transform b(n)·b(n+1)…b(edge) ÷ s with
  ///   b(n) = λ ÷ (s + λ + μ(n)·(1 − b(n−1))): products alone, so that small probabilities keep their digits.
  /// Inverted on the contour of Weideman and Trefethen (Math. Comp. 76 (2007) 1341), to 13 digits.
  std::vector<std::pair<double, double>> passes() const {
    const auto step = static_cast<std::size_t>(calls_);
    std::vector<std::pair<double, double>> found;
    for (std::size_t m = at_edge(); m < p_.size() && first_ + static_cast<double>(m) < law_.most * calls_; m += step)
      found.emplace_back(beyond_[m], p_[m]);
    if (!(law_.idle > 0)) return found;
    for (int k = 0; k < nodes / 2; ++k) {
      const double turn = (k + 0.5) * 2 / nodes * pi, angle = 0.6407 * turn, cotangent = 1 / std::tan(angle);
      const Complex z = nodes * Complex(0.5017 * turn * cotangent - 0.6122, 0.2645 * turn);
      const Complex dz = nodes * Complex(0.5017 * (cotangent - angle * (1 + cotangent * cotangent)), 0.2645);
      invert(z / law_.idle, std::exp(z) * dz / z * Complex(0, -2.0 / nodes), found);
    }
    return found;
  }

 private:
  using Complex = std::complex<double>;
  static constexpr double never = 1e-18, pi = 3.141592653589793;
  static constexpr double nodes = 26;

  double rate(double n) const {
    const double whole = std::floor(n / calls_), rest = n - whole * calls_;
    return whole * law_.rates.back() + (rest > 0 ? law_.rates[static_cast<std::size_t>(rest) - 1] : 0);
  }

  /// x ÷ y without the care for infinite ones that the language asks for and that takes as long again.
  static Complex ratio(double x, Complex y) { return std::conj(y) * (x / std::norm(y)); }

  /// Adds what one node of the contour, and the one that mirrors it, give.
  void invert(Complex s, Complex weight, std::vector<std::pair<double, double>>& found) const {
    Complex b = 0, all = 0;
    std::size_t edge = 0;
    const auto step = static_cast<std::size_t>(calls_), at = at_edge();
    for (std::size_t n = 0; n < p_.size() && edge < found.size(); ++n) {
      b = ratio(offered_, s + offered_ + rate(first_ + static_cast<double>(n)) * (1.0 - b));
      all = (all + p_[n]) * b;
      if (n % step != at) continue;
      found[edge].first += (weight * all).real();
      found[edge++].second -= (weight * b).real() * p_[n];
    }
  }

  /// Fewer are in flight for less than 1e-18 of the time: below the mean by 20 times its root and two copies, as rates
  /// per call are those of a full copy but on the last. The recursions from there on forget where they began.
  static double seldom_fewer(const CopiesLaw& law, double offered) {
    const double calls = static_cast<double>(law.rates.size()), mean = offered / law.rates.back() * calls;
    return std::max(0.0, std::floor(std::min(mean, law.most * calls) - spread * std::sqrt(mean) - 2 * calls));
  }
  /// The first state that is an edge.
  std::size_t at_edge() const {
    const double rest = std::fmod(first_, calls_);
    return static_cast<std::size_t>(rest > 0 ? calls_ - rest : 0);
  }

  const CopiesLaw& law_;
  double offered_, calls_;
  double first_ = 0;                    ///< fewer in flight are left out
  std::vector<double> p_{}, beyond_{};  ///< P(n in flight), P(more)
};

/// Counted one by one.
CopiesOpen counted(const CopiesLaw& law, double offered, bool alike) {
  if (!(offered < law.most * law.rates.back())) return {law.most, 0};
  const Chain chain(law, offered);
  CopiesOpen found{.open = chain.always()};
  const bool one = alike && law.rates.size() == 1 && found.open < told_apart;
  const auto together = one ? std::optional<Together>({law, offered}) : std::nullopt;
  double k = found.open;
  for (const auto& [open, at_the_edge] : chain.passes()) {
    std::pair<double, double> copy{std::clamp(open, 0.0, 1.0), std::max(0.0, at_the_edge)};
    if (together && ++k > 1 && k <= told_apart && copy.first < 1 - no_more)
      if (const auto scan = together->copy(static_cast<int>(k)); scan.first > copy.first) copy = scan;
    found.open += copy.first;
    found.cold += copy.second;
    if (copy.first < no_more * found.open) break;
  }
  return found;
}

/// How many calls are in flight on average, where they are many.
class InFlight {
 public:
  explicit InFlight(const CopiesLaw& law) : calls_(static_cast<double>(law.rates.size())), full_(law.rates.back()) {
    for (double n = 1; n < calls_; ++n) faster_ += law.rates[static_cast<std::size_t>(n) - 1] / full_ - n / calls_;
  }
  double with(double offered) const { return offered / full_ * calls_ - faster_; }
  double offered(double mean) const { return (mean + faster_) / calls_ * full_; }

 private:
  double calls_, full_;
  double faster_ = 0;  ///< fewer in flight, as a copy that is not full serves each of its calls faster
};

/// With so many calls in flight that they are close to a diffusion, what is open beyond their mean grows as the mean's
/// root (Iglehart, J. Appl. Probab. 2 (1965) 429): a·√mean + b, which smaller chains tell.
CopiesOpen scaled(const CopiesLaw& law, double mean, bool alike) {
  const double calls = static_cast<double>(law.rates.size());
  const InFlight in_flight(law);
  /// Beyond the mean, of a chain whose mean is `less`, as far from the most as this one is in roots of the mean.
  const auto beyond = [&](double less) {
    const double copies = less / calls, scale = std::sqrt(mean / less),
                 most = copies + (law.most - mean / calls) / scale;
    const auto with = [&](double at_most) {
      return counted({law.rates, law.idle, at_most}, in_flight.offered(less), alike);
    };
    CopiesOpen found = with(std::floor(most));
    if (const double rest = most - std::floor(most); rest > 0) {
      const CopiesOpen larger = with(std::floor(most) + 1);
      found.open += rest * (larger.open - found.open), found.cold += rest * (larger.cold - found.cold);
    }
    return CopiesOpen{found.open - copies, found.cold};
  };
  const double less = followed(calls);
  const CopiesOpen whole = beyond(less), quarter = beyond(less / 4);
  const double grows = 2 * (whole.open - quarter.open), stays = whole.open - grows, scale = std::sqrt(mean / less);
  return {std::clamp(mean / calls + scale * grows + stays, 0.0, law.most), whole.cold / scale};
}

CopiesOpen worked_out(const CopiesLaw& law, double offered, bool alike) {
  const double mean = InFlight(law).with(offered);
  return mean > followed(static_cast<double>(law.rates.size())) ? scaled(law, mean, alike)
                                                                : counted(law, offered, alike);
}

}  // namespace

double copies_work(const std::vector<double>& rates, double offered, double most) {
  const double calls = static_cast<double>(rates.size());
  const double mean = std::min(offered / rates.back() * calls, followed(calls));
  const double states = std::min(most * calls, 2 * spread * std::sqrt(mean) + 2 * calls);
  const double scanned = calls == 1 ? std::min({most, states, 1.0 * told_apart}) : 0;
  return states / 30 + scanned * scanned / 800;
}

CopiesOpen copies_open(const CopiesLaw& law, double offered, bool alike) {
  if (!(offered > 0)) return {};
  if (!(offered < law.most * law.rates.back())) return {law.most, 0};
  using Key = std::tuple<std::vector<double>, double, double, double, bool>;
  thread_local Remembered<Key, CopiesOpen> remembered;
  return remembered.of(Key{law.rates, law.idle, law.most, offered, alike},
                       [&] { return worked_out(law, offered, alike); });
}

}  // namespace costmodel
