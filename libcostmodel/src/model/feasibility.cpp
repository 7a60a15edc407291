#include <costmodel/model/feasibility.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/model/energy_of_answer.hpp>
#include <functional>
#include <numeric>

#include "base/figures.hpp"
#include "model/latency.hpp"
#include "model/promises.hpp"
#include "model/several_calls.hpp"

namespace costmodel {

namespace {

/// Adds the reason why the quality bar is not reached, if it is not.
void judge_quality(const Scenario& scenario, const Path& path, std::vector<Reason>& reasons) {
  const auto bar = scenario.requirements.min_acceptance;
  if (!bar) return;
  const text::Figures as(scenario.presentation);
  const Acceptance& a = scenario.acceptance(path);
  if (keeps_bar(a, *bar, scenario.requirements.confidence)) return;
  if (a.of > 0)
    reasons.push_back({ReasonKind::quality,
                       "quality: " + as.plain(a.accepted) + " of " + as.plain(a.of) + " accepted; P(acceptance ≥ " +
                           as.plain(*bar) +
                           ") = " + as.significant(probability_at_least(jeffreys_posterior(a.accepted, a.of), *bar)) +
                           ", " + as.plain(scenario.requirements.confidence) + " is asked for"});
  else
    reasons.push_back({ReasonKind::quality, "quality: acceptance " + as.plain(a.rate) + " is below " + as.plain(*bar)});
}

/// Least that must be bought at once: whole blocks, whole terms, or the fewest machines with tax.
Money<> least_purchase(const Scenario& scenario, const Path& path) {
  Money<> least = path.access.minimum_purchase;
  if (const auto* owned = std::get_if<FixedAmortized<>>(&path.pricing))
    return std::max(least, owned->price * (1 + owned->sales_tax) * std::max(owned->min_units, 1.0));
  const auto* rented = std::get_if<Provisioned<>>(&path.pricing);
  if (!rented) return least;
  const MoneyPerTime<> rate =
      (rented->price + price_of(rented->resources)) * rented->multiplier * (1 - rented->discount);
  if (rented->block) least = std::max(least, usd(rate.value() * rented->block->value() * rented->min_units));
  if (rented->term)
    least = std::max(least, usd(rate.value() * up_time(*rented, scenario.month).billed.value() * months(*rented->term) *
                                rented->min_units));
  return least;
}

void judge_access(const Scenario& scenario, const Path& path, std::vector<Reason>& reasons) {
  const text::Figures as(scenario.presentation);
  const Requirements& asked = scenario.requirements;
  const Money<> least = least_purchase(scenario, path);
  const Access& access = path.access;
  const auto unless = [&](bool good, ReasonKind kind, std::string words) {
    if (!good) reasons.push_back({kind, std::move(words)});
  };
  unless(access.unavailable.empty(), ReasonKind::unavailable, "unavailable: " + access.unavailable);
  unless(!access.quota_units || *access.quota_units > 0, ReasonKind::quota, "quota: 0 units granted");
  const double least_units = std::visit(
      [](const auto& p) {
        if constexpr (requires { p.min_units; })
          return p.min_units;
        else
          return 0.0;
      },
      path.pricing);
  unless(!access.quota_units || *access.quota_units == 0 || std::floor(*access.quota_units) >= least_units,
         ReasonKind::quota,
         "quota: " + as.plain(access.quota_units.value_or(0)) + " units granted, " + as.plain(least_units) +
             " needed at any load");
  unless(!asked.exportable_weights || access.weights_exportable, ReasonKind::weights, "weights cannot be exported");
  unless(access.licence_permits, ReasonKind::licence, "the licence of the weights does not permit this use");
  if (asked.max_lead_time_days)
    unless(
        access.lead_time_days <= *asked.max_lead_time_days, ReasonKind::lead_time,
        "lead time " + as.plain(access.lead_time_days) + " days, " + as.plain(*asked.max_lead_time_days) + " allowed");
  if (asked.max_minimum_purchase)
    unless(least <= *asked.max_minimum_purchase, ReasonKind::minimum_purchase,
           "minimum purchase " + as.money(usd(least)) + ", " + as.money(usd(*asked.max_minimum_purchase)) + " allowed");
  if (!asked.residency.empty() && path.stages.empty())  // of a path of several calls, by its offers
    unless(std::find(access.residency.begin(), access.residency.end(), asked.residency) != access.residency.end(),
           ReasonKind::residency,
           "residency: data must stay in " + asked.residency +
               (access.residency.empty() ? "; not stated where it can be kept"
                                         : "; kept in " + text::joined(access.residency)));
  if (asked.min_memory_gb && !std::holds_alternative<PerToken<>>(path.pricing)) {
    const std::string needs = " the model needs " + as.plain(*asked.min_memory_gb) + " GB";
    unless(access.memory_gb.has_value(), ReasonKind::memory, "memory not stated;" + needs);
    if (access.memory_gb)
      unless(*access.memory_gb >= *asked.min_memory_gb, ReasonKind::memory,
             "memory " + as.plain(*access.memory_gb) + " GB," + needs);
  }
}

/// Most of a week's load that a schedule of so many hours can meet, laid over its busiest hours: by day, or over all.
double share_met(std::array<double, 168> week, double hours, double days) {
  const double all = std::accumulate(week.begin(), week.end(), 0.0);
  const auto busiest = [](auto first, auto last, double n) {
    std::sort(first, last, std::greater{});
    double sum = 0;
    for (; first != last && n > 0; ++first, --n) sum += *first * std::min(1.0, n);
    return sum;
  };
  std::vector<double> of_days;
  const auto day = static_cast<std::ptrdiff_t>(days > 0 ? 24 : 168);
  for (auto from = week.begin(); from != week.end(); from += day) of_days.push_back(busiest(from, from + day, hours));
  return busiest(of_days.begin(), of_days.end(), days > 0 ? days : 1) / all;
}

/// A machine that is off while requests come does not serve them. Requests that are packed wait for it.
void judge_schedule(const Scenario& scenario, const Path& path, Arrivals arrivals, std::vector<Reason>& reasons) {
  const auto* rented = std::get_if<Provisioned<>>(&path.pricing);
  if (!rented || arrivals == Arrivals::packed || (!rented->up_per_day && !rented->hours_up)) return;
  if (rented->up_from && rented->while_off) return;  // it costs what the scenario says
  const auto week = hours_of_week(scenario.shape);
  const double per_week = rented->hours_up ? *rented->hours_up / scenario.month * 168 : 0;
  const double met = rented->up_from      ? share_while_up(*rented, {week.begin(), week.end()})
                     : rented->up_per_day ? share_met(hours_of_week(scenario.shape), hours(*rented->up_per_day),
                                                      rented->up_days_per_week)
                                          : share_met(hours_of_week(scenario.shape), per_week, 0);
  if (met >= 1 - 1e-9) return;
  const text::Figures as(scenario.presentation);
  const std::string up = rented->up_per_day
                             ? as.count(hours(*rented->up_per_day)) + " hours a day on " +
                                   as.plain(rented->up_days_per_week) +
                                   (rented->up_days_per_week == 1 ? " day a week" : " days a week") +
                                   (rented->up_from ? " from " + as.plain(*rented->up_from) + " o'clock on" : "")
                             : as.count(hours_per_month(*rented->hours_up)) + " hours a month";
  reasons.push_back({ReasonKind::schedule,
                     "off for " + as.percent(1 - met) + " of the requests" + (rented->up_from ? "" : " at least") +
                         ": up " + up + "; requests come " + words(arrivals, scenario.shape) +
                         (rented->up_from ? "; usd_per_answer_while_off says what these cost" : "")});
}

/// Latency is asked of a path by the token too, which is priced without an operating point. Of the others `why_not`
/// tells.
void judge_latency(const Scenario& scenario, const Path& path, const PathModel& model, std::vector<Reason>& reasons) {
  if (!std::holds_alternative<PerToken<>>(path.pricing)) return;
  if (std::string words = latency_reason(scenario, path, model.workload); !words.empty())
    reasons.push_back({ReasonKind::latency, std::move(words)});
  if (std::string words = broken_without_queue(scenario, path, model.point); !words.empty())
    reasons.push_back({ReasonKind::latency, std::move(words)});
}

/// Limits on the electricity and the emissions of an accepted answer, at the point that capacity is stated at.
void judge_energy(const Scenario& scenario, const Path& path, const PathModel& model, std::vector<Reason>& reasons) {
  const Requirements& asked = scenario.requirements;
  if ((!asked.max_wh_per_accepted && !asked.max_grams_co2e_per_accepted) || !model.why_not.empty()) return;
  const text::Figures as(scenario.presentation);
  const auto found = energy_at_capacity(path, model, asked.energy);
  const auto limit = [&](ReasonKind kind, std::string_view what, std::string_view unit,
                         const std::optional<double>& most, const std::optional<double>& value) {
    if (!most || (value && *value <= *most)) return;
    const std::string allowed = as.plain(*most) + std::string(unit) + " allowed";
    reasons.push_back({kind, std::string(what) + (value ? ": " + as.significant(*value) + std::string(unit) +
                                                              " for an accepted answer, " + allowed
                                                        : ": power not measured, " + allowed)});
  };
  std::optional<double> wh, grams;
  if (found && found->kwh_per_accepted) wh = *found->kwh_per_accepted * 1000;
  if (found) grams = found->grams_per_accepted;
  limit(ReasonKind::energy, "energy", " Wh", asked.max_wh_per_accepted, wh);
  limit(ReasonKind::emissions, "emissions", " g CO2e", asked.max_grams_co2e_per_accepted, grams);
}

}  // namespace

std::string_view to_string(ReasonKind kind) {
  constexpr std::string_view names[] = {"no_cost",   "latency", "schedule",  "quality",     "unavailable",
                                        "quota",     "weights", "licence",   "lead_time",   "minimum_purchase",
                                        "residency", "memory",  "saturated", "cold_starts", "energy",
                                        "emissions", "family",  "part"};
  return names[static_cast<std::size_t>(kind)];
}

std::string in_short(const Reason& reason) {
  switch (reason.kind) {
    case ReasonKind::latency:
      return "latency";
    case ReasonKind::schedule:
      return "schedule";
    case ReasonKind::quality:
      return "quality";
    case ReasonKind::unavailable:
      return "unavailable";
    case ReasonKind::quota:
      return "quota";
    case ReasonKind::residency:
      return "residency";
    case ReasonKind::saturated:
      return "saturated";
    case ReasonKind::cold_starts:
      return "cold starts";
    case ReasonKind::energy:
      return "energy";
    case ReasonKind::emissions:
      return "emissions";
    case ReasonKind::family:
      return "model family";
    default:
      return reason.words;
  }
}

std::vector<std::string> words_of(const std::vector<Reason>& reasons) {
  std::vector<std::string> words;
  for (const auto& reason : reasons) words.push_back(reason.words);
  return words;
}

bool keeps_bar(const Acceptance& a, double bar, double confidence) {
  return a.of > 0 ? probability_at_least(jeffreys_posterior(a.accepted, a.of), bar) >= confidence : a.rate >= bar;
}

std::vector<std::string> placement_reasons(const Scenario& scenario, const Path& path) {
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto asked = scenario.requirements.placements.find(layers[i].id);
    if (asked == scenario.requirements.placements.end()) continue;
    if (path.cells[i].empty()) reasons.push_back("layer " + std::string(layers[i].id) + ": placement not stated");
    for (const auto& holder : path.cells[i])
      if (std::find(asked->second.begin(), asked->second.end(), placement(holder)) == asked->second.end()) {
        reasons.push_back("layer " + std::string(layers[i].id) + " would be " +
                          text::Figures(scenario.presentation).placement(*placement_text(path.cells[i])));
        break;
      }
  }
  return reasons;
}

