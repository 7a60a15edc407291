#include <costmodel/solve/isolate.hpp>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <numeric>
#include <optional>

#include "base/number_text.hpp"

namespace costmodel {

namespace {

/// What is known of a stretch: the sign of a − b, or why it has none.
enum class State { below, equal, above, missing, open };

/// Below this, rounding is no longer a share of the value.
constexpr double smallest = 1e-290;

struct Run {
  double from;
  double to;
  State state;
};

bool ordered(State s) { return s == State::below || s == State::above; }

double jet_middle(const Enclosure& e) { return e.bounded() ? e.middle() : std::numeric_limits<double>::quiet_NaN(); }

/// x as the variable of a jet.
Jet variable(const Enclosure& x) { return Jet(Dual<Enclosure>(x, 1.0), Dual<Enclosure>(1.0, 0.0)); }

/// Cuts [low, high] into runs of one state each.
class Isolation {
 public:
  Isolation(const TwoFunctions& f, double low, double high, const IsolateOptions& options)
      : f_(f), options_(options), floor_((high - low) * 1e-15) {
    const double least = f.work > 10 ? 20 : 100;
    const int most = static_cast<int>(std::min<double>(options.max_boxes, std::max(least, options.max_work / f.work)));
    std::vector<Stretch> boxes{{low, high}};  // the leftmost on top
    for (int& count = count_; !boxes.empty(); ++count) {
      poll_interrupt();
      const auto [from, to] = boxes.back();
      boxes.pop_back();
      if (count >= most) {
        add(from, to, State::open);
      } else if (!settle(from, to)) {
        const double middle = split(from, to);
        boxes.push_back({middle, to});
        boxes.push_back({from, middle});
      }
    }
  }

  const std::vector<Run>& runs() const { return runs_; }
  int count() const { return count_; }

  State at(double x) const { return state(f_.at(x)); }

 private:
  State state(const Two<double>& v) const {
    if (v.exist != Existence::yes) return State::missing;
    const double gap = v.a - v.b;
    if (!std::isfinite(gap)) return State::open;
    if (std::abs(gap) <= options_.noise * std::max(std::abs(v.a), std::abs(v.b)) + smallest) return State::equal;
    return gap < 0 ? State::below : State::above;
  }

  static double split(double from, double to) {
    return from > 0 && to > 8 * from ? std::sqrt(from) * std::sqrt(to) : std::midpoint(from, to);
  }

  void add(double from, double to, State state) {
    if (!runs_.empty() && runs_.back().state == state)
      runs_.back().to = to;
    else
      runs_.push_back({from, to, state});
  }

  /// No zero in the enclosure of the difference, or nothing but noise.
  bool plain(double from, double to, const Enclosure& gap, const Two<Enclosure>& v) {
    const double size =
        std::max(std::max(v.a.low, -v.a.high), std::max(v.b.low, -v.b.high));  // of the larger, at least
    const double noise = options_.noise * std::max(size, 0.0) + smallest;
    if (gap.low > noise) return add(from, to, State::above), true;
    if (gap.high < -noise) return add(from, to, State::below), true;
    if (gap.low >= -noise && gap.high <= noise && gap.bounded()) return add(from, to, State::equal), true;
    return false;
  }

  bool settle(double from, double to) {
    const Enclosure x(from, to);
    const Two<Enclosure> v = f_.over(x);
    if (v.exist == Existence::no) return add(from, to, State::missing), true;
    const Enclosure gap = v.a - v.b;
    if (v.exist == Existence::yes) {
      if (plain(from, to, gap, v)) return true;
      const Two<Jet> j = f_.along(variable(x));
      const Jet d = j.a - j.b;
      const Enclosure slope = d.slope.value, curvature = d.slope.slope;
      if (slope.bounded()) {
        const Two<Enclosure> m = f_.over(Enclosure(std::midpoint(from, to)));
        const Enclosure mean = (m.a - m.b) + slope * (x - Enclosure(std::midpoint(from, to)));
        if (plain(from, to, {std::max(gap.low, mean.low), std::min(gap.high, mean.high)}, v)) return true;
        if (!slope.has(0)) return monotone(from, to, at(from), at(to)), true;
        if (!curvature.has(0)) return bent(from, to), true;
      }
      if (tiny(from, to)) return last_digits(from, to, gap.bounded()), true;
    }
    if (tiny(from, to)) return last_digits(from, to, gap.bounded()), true;
    return false;
  }

  bool tiny(double from, double to) const {
    return to - from <= std::max(1e-13 * std::max(std::abs(from), std::abs(to)), floor_);
  }

  /// The difference is monotone from one end to the other.
  void monotone(double from, double to, State s, State t) {
    if (ordered(s) && ordered(t) && s != t) {
      const double root = zero(from, to, [this](double x) {
        const auto v = f_.at(x);
        return v.a - v.b;
      });
      add(from, root, s);
      add(root, to, t);
    } else if (s == State::open || t == State::open) {
      add(from, to, State::open);
    } else {
      if (s == State::equal && s != t) add(from, from, s);
      add(from, to, s == State::equal ? t : s);
      if (t == State::equal && s != t) add(to, to, t);
    }
  }

