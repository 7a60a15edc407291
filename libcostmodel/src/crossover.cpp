#include <costmodel/solve/crossover.hpp>

#include <array>
#include <boost/math/special_functions/lambert_w.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <costmodel/error.hpp>
#include <costmodel/solve/dual.hpp>
#include <numeric>
#include <optional>
#include <string>

namespace costmodel {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double rounding = 64 * std::numeric_limits<double>::epsilon();

/// Places at which a stretch is cut into monotone pieces: two inflections and three extrema at most.
class Cuts {
 public:
  void push_back(double x) { at_[size_++] = x; }
  std::size_t size() const { return size_; }
  double operator[](std::size_t i) const { return at_[i]; }

 private:
  std::array<double, 5> at_{};
  std::size_t size_ = 0;
};

int sign(double difference, double scale) {
  if (std::abs(difference) <= rounding * scale) return 0;
  return difference < 0 ? -1 : 1;
}

/// One curve on one smooth stretch: n units, and φ either linear in x or the windowed formula.
struct Piece {
  const Curve<>* curve;
  double units;
  bool windowed;  ///< φ is the windowed formula here, so the piece is concave; otherwise it is a straight line

  double operator()(double x) const { return curve->on_stretch(x, units); }
  double slope(double x) const { return curve->on_stretch(Dual<>(x, 1), Dual<>(units)).slope; }
  bool anchored() const { return windowed && curve->opening == Opening::anchored; }
  /// Value at 0 and slope of the straight part.
  double at_zero() const { return curve->fixed + units * (curve->unit + (curve->opening == Opening::always ? curve->open : 0)); }
  double straight() const { return curve->slope + (windowed || curve->opening == Opening::always ? 0 : curve->open / curve->capacity); }
  double bend() const { return windowed ? units * curve->open : 0; }       // amplitude of the concave part
  double rate() const { return curve->arrivals_per_x / units; }            // its rate in x
};

/// The stretches of one curve in order. `next` is where the current one ends.
class Walk {
 public:
  Walk(const Curve<>& curve, double low) : curve_(curve) {
    units_ = std::max(curve.min_units, std::floor(low / curve.capacity) + 1);  // n just right of low
    if (!std::isfinite(units_)) units_ = curve.min_units;
    units_ = std::min(units_, curve.max_units);
    enter(low);
  }

  double next() const { return next_; }
  Piece piece() const { return {&curve_, units_, windowed_}; }

  void advance() {
    const double at = next_;
    if (at >= units_ * curve_.capacity) ++units_;
    enter(at);
  }

 private:
  void enter(double at) {
    const double end = units_ * curve_.capacity;
    const double kink = units_ * busy_from();
    const bool before = at < kink;
    windowed_ = before && bends();
    next_ = before && kink < end ? kink : end;
    if (units_ >= curve_.max_units && next_ == end) next_ = infinity;
  }

  bool bends() const {
    return (curve_.opening == Opening::anchored || curve_.opening == Opening::exponential) && curve_.open != 0 &&
           curve_.arrivals_per_x > 0;
  }

  /// The load on one unit from which it computes for longer than the windowed formula says.
  double busy_from() const {
    if (!bends()) return 0;
    const double a = curve_.arrivals_per_x, c = curve_.capacity;
    if (!std::isfinite(c)) return infinity;
    if (a * c <= 1) return 0;
    if (curve_.opening == Opening::anchored) return c - 1 / a;
    return c + boost::math::lambert_w0(-a * c * std::exp(-a * c)) / a;  // x ÷ c = 1 − e^(−ax)
  }

