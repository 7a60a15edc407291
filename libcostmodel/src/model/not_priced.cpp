#include <costmodel/model/not_priced.hpp>

#include <algorithm>
#include <string_view>

#include "base/figures.hpp"
#include "model/several_calls.hpp"

namespace costmodel {

namespace {

/// Collects what is missing from one path.
class Missing {
 public:
  Missing(const Scenario& scenario, const Path& path, const PathModel& model)
      : scenario_(scenario), path_(path), model_(model) {}

  std::vector<std::string> found() {
    if (path_.only_in_stages) return {};
    if (!path_.stages.empty()) {
      beside();
      of_offers();
      return std::move(all_);
    }
    std::visit([&](const auto& pricing) { of(pricing); }, path_.pricing);
    prefill();
    beside();
    say(path_.over_time.retraining_usd > 0 && path_.over_time.retrained_every_months.has_value(),
        "retraining (over_time): it is in the years, not in a month");
    of_rivals();
    return std::move(all_);
  }

 private:
  /// What the offers of a path of several calls leave out, each with its name.
  void of_offers() {
    for (const std::size_t index : offers_of(scenario_, path_)) {
      const Path& offer = scenario_.paths[index];
      PathModel serves = model_;
      for (const auto& stage : path_.stages)
        if (stage.offer == offer.id) serves.workload = workload_of(scenario_, stage);
      const auto point = offer_points(scenario_, path_)[offers_place(index)];
      serves.point = point ? std::optional(offer.operating_point(*point)) : std::nullopt;
      Path alone = offer;
      alone.only_in_stages = false;
      for (auto& phrase : Missing(scenario_, alone, serves).found()) say(true, offer.id + ": " + phrase);
    }
  }
  std::size_t offers_place(std::size_t index) const {
    const auto all = offers_of(scenario_, path_);
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), index) - all.begin());
  }

  void say(bool missing, std::string phrase) {
    if (missing) all_.push_back(std::move(phrase));
  }

  bool stated(const Path& path, std::string_view key, double value) const {
    return value != 0 || path.ledger.states("/pricing/" + std::string(key));
  }
  template <class Q>
  bool stated(std::string_view key, const Q& quantity) const {
    return stated(path_, key, quantity.value());
  }

  /// What nobody stated, as one phrase.
  void expected(std::initializer_list<std::pair<bool, std::string_view>> parts) {
    std::vector<std::string> silent;
    for (const auto& [said, what] : parts)
      if (!said) silent.emplace_back(what);
    say(!silent.empty(), "nobody stated: " + text::joined(silent));
  }

  void of(const FixedAmortized<>& p) {
    const bool draws = p.idle_power.value() > 0 || p.load_power.value() > 0,
               tariff = stated("usd_per_kwh", p.energy_price);
    say(draws && !tariff, "power (watts without usd_per_kwh)");
    say(p.load_power.value() > 0 && tariff && !stated("idle_watts", p.idle_power), "power while idle (no idle_watts)");
    say(p.price.value() == 0 && p.flat.value() == 0 && !stated("price_usd", p.price) &&
            !stated("flat_usd_per_month", p.flat),
        "the machine (no price_usd, no flat_usd_per_month)");
    const bool power = draws || stated("load_watts", p.load_power) || stated("idle_watts", p.idle_power) ||
                       (tariff && p.energy_price.value() == 0);
    const bool space =
        stated("colocation_usd_per_kw_month", p.colocation) || stated("facility_usd_per_month", p.facility);
    say(p.colocation.value() > 0 && p.load_power.value() == 0, "colocation (no load_watts)");
    say(p.failures_per_year > 0 && p.price.value() == 0, "failed units (failure_rate_per_year without price_usd)");
    expected({{power, "power"},
              {staffed(p), "staff"},
              {stated("support_usd_per_month", p.support), "support"},
              {space, "space"},
              {p.price.value() == 0 || p.sales_tax != 0 || path_.ledger.states("/pricing/sales_tax_rate"), "tax"}});
  }

  void of(const ActiveWindow<>& p) {
    resources(p.resources);
    say(p.input.value() > 0 && model_.workload.cached_input.value() > 0, "a discount for cached input tokens");
    expected({{stated("staff_usd_per_month", p.staff), "staff"}});
  }

  void of(const Provisioned<>& p) {
    resources(p.resources);
    if (p.overflow) {
      tokens("overflow", "overflow/", *p.overflow);
      say(!p.overflow->cached_input && model_.workload.cached_input.value() > 0,
          "a discount for cached input tokens in the overflow");
    }
    expected({{staffed(p), "staff"}, {stated("support_usd_per_month", p.support), "support"}});
  }

  void of(const PerToken<>& p) {
    tokens("", "", p);
    say(!p.cached_input && model_.workload.cached_input.value() > 0, "a discount for cached input tokens");
    say(!p.cache_write && model_.workload.cache_write.value() > 0, "a surcharge for tokens written to a cache");
  }

  template <class P>
  bool staffed(const P& p) const {
    return stated("staff_usd_per_month", p.staff) || stated("staff_usd_per_unit_month", p.staff_per_unit);
  }

  template <class P>
  void tokens(const std::string& where, const std::string& base, const P& p) {
    const auto& w = model_.workload;
    const std::string beside = where.empty() ? " (no price)" : " in the " + where + " (no price)";
    const bool any_input = w.input.value() > 0 || (w.cached_input.value() > 0 && !p.cached_input);
    say(any_input && !stated(base + "usd_per_million_input_tokens", p.input), "input tokens" + beside);
    bool by_call = false;
    if constexpr (requires { p.per_answer; }) by_call = p.per_answer.value() > 0;
    say(!by_call && !stated(base + "usd_per_million_output_tokens", p.output), "output tokens" + beside);
  }

  void resources(const std::vector<Resource<>>& parts) {
    for (const auto& part : parts)
      say(part.price.value() == 0, (part.name.empty() ? "a resource" : part.name) + " (at no price)");
  }

  /// Input tokens take no machine time at a point that has no prefill rate.
  void prefill() {
    if (std::holds_alternative<PerToken<>>(path_.pricing) || !model_.point) return;
    say(model_.workload.input.value() > 0 && !model_.point->input,
        "machine time of input tokens (no input_tokens_per_second)");
  }

  /// What is charged beside the bill, where it is mentioned and nobody said what it costs.
  void beside() {
    const auto& tuning = path_.tuning;
    const auto said = [&](const char* key) { return path_.ledger.states(std::string("/tuning/") + key); };
    say(tuning.million_training_tokens > 0 && tuning.per_million_training_tokens.value() == 0 &&
            !said("usd_per_million_training_tokens"),
        "training (million_training_tokens without a price)");
    say(tuning.stored_models > 0 && tuning.per_stored_model.value() == 0 && !said("usd_per_stored_model_month"),
        "stored models (at no price)");
    say(tuning.retrains_per_month > 0 && tuning.million_training_tokens == 0,
        "training again (retrains_per_month without million_training_tokens)");
    const bool rejects = point_rate(scenario_.acceptance(path_)) < 1,
               free = scenario_.rejected.cost.value() == 0 && !scenario_.ledger.states("/rejected/usd_per_request");
    say(rejects && free && scenario_.rejected.handling == Handling::fallback,
        "who answers rejected requests (no usd_per_request)");
  }

  /// What a path of this kind cannot state, and a rival does.
  void of_rivals() {
    if (std::holds_alternative<FixedAmortized<>>(path_.pricing) || std::holds_alternative<Provisioned<>>(path_.pricing))
      return;
    const bool own_staff = std::holds_alternative<ActiveWindow<>>(path_.pricing);
    std::vector<Stated> costs;
    for (const auto& rival : scenario_.paths)
      std::visit(
          [&](const auto& p) {
            const auto add = [&](bool has, const char* what) {
              if (has) owner_of(costs, what).push_back(rival.id);
            };
            if constexpr (requires { p.support; }) {
              add(!own_staff && (p.staff.value() > 0 || p.staff_per_unit.value() > 0), "staff");
              add(p.support.value() > 0, "support");
              add(p.facility.value() > 0, "facility");
            } else if constexpr (requires { p.staff; }) {
              add(!own_staff && p.staff.value() > 0, "staff");
            }
          },
          rival.pricing);
    // Costs that the same paths state are told together.
    std::vector<std::string> told;
    for (auto cost = costs.begin(); cost != costs.end(); ++cost) {
      const auto same = [&](const Stated& other) { return other.by == cost->by; };
      if (std::find_if(costs.begin(), cost, same) != cost) continue;
      std::vector<std::string> together;
      for (const auto& other : costs)
        if (same(other)) together.push_back(other.what);
      told.push_back(text::joined(together) + ", which " + text::joined(cost->by) +
                     (cost->by.size() > 1 ? " state" : " states"));
    }
    say(!costs.empty(), text::joined(told, "; ") + " and a path of this kind cannot: the comparison leaves " +
                            (costs.size() > 1 ? "them" : "it") + " out");
  }

  /// A cost and the paths that state it.
  struct Stated {
    std::string what;
    std::vector<std::string> by;
  };
  static std::vector<std::string>& owner_of(std::vector<Stated>& costs, std::string_view what) {
    const auto found = std::find_if(costs.begin(), costs.end(), [&](const Stated& s) { return s.what == what; });
    return found != costs.end() ? found->by : costs.emplace_back(Stated{std::string(what), {}}).by;
  }

  const Scenario& scenario_;
  const Path& path_;
  const PathModel& model_;
  std::vector<std::string> all_{};
};

}  // namespace

std::vector<std::string> not_priced(const Scenario& scenario, const Path& path, const PathModel& model) {
  return Missing(scenario, path, model).found();
}

}  // namespace costmodel
