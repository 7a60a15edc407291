#include "uncertainty/drawn_paths.hpp"
#include "base/pointer_path.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <set>

#include "scenario/lifted_of.hpp"
#include "scenario/requirements.hpp"

namespace costmodel {

namespace {

std::set<std::string, std::less<>> pointers(const std::vector<Unknown>& unknowns) {
  std::set<std::string, std::less<>> all;
  for (const auto& unknown : unknowns) all.insert(unknown.inputs.begin(), unknown.inputs.end());
  return all;
}

constexpr std::string_view bar_pointer = "/requirements/min_acceptance",
                           confidence_pointer = "/requirements/confidence";

bool draws(const std::vector<Unknown>& unknowns, std::string_view pointer) {
  return std::ranges::any_of(unknowns,
                             [&](const Unknown& u) { return std::ranges::find(u.inputs, pointer) != u.inputs.end(); });
}

DrawnPath drawn(const Scenario& scenario, const std::vector<Unknown>& unknowns, const Candidate& c) {
  DrawnPath path{c};
  const std::string rate = "/paths/" + std::to_string(c.accepted_like) + "/acceptance/rate";
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    if (unknowns[k].acceptance_of == scenario.paths[c.accepted_like].id ||
        std::find(unknowns[k].inputs.begin(), unknowns[k].inputs.end(), rate) != unknowns[k].inputs.end())
      path.unknown = k;
  path.barred = scenario.requirements.min_acceptance && (path.unknown || draws(unknowns, bar_pointer));
  return path;
}

/// Rules beside that of quality.
struct Rules {
  bool latency = false, purchase = false, schedule = false, lead_time = false, memory = false, energy = false;
  bool any() const { return latency || purchase || schedule || lead_time || memory || energy; }
};

/// Of which rules this is the requirement.
Rules rules_of_requirement(std::string_view pointer) {
  return {.latency = pointer == "/requirements/min_stream_output_tokens_per_second" ||
                     pointer == "/requirements/max_time_to_first_token_seconds" ||
                     pointer == "/requirements/max_seconds_per_answer" || pointer == "/requirements/latency_fraction",
          .purchase = pointer == "/requirements/max_minimum_purchase_usd",
          .lead_time = pointer == "/requirements/max_lead_time_days",
          .memory = pointer == "/requirements/min_memory_gb",
          .energy = pointer == "/requirements/max_wh_per_accepted_answer" ||
                    pointer == "/requirements/max_grams_co2e_per_accepted_answer" ||
                    pointer.starts_with("/requirements/energy_counted/")};
}

/// Index of the path that the pointer leads into, and the rest of it; none: it is the scenario's own.
std::pair<std::optional<std::size_t>, std::string_view> path_of(std::string_view pointer) {
  const auto place = fields::in_path(pointer);
  if (!place) return {{}, pointer};
  return {place->path, place->rest};
}

/// Which rules that are asked for look at this input.
Rules rules_that_look_at(const Scenario& scenario, std::string_view pointer) {
  const Requirements& asked = scenario.requirements;
  if (is_requirement(pointer)) return matters(asked, pointer) ? rules_of_requirement(pointer) : Rules{};
  const auto [path, what] = path_of(pointer);
  const bool energy = asked.max_wh_per_accepted || asked.max_grams_co2e_per_accepted;
  if (what.starts_with("/throughput/") || what.starts_with("/workload/") || what.starts_with("/stages/"))
    return {.latency = asked.latency.any(), .energy = energy};
  if (!path || !what.starts_with("/pricing/")) return {};
  if (std::holds_alternative<ActiveWindow<>>(scenario.paths[*path].pricing))  // cold starts
    return {.latency = asked.latency.max_time_to_first_token || asked.latency.max_response_time};
  if (std::holds_alternative<FixedAmortized<>>(scenario.paths[*path].pricing))
    return {.purchase =
                asked.max_minimum_purchase && (what == "/pricing/price_usd" || what == "/pricing/sales_tax_rate")};
  const auto* rented = std::get_if<Provisioned<>>(&scenario.paths[*path].pricing);
  if (!rented) return {};
  return {.purchase = asked.max_minimum_purchase && (rented->term || rented->block),
          .schedule = scenario.arrivals != Arrivals::packed && what.find("up_") != std::string_view::npos};
}

Rules drawn_rules(const Scenario& scenario, const std::vector<Unknown>& unknowns) {
  Rules all;
  for (const auto& unknown : unknowns)
    for (const auto& pointer : unknown.inputs) {
      const Rules some = rules_that_look_at(scenario, pointer);
      all.latency |= some.latency, all.purchase |= some.purchase, all.schedule |= some.schedule;
      all.lead_time |= some.lead_time, all.memory |= some.memory;
      all.energy |= some.energy;
    }
  return all;
}

/// The scenario without the rules that a draw could change.
Scenario but_for(Scenario scenario, const Rules& rules) {
  Requirements& asked = scenario.requirements;
  if (rules.latency) asked.latency = {};
  if (rules.purchase) asked.max_minimum_purchase.reset();
  if (rules.lead_time) asked.max_lead_time_days.reset();
  if (rules.memory) asked.min_memory_gb.reset();
  if (rules.energy) asked.max_wh_per_accepted.reset(), asked.max_grams_co2e_per_accepted.reset();
  for (auto& path : scenario.paths)
    if (auto* rented = std::get_if<Provisioned<>>(&path.pricing); rented && rules.schedule)
      rented->up_per_day.reset(), rented->hours_up.reset();
  return scenario;
}

}  // namespace

std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns) {
  const auto indices = [](const std::vector<Candidate>& all) {
    std::vector<bool> is;
    for (const auto& c : all) is.resize(std::max(is.size(), c.index + 1)), is[c.index] = true;
    return is;
  };
  const auto contains = [](const std::vector<bool>& is, std::size_t i) { return i < is.size() && is[i]; };
  Scenario any_quality = scenario;
  any_quality.requirements.min_acceptance.reset();
  const auto now = indices(feasible_candidates(scenario)), but_for_quality = indices(feasible_candidates(any_quality));
  const Rules others = drawn_rules(scenario, unknowns);
  const auto perhaps = others.any() ? indices(feasible_candidates(but_for(any_quality, others))) : but_for_quality;
  std::vector<DrawnPath> all;
  for (std::size_t i = 0; i < scenario.paths.size(); ++i) {
    DrawnPath path = drawn(scenario, unknowns, candidate(scenario, i));
    path.keeps_rules = path.feasible_now = contains(now, i);
    path.keeps_others = contains(but_for_quality, i);
    path.unproven = !path.feasible_now && path.keeps_others;
    const bool measured = !scenario.requirements.latency.any() || scenario.paths[i].operating_point_count() > 0 ||
                          !scenario.paths[i].stages.empty();
    if (path.keeps_others || (contains(perhaps, i) && measured)) all.push_back(path);
  }
  return all;
}