  const Curve<>& curve_;
  double units_ = 1;
  double next_ = infinity;
  bool windowed_ = false;
};

/// Root of a monotone f in [low, high] whose ends differ in sign.
template <class F>
double bracketed_root(const F& f, double low, double high, double f_low, double f_high) {
  std::uintmax_t iterations = 200;
  const auto bracket = boost::math::tools::toms748_solve(f, low, high, f_low, f_high,
                                                         boost::math::tools::eps_tolerance<double>(52), iterations);
  return std::midpoint(bracket.first, bracket.second);
}

/// The x in [low, high] at which α + βx = K·θx/(1+θx), that is βθx² + (αθ + β − Kθ)x + α = 0; there is just one.
double anchored_root(double alpha, double beta, double k, double theta, double low, double high) {
  const double a = beta * theta, b = (alpha - k) * theta + beta, c = alpha;
  const double root = std::sqrt(std::max(0.0, b * b - 4 * a * c));
  const double q = -0.5 * (b + std::copysign(root, b));  // no cancellation
  const double first = q / a, second = c / q;
  const auto outside = [&](double x) { return std::isfinite(x) ? std::max({low - x, x - high, 0.0}) : infinity; };
  return std::clamp(outside(first) < outside(second) ? first : second, low, high);
}

/// Where the second derivative of the difference changes sign, at most two places, in order.
/// Concave parts are K·θx/(1+θx) with K″ = −2Kθ²/(1+θx)³, and K·(1−e^(−θx)) with K″ = −Kθ²e^(−θx).
void inflections(const Piece& a, const Piece& b, double low, double high, Cuts& cuts) {
  if (!a.windowed || !b.windowed) return;
  const double s = a.rate(), t = b.rate();
  const double p = a.bend() * s * s, q = b.bend() * t * t;
  const auto keep = [&](double x) { if (x > low && x < high) cuts.push_back(x); };
  const bool exp_a = a.curve->opening == Opening::exponential, exp_b = b.curve->opening == Opening::exponential;
  if (exp_a && exp_b) {
    if (s != t) keep(std::log(p / q) / (s - t));
  } else if (!exp_a && !exp_b) {
    const double r = std::cbrt(p / q);  // (1+sx) = r (1+tx)
    if (s != r * t) keep((r - 1) / (s - r * t));
  } else {
    const double e = exp_a ? s : t, h = exp_a ? t : s;  // exponential and hyperbolic rates
    const double log_ratio = exp_a ? std::log(p / (2 * q)) : std::log(q / (2 * p));
    const auto f = [=](double x) { return log_ratio - e * x + 3 * std::log1p(h * x); };
    const double top = std::clamp(3 / e - 1 / h, low, high);
    for (const auto& [from, to] : {std::pair{low, top}, std::pair{top, high}})
      if (from < to && f(from) * f(to) < 0) keep(bracketed_root(f, from, to, f(from), f(to)));
  }
}

/// All sign changes and touches inside one stretch, and nothing twice.
class StretchSolver {
 public:
  StretchSolver(const Piece& a, const Piece& b, double low, double high) : a_(a), b_(b), low_(low), high_(high) {}

  void solve(CrossoverReport& report) {
    if (a_.windowed || b_.windowed) {
      inflections(a_, b_, low_, high_, cuts_);
      add_extrema();
    }
    double from = low_, f_from = difference(low_);
    int s_from = sign_at(low_, f_from);
    for (std::size_t i = 0; i <= cuts_.size(); ++i) {
      const double to = i < cuts_.size() ? cuts_[i] : high_;
      const double f_to = difference(to);
      const int s_to = sign_at(to, f_to);
      if (s_from * s_to < 0) {
        report.crossings.push_back(crossing(root(from, to, f_from, f_to), CrossingKind::crossing));
      } else if (s_to == 0 && i < cuts_.size()) {  // zero at an extremum or inflection: see what lies on both sides
        const int before = sign_at(std::midpoint(from, to)), after = sign_at(std::midpoint(to, next_cut(i)));
        if (before != 0 && after != 0)
          report.crossings.push_back(crossing(to, before == after ? CrossingKind::touch : CrossingKind::crossing));
      }
      from = to, f_from = f_to, s_from = s_to;
    }
  }

  bool equal() const {
    const double middle = std::midpoint(low_, high_);
    return sign_at(low_) == 0 && sign_at(middle) == 0 && sign_at(high_) == 0;
  }

  double difference(double x) const { return a_(x) - b_(x); }

  /// The order just beside an end of the stretch: that at the end, or where it is zero there, that of the slope.
  int sign_beside(double end, int direction) const {
    if (const int here = sign_at(end); here != 0) return here;
    if (equal()) return 0;
    if (const int rising = sign(slope(end), std::abs(a_.slope(end))); rising != 0) return direction * rising;
    return sign_at(end + direction * (high_ - low_) / 1024);
  }

  int sign_at(double x) const { return sign_at(x, difference(x)); }

