#include <costmodel/bill/active_window.hpp>

#include <algorithm>
#include <cmath>

#include "base/figures.hpp"

namespace costmodel {

std::string no_closed_form(const ActiveWindow<>& p, const Service<>& s) {
  const Arrivals arrivals = s.arrivals;
  constexpr double counted = 1024;
  if (arrivals != Arrivals::packed && p.concurrency && p.max_copies > 1 && *p.concurrency > counted)
    return "more than " + text::count(counted) + " calls at once on a copy, beyond which another is started";
  if (arrivals != Arrivals::packed && p.concurrency && p.max_copies > 1 && !copy_by_copy(p, s))
    return "calls beyond " + text::count(*p.concurrency) + " at once that start another copy, " +
           (arrivals == Arrivals::periodic ? "evenly"
            : s.batch > 1                  ? "in batches"
                                           : "with starts, rounding or windows from the first call");
  if (arrivals == Arrivals::packed || p.rule == WindowRule::anchored || p.rule == WindowRule::clock_aligned) return {};
  if (p.rule == WindowRule::whole_windows) return "spells rounded up to whole windows";
  const bool by_second = p.rule == WindowRule::per_second;
  if (arrivals == Arrivals::periodic &&
      (p.start_up.value() > 0 || (by_second && (p.quantum.value() > 0 || p.minimum.value() > 0))))
    return "calls that come evenly, with starts or roundings";
  const double lasts = p.tail.value() + s.alone().value() + (p.start_up_billed ? p.start_up.value() : 0);
  if (by_second && std::max(p.quantum.value(), p.minimum.value()) > lasts)
    return "a quantum or minimum longer than the " + text::significant(lasts) +
           " s for which one call keeps a copy open";
  return {};
}

OpenBounds open_bounds(const ActiveWindow<>& p, const Service<>& s, Load<> load) {
  const double month = s.month.value(), answers = answers_per_month(load);
  double lasts = s.busy.value(),
         requests = 0;  // the longest that an answer takes, with as many beside it as there may be
  for (const auto& each : s.pace) lasts = std::max(lasts, (requests += s.batch) * each.value());
  const double rounding = p.rule == WindowRule::whole_windows ? p.window.value()
                          : p.rule == WindowRule::per_second  ? p.quantum.value() + p.minimum.value()
                                                              : 0;
  const double idle = p.rule == WindowRule::per_second ? p.tail.value() : p.window.value();
  const double alone = lasts + idle + (p.start_up_billed ? p.start_up.value() : 0);
  return {answers * s.busy.value() / month,
          std::min(answers * alone / month, p.max_copies) + answers * rounding / month};
}

std::optional<ColdStarts> cold_starts(const ActiveWindow<>& p, const Service<>& s, Load<> load, double copies) {
  if (s.arrivals == Arrivals::packed) return ColdStarts{};
  if (s.levels.size() > 1)
    return std::nullopt;  // hours of unlike load: how long a copy lasts from one to the next has no closed form
  const double month = s.month.value(),
               calls = answers_per_month(load) / copies / s.batch;  // on one copy, batches come as one
  const double rate = calls / month * (s.levels.empty() ? 1 : s.levels.front().arrivals), start = p.start_up.value();
  const double stays = timeout(p).value() + s.alone().value();
  if (s.arrivals == Arrivals::periodic) {
    const double gap = 1 / rate;
    if (gap < stays) return ColdStarts{};
    if (gap < stays + start) return std::nullopt;
    return ColdStarts{calls * copies, 1};
  }
  std::vector<double> rates;
  for (const auto& each : s.pace) rates.push_back(1 / each.value());
  if (copy_by_copy(p, s)) {
    const double cold = copies_open({rates, timeout(p).value(), p.max_copies}, rate * copies, rates.size() == 1).cold;
    return ColdStarts{calls * copies * cold, cold};
  }
  const double gone = rates.empty() ? std::exp(-rate * stays)
                                    : std::exp(-rate * timeout(p).value()) * idle_share(rate * s.batch, rates);
  const double backlog_calls = rates.empty() ? 0 : backlog(rate * s.batch, rates, rate * start);
  const double q = gone / (1 + (rate * start + backlog_calls) * gone);
  return ColdStarts{calls * copies * q, std::min(1.0, q * (1 + rate * start))};
}

}  // namespace costmodel
