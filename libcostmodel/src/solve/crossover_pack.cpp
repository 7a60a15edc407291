#include "solve/crossover_pack.hpp"

#include <cmath>

#include "solve/closed_form.hpp"

namespace costmodel {

namespace {

using Array = Pack::Array;
using Mask = Eigen::Array<bool, 8, 1>;

constexpr double stretch = 32;
constexpr int halvings = 5;

bool rises(const Curve<Pack>& c) {
  return plain_curve(c) && c.opening != Opening::exponential && (c.slope.v >= 0).all() && (c.unit.v >= 0).all() &&
         (c.open.v >= 0).all();
}

/// The stretch of a curve that ends at `to`, and whether it reaches back to `from`, in each draw.
struct PackPiece {
  Line<Pack> line;
  bool concave;
  Mask whole;
};

PackPiece piece(const Curve<Pack>& c, const Array& from, const Array& to) {
  const Pack units = c.units(Pack(to));
  const bool concave = c.opening == Opening::anchored;
  Mask whole = c.units(Pack(from)).v == units.v;
  if (concave) whole = whole && c.arrivals_per_x.v > 0 && to < (units * anchored_busy_from(c)).v * certainly;
  return {line_of(c, units, concave), concave, whole};
}

Array root_of(const Line<Pack>& line, const Line<Pack>& window, const Array& from, const Array& to) {
  return anchored_root<Array>((line.at_zero - window.at_zero).v, (line.straight - window.straight).v, window.bend.v,
                              window.rate.v, from, to);
}

Curve<> lane_of(const Curve<Pack>& c, Eigen::Index i) {
  return converted<double>(c, [i](const Pack& number) { return number.v[i]; });
}

}  // namespace

void EightPairs::solve(const Curve<Pack>& a, const Curve<Pack>& b, std::size_t used) {
  for (auto& changes : changes_) changes.clear();
  settled_.fill(true);
  const Array end = a.limit().v.min(b.limit().v).min(high_);
  if (low_ <= 0 || !rises(a) || !rises(b) || !(end > low_).all()) {
    for (std::size_t lane = 0; lane < used; ++lane) solve_lane(a, b, lane, low_, high_, 0);
    return;
  }
  bracket(a, b, end);
  solve_pieces(a, b);
  if ((open_ && !several_ && !solved_).any()) {  // a step or a kink lies on the stretch, perhaps not near the crossing
    narrow(a, b);
    solve_pieces(a, b);
  }
  for (std::size_t lane = 0; lane < used; ++lane) {
    const auto i = static_cast<Eigen::Index>(lane);
    if (several_[i])
      solve_lane(a, b, lane, low_, high_, 0);
    else if (solved_[i])
      changes_[lane].push_back({root_[i], static_cast<int>(after_[i])});
    else if (open_[i])
      solve_lane(a, b, lane, from_[i], to_[i], static_cast<int>(before_[i]));
  }
}

void EightPairs::bracket(const Curve<Pack>& a, const Curve<Pack>& b, const Array& end) {
  open_.setConstant(false), several_.setConstant(false);
  before_.setZero(), after_.setZero();
  Array from = Array::Constant(low_), a_from = a(Pack(from)).v, b_from = b(Pack(from)).v;
  from_ = to_ = from;
  a_from_ = a_to_ = a_from, b_from_ = b_to_ = b_from;
  Mask closed = Mask::Constant(false);  // after the open stretch
  double factor = stretch;
  for (double x = low_; x < high_ && (from < end).any();) {
    x *= factor;
    const Array to = end.min(x), a_to = a(Pack(to)).v, b_to = b(Pack(to)).v;
    const Array order = order_between<Array>(a_from, a_to, b_from, b_to);
    const Mask here = from < end, is_open = here && order == 0, first = is_open && !open_;
    several_ = several_ || (is_open && closed);
    from_ = first.select(from, from_), a_from_ = first.select(a_from, a_from_), b_from_ = first.select(b_from, b_from_);
    to_ = is_open.select(to, to_), a_to_ = is_open.select(a_to, a_to_), b_to_ = is_open.select(b_to, b_to_);
    open_ = open_ || is_open;
    const Mask known = here && order != 0;
    before_ = (known && !open_).select(order, before_);
    after_ = (known && open_ && !closed).select(order, after_);
    closed = closed || (known && open_);
    factor = is_open.any() ? stretch : factor * factor;
    from = to, a_from = a_to, b_from = b_to;
  }
}

void EightPairs::narrow(const Curve<Pack>& a, const Curve<Pack>& b) {
  for (int i = 0; i < halvings; ++i) {
    const Array middle = (from_ * to_).sqrt(), a_middle = a(Pack(middle)).v, b_middle = b(Pack(middle)).v;
    const Mask left = before_ != 0 && order_between<Array>(a_from_, a_middle, b_from_, b_middle) == before_;
    const Mask right = !left && after_ != 0 && order_between<Array>(a_middle, a_to_, b_middle, b_to_) == after_;
    from_ = left.select(middle, from_), a_from_ = left.select(a_middle, a_from_),
    b_from_ = left.select(b_middle, b_from_);
    to_ = right.select(middle, to_), a_to_ = right.select(a_middle, a_to_), b_to_ = right.select(b_middle, b_to_);
  }
}

/// A line less a concave piece is convex: with unlike signs at its ends it has one root between them.
void EightPairs::solve_pieces(const Curve<Pack>& a, const Curve<Pack>& b) {
  const PackPiece p = piece(a, from_, to_), q = piece(b, from_, to_);
  solved_ = open_ && !several_ && before_ * after_ == -1.0 && p.whole && q.whole;
  if (p.concave && q.concave)
    solved_.setConstant(false);
  else if (p.concave)
    root_ = root_of(q.line, p.line, from_, to_);
  else if (q.concave)
    root_ = root_of(p.line, q.line, from_, to_);
  else
    root_ = straight_root<Array>(from_, to_, a_from_ - b_from_, a_to_ - b_to_);
}

void EightPairs::solve_lane(const Curve<Pack>& a, const Curve<Pack>& b, std::size_t lane, double from, double to,
                            int before) {
  const auto i = static_cast<Eigen::Index>(lane);
  const CrossoverOptions most{.max_stretches = 20'000, .max_boxes = 2'000, .max_work = max_work_};
  const Curve<> p = lane_of(a, i), q = lane_of(b, i);
  if (p == q || (walkable(p) && walkable(q))) {
    constexpr double few = 2'000,
                     in_an_interval = 600;  // points that take no time to speak of; as long as one interval
    double visited = 0;
    settled_[lane] = order_changes_counted(p, q, from, to, changes_[lane], before, most, visited);
    work_ += std::max(0.0, visited - few) / in_an_interval;
    return;
  }
  const CrossoverReport report = crossovers(p, q, from, to, most);
  for (const auto& crossing : report.crossings)
    if (crossing.kind != CrossingKind::touch) changes_[lane].push_back({crossing.at, crossing.after});
  work_ += report.work;
  settled_[lane] = report.complete;
}

}  // namespace costmodel