 private:
  int sign_at(double x, double d) const { return d == 0 ? 0 : sign(d, std::abs(a_(x))); }
  double slope(double x) const { return a_.slope(x) - b_.slope(x); }
  double next_cut(std::size_t i) const { return i + 1 < cuts_.size() ? cuts_[i + 1] : high_; }

  double root(double from, double to, double f_from, double f_to) const {
    if (!a_.windowed && !b_.windowed) return from + (to - from) * (f_from / (f_from - f_to));
    if (a_.windowed != b_.windowed && (a_.anchored() || b_.anchored())) {
      const Piece& line = a_.windowed ? b_ : a_;
      const Piece& window = a_.windowed ? a_ : b_;
      return anchored_root(line.at_zero() - window.at_zero(), line.straight() - window.straight(), window.bend(), window.rate(), from, to);
    }
    return bracketed_root([this](double x) { return difference(x); }, from, to, f_from, f_to);
  }

  /// Between inflections the slope is monotone, so each gap holds at most one extremum.
  void add_extrema() {
    Cuts all;
    double from = low_, s_from = slope(low_);
    for (std::size_t i = 0; i <= cuts_.size(); ++i) {
      const double to = i < cuts_.size() ? cuts_[i] : high_;
      const double s_to = slope(to);
      if (s_from * s_to < 0) {
        const double x = bracketed_root([this](double v) { return slope(v); }, from, to, s_from, s_to);
        if (x > from && x < to) all.push_back(x);
      }
      if (i < cuts_.size()) all.push_back(to);
      from = to, s_from = s_to;
    }
    cuts_ = all;
  }

  Crossing crossing(double x, CrossingKind kind) const {
    const Side side{a_(x), b_(x), a_.slope(x), b_.slope(x)};
    return {x, kind, side, side};
  }

  Piece a_, b_;
  double low_, high_;
  Cuts cuts_;
};

Side side(const Piece& a, const Piece& b, double x) { return {a(x), b(x), a.slope(x), b.slope(x)}; }

void check_domain(double low, double high) {
  if (!(low >= 0 && low < high && std::isfinite(high)))
    throw InvalidInput("bad-domain", "domain", "[" + std::to_string(low) + ", " + std::to_string(high) + "]",
                       "0 ≤ low < high < ∞");
}

}  // namespace

int order(const Curve<>& a, const Curve<>& b, double x) { return sign(a(x) - b(x), std::abs(a(x))); }

CrossoverReport crossovers(const Curve<>& a, const Curve<>& b, double low, double high, const CrossoverOptions& options) {
  check_domain(low, high);
  CrossoverReport report;
  report.low = low;
  report.high = std::min({high, a.limit(), b.limit()});
  if (!(report.low < report.high)) return report;

  Walk walk_a(a, low), walk_b(b, low);
  double from = low;
  int last = 0;  // the order just left of `from`
  std::optional<Side> left;
  bool after_equal = false;  // the stretch before was one on which the two are the same: it says all that a touch would
  for (int count = 0; from < report.high; ++count) {
    if (count == options.max_stretches) {
      report.complete = false;
      report.high = from;
      break;
    }
    const double to = std::min({walk_a.next(), walk_b.next(), report.high});
    const Piece pa = walk_a.piece(), pb = walk_b.piece();
    StretchSolver solver(pa, pb, from, to);

    // At a boundary: compare the order that was with the order that follows.
    const bool meets = solver.sign_at(from) == 0;
    const int here = solver.sign_beside(from, +1);
    if (left && last != 0 && here != 0) {
      const Side right = side(pa, pb, from);
      const bool met = meets || sign(left->a - left->b, std::abs(left->a)) == 0;
      if (last != here)
        report.crossings.push_back({from, met ? CrossingKind::crossing : CrossingKind::jump, *left, right});
      else if (met && !after_equal)
        report.crossings.push_back({from, CrossingKind::touch, *left, right});
    }
    after_equal = solver.equal();
    if (after_equal) {
      if (!report.equal.empty() && report.equal.back().to == from) report.equal.back().to = to;
      else report.equal.push_back({from, to});
    } else {
      solver.solve(report);
    }
    left = side(pa, pb, to);
    if (const int end = solver.sign_beside(to, -1); end != 0) last = end;

    if (walk_a.next() <= to) walk_a.advance();
    if (walk_b.next() <= to) walk_b.advance();
    from = to;
  }
  return report;
}

}  // namespace costmodel
