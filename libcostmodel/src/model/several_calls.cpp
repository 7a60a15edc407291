#include "model/several_calls.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/figures.hpp"
#include "model/latency.hpp"

namespace costmodel {

namespace {

constexpr std::string_view not_modelled = "not modelled for a path of several stages: ";

Effort<> effort_of(const Scenario& scenario, const Path& path) {
  return effort(outcome(point_rate(scenario.acceptance(path)), scenario.tries), scenario.rejected.handling);
}

/// Why the bill of one of the offers has no closed form; empty where all have one.
std::string without_closed_form(const Scenario& scenario, const Path& path, const OfferPoints& points,
                                const Effort<>& needed, Arrivals arrivals) {
  const auto offers = offers_of(scenario, path);
  for (std::size_t k = 0; k < offers.size(); ++k) {
    const Path& offer = scenario.paths[offers[k]];
    const auto* window = std::get_if<ActiveWindow<>>(&offer.pricing);
    if (!window || !points[k] || arrivals == Arrivals::packed) continue;
    for (const auto& stage : path.stages)
      if (stage.offer == offer.id && stage.call.in_flight > 1 && stage.call.calls > 1)
        return std::string(not_modelled) + "calls of " + stage.call.id + " made together on " + offer.id +
               ", which scales to zero";
    const auto point = within_calls_at_once(offer, std::optional(offer.operating_point(*points[k])));
    const Workload<> work = tokens_of(scenario, calls_of_arrival(scenario, path, offer, needed));
    const std::string none = no_closed_form(*window, service_of(scenario, offer, work, point, arrivals));
    if (!none.empty()) return offer.id + ": the bill has no closed form: " + none;
  }
  return {};
}

/// Stages that are served by the same family, or by one that is not stated.
void judge_families(const Scenario& scenario, const Path& path, std::vector<Reason>& reasons) {
  const auto offer_of = [&](std::string_view id) -> const Path& {
    const auto stage = std::find_if(path.stages.begin(), path.stages.end(),
                                    [&](const PathStage<>& other) { return other.call.id == id; });
    return scenario.path(stage->offer);
  };
  for (const auto& stage : path.stages)
    for (const auto& from : stage.different_family_from) {
      const Path &own = scenario.path(stage.offer), &other = offer_of(from);
      for (const Path* offer : {&own, &other})
        if (offer->family.empty())
          reasons.push_back({ReasonKind::family, "family: that of " + offer->id + " is not stated; " + stage.call.id +
                                                     " must not be of the family of " + from});
      if (!own.family.empty() && own.family == other.family)
        reasons.push_back({ReasonKind::family,
                           "family: " + stage.call.id + " and " + from + " are both of the family " + own.family});
    }
}

void judge_time(const Scenario& scenario, const Path& path, const OfferPoints& points, std::vector<Reason>& reasons) {
  const text::Figures as(scenario.presentation);
  const LatencyLimits& asked = scenario.requirements.latency;
  const auto unmodelled = [&](bool is_asked, const char* what) {
    if (is_asked) reasons.push_back({ReasonKind::latency, std::string(not_modelled) + what});
  };
  unmodelled(asked.max_time_to_first_token.has_value(), "max_time_to_first_token_seconds");
  unmodelled(asked.min_stream_output.has_value(), "min_stream_output_tokens_per_second");
  unmodelled(!scenario.requirements.promises.empty(), "promises");
  if (!asked.max_response_time) return;
  const auto time = time_of_calls(scenario, path, points);
  for (const auto& stage : time.unknown)
    reasons.push_back({ReasonKind::latency, "latency of " + stage +
                                                " not measured: state a point of throughput with its latency, or "
                                                "assume one"});
  const int tries = scenario.tries.limit;
  const double whole = time.attempt * tries + time.beside, most = seconds(*asked.max_response_time);
  if (whole > most * (1 + 1e-12))
    reasons.push_back({ReasonKind::latency,
                       "latency: " +
                           (tries > 1 ? as.significant(time.attempt) + " s an attempt, " + as.significant(whole) +
                                            " s over " + std::to_string(tries) + " tries, "
                                      : as.significant(whole) + " s an answer, ") +
                           as.significant(most) + " s allowed"});
  for (const std::size_t index : offers_of(scenario, path))
    if (const auto* window = std::get_if<ActiveWindow<>>(&scenario.paths[index].pricing);
        window && window->start_up.value() > 0)
      unmodelled(true, ("a limit on the time of an answer beside cold starts of " + scenario.paths[index].id).c_str());
}

}  // namespace

std::string names_of_stages(const std::vector<std::string>& ids) { return text::joined(ids, " and "); }

OfferPoints offer_points(const Scenario& scenario, const Path& path) {
  OfferPoints all;
  const Effort<> needed = effort_of(scenario, path);
  for (const std::size_t index : offers_of(scenario, path)) {
    const Path& offer = scenario.paths[index];
    auto& best = all.emplace_back();
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < offer.operating_point_count(); ++i) {
      double busy = 0;
      for (const auto& stage : path.stages)
        if (stage.offer == offer.id)
          busy += calls_of(stage, needed, scenario.rejected.handling) *
                  busy_time(offer.operating_point(i), workload_of(scenario, stage)).value();
      if (!best || busy < least) best = i, least = busy;
    }
  }
  return all;
}