std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                                   const std::vector<std::string>& ids) {
  std::vector<DrawnPath> all;
  for (const auto& id : ids) all.push_back(drawn(scenario, unknowns, candidate(scenario, scenario.index(id))));
  return all;
}

std::vector<DrawnPath> at_every_point(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                                      const std::vector<DrawnPath>& paths) {
  if (!drawn_rules(scenario, unknowns).any()) return paths;
  std::vector<DrawnPath> all;
  for (const auto& path : paths) {
    const Path& own = scenario.paths[path.index];
    for (std::size_t p = 0; p < own.operating_point_count(); ++p) {
      all.push_back(path);
      all.back().point = p;
    }
    if (!std::holds_alternative<PerToken<>>(own.pricing)) continue;
    all.push_back(path);
    all.back().point.reset();
  }
  return all;
}

namespace {

/// Whether what a unit carries under promises hangs on this input.
bool promises_hang_on(const Scenario& scenario, std::string_view pointer) {
  const Requirements& asked = scenario.requirements;
  if (scenario.arrivals != Arrivals::poisson || (asked.promises.empty() && !asked.headroom)) return false;
  if (pointer.starts_with("/requirements/promises") || pointer == "/requirements/headroom") return true;
  const std::string_view what = path_of(pointer).second;
  return !asked.promises.empty() && (what.starts_with("/throughput/") || what.starts_with("/workload/") ||
                                     what.ends_with("/concurrency_per_copy"));
}

}  // namespace

