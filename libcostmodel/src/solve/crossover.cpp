#include <costmodel/solve/crossover.hpp>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/lambert_w.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/bill/route.hpp>
#include <costmodel/solve/isolate.hpp>
#include <numeric>
#include <optional>
#include <string>

#include "solve/closed_form.hpp"
#include "solve/crossover_pack.hpp"

namespace costmodel {

std::string_view to_string(CrossingKind kind) {
  return kind == CrossingKind::crossing ? "crossing" : kind == CrossingKind::jump ? "jump" : "touch";
}

namespace {

using One = Eigen::Array<double, 1, 1>;  // one pair of curves, where closed forms are written for arrays of them

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double one_step = 1e-13;  // relative; steps that lie closer are one
constexpr double rounding = 64 * std::numeric_limits<double>::epsilon();

/// A few places on a stretch: its two inflections at most and its end, or its ends and three extrema at most.
class Places {
 public:
  void push_back(double x) { at_[size_++] = x; }
  const double* begin() const { return at_.data(); }
  const double* end() const { return at_.data() + size_; }

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
  bool windowed;          ///< φ is the windowed formula here, so the piece is concave; otherwise it is a straight line
  double bends_from = 0;  ///< Σ slope · from over the bends passed …
  double bends_slope = 0;  ///< … and Σ slope

  double operator()(double x) const { return curve->on_stretch(x, units); }
  Line<double> line() const {
    Line<double> line = line_of(*curve, units, windowed);
    line.at_zero -= bends_from;
    line.straight += bends_slope;
    return line;
  }
  /// In closed form: where φ = max(busy, formula) has its kink, and at 0, each stretch must know its own side of it.
  double slope(double x) const {
    const Line<double> l = line();
    if (!windowed) return l.straight;
    const double calls = l.rate * x;
    return l.straight + l.bend * l.rate * (anchored() ? 1 / ((1 + calls) * (1 + calls)) : std::exp(-calls));
  }
  bool anchored() const { return windowed && curve->opening == Opening::anchored; }
};

/// The stretches of one curve in order. `next` is where the current one ends.
class Walk {
 public:
  Walk(const Curve<>& curve, double low) : curve_(curve) {
    units_ = curve.together.empty() ? std::max(curve.min_units, std::floor(low / curve.capacity) + 1)
                                    : curve.units(low * (1 + one_step));  // n just right of low
    if (!std::isfinite(units_)) units_ = curve.min_units;
    units_ = std::min(units_, curve.max_units);
    enter(low);
  }

  double next() const { return next_; }
  Piece piece() const {
    Piece piece{&curve_, units_, windowed_};
    for (const auto& bend : curve_.bends)
      if (bend.from <= at_) piece.bends_from += bend.slope * bend.from, piece.bends_slope += bend.slope;
    return piece;
  }

  void advance() {
    const double at = next_;
    if (at >= curve_.carries(units_)) ++units_;
    enter(at);
  }

 private:
  void enter(double at) {
    at_ = at;
    const double end = curve_.carries(units_);
    const double kink = units_ * busy_from();
    const bool before = !free_ && at < kink;
    windowed_ = before && bends();
    next_ = before && kink < end ? kink : end;
    if (free_ || (units_ >= curve_.max_units && next_ == end)) next_ = infinity;
    for (const auto& bend : curve_.bends)
      if (bend.from > at) next_ = std::min(next_, bend.from);
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
    if (curve_.opening == Opening::anchored) return anchored_busy_from(curve_);
    return c + boost::math::lambert_w0(-a * c * std::exp(-a * c)) / a;  // x ÷ c = 1 − e^(−ax)
  }

