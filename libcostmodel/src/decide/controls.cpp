#include <costmodel/decide/controls.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/scenario/inputs.hpp>

#include "base/nearest.hpp"
#include "scenario/names.hpp"
#include "solve/input_axis.hpp"

namespace costmodel {

namespace {

constexpr double decades = 10;  ///< a price may be moved to a tenth and to ten times its value

struct Turnable {
  std::string_view name;  ///< of the input, without its path
  ControlKind kind;
  std::string_view label;
};
constexpr std::array<Turnable, 8> turnables{{
    {"pricing/price_usd", ControlKind::purchase, "Purchase price"},
    {"pricing/flat_usd_per_month", ControlKind::price, "Flat price"},
    {"pricing/usd_per_unit_minute", ControlKind::price, "Price of a unit-minute"},
    {"pricing/usd_per_unit_hour", ControlKind::price, "Price of a unit-hour"},
    {"pricing/usd_per_million_input_tokens", ControlKind::price, "Price of input tokens"},
    {"pricing/usd_per_million_output_tokens", ControlKind::price, "Price of output tokens"},
    {"pricing/usd_per_answer", ControlKind::price, "Price of a call"},
    {"pricing/hosting_usd_per_month", ControlKind::price, "Hosting fee"},
}};

/// 1, 2 or 5 times a power of ten, no less than x.
double round_up(double x) {
  const double power = std::pow(10, std::floor(std::log10(x)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= x * (1 - 1e-12)) return step * power;
  return 10 * power;
}

class Finder {
 public:
  explicit Finder(const Scenario& scenario) : s_(scenario), inputs_(inputs(scenario)) {}

  std::vector<Control> found() {
    demand();
    acceptances();
    for (const auto& input : inputs_)
      for (const auto& turnable : turnables)
        if (input.name == turnable.name && !input.path.empty()) price(input, turnable);
    rejects();
    tokens("/workload/output_tokens_per_answer", "Output tokens of an answer");
    tokens("/workload/input_tokens_per_answer", "Input tokens of an answer");
    return std::move(all_);
  }

 private:
  std::string unit(std::string_view pointer) const { return unit_of_input(s_, pointer); }
  std::optional<Range> stated(std::string_view pointer) const {
    for (const auto& input : inputs_)
      if (input.pointer == pointer) return input.provenance.range;
    return {};
  }

  void demand() {
    constexpr std::string_view pointer = "/demand/accepted_answers_per_month";
    const double now = accepted_answers_per_month(s_.demand);
    all_.push_back({.kind = ControlKind::demand,
                    .name = "demand",
                    .label = "Demand",
                    .unit = "accepted answers per month",
                    .value = now,
                    .low = std::min(now, accepted_answers_per_month(s_.domain_low)),
                    .high = std::max(now, accepted_answers_per_month(s_.domain_high)),
                    .logarithmic = true,
                    .stated = stated(pointer),
                    .moves = {std::string(pointer)}});
  }

  /// One for each path that was judged itself, with those that share its rate.
  void acceptances() {
    for (const auto& path : s_.paths) {
      const double rate = point_rate(path.acceptance);
      if (!path.acceptance.same_as.empty() || !(rate > 0)) continue;
      const std::string name = names::acceptance_of(path.id);
      Control c{.kind = ControlKind::acceptance,
                .name = name,
                .label = path.acceptance.of > 0 ? "Acceptance, if known for certain" : "Acceptance",
                .unit = "fraction",
                .value = rate,
                .low = std::min(rate, 0.01),
                .high = 1,
                .paths = {path.id},
                .moves = {name}};
      for (const auto& other : s_.paths)
        if (other.acceptance.same_as == path.id) c.paths.push_back(other.id);
      all_.push_back(std::move(c));
    }
  }

  void price(const Input& input, const Turnable& turnable) {
    if (!(input.value > 0)) return;
    const std::string& shared = input.provenance.shared;
    const auto same = std::find_if(all_.begin(), all_.end(), [&](const Control& c) {
      return !shared.empty() && c.kind == turnable.kind && c.value == input.value && shares(c, shared);
    });
    if (same != all_.end()) {
      same->low = std::max(same->low, least(input));
      same->moves.push_back(input.pointer);
      same->paths.push_back(input.path);
      return;
    }
    all_.push_back({.kind = turnable.kind,
                    .name = input.pointer,
                    .label = std::string(turnable.label),
                    .unit = unit(input.pointer),
                    .value = input.value,
                    .low = std::max(input.value / decades, least(input)),
                    .high = input.value * decades,
                    .logarithmic = true,
                    .stated = input.provenance.range,
                    .paths = {input.path},
                    .moves = {input.pointer}});
  }

  /// Where a price ends: a machine is not sold for more than it cost.
  double least(const Input& input) const {
    const auto* owned = std::get_if<FixedAmortized<>>(&s_.path(input.path).pricing);
    return owned && input.name == "pricing/price_usd" ? usd(owned->residual) : 0;
  }
  bool shares(const Control& c, const std::string& shared) const {
    return std::any_of(inputs_.begin(), inputs_.end(),
                       [&](const Input& i) { return i.pointer == c.name && i.provenance.shared == shared; });
  }

  /// From nothing to ten times what the dearest path's accepted answer costs now, or ten times its own value.
  void rejects() {
    constexpr std::string_view pointer = "/rejected/usd_per_request";
    const double now = usd_per_request(s_.rejected.cost);
    double most = now;
    for (const auto& path : s_.paths)
      if (const PathModel m = model(s_, path);
          m.why_not.empty() && m.by_demand.limit() >= accepted_answers_per_month(s_.demand))
        most = std::max(most, usd_per_accepted_answer(cost_per_accepted(m, s_.demand)));
    all_.push_back({.kind = ControlKind::reject,
                    .name = std::string(pointer),
                    .label = "Cost of a rejected request",
                    .unit = unit(pointer),
                    .value = now,
                    .low = 0,
                    .high = most > 0 && std::isfinite(most) ? round_up(decades * most) : 1,
                    .stated = stated(pointer),
                    .moves = {std::string(pointer)}});
  }

  void tokens(std::string_view pointer, std::string label) {
    for (const auto& input : inputs_)
      if (input.pointer == pointer && input.value > 0)
        all_.push_back({.kind = ControlKind::tokens,
                        .name = input.pointer,
                        .label = std::move(label),
                        .unit = unit(pointer),
                        .value = input.value,
                        .low = input.value / decades,
                        .high = input.value * decades,
                        .logarithmic = true,
                        .stated = input.provenance.range,
                        .moves = {input.pointer}});
  }

  const Scenario& s_;
  std::vector<Input> inputs_;
  std::vector<Control> all_;
};

}  // namespace

std::string_view to_string(ControlKind kind) {
  constexpr std::string_view names[] = {"demand", "acceptance", "price", "purchase", "reject", "tokens"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Control> controls(const Scenario& scenario) { return Finder(scenario).found(); }

Scenario with_controls(const Scenario& scenario, const std::vector<std::pair<std::string, double>>& values) {
  if (values.empty()) {
    validate(scenario);
    return scenario;
  }
  const auto all = controls(scenario);
  Scenario result = scenario;
  std::vector<Problem> problems;
  for (const auto& [name, value] : values) {
    const auto control =
        std::find_if(all.begin(), all.end(), [&name = name](const Control& c) { return c.name == name; });
    if (control == all.end()) {
      std::vector<std::string> known;
      for (const auto& c : all) known.push_back(c.name);
      problems.push_back(
          {"unknown-control", name, "no such control", "one of the report's controls" + did_you_mean(name, known)});
      continue;
    }
    if (value == control->value) continue;
    try {
      for (const auto& axis : control->moves) result = moved(result, input_axis(result, axis, {}), value);
    } catch (const InvalidInput& refused) {
      problems.insert(problems.end(), refused.problems().begin(), refused.problems().end());
    }
  }
  if (!problems.empty()) throw InvalidInput(std::move(problems));
  validate(result);
  return result;
}

}  // namespace costmodel