class DrawnScenario::Promises {
 public:
  Promises(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths)
      : lifted_(scenario, pointers(unknowns)), there_(lifted_.scenario), paths_(paths) {
    there_.requirements = scenario.requirements;
    for (const auto& path : paths) carried_.push_back({.share = std::vector<Pack>(path.kept.size())});
    for (std::size_t k = 0; k < unknowns.size(); ++k)
      for (const auto& pointer : unknowns[k].inputs) {
        if (!promises_hang_on(scenario, pointer)) continue;
        if (is_requirement(pointer))
          requirements_.emplace_back(k, pointer);
        else
          moved_.emplace_back(k, lifted_.setters.at(pointer));
        const auto whose = path_of(pointer).first;
        for (std::size_t p = 0; p < paths.size(); ++p)
          if (!whose || *whose == paths[p].index) carried_[p].hangs_on.insert(k);
      }
    for (std::size_t p = 0; p < paths.size(); ++p) {
      Carried& c = carried_[p];
      const Shares stated = worked_out(p);  // at the point of this entry
      for (std::size_t n = 0; n < c.share.size(); ++n) c.share[n] = Pack(stated[n]);
      c.as_stated = c.hangs_on.empty() && stated == paths[p].kept && stated.back() > 0;
      if (c.hangs_on.size() != 1) continue;
      const QuantileTable of(unknowns[*c.hangs_on.begin()].distribution, 0);
      c.low = of(1e-5), c.high = of(1 - 1e-5);
    }
  }
  double work() const { return work_; }
  bool move() const { return !moved_.empty() || !requirements_.empty(); }
  void note_wanted(std::vector<bool>& wanted) const {
    for (const auto& [k, set] : moved_) wanted[k] = true;
    for (const auto& [k, pointer] : requirements_) wanted[k] = true;
  }

  void set(const std::vector<Pack>& values) {
    if (++packs_ == worth_a_table)
      for (std::size_t p = 0; p < paths_.size(); ++p) tabulate(p);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const auto at = static_cast<Eigen::Index>(lane);
      bool there = false;
      for (std::size_t p = 0; p < paths_.size(); ++p) {
        Carried& c = carried_[p];
        if (c.hangs_on.empty() || looked_up(c, values, at)) continue;
        if (!there) {
          for (const auto& [k, set] : moved_) set(values[k].v[at]);
          for (const auto& [k, pointer] : requirements_) set_requirement(there_.requirements, pointer, values[k].v[at]);
          there = true;
        }
        const Shares now = worked_out(p);
        for (std::size_t n = 0; n < c.share.size(); ++n) c.share[n].v[at] = now[n];
      }
    }
  }

  /// The curve with what its units carry in each draw, in place of what they carry at the stated values. Where a unit
  /// that is alone with one request breaks a promise, the path does not exist.
  void apply(std::size_t path, Curve<Pack>& curve) const {
    if (carried_[path].as_stated) return;
    const Shares& stated = paths_[path].kept;
    const Pack& share = carried_[path].share.back();
    const auto moved = [&](std::size_t n) { return carried_[path].share[n].v.max(1e-9) / stated[n]; };
    curve.capacity.v *= moved(stated.size() - 1);
    for (std::size_t n = 0; n < curve.together.size(); ++n) curve.together[n].v *= moved(n);
    curve.kept = share;
    curve.promised = true;
    curve.fixed.v = (share.v > 0).select(curve.fixed.v, std::numeric_limits<double>::infinity());
  }

 private:
  /// What the units of a path carry, as many as at the stated values.
  struct Carried {
    std::vector<Pack> share{};
    bool as_stated = false;                    ///< in every draw
    std::set<std::size_t> hangs_on{};          ///< unknowns
    double low = 0, high = 0;                  ///< of the one unknown, all but 1 draw in 100,000 at either end
    std::vector<std::vector<double>> table{};  ///< shares over it, at even steps
    std::vector<bool> straight{};              ///< whether it is, between every other two, to 4e-6
  };
  static constexpr std::size_t steps = 512, worth_a_table = 129;  // packs: as many draws as the table has values, twice
  static constexpr double bent = 4e-6;  // of the share; a fourth of it is left where the steps are half as long

  Shares worked_out(std::size_t p) {
    constexpr double places = 100;  // that weigh as much as an interval of a pair
    const Path& own = there_.paths[paths_[p].index];
    if (!own.stages.empty()) return Shares(carried_[p].share.size(), 1.0);  // promises on them are not modelled
    work_ += shares_work(own) / places;
    const auto point = paths_[p].point ? std::optional(own.operating_point(*paths_[p].point)) : std::nullopt;
    Shares now = kept_share(there_, own, within_calls_at_once(own, point), there_.arrivals).shares;
    now.resize(carried_[p].share.size(), now.back());
    return now;
  }

  /// Where one unknown alone moves what a path carries: looked up between values that were worked out.
  void tabulate(std::size_t p) {
    Carried& c = carried_[p];
    if (c.hangs_on.size() != 1 || !(c.high > c.low) || !std::isfinite(c.high - c.low)) return;
    const std::size_t unknown = *c.hangs_on.begin();
    for (std::size_t i = 0; i <= steps; ++i) {
      const double x = std::lerp(c.low, c.high, static_cast<double>(i) / steps);
      for (const auto& [k, set] : moved_)
        if (k == unknown) set(x);
      for (const auto& [k, pointer] : requirements_)
        if (k == unknown) set_requirement(there_.requirements, pointer, x);
      c.table.push_back(worked_out(p));
    }
    for (std::size_t i = 0; i + 2 <= steps; i += 2) {
      bool straight = true;
      for (std::size_t n = 0; n < c.share.size(); ++n) {
        const double between = std::midpoint(c.table[i][n], c.table[i + 2][n]), middle = c.table[i + 1][n];
        straight = straight && std::abs(middle - between) <= bent * middle && middle > 0;
      }
      c.straight.push_back(straight);
    }
  }

  static bool looked_up(Carried& c, const std::vector<Pack>& values, Eigen::Index at) {
    if (c.table.empty()) return false;
    const double place = (values[*c.hangs_on.begin()].v[at] - c.low) / (c.high - c.low) * steps;
    if (!(place >= 0 && place < steps)) return false;
    const auto i = static_cast<std::size_t>(place);
    if (!c.straight[i / 2]) return false;
    for (std::size_t n = 0; n < c.share.size(); ++n)
      c.share[n].v[at] = std::lerp(c.table[i][n], c.table[i + 1][n], place - static_cast<double>(i));
    return true;
  }

  fields::Lifted<double> lifted_;
  Scenario& there_;  ///< at what is drawn
  std::vector<DrawnPath> paths_;
  std::vector<std::pair<std::size_t, fields::Setter<double>>> moved_{};
  std::vector<std::pair<std::size_t, std::string>> requirements_{};
  std::vector<Carried> carried_{};
  double work_ = 0;
  std::size_t packs_ = 0;
};

