// What two curves do outside of the range in which they were compared.
#include <algorithm>
#include <cmath>
#include <costmodel/solve/crossover.hpp>
#include <limits>

namespace costmodel {

namespace {

constexpr double farthest = 1e12;

/// A curve lies between at_zero + slope·x and that much above it, at any x.
struct Strip {
  double at_zero, slope, width;
};

/// n units with x ÷ capacity ≤ n ≤ x ÷ capacity + min_units, open for as long as they compute at least.
std::optional<Strip> strip(const Curve<>& c) {
  if (!plain_curve(c) || c.unit < 0 || c.open < 0 || std::isfinite(c.max_units)) return {};
  if (!std::isfinite(c.capacity)) {
    const bool always = c.opening == Opening::always;
    return Strip{c.fixed + c.min_units * (always ? c.unit + c.open : c.unit), c.slope,
                 always ? 0 : c.min_units * c.open};
  }
  const double whole = c.unit + c.open;
  return Strip{c.fixed, c.slope + whole / c.capacity, whole * (c.min_units + 1)};
}

/// From where on the upper strip lies above the lower one for good; nothing where it does not.
std::optional<double> above_from(const Strip& upper, const Strip& lower) {
  const double gap = lower.at_zero + lower.width - upper.at_zero, steeper = upper.slope - lower.slope;
  if (steeper > 1e-12 * std::max(upper.slope, lower.slope)) return std::max(0.0, gap / steeper * (1 + 1e-9));
  return steeper >= 0 && gap < 0 ? std::optional(0.0) : std::nullopt;
}

/// From where on the order of the two is settled for good.
std::optional<double> settled_from(const Curve<>& a, const Curve<>& b) {
  if (a == b) return 0;
  const auto p = strip(a), q = strip(b);
  if (!p || !q) return {};
  const auto above = above_from(*p, *q);
  return above ? above : above_from(*q, *p);
}

std::vector<double> changes(const CrossoverReport& report) {
  std::vector<double> all;
  for (const auto& x : report.crossings)
    if (x.kind != CrossingKind::touch) all.push_back(x.at);
  return all;
}

}  // namespace

Outside look_outside(const Curve<>& a, const Curve<>& b, double low, double high, double max_work) {
  const CrossoverOptions a_look{.max_stretches = 20'000, .max_boxes = 4'000, .max_work = max_work};
  const double limit = std::min(a.limit(), b.limit());
  Outside found{.none = true};
  if (low > 0 && limit > 0) {
    const auto report = crossovers(a, b, 0, std::min(low, limit), a_look);
    if (const auto all = changes(report); !all.empty()) found.crossing = all.back();
    found.none = report.complete && !found.crossing;
  }
  if (high >= limit) return found;
  const auto settled = settled_from(a, b);
  const int inside = order(a, b, high * (1 - 1e-9)), beside = order(a, b, high * (1 + 1e-9));
  if (inside * beside < 0) return {.crossing = high};
  if (settled && *settled <= high) return found;
  const double end = std::min(limit, settled ? *settled : farthest);
  if (!(end > high && std::isfinite(end))) return {.crossing = found.crossing};
  const auto report = crossovers(a, b, high, end, a_look);
  if (const auto all = changes(report); !all.empty()) return {.crossing = all.front()};
  found.none = found.none && report.complete && (settled || end == limit);
  return found;
}

}  // namespace costmodel