PathModel model_of_stages(const Scenario& scenario, const Path& path, Arrivals arrivals) {
  const OfferPoints points = offer_points(scenario, path);
  PathModel m = assemble_stages(scenario, path, effort_of(scenario, path), points, arrivals);
  const Acceptance& a = scenario.acceptance(path);
  const auto cannot = [&](WhyNot obstacle, std::string words) { m.obstacle = obstacle, m.why_not = std::move(words); };
  if (point_rate(a) == 0 && a.of == 0) {
    cannot(WhyNot::acceptance_unknown, "acceptance unknown: no counts and no rate");
  } else if (!std::isfinite(m.effort.answers.value())) {
    cannot(WhyNot::nothing_accepted, "0 of " + text::Figures(scenario.presentation).plain(a.of) +
                                         " accepted: the rate is unknown and the cost has no bound");
  } else if (std::string none = without_closed_form(scenario, path, points, m.effort, arrivals); !none.empty()) {
    cannot(WhyNot::no_closed_form, std::move(none));
  } else {
    const auto offers = offers_of(scenario, path);
    for (std::size_t k = 0; k < offers.size(); ++k)
      if (const Path& offer = scenario.paths[offers[k]];
          m.why_not.empty() && !points[k] && !std::holds_alternative<PerToken<>>(offer.pricing))
        cannot(WhyNot::not_measured, "throughput of " + offer.id + " not measured");
  }
  return m;
}

std::vector<Reason> reasons_of_stages(const Scenario& scenario, const Path& path, Arrivals arrivals) {
  std::vector<Reason> reasons;
  judge_time(scenario, path, offer_points(scenario, path), reasons);
  judge_families(scenario, path, reasons);
  for (const std::size_t index : offers_of(scenario, path)) {
    const Path& offer = scenario.paths[index];
    for (auto& reason : reasons_of_offer(scenario, offer, arrivals)) {
      reason.words = offer.id + ": " + reason.words;
      reasons.push_back(std::move(reason));
    }
  }
  return reasons;
}

std::vector<StageCost> stage_costs(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load) {
  const auto offers = offers_of(scenario, path);
  const OfferPoints points = offer_points(scenario, path);
  std::vector<StageCost> all(path.stages.size());
  for (std::size_t k = 0; k < offers.size(); ++k) {
    const Path& offer = scenario.paths[offers[k]];
    const Bill<>& bill = m.serving.parts[k].bill;
    const double month = usd_per_month(bill.at(load)), x = answers_per_month(load);
    double by_call = 0, used = 0;  // by all of its stages: USD, and time or calls
    std::vector<std::array<double, 2>> own(path.stages.size());
    for (std::size_t s = 0; s < path.stages.size(); ++s) {
      if (path.stages[s].offer != offer.id) continue;
      Path alone = path;
      alone.stages = {path.stages[s]};
      const Bill<> one = part_of_offer(scenario, alone, offers[k], points[k], m.effort, m.arrivals).bill;
      for (const auto& term : one.terms) own[s][0] += usd_per_answer(term.per_answer) * x;
      all[s].calls_per_month = calls_of(path.stages[s], m.effort, scenario.rejected.handling) * x;
      const double capacity = answers_per_month(one.capacity);
      own[s][1] = std::isfinite(capacity) ? 1 / capacity : all[s].calls_per_month;
      by_call += own[s][0], used += own[s][1];
      all[s].stage = path.stages[s].call.id;
      all[s].offer = offer.id;
      if (!points[k]) continue;
      all[s].time = seconds(time_of_calls(scenario, alone, {points[k]}).attempt +
                            time_of_calls(scenario, alone, {points[k]}).beside);
      if (std::holds_alternative<PerToken<>>(offer.pricing)) continue;
      all[s].units = bill.curve().units(x);
      all[s].utilization = x / answers_per_month(bill.carries(1));
    }
    for (std::size_t s = 0; s < path.stages.size(); ++s)
      if (path.stages[s].offer == offer.id)
        all[s].per_month = usd_per_month(own[s][0] + (month - by_call) * own[s][1] / used);
  }
  return all;
}

std::vector<Reason> quota_reasons_of_stages(const Scenario& scenario, const Path& path, const PathModel& m,
                                            Load<> load) {
  std::vector<Reason> reasons;
  const text::Figures as(scenario.presentation);
  const auto offers = offers_of(scenario, path);
  for (std::size_t k = 0; k < offers.size(); ++k) {
    const Path& offer = scenario.paths[offers[k]];
    const double units = m.serving.parts[k].bill.curve().units(answers_per_month(load));
    if (const auto quota = offer.access.quota_units; quota && *quota > 0 && units > *quota)
      reasons.push_back({ReasonKind::quota,
                         offer.id + ": quota: " + as.plain(*quota) + " units granted, " + as.plain(units) + " needed"});
  }
  return reasons;
}

}  // namespace costmodel