std::vector<Reason> lasting_reasons(const Scenario& scenario, const Path& path, const PathModel& model) {
  std::vector<Reason> reasons;
  if (path.only_in_stages) return {{ReasonKind::part, model.why_not}};
  if (!model.why_not.empty()) reasons.push_back({ReasonKind::no_cost, model.why_not});
  if (!path.stages.empty()) {
    for (auto& reason : reasons_of_stages(scenario, path, model.arrivals)) reasons.push_back(std::move(reason));
    judge_quality(scenario, path, reasons);
    judge_access(scenario, path, reasons);
    return reasons;
  }
  judge_latency(scenario, path, model, reasons);
  judge_schedule(scenario, path, model.arrivals, reasons);
  judge_quality(scenario, path, reasons);
  judge_access(scenario, path, reasons);
  judge_energy(scenario, path, model, reasons);
  return reasons;
}

std::vector<Reason> reasons_of_offer(const Scenario& scenario, const Path& offer, Arrivals arrivals) {
  std::vector<Reason> reasons;
  judge_schedule(scenario, offer, arrivals, reasons);
  judge_access(scenario, offer, reasons);
  return reasons;
}

namespace {

/// Set where more requests than allowed meet a cold start that breaks a latency limit.
void judge_cold_starts(const Scenario& scenario, const Path& path, const PathModel& m, double units, Load<> load,
                       std::vector<Reason>& reasons) {
  const auto* window = std::get_if<ActiveWindow<>>(&path.pricing);
  const text::Figures as(scenario.presentation);
  const Requirements& asked = scenario.requirements;
  if (!window || !m.point || seconds(window->start_up) <= 0 || m.serving.opening == Opening::while_busy) return;
  const auto cold = cold_starts(*window, service_of(scenario, path, m.workload, m.point, m.arrivals), load, units);
  if (!cold || cold->share <= 1 - asked.latency_share) return;
  const auto breaks = [&](const std::optional<Time<>>& limit, Time<> warm, const std::string& what) {
    if (!limit || window->start_up + warm <= *limit) return;
    reasons.push_back({ReasonKind::cold_starts, "cold starts: " + as.percent(cold->share) + " of the requests wait " +
                                                    as.significant(seconds(window->start_up + warm)) + " s for " +
                                                    what + ", " + as.significant(seconds(*limit)) + " s allowed for " +
                                                    as.percent(asked.latency_share)});
  };
  breaks(asked.latency.max_time_to_first_token, m.point->time_to_first_token.value_or(Time<>{}), "the first token");
  const int tries = scenario.tries.limit;
  breaks(asked.latency.max_response_time, response_time(*m.point, m.workload) * static_cast<double>(tries),
         tries > 1 ? "an answer over " + std::to_string(tries) + " tries" : "an answer");
  if (window->when_cold == Refused::failed &&
      (asked.latency.max_time_to_first_token || asked.latency.max_response_time))
    reasons.push_back({ReasonKind::cold_starts,
                       "cold starts: " + as.percent(cold->share) + " of the requests fail, as no copy is ready"});
}

}  // namespace

