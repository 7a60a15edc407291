#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <numeric>
#include <utility>

#include "horizon/plan.hpp"
#include "scenario/requirements.hpp"

namespace costmodel {

namespace {

constexpr std::size_t most_inputs = 40;  // with a range, of which the plan is asked at both ends
constexpr double most_work = 2e7;        // in months of one path, over all of them

HorizonPlan plan_of(const Scenario& scenario) {
  const Setting setting(scenario);
  return best_plan(Planning(setting));
}

std::vector<std::string> sequence_of(const std::vector<PlanStage>& stages) {
  std::vector<std::string> all;
  for (const auto& stage : stages) all.push_back(stage.path);
  return all;
}

/// Sets an unknown: all the inputs that share it.
Scenario at(Scenario scenario, const Unknown& unknown, double value) {
  for (const auto& pointer : unknown.inputs) scenario = with_input(std::move(scenario), pointer, value);
  return scenario;
}

/// `now`: the sequence of paths at the stated value.
PlanAtEnd at_end(const Scenario& scenario, const Unknown& unknown, double stated, double end, int halvings,
                 const std::vector<std::string>& now) {
  PlanAtEnd found{.value = end};
  try {
    const HorizonPlan there = plan_of(at(scenario, unknown, end));
    found.stages = there.stages, found.npv = there.npv;
    if (sequence_of(there.stages) == now || halvings == 0) return found;
    double same = stated, other = end;
    for (int i = 0; i < halvings; ++i) {
      poll_interrupt();
      const double middle = std::midpoint(same, other);
      (sequence_of(plan_of(at(scenario, unknown, middle)).stages) == now ? same : other) = middle;
    }
    found.changes_at = other;
  } catch (const InvalidInput& refused) {  // an end that no scenario may have beside its other values
    found.why_not = to_string(refused.problems().front());
  }
  return found;
}

/// Whether the present cost of every plan is a line in the input, and which path may serve when does not hang on it:
/// what machines cost, moving, and prices that every coefficient of a bill is a line in.
bool is_line(const Setting& setting, const Input& input) {
  if (input.path.empty()) return false;
  const std::string_view name = input.name;
  if (name == "over_time/migration_usd" || name == "over_time/retraining_usd") return true;
  if (name == "pricing/price_usd" || name == "pricing/residual_usd" || name == "pricing/installation_usd") return true;
  const auto& curves = setting.curves[setting.scenario.index(input.path)];
  const bool plain = std::none_of(curves.begin(), curves.end(), [](const PriceCurve<double>& c) {
    return c.full.settlement.holds || c.full.overflows;
  });
  return plain && (name == "pricing/usd_per_answer" || name == "pricing/usd_per_unit_hour" ||
                   name == "pricing/usd_per_unit_minute" || name == "pricing/usd_per_million_input_tokens" ||
                   name == "pricing/usd_per_million_output_tokens");
}

/// Every value between two at which the best of plans becomes another, where the cost of each is a line: the least of
/// lines is concave, and so where two of them that are best at the ends of a stretch cross, either they are the only
/// ones on it, or a third one costs less there and parts it (Eisner & Severance 1976, J. ACM 23).
class BestOfLines {
 public:
  BestOfLines(const Scenario& scenario, const Unknown& unknown, double low, double high, std::size_t most)
      : scenario_(scenario), unknown_(unknown), low_(low), high_(high), most_(most) {}

  /// Rising; nothing where it took more than so many plans, or some month has no plan.
  std::optional<std::vector<PlanChange>> found() {
    try {
      const Best first = best_at(low_), last = best_at(high_);
      if (first.stages.empty() || last.stages.empty() || !part(first, last)) return {};
    } catch (const InvalidInput&) {  // a value between that no scenario may have
      return {};
    }
    return std::move(all_);
  }

 private:
  struct Best {
    double value = 0;
    std::vector<PlanStage> stages{};
    double at_low = 0, at_high = 0;  ///< its present cost at the ends of the whole range
  };

  double cost_there(const std::vector<PlanStage>& stages, double value) const {
    return usd(cash_flow_of(at(scenario_, unknown_, value), stages).back().present);
  }
  Best best_at(double value) {
    poll_interrupt();
    ++asked_;
    Best best{.value = value, .stages = plan_of(at(scenario_, unknown_, value)).stages};
    if (!best.stages.empty())
      best.at_low = cost_there(best.stages, low_), best.at_high = cost_there(best.stages, high_);
    return best;
  }
  double cost(const Best& b, double value) const {
    const double share = (value - low_) / (high_ - low_);
    return std::lerp(b.at_low, b.at_high, share);
  }

