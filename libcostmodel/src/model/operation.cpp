#include <costmodel/model/operation.hpp>

#include <algorithm>
#include <cmath>

#include "base/figures.hpp"
#include "model/promises.hpp"

namespace costmodel {

namespace {

/// What users see at an operating point, beside any wait in line.
void see(Operation& o, const OperatingPoint<>& point, const Workload<>& workload, double in_flight) {
  o.in_flight = in_flight;
  o.stream_output = stream_rate(point);
  o.first_token = point.time_to_first_token;
  o.response = std::max(response_time(point, workload), time_in_flight(point, workload));
}

/// Mean and percentiles of what is promised, where they are known.
std::optional<Latency> latency(const ServingUnit& unit, double offered, Promised of) {
  const auto at = [&](std::optional<double> share) -> std::optional<Time<>> {
    const auto value = seconds_of(unit, offered, of, share);
    return value ? std::optional(seconds(*value)) : std::nullopt;
  };
  const auto mean = at({});
  if (!mean) return {};
  return Latency{.mean = *mean, .p50 = at(.5), .p90 = at(.9), .p95 = at(.95), .p99 = at(.99)};
}

/// The queue before a unit, or before as many as share one line, and what its users see of it.
void stand_in_line(Operation& o, const ServingUnit& unit, double offered, double units, const ThroughputCurve<>& curve,
                   const Requirements& asked, const text::Figures& as) {
  const UnderLoad<> u = under_load(offered, unit.rates, unit.squared_variation);
  o.p_wait = u.p_wait;
  o.wait = latency(unit, offered, Promised::wait);
  o.in_flight = u.in_flight / units;
  o.units_in_line = units;
  const double low = curve.points().front().concurrency;
  if (low > 1 && *o.in_flight < low) {
    o.running = Running::below_measured;
    return;
  }
  o.running = Running::steady;
  const auto point = curve.at(std::clamp(*o.in_flight, low, curve.points().back().concurrency));
  o.stream_output = stream_rate(*point);
  if (point->time_to_first_token)
    o.first_token = seconds(seconds_of(unit, offered, Promised::first_token, {}).value_or(0) - u.mean_wait);
  o.first_token_after_wait = latency(unit, offered, Promised::first_token);
  o.answer = latency(unit, offered, Promised::answer);
  o.response = o.answer->mean;
  const Time<> whole = *o.response * static_cast<double>(o.tries);
  if (const auto& most = asked.latency.max_response_time; most && whole > *most)
    o.note = "waiting in line, " + as.significant(seconds(whole)) + " s on average" +
             (o.tries > 1 ? " over " + std::to_string(o.tries) + " tries" : "") + ", is longer than the " +
             as.significant(seconds(*most)) + " s asked for";
}

/// Fraction of its time that each unit is busy.
double busy_share(const PathModel& m, Load<> load) {
  const double units = m.by_demand.units(accepted_answers_per_month(m.demand(load)));
  return load / (m.full() * units);
}

/// Why the latency at few requests in flight is not known: nobody measured there, or not the same quantities.
std::string below_measured(const std::vector<OperatingPoint<>>& points, const OperatingPoint<>& best, double fewest,
                           const text::Figures& as) {
  std::string note = "fewer than " + as.plain(fewest) +
                     " in flight, the fewest of the points that measured what the point of the capacity did";
  for (const auto& p : points) {
    if (p.concurrency >= fewest) continue;
    std::vector<std::string> apart;
    const auto differs = [&](bool here, bool there, const char* key) {
      if (here != there) apart.push_back((here ? "also has " : "lacks ") + std::string(key));
    };
    differs(p.input.has_value(), best.input.has_value(), "input_tokens_per_second");
    differs(p.stream_output.has_value(), best.stream_output.has_value(), "stream_output_tokens_per_second");
    differs(p.time_to_first_token.has_value(), best.time_to_first_token.has_value(), "time_to_first_token_seconds");
    return note + "; the one at " + as.plain(p.concurrency) + " " + text::joined(apart, " and ");
  }
  return note;
}

}  // namespace

std::string_view to_string(Running running) {
  constexpr std::string_view names[] = {"back_to_back", "steady", "below_measured", "saturated"};
  return names[static_cast<std::size_t>(running)];
}

std::optional<Operation> operation(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load,
                                   Arrivals arrivals) {
  if (!m.why_not.empty() || !m.point || !std::isfinite(m.capacity().value())) return {};
  const OperatingPoint<>& best = *m.point;
  Operation o{.capacity_concurrency = best.concurrency,
              .capacity_output = best.output,
              .estimated = path.estimate.has_value(),
              .decode = m.workload.output / best.output,
              .tries = scenario.tries.limit};
  if (best.input) o.prefill = m.workload.input / *best.input;
  if (load > m.limit() * (1 + 1e-12)) {
    o.note = "requests pile up";
    return o;
  }
  if (arrivals == Arrivals::packed) {
    o.running = Running::back_to_back;
    see(o, best, m.workload, best.concurrency);
    return o;
  }
  const double busy = busy_share(m, load);
  const ThroughputCurve<> curve(path.operating_points(), best);
  const double offered = busy / seconds_per_answer(busy_time(best, m.workload));
  const text::Figures as(scenario.presentation);
  const auto unmeasured = [&] {
    o.note = below_measured(path.operating_points(), best, curve.points().front().concurrency, as);
  };
  if (busy >= 1 - 1e-9) {
    o.note = arrivals == Arrivals::poisson ? "at random and always busy, the line grows without bound" : "";
    if (arrivals == Arrivals::poisson) return o;
  }
  if (arrivals == Arrivals::poisson) {
    const double line = units_in_line(path, best, m.by_demand.units(accepted_answers_per_month(m.demand(load))));
    stand_in_line(o, unit_of(path, best, m.workload, line), offered * line, line, curve, scenario.requirements, as);
    if (o.running == Running::below_measured) unmeasured();
    return o;
  }
  const Settled found = settle(curve, m.workload, offered, best.concurrency);
  switch (found.how) {
    case Settling::settled:
      o.running = Running::steady;
      see(o, *found.point, m.workload, found.in_flight);
      break;
    case Settling::below_measured:
      o.running = Running::below_measured;
      unmeasured();
      break;
    case Settling::saturated:
      o.note = "requests pile up";
      break;
  }
  return o;
}

}  // namespace costmodel