namespace {

/// What the load does to a promise where no more units may be added.
std::string over_promise(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load) {
  const text::Figures as(scenario.presentation);
  const double units = m.serving.max_units;
  const ServingUnit unit = unit_of(path, *m.point, m.workload, units_in_line(path, *m.point, units));
  const double each = load / (m.full() * units) * unit.capacity();
  Curve<> without_end = m.serving.curve();
  without_end.max_units = std::numeric_limits<double>::infinity();
  const std::string more =
      as.count(without_end.units(answers_per_month(load))) + " units would keep it, " + as.count(units) + " at most";
  for (const Promise& stated : scenario.requirements.promises) {
    const Promise p = of_a_try(stated, scenario.tries);
    if (const auto value = seconds_of(unit, each, p.of, p.share()); value && *value > p.seconds)
      return "saturated: " + words(p) + " " + as.significant(*value) + " s, " + as.plain(p.seconds) +
             " s promised at this load; " + more;
  }
  return "saturated: less than the headroom of " + as.percent(scenario.requirements.headroom.value_or(0)) +
         " would be left; " + more;
}

}  // namespace

std::vector<Reason> cold_start_reasons(const Scenario& scenario, const Path& path, const PathModel& model,
                                       Load<> load) {
  std::vector<Reason> reasons;
  judge_cold_starts(scenario, path, model, model.by_demand.units(accepted_answers_per_month(model.demand(load))), load,
                    reasons);
  return reasons;
}