  const Curve<>& curve_;
  bool free_ = curve_.unit == 0 && curve_.open == 0;  ///< a step that costs nothing is none
  double units_ = 1;
  double at_ = 0;
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

/// Where the second derivative of the difference changes sign, at most two places, in order.
/// Concave parts are K·θx/(1+θx) with K″ = −2Kθ²/(1+θx)³, and K·(1−e^(−θx)) with K″ = −Kθ²e^(−θx).
void inflections(const Piece& a, const Piece& b, double low, double high, Places& places) {
  if (!a.windowed || !b.windowed) return;
  const Line<double> line_a = a.line(), line_b = b.line();
  const double s = line_a.rate, t = line_b.rate;
  const double p = line_a.bend * s * s, q = line_b.bend * t * t;
  const auto keep = [&](double x) {
    if (x > low && x < high) places.push_back(x);
  };
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

/// The difference of two pieces on one stretch.
struct Difference {
  Piece a, b;

  double operator()(double x) const { return a(x) - b(x); }
  double slope(double x) const { return a.slope(x) - b.slope(x); }
  Side side(double x) const { return {a(x), b(x), a.slope(x), b.slope(x)}; }
  int order(double x) const {
    const double ya = a(x);
    return sign(ya - b(x), std::abs(ya));
  }

  /// Both ends and every extremum between them: from one node to the next the difference is monotone.
  Places nodes(double low, double high) const {
    Places nodes, bounds;  // between inflections the slope is monotone, so each gap holds at most one extremum
    nodes.push_back(low);
    if (a.windowed || b.windowed) {
      inflections(a, b, low, high, bounds);
      bounds.push_back(high);
      double from = low, s_from = slope(low);
      for (const double to : bounds) {
        const double s_to = slope(to);
        if (s_from * s_to < 0)
          nodes.push_back(bracketed_root([this](double x) { return slope(x); }, from, to, s_from, s_to));
        from = to, s_from = s_to;
      }
    }
    nodes.push_back(high);
    return nodes;
  }

  /// The one root between two points of unlike sign.
  double root(double from, double to) const {
    const double f_from = (*this)(from), f_to = (*this)(to);
    if (!a.windowed && !b.windowed) return straight_root<One>(One(from), One(to), One(f_from), One(f_to)).value();
    if (a.windowed != b.windowed && (a.anchored() || b.anchored())) {
      const Line<double> line = (a.windowed ? b : a).line(), window = (a.windowed ? a : b).line();
      return anchored_root<One>(One(line.at_zero - window.at_zero), One(line.straight - window.straight),
                                One(window.bend), One(window.rate), One(from), One(to))
          .value();
    }
    return bracketed_root(*this, from, to, f_from, f_to);
  }
};

/// Follows the order of a and b from node to node and notes where it changes.
class Trail {
 public:
  explicit Trail(CrossoverReport& report) : report_(report) {}

  /// The next node. At a step there are two at the same x: the end of one stretch, and the start of the next.
  void visit(double x, int order, const Difference& difference) {
    const bool step = x == x_;
    if (order == 0) {
      if (!met_)
        met_ = Met{x, step ? before_ : difference, difference};
      else if (met_->at == x)
        met_->right = difference;
    } else {
      if (met_ && met_->at == x) met_->right = difference;
      if (order_ != 0 && order != order_)
        change(x, step, difference, order);
      else if (order_ != 0 && met_ && !same_)
        note(met_->at, CrossingKind::touch, met_->left, met_->right, order);
      order_ = order;
      met_.reset();
      same_ = false;
    }
    x_ = x;
    before_ = difference;
  }

  /// A stretch on which the two are the same.
  void same(double from, double to, const Difference& difference) {
    visit(from, 0, difference);
    visit(to, 0, difference);
    same_ = true;
    if (!report_.equal.empty() && report_.equal.back().to == from)
      report_.equal.back().to = to;
    else
      report_.equal.push_back({from, to});
  }

 private:
  struct Met {
    double at;
    Difference left, right;
  };

  void change(double x, bool step, const Difference& difference, int order) {
    if (met_)
      note(met_->at, CrossingKind::crossing, met_->left, met_->right, order);
    else if (step)
      note(x, CrossingKind::jump, before_, difference, order);
    else
      note(difference.root(x_, x), CrossingKind::crossing, difference, difference, order);
  }

  void note(double x, CrossingKind kind, const Difference& left, const Difference& right, int order) {
    report_.crossings.push_back({x, kind, left.side(x), right.side(x), order_, order});
  }

  CrossoverReport& report_;
  double x_ = -1;
  Difference before_{};       // to the left of x
  int order_ = 0;             // the last that was not "equal"
  std::optional<Met> met_{};  // where they have met since
  bool same_ = false;         // and whether they then stayed the same: that says all that a touch would
};

/// The changes of order alone, over stretches that are looked at and others that are known to hold none.
class QuickTrail {
 public:
  explicit QuickTrail(std::vector<OrderChange>& changes) : changes_(changes) {}

  void visit(double x, int order, const Difference& difference) {
    ++visited_;
    if (order == 0) {
      if (!met_) met_ = x;
    } else {
      if (order_ != 0 && order != order_)
        changes_.push_back({met_ ? *met_ : x == x_ ? x : difference.root(x_, x), order});
      order_ = order;
      met_.reset();
    }
    x_ = x;
  }
  void same(double from, double to, const Difference& difference) {
    visit(from, 0, difference);
    visit(to, 0, difference);
  }
  /// Nothing happens up to x.
  void pass(double x, int order) {
    x_ = x, order_ = order;
    met_.reset();
  }
  double visited() const { return visited_; }

 private:
  std::vector<OrderChange>& changes_;
  double visited_ = 0;
  double x_ = -1;
  int order_ = 0;
  std::optional<double> met_{};
};

/// Walks past x. Steps that coincide but for rounding are one step; false where a curve's own steps, a kink and an end
/// for each unit, lie that close, so that they cannot be told apart and a walk along them would never end.
bool pass(Walk& walk, double x) {
  constexpr int most = 4;
  for (int steps = 0; walk.next() <= x * (1 + one_step); ++steps) {
    if (steps == most) return false;
    walk.advance();
  }
  return true;
}

/// Follows both curves from stretch to stretch, up to `high`, or to where that ends for want of digits or of stretches.
template <class T>
double follow(const Curve<>& a, const Curve<>& b, double low, double high, int max_stretches, T& trail) {
  Walk walk_a(a, low), walk_b(b, low);
  bool apart = pass(walk_a, low) && pass(walk_b, low);
  double from = low;
  for (int count = 0; from < high; ++count) {
    if (count % 64 == 0) poll_interrupt();
    if (count == max_stretches || !apart) return from;
    double to = std::min({walk_a.next(), walk_b.next(), high});
    if (to * (1 + one_step) >= high) to = high;
    const Difference difference{walk_a.piece(), walk_b.piece()};
    const Places nodes = difference.nodes(from, to);
    if (std::all_of(nodes.begin(), nodes.end(), [&](double x) { return difference.order(x) == 0; }))
      trail.same(from, to, difference);
    else
      for (const double x : nodes) trail.visit(x, difference.order(x), difference);
    apart = pass(walk_a, to) && pass(walk_b, to);
    from = to;
  }
  return high;
}

void check_domain(double low, double high) {
  if (!(low >= 0 && low < high && std::isfinite(high)))
    throw InvalidInput("bad-domain", "domain", "[" + std::to_string(low) + ", " + std::to_string(high) + "]",
                       "0 ≤ low < high < ∞");
}

template <class T>
Curve<T> over(const Curve<>& c) {
  return converted<T>(c, [](double number) { return T(number); });
}

/// Both curves over each number type that isolation needs.
class Both {
 public:
  Both(const Curve<>& a, const Curve<>& b)
      : plain_{a, b}, enclosed_{over<Enclosure>(a), over<Enclosure>(b)}, jets_{over<Jet>(a), over<Jet>(b)} {}

  Two<double> operator()(double x) const { return {plain_.a(x), plain_.b(x)}; }
  Two<Enclosure> operator()(const Enclosure& x) const { return {enclosed_.a(x), enclosed_.b(x)}; }
  Two<Jet> operator()(const Jet& x) const { return {jets_.a(x), jets_.b(x)}; }

 private:
  template <class T>
  struct Curves {
    Curve<T> a, b;
  };
  Curves<double> plain_;
  Curves<Enclosure> enclosed_;
  Curves<Jet> jets_;
};

double work_of_each(const Curve<>& a, const Curve<>& b, double high) {
  return std::midpoint(evaluation_work(a, high), evaluation_work(b, high));
}

/// By enclosures. Up to the first place that stays open, which is where the report then ends.
CrossoverReport isolated(const Curve<>& a, const Curve<>& b, double low, double high, const CrossoverOptions& options) {
  if (a == b) return {.low = low, .high = high, .equal = {{low, high}}};
  const Both both(a, b);
  CrossoverReport report = isolate(TwoFunctions::of(both, work_of_each(a, b, high)), low, high,
                                   {.max_boxes = options.max_boxes, .max_work = options.max_work});
  if (report.complete) return report;
  report.high = report.unsettled.front().from;
  std::erase_if(report.crossings, [&](const Crossing& c) { return c.at > report.high; });
  std::erase_if(report.equal, [&](const Stretch& s) { return s.from >= report.high; });
  return report;
}

/// Whether no step of a bill leads down.
bool never_falls(const Curve<>& c) {
  if (!std::all_of(c.parts.begin(), c.parts.end(), never_falls)) return false;
  return c.slope >= 0 && c.unit >= 0 && c.open >= 0 && c.overflow >= 0 &&
         std::all_of(c.bends.begin(), c.bends.end(), [](const auto& bend) { return bend.slope >= 0; });
}

/// By halving. As neither curve falls, on [from, to] each lies between its ends, so where the two ranges part there is
/// no change of order; what is left is halved until it is one place to 12 digits.
class Halving {
 public:
  Halving(const Curve<>& a, const Curve<>& b, double high, const CrossoverOptions& options)
      : a_(a),
        b_(b),
        left_(static_cast<int>(
            std::min<double>(options.max_boxes, std::max(least, options.max_work / work_of_each(a, b, high))))) {}

  /// Calls `change` with place, order before and order after. The place from which on it could not tell, or `high`.
  template <class F>
  double run(double low, double high, const F& change) {
    std::vector<Box> boxes{{at(low), at(high)}};
    int before = 0;
    while (!boxes.empty()) {
      const auto [from, to] = boxes.back();
      boxes.pop_back();
      if (left_-- == 0) return from.x;
      if (left_ % 64 == 0) poll_interrupt();
      int order = apart(from, to);
      if (order == 0 && to.x - from.x > resolution * to.x) {
        const double x =
            from.x > 0 && to.x > 8 * from.x ? std::sqrt(from.x) * std::sqrt(to.x) : std::midpoint(from.x, to.x);
        const Place middle = at(x);
        boxes.push_back({middle, to});
        boxes.push_back({from, middle});
        continue;
      }
      if (order == 0) order = sign(to.a - to.b, std::abs(to.a));
      if (order != 0 && before != 0 && order != before) change(from, to, before, order);
      if (order != 0) before = order;
    }
    return high;
  }

  struct Place {
    double x, a, b;
  };

 private:
  struct Box {
    Place from, to;
  };
  static constexpr double least = 100;                      // intervals, whatever each takes
  static constexpr double resolution = 1e-12, sure = 1e-9;  // bills here are worked out to a share of 1e-9

  Place at(double x) const { return {x, a_(x), b_(x)}; }
  static int apart(const Place& from, const Place& to) {
    if (to.a * (1 + sure) < from.b) return -1;
    return to.b * (1 + sure) < from.a ? 1 : 0;
  }

  const Curve<>& a_;
  const Curve<>& b_;
  int left_;
};

CrossoverReport halved(const Curve<>& a, const Curve<>& b, double low, double high, const CrossoverOptions& options) {
  CrossoverReport report{.low = low};
  Halving halving(a, b, high, options);
  report.high = halving.run(low, high, [&](const auto& from, const auto& to, int before, int after) {
    const auto slope = [&](const Curve<>& c, double x, double step) { return (c(x + step) - c(x)) / step; };
    const double step = 1e-6 * to.x;
    const bool steps = std::max(to.a - from.a, to.b - from.b) > 1e-6 * std::max(std::abs(to.a), std::abs(to.b));
    report.crossings.push_back({.at = steps ? to.x : std::midpoint(from.x, to.x),
                                .kind = steps ? CrossingKind::jump : CrossingKind::crossing,
                                .left = {from.a, from.b, slope(a, from.x, -step), slope(b, from.x, -step)},
                                .right = {to.a, to.b, slope(a, to.x, step), slope(b, to.x, step)},
                                .before = before,
                                .after = after});
  });
  report.complete = report.high == high;
  return report;
}

/// Whether the pair has copies that are counted one by one, of which no slope is known.
bool by_halving(const Curve<>& a, const Curve<>& b) {
  return (opens(a, Opening::copies) || opens(b, Opening::copies)) && never_falls(a) && never_falls(b);
}

}  // namespace

double evaluation_work(const Curve<>& c, double most) {
  const bool spells = c.opening == Opening::spells || c.opening == Opening::under_load;
  const double copies = c.opening == Opening::copies ? copies_work(c.rates, std::min(most, c.limit()), c.max_units) : 0;
  const double opening = spells ? 4 + 4 * static_cast<double>(c.rates.size()) : 1 + copies;
  double work = opening * static_cast<double>(std::max<std::size_t>(1, c.levels.size())) +
                static_cast<double>(c.bends.size() + c.together.size()) / 4;
  for (const auto& part : c.parts) work += evaluation_work(part, most);
  return work;
}

int order(const Curve<>& a, const Curve<>& b, double x) { return sign(a(x) - b(x), std::abs(a(x))); }

bool walkable(const Curve<>& c) {
  return c.opening <= Opening::exponential && (!c.promised || c.opening == Opening::always) && c.levels.empty() &&
         !c.overflows && !c.settlement.holds && c.parts.empty();
}

CrossoverReport crossovers(const Curve<>& a, const Curve<>& b, double low, double high,
                           const CrossoverOptions& options) {
  check_domain(low, high);
  CrossoverReport report;
  report.low = low;
  report.high = std::min({high, a.limit(), b.limit()});
  if (!(report.low < report.high)) return report;
  if (by_halving(a, b)) return halved(a, b, report.low, report.high, options);
  if (!walkable(a) || !walkable(b)) return isolated(a, b, report.low, report.high, options);

  Trail trail(report);
  const double end = follow(a, b, low, report.high, options.max_stretches, trail);
  report.complete = end == report.high;
  report.high = end;
  return report;
}

bool order_changes(const Curve<>& a, const Curve<>& b, double low, double high, std::vector<OrderChange>& changes,
                   int before, const CrossoverOptions& options) {
  double visited = 0;
  return order_changes_counted(a, b, low, high, changes, before, options, visited);
}

bool order_changes_counted(const Curve<>& a, const Curve<>& b, double low, double high,
                           std::vector<OrderChange>& changes, int before, const CrossoverOptions& options,
                           double& visited) {
  check_domain(low, high);
  changes.clear();
  high = std::min({high, a.limit(), b.limit()});
  if (!(low < high) || a == b) return true;
  if (by_halving(a, b) ||
      (never_falls(a) && never_falls(b) && (opens(a, Opening::under_load) || opens(b, Opening::under_load)))) {
    Halving halving(a, b, high, options);
    const double end = halving.run(low, high, [&](const auto& from, const auto& to, int, int after) {
      changes.push_back({std::midpoint(from.x, to.x), after});
    });
    if (end == high || by_halving(a, b)) return end == high;
    changes.clear();
  }
  if (!walkable(a) || !walkable(b)) {
    const CrossoverReport report = isolated(a, b, low, high, options);
    for (const auto& crossing : report.crossings)
      if (crossing.kind != CrossingKind::touch) changes.push_back({crossing.at, crossing.after});
    return report.complete;
  }
  QuickTrail trail(changes);
  if (before != 0) trail.pass(low, before);
  const auto settle = [&](double from, double to) {
    const double before_it = trail.visited();
    const bool whole = follow(a, b, from, to, options.max_stretches, trail) == to;
    visited += trail.visited() - before_it;
    return whole;
  };
  const auto rises = [](const Curve<>& c) { return c.slope >= 0 && c.unit >= 0 && c.open >= 0 && c.bends.empty(); };
  if (!rises(a) || !rises(b) || low <= 0) return settle(low, high);

  const auto steps = [](const Curve<>& c, double from, double to) {
    return c.unit == 0 && c.open == 0 ? 0 : c.units(to) - c.units(from);
  };
  constexpr double stretch = 16, few_steps = 3;
  double from = low, factor = stretch;
  double a_from = a(from), b_from = b(from);
  while (from < high) {
    const double to = std::min(high, from * factor);
    const double a_to = a(to), b_to = b(to);
    const int lower = static_cast<int>(order_between<One>(One(a_from), One(a_to), One(b_from), One(b_to)).value());
    if (lower != 0) {
      trail.pass(to, lower);
      factor *= factor;
    } else if (factor > 1.01 && steps(a, from, to) + steps(b, from, to) > few_steps) {
      factor = std::sqrt(factor);
      continue;
    } else if (settle(from, to)) {
      factor = stretch;
    } else {
      return false;
    }
    from = to, a_from = a_to, b_from = b_to;
  }
  return true;
}

}  // namespace costmodel