  bool part(const Best& left, const Best& right) {
    const double slope_left = left.at_high - left.at_low, slope_right = right.at_high - right.at_low;
    const double scale = std::abs(left.at_low) + std::abs(left.at_high) + std::abs(right.at_low);
    if (std::abs(slope_left - slope_right) <= 1e-11 * scale) return true;  // one line
    const double share = (left.at_low - right.at_low) / (slope_right - slope_left);
    const double there = std::lerp(low_, high_, share);
    if (!(there > left.value && there < right.value)) {  // both are best at one of the ends
      note(there <= left.value ? left.value : right.value, left, right);
      return true;
    }
    if (asked_ >= most_) return false;
    const Best middle = best_at(there);
    if (middle.stages.empty()) return false;
    if (cost(middle, there) >= cost(left, there) - 1e-10 * scale) {
      note(there, left, right);
      return true;
    }
    return part(left, middle) && part(middle, right);
  }
  void note(double there, const Best& left, const Best& right) {
    if (sequence_of(left.stages) != sequence_of(right.stages)) all_.push_back({there, left.stages, right.stages});
  }

  const Scenario& scenario_;
  const Unknown& unknown_;
  double low_, high_;
  std::size_t most_, asked_ = 0;
  std::vector<PlanChange> all_{};
};

/// The changes nearest to the stated value, as the two ends say them.
void say_at_ends(PlanOverRange& one) {
  for (const auto& change : one.changes) {
    if (change.at <= one.stated) one.low.changes_at = change.at;
    if (change.at >= one.stated && !one.high.changes_at) one.high.changes_at = change.at;
  }
}

void look(const Scenario& scenario, const Unknown& unknown, bool line, double each, const std::vector<std::string>& now,
          PlanOverRange& one) {
  const double low = std::min(one.low.value, one.stated), high = std::max(one.high.value, one.stated);
  const double most = std::min(400.0, most_work / each / 40);
  if (line && low < high && most >= 6) {
    one.low = at_end(scenario, unknown, one.stated, one.low.value, 0, now);
    one.high = at_end(scenario, unknown, one.stated, one.high.value, 0, now);
    if (one.low.why_not.empty() && one.high.why_not.empty())
      if (auto changes = BestOfLines(scenario, unknown, low, high, static_cast<std::size_t>(most)).found()) {
        one.changes = std::move(*changes), one.complete = true;
        return say_at_ends(one);
      }
  }
  const int halvings = static_cast<int>(std::clamp(most_work / each / 80, 4.0, 24.0));
  one.low = at_end(scenario, unknown, one.stated, one.low.value, halvings, now);
  one.high = at_end(scenario, unknown, one.stated, one.high.value, halvings, now);
  for (const PlanAtEnd* end : {&one.low, &one.high})
    if (end->changes_at) {
      const bool below = end == &one.low;
      const HorizonPlan stated = plan_of(scenario);
      one.changes.push_back(
          {*end->changes_at, below ? end->stages : stated.stages, below ? stated.stages : end->stages});
    }
}

double swing(const PlanOverRange& range) {
  return range.low.npv && range.high.npv ? std::abs(usd(*range.high.npv - *range.low.npv)) : INFINITY;
}

}  // namespace

std::vector<PlanOverRange> plan_over_ranges(const Scenario& scenario) {
  const Setting setting(scenario);  // throws before anything is asked
  std::vector<PlanOverRange> all;
  const auto stated = inputs(scenario);
  const double months_long = setting.months();
  const double each = months_long * months_long * static_cast<double>(scenario.paths.size());
  const auto now = sequence_of(best_plan(Planning(setting)).stages);
  for (const Unknown& unknown : unknowns_over_time(scenario)) {
    if (unknown.inputs.empty() || is_requirement(unknown.inputs.front())) continue;
    const auto input =
        std::find_if(stated.begin(), stated.end(), [&](const Input& i) { return i.pointer == unknown.inputs.front(); });
    if (input == stated.end()) continue;
    const Distribution& d = unknown.distribution;
    const bool range = d.shape == Shape::uniform && d.low && d.high;
    PlanOverRange one{.input = unknown.inputs.front(),
                      .name = input->path.empty() ? input->name : input->path + "/" + input->name,
                      .stated = input->value,
                      .low = {.value = range ? *d.low : quantile(d, 0.05)},
                      .high = {.value = range ? *d.high : quantile(d, 0.95)}};
    if (all.size() >= most_inputs || each * static_cast<double>(all.size() + 1) * 2 > most_work) {
      one.low.why_not = one.high.why_not = "not looked at: so many inputs, months and paths";
    } else {
      const bool line = std::all_of(unknown.inputs.begin(), unknown.inputs.end(), [&](const std::string& pointer) {
        const auto its =
            std::find_if(stated.begin(), stated.end(), [&](const Input& i) { return i.pointer == pointer; });
        return its != stated.end() && is_line(setting, *its);
      });
      look(scenario, unknown, line, each, now, one);
    }
    all.push_back(std::move(one));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const PlanOverRange& a, const PlanOverRange& b) { return swing(a) > swing(b); });
  return all;
}

}  // namespace costmodel
