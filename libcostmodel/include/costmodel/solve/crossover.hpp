// Where two curves cost the same: every crossing, every jump past each other, and whether that is all.
// Plain numbers; no money here.
#pragma once

#include <costmodel/bill/curve.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace costmodel {

enum class CrossingKind {
  crossing,  ///< equal here, and the order changes
  jump,      ///< the order changes where one of them steps; they are not equal here
  touch      ///< equal here, and the order is the same on both sides
};

std::string_view to_string(CrossingKind kind);

/// Values and slopes of both curves on one side of a crossing.
struct Side {
  double a = 0;
  double b = 0;
  double slope_a = 0;
  double slope_b = 0;
};

struct Crossing {
  double at = 0;
  CrossingKind kind = CrossingKind::crossing;
  Side left{};
  Side right{};
  int before = 0;  ///< order just to the left: -1 where a is below b, +1 where above
  int after = 0;   ///< … and to the right
};

struct Stretch {
  double from = 0;
  double to = 0;
};

struct CrossoverReport {
  double low = 0;
  double high = 0;  ///< end of the domain in which both curves exist
  bool complete =
      true;  ///< false: ended at `high`, after `max_stretches` or where steps lie too close to be told apart
  std::vector<Crossing> crossings{};  ///< in order
  std::vector<Stretch> equal{};       ///< where the two are the same over a whole stretch
  std::vector<Stretch> missing{};     ///< where one of them does not exist
  std::vector<Stretch> unsettled{};   ///< where the order could not be told
  double work = 0;  ///< intervals at which both were enclosed, each weighed by what its evaluation takes
};

struct CrossoverOptions {
  int max_stretches = 200'000;
  int max_boxes = 20'000;  ///< intervals looked at where both are enclosed
  double max_work = 1e5;   ///< or intervals times the work of each
};

/// Every x in [low, high] at which a and b change order or touch.
/// The domain is cut where a unit is added and where φ turns from the windowed formula to the busy fraction. Between
/// two cuts each curve is a line or concave, and their difference has at most two inflections, each in closed form or
/// bracketed; so it falls into monotone pieces that hold at most one root each. A root is in closed form for a line
/// against a line or an anchored window, otherwise found by TOMS 748 (Alefeld, Potra & Shi 1995). Where a curve has
/// what has no such closed form (spells with a start, hours with loads of their own, overflow, a minimum), both are
/// enclosed instead: isolate. Throws InvalidInput unless 0 ≤ low < high < ∞.
CrossoverReport crossovers(const Curve<>& a, const Curve<>& b, double low, double high,
                           const CrossoverOptions& options = {});

/// What is known of two curves outside of a range in which their order was looked at.
struct Outside {
  std::optional<double> crossing{};  ///< the nearest change of order above the range, else below it, that a look found
  bool none = false;                 ///< proven: there is none above 0, up to where either curve ends
};

/// A look outside [low, high]: down to 0, and up to where one curve ends or to 1e12, with a few thousand stretches at
/// most. It is a proof where it went all the way, or where beyond it the lines between which each bill of whole units
/// lies keep apart: x·(slope + (unit+open)/capacity) is never above the bill, and never below it by more than min_units
/// + 1 units.
Outside look_outside(const Curve<>& a, const Curve<>& b, double low, double high, double max_work = 2e4);

/// Where the order of two curves changes, and who is above then.
struct OrderChange {
  double at = 0;
  int after = 0;  ///< as in Crossing
};

/// The crossings and jumps of `crossovers`, and nothing else, into a vector that is used again: for a million pairs in
/// a row. Where neither curve ever falls, a stretch whose end of the one lies below the start of the other holds none
/// and is passed at once; what is left is settled as in `crossovers`. False where that could not tell steps apart.
/// `before` is the order left of `low`, where it is known: a jump at `low` itself is then one of them. Throws as
/// `crossovers`.
bool order_changes(const Curve<>& a, const Curve<>& b, double low, double high, std::vector<OrderChange>& changes,
                   int before = 0, const CrossoverOptions& options = {});

/// Whether crossings of the curve are found in closed form; otherwise it is enclosed, which takes a thousand times as
/// long.
bool walkable(const Curve<>& curve);

/// What one evaluation of the curve takes, at most, up to `most`, in those of a line: as timed, to within a factor of
/// two.
double evaluation_work(const Curve<>& curve, double most);

/// -1 where a is below b at x, +1 where above, 0 where equal to within rounding.
int order(const Curve<>& a, const Curve<>& b, double x);

}  // namespace costmodel