DrawnScenario::~DrawnScenario() = default;

double DrawnScenario::work() const { return promises_ ? promises_->work() : 0; }

void DrawnScenario::set(const std::vector<Pack>& values) {
  formula_.run(values);
  if (promises_) promises_->set(values);
}

DrawnScenario::DrawnScenario(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                             const std::vector<DrawnPath>& paths)
    : scenario_(scenario), formula_(unknowns.size()) {
  fields::Lifted<Symbol> lifted(scenario, pointers(unknowns));
  const auto unknown = [&](std::size_t k) { return Symbol(formula_, static_cast<std::uint32_t>(k)); };
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    for (const auto& pointer : unknowns[k].inputs)
      if (!is_requirement(pointer)) lifted.setters.at(pointer)(unknown(k));  // no cost is a formula of a requirement
  demand_ = lifted.scenario.demand.value();
  demand_.note();
  for (const auto& path : paths) {
    // A counted acceptance is always an unknown, so without one there is a rate.
    const Symbol rate =
        path.unknown ? unknown(*path.unknown) : lifted.scenario.paths[path.accepted_like].acceptance.rate;
    paths_.push_back({rate, curve_of(lifted.scenario, path, rate), path.index});
  }
  for (const auto& path : paths_) {
    path.rate.note();
    (void)converted<double>(path.curve, [](const Symbol& number) { return number.note(), 0.0; });
  }
  wanted_ = formula_.wanted();
  promises_ = std::make_unique<Promises>(scenario, unknowns, paths);
  if (promises_->move())
    promises_->note_wanted(wanted_);
  else
    promises_.reset();
}

Curve<Pack> DrawnScenario::curve(std::size_t path) const {
  auto curve = converted<Pack>(paths_[path].curve, [](const Symbol& number) { return number.pack(); });
  if (promises_) promises_->apply(path, curve);
  return curve;
}

Curve<Pack> DrawnScenario::curve_within_quota(std::size_t path) const {
  Curve<Pack> curve = this->curve(path);
  keep_quotas(scenario_, scenario_.paths[paths_[path].index], curve);
  return curve;
}