bool may_be_cold(const Scenario& scenario, const Path& path, const PathModel& m) {
  const auto* window = std::get_if<ActiveWindow<>>(&path.pricing);
  const LatencyLimits& limits = scenario.requirements.latency;
  return window && window->start_up.value() > 0 && m.point && m.why_not.empty() &&
         m.serving.opening != Opening::while_busy && (limits.max_time_to_first_token || limits.max_response_time);
}

std::optional<double> cold_share(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load) {
  const auto* window = std::get_if<ActiveWindow<>>(&path.pricing);
  if (!window || !m.point || m.serving.opening == Opening::while_busy) return {};
  const double copies = m.by_demand.units(accepted_answers_per_month(m.demand(load)));
  const auto cold = cold_starts(*window, service_of(scenario, path, m.workload, m.point, m.arrivals), load, copies);
  return cold ? std::optional(cold->share) : std::nullopt;
}

std::vector<std::pair<double, double>> cold_demands(const Scenario& scenario, const Path& path, const PathModel& m,
                                                    double low, double high) {
  std::vector<std::pair<double, double>> found;
  if (!may_be_cold(scenario, path, m)) return found;
  const Curve<>& curve = m.by_demand;
  const auto breaks = [&](double demand) {
    return !cold_start_reasons(scenario, path, m, m.load(accepted_answers_per_month(demand))).empty();
  };
  const double end = std::min(high, curve.limit());
  for (double from = low; from < end;) {
    const double copies = curve.units(from * (1 + 1e-12));
    const double to =
        copies < curve.max_units && copies * curve.capacity > from ? std::min(end, copies * curve.capacity) : end;
    const bool first = breaks(from * (1 + 1e-12)), last = breaks(to);
    if (!first && !last && from > low) break;  // with more copies each begins with more calls
    double cold = first ? from : to, warm = first ? to : from;
    while (first != last && std::midpoint(cold, warm) != cold && std::midpoint(cold, warm) != warm)
      (breaks(std::midpoint(cold, warm)) ? cold : warm) = std::midpoint(cold, warm);
    const std::pair<double, double> stretch = first ? std::pair{from, last ? to : cold} : std::pair{cold, to};
    if (first || last) {
      if (!found.empty() && found.back().second == stretch.first)
        found.back().second = stretch.second;
      else
        found.push_back(stretch);
    }
    from = to;
  }
  return found;
}

std::vector<Reason> reasons_at(const Scenario& scenario, const Path& path, const PathModel& model, Load<> load) {
  const text::Figures as(scenario.presentation);
  auto reasons = lasting_reasons(scenario, path, model);
  if (!model.why_not.empty()) return reasons;
  if (load > model.limit() * (1 + 1e-12))
    reasons.push_back({ReasonKind::saturated, model.serving.promised() && load < model.full() * model.serving.max_units
                                                  ? over_promise(scenario, path, model, load)
                                                  : "saturated: " + as.count(answers_per_month(load)) +
                                                        " attempts a month, " +
                                                        as.count(answers_per_month(model.limit())) + " at most"});
  const double units = model.by_demand.units(accepted_answers_per_month(model.demand(load)));
  judge_cold_starts(scenario, path, model, units, load, reasons);
  for (auto& reason : quota_reasons_of_stages(scenario, path, model, load)) reasons.push_back(std::move(reason));
  if (path.access.quota_units && *path.access.quota_units > 0 && units > *path.access.quota_units)
    reasons.push_back({ReasonKind::quota, "quota: " + as.plain(*path.access.quota_units) + " units granted, " +
                                              as.plain(units) + " needed"});
  return reasons;
}

}  // namespace costmodel