  /// The slope of the difference is monotone: at most one extremum, and the difference is monotone on either side of
  /// it.
  void bent(double from, double to) {
    const auto slope = [this](double x) {
      const auto v = f_.along(variable(x));
      return jet_middle((v.a - v.b).slope.value);
    };
    const double s = slope(from), t = slope(to);
    if (!(s * t < 0)) return monotone(from, to, at(from), at(to));
    const double extremum = zero(from, to, slope);
    const State there = at(extremum);
    monotone(from, extremum, at(from), there);
    monotone(extremum, to, there, at(to));
  }

  template <class F>
  static double zero(double from, double to, const F& f) {
    const double f_from = f(from), f_to = f(to);
    if (f_from == 0) return from;
    if (f_to == 0) return to;
    if (!(f_from * f_to < 0)) return std::abs(f_from) < std::abs(f_to) ? from : to;
    std::uintmax_t iterations = 200;
    const auto bracket = boost::math::tools::toms748_solve(f, from, to, f_from, f_to,
                                                           boost::math::tools::eps_tolerance<double>(52), iterations);
    return std::midpoint(bracket.first, bracket.second);
  }

  /// An interval of a few last digits. With the same order on both sides nothing in it can be told apart (two steps
  /// that coincide but for rounding), otherwise the change is followed to two neighbouring numbers. Without bounds on
  /// the difference nobody knows.
  void last_digits(double from, double to, bool bounded) {
    const State s = at(from), t = at(to);
    if (s == t) return add(from, to, bounded ? s : State::open);
    while (true) {
      const double middle = std::midpoint(from, to);
      if (!(from < middle && middle < to)) break;
      const State here = at(middle);
      if (here == t) {
        to = middle;
      } else {
        add(from, middle, s);
        from = middle;
        if (here != s) return last_digits(middle, to, bounded);
      }
    }
    add(from, from, s);
    add(to, to, t);
  }

  const TwoFunctions& f_;
  IsolateOptions options_;
  double floor_;
  std::vector<Run> runs_{};
  int count_ = 0;  ///< boxes looked at
};

/// Reads crossings off the runs.
class Reading {
 public:
  Reading(const TwoFunctions& f, const std::vector<Run>& runs, const IsolateOptions& options, CrossoverReport& report)
      : f_(f), options_(options), report_(report) {
    const Run* before = nullptr;  // the last ordered run, with nothing but equal ones since
    const Run* met = nullptr;
    for (const Run& run : runs) {
      if (run.state == State::missing) report.missing.push_back({run.from, run.to});
      if (run.state == State::open) report.unsettled.push_back({run.from, run.to}), report.complete = false;
      if (run.state == State::equal && wide(run)) report.equal.push_back({run.from, run.to});
      if (run.state == State::equal) {
        met = &run;
      } else if (ordered(run.state)) {
        if (before) change(*before, met, run);
        before = &run, met = nullptr;
      } else {
        before = met = nullptr;
      }
    }
  }

 private:
  /// A stretch, and not a place where two curves meet that noise has widened.
  static bool wide(const Run& run) { return run.to - run.from > 1e-5 * std::max(std::abs(run.from), std::abs(run.to)); }

  void change(const Run& left, const Run* met, const Run& right) {
    const bool turns = left.state != right.state;
    if (met) {
      if (!turns && wide(*met)) return;
      const double at = wide(*met) ? met->from : std::midpoint(met->from, met->to);
      note(at, turns ? CrossingKind::crossing : CrossingKind::touch, left, right);
    } else if (turns) {
      const auto l = f_.at(left.to), r = f_.at(right.from);
      const double scale = std::max(std::abs(l.a), std::abs(l.b));
      const bool jump = left.to != right.from && std::abs((r.a - r.b) - (l.a - l.b)) > 10 * options_.noise * scale;
      note(left.to, jump ? CrossingKind::jump : CrossingKind::crossing, left, right);
    }
  }

  void note(double at, CrossingKind kind, const Run& left, const Run& right) {
    const auto order = [](const Run& run) { return run.state == State::below ? -1 : 1; };
    report_.crossings.push_back({at, kind, side(left.to, -1), side(right.from, +1), order(left), order(right)});
  }

  /// Values and slopes just beside x. On a step itself the slope is that of a place a few digits away.
  Side side(double x, int direction) const {
    const auto v = f_.at(x);
    for (const double away : {0.0, 1e-15, 1e-12, 1e-9}) {
      const auto j = f_.along(variable(x + direction * away * std::abs(x)));
      if (j.a.slope.value.bounded() && j.b.slope.value.bounded())
        return {v.a, v.b, j.a.slope.value.middle(), j.b.slope.value.middle()};
    }
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    return {v.a, v.b, none, none};
  }

  const TwoFunctions& f_;
  const IsolateOptions& options_;
  CrossoverReport& report_;
};

}  // namespace

CrossoverReport isolate(const TwoFunctions& f, double low, double high, const IsolateOptions& options) {
  if (!(low < high && std::isfinite(low) && std::isfinite(high)))
    throw InvalidInput("bad-domain", "domain", "[" + number_text(low) + ", " + number_text(high) + "]",
                       "−∞ < low < high < ∞");
  CrossoverReport report{.low = low, .high = high};
  const Isolation isolation(f, low, high, options);
  report.work = isolation.count() * f.work;
  Reading(f, isolation.runs(), options, report);
  return report;
}

}  // namespace costmodel