std::vector<bool> asked_by_rules(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                                 const std::vector<DrawnPath>& paths) {
  const auto counts = [&](const std::string& pointer) {
    const std::optional<std::size_t> whose = path_of(pointer).first;
    const bool here = !whose || std::ranges::any_of(paths, [&](const DrawnPath& p) { return p.index == *whose; });
    return here && (matters(scenario.requirements, pointer) || rules_that_look_at(scenario, pointer).any());
  };
  std::vector<bool> asked;
  for (const auto& unknown : unknowns) asked.push_back(std::ranges::any_of(unknown.inputs, counts));
  return asked;
}

bool drawn_rules_beside_quality(const Scenario& scenario, const std::vector<Unknown>& unknowns) {
  return drawn_rules(scenario, unknowns).any();
}

Competition::Competition(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                         const std::vector<DrawnPath>& paths)
    : lifted_(scenario, pointers(unknowns)),
      there_(lifted_.scenario),
      paths_(paths),
      bar_(scenario.requirements.min_acceptance.value_or(0)),
      confidence_(scenario.requirements.confidence),
      stated_demand_(scenario.demand.value()),
      others_(drawn_rules(scenario, unknowns).any()),
      keeps_others_(paths.size()),
      holds_(paths.size(), true),
      cold_(paths.size()),
      cold_at_stated_(paths.size()) {
  there_.requirements.min_acceptance.reset();
  for (std::size_t i = 0; i < scenario.paths.size(); ++i) there_.paths[i].access = scenario.paths[i].access;
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    for (const auto& pointer : unknowns[k].inputs) {
      if (!is_requirement(pointer)) {
        moved_.push_back({k, lifted_.setters.at(pointer)});
        continue;
      }
      requirements_.push_back({k, pointer});
      if (pointer == bar_pointer) bar_unknown_ = k;
      if (pointer == confidence_pointer) confidence_unknown_ = k;
    }
  for (const auto& path : paths) {
    competes_.push_back(path.keeps_rules);
    placed_.push_back(placement_reasons(scenario, scenario.paths[path.index]).empty());
    rates_ += bar_ > 0 && path.unknown && scenario.paths[path.accepted_like].acceptance.of <= 0;
  }
}

Pack Competition::bar(const std::vector<Pack>& values) const {
  return bar_unknown_ ? values[*bar_unknown_] : Pack(bar_);
}

void Competition::set(const std::vector<Pack>& values, std::size_t lane) {
  const auto at = static_cast<Eigen::Index>(lane);
  for (const auto& asked : requirements_)
    if (asked.pointer != bar_pointer) set_requirement(there_.requirements, asked.pointer, values[asked.unknown].v[at]);
  for (const auto& moved : moved_)
    if (others_) moved.set(values[moved.unknown].v[at]);
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    if (others_) {
      const Path& own = there_.paths[paths_[i].index];
      auto point = candidate(there_, paths_[i].index).point;
      if (!point && !std::holds_alternative<PerToken<>>(own.pricing))  // it breaks the limits, and costs what it costs
        point = capacity_point(own.operating_points(), there_.workload_of(own), {});
      holds_[i] = point == paths_[i].point && (own.stages.empty() || offer_points(there_, own) == paths_[i].offers);
    }
    keeps_others_[i] = holds_[i] && keeps_other_rules(i);
    competes_[i] = keeps_others_[i] && keeps_quality(paths_[i], values, at);
  }
}

bool Competition::keeps_other_rules(std::size_t i) {
  if (!others_) return paths_[i].keeps_others;
  const Path& own = there_.paths[paths_[i].index];
  const PathModel m = model(there_, own);
  if (!placed_[i] || !lasting_reasons(there_, own, m).empty()) return false;
  const auto breaks = [&](double demand) {
    return !cold_start_reasons(there_, own, m, m.load(accepted_answers_per_month(demand))).empty();
  };
  cold_[i] = breaks(there_.demand.value());
  cold_at_stated_[i] = there_.demand.value() == stated_demand_ ? cold_[i] : breaks(stated_demand_);
  return true;
}

bool Competition::keeps_quality(const DrawnPath& path, const std::vector<Pack>& values, Eigen::Index at) const {
  Acceptance acceptance = there_.paths[path.accepted_like].acceptance;
  if (path.unknown && acceptance.of <= 0) acceptance.rate = values[*path.unknown].v[at];
  const double bar = bar_unknown_ ? values[*bar_unknown_].v[at] : bar_;
  return keeps_bar(acceptance, bar, confidence_unknown_ ? values[*confidence_unknown_].v[at] : confidence_);
}

}  // namespace costmodel
