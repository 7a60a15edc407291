#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>

#include "audit/audit.hpp"
#include "base/figures.hpp"

namespace costmodel::auditing {

std::optional<std::pair<std::string, Range>> Inputs::of_dimension(const Dimension& dimension) const {
  std::optional<std::pair<std::string, Range>> found;
  for (const auto& [name, input] : claim_) {
    const Measure unit = unit_named(input.unit);
    if (!input.value || unit.dimension != dimension) continue;
    if (found) return {};  // two would do: which one is meant?
    found.emplace(name, Range{input.value->low * unit.value, input.value->high * unit.value});
  }
  return found;
}

std::optional<double> further_off(const Range& computed, const PrintedValue& printed) {
  const double low = printed.low / computed.low, high = printed.high / computed.high;
  const auto usable = [](double factor) { return std::isfinite(factor) && factor > 0; };
  if (!usable(low) && !usable(high)) return {};
  if (!usable(low)) return high;
  if (!usable(high)) return low;
  return std::abs(std::log(low)) > std::abs(std::log(high)) ? low : high;
}

std::optional<UnitSlip> slip(const Range& computed, const PrintedValue& printed) {
  for (const auto& known : unit_slips())
    for (const double factor : {known.factor, 1 / known.factor})
      if (reproduces({computed.low * factor, computed.high * factor}, printed)) return known;
  return {};
}

std::string how_far(double factor) {
  const bool low = factor < 1;
  return text::significant(low ? 1 / factor : factor, std::abs(std::log(factor)) < 0.01 ? 6 : 3) + " × too " +
         (low ? "low" : "high");
}

std::string shown(const Range& range, std::string_view unit) {
  std::string text = text::significant(range.low, 6);
  if (range.high != range.low) text.append(text::dash_between).append(text::significant(range.high, 6));
  if (unit != "1") text.append(" ").append(unit);
  return text;
}

namespace {

/// The value of the input at which the formula is `target`; none where it is so at none or at several between 1e-12 and
/// 1e15.
std::optional<double> solved(const Inputs& inputs, const Expression& formula, const std::string& name, double target) {
  const auto off = [&](double log_value) {
    const Bounds at = inputs.over_ranges(formula, {name, std::exp(log_value)});
    return at.range.low - target;
  };
  constexpr double step = 1.0;
  std::optional<std::pair<double, double>> bracket;
  for (double x = std::log(1e-12); x < std::log(1e15); x += step) {
    try {
      if ((off(x) < 0) == (off(x + step) < 0)) continue;
      if (bracket) return {};
      bracket.emplace(x, x + step);
    } catch (const InvalidInput&) {  // outside the formula's domain
    }
  }
  if (!bracket) return {};
  std::uintmax_t most = 200;
  const auto root = boost::math::tools::toms748_solve(off, bracket->first, bracket->second,
                                                      boost::math::tools::eps_tolerance<double>(48), most);
  return std::exp((root.first + root.second) / 2);
}

}  // namespace

std::optional<Range> implied(const Inputs& inputs, const Expression& formula, const std::string& name,
                             const Range& target) {
  const auto low = solved(inputs, formula, name, target.low), high = solved(inputs, formula, name, target.high);
  if (!low || !high) return {};
  return Range{std::min(*low, *high), std::max(*low, *high)};
}

}  // namespace costmodel::auditing
