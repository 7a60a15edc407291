// Where any two functions cost the same: every root and every jump of their difference, by enclosures of the formulas
// themselves. Plain numbers; no money here.
#pragma once

#include <costmodel/base/enclosure.hpp>
#include <costmodel/solve/crossover.hpp>
#include <functional>

namespace costmodel {

/// Whether both functions exist at x, or throughout an interval.
enum class Existence { no, perhaps, yes };

/// The two functions at x, over a number type that may enclose an interval or carry slopes.
template <class T>
struct Two {
  T a{};
  T b{};
  Existence exist = Existence::yes;
};

/// The same two functions over each number type that isolation needs.
struct TwoFunctions {
  std::function<Two<double>(double)> at{};
  std::function<Two<Enclosure>(Enclosure)> over{};  ///< encloses every value on the interval
  std::function<Two<Jet>(Jet)> along{};  ///< and its slope and curvature; unbounded where there is a step or a kink
  double work = 1;                       ///< of one evaluation, in those of two plain bills

  /// From one callable that takes and returns any number type: `f(T) -> Two<T>`. It must outlive this.
  template <class F>
  static TwoFunctions of(F& f, double work = 1) {
    return {[&f](double x) { return f(x); }, [&f](Enclosure x) { return f(x); }, [&f](Jet x) { return f(x); }, work};
  }
};

struct IsolateOptions {
  double noise = 1e-12;    ///< share of the value below which a difference counts as none
  int max_boxes = 20'000;  ///< intervals looked at before the rest is called unsettled
  double max_work =
      1e5;  ///< or intervals times the work of each, but no fewer than 20 intervals, 100 where each takes little
};

/// Every x in [low, high] at which a and b change order or touch, where both exist.
/// An interval is settled when an enclosure proves one of: no zero; equal to within noise; monotone, so at most one
/// zero, found by TOMS 748; or bent one way throughout, so at most two, on either side of the extremum. Otherwise it is
/// halved. What stays open down to the last digits (1e-13 of x, or 1e-15 of the domain) holds a step: a jump, if the
/// order differs beside it. Two that are closer to each other than that are none. Unsettled is what ran out of boxes or
/// has no bounds: boxes are counted, and not seconds, so that the answer is the same on every machine. Source: interval
/// bisection with mean value forms, e.g. Moore, Kearfott & Cloud, Introduction to Interval Analysis (2009). Throws
/// InvalidInput unless −∞ < low < high < ∞.
CrossoverReport isolate(const TwoFunctions& f, double low, double high, const IsolateOptions& options = {});

}  // namespace costmodel
