#include <costmodel/bill/active_window.hpp>

#include <algorithm>
#include <cmath>

#include "base/figures.hpp"

namespace costmodel {

std::string no_closed_form(const ActiveWindow<>& p, Arrivals arrivals, double batch, TimePerAnswer<> busy) {
  if (arrivals == Arrivals::packed || p.rule == WindowRule::anchored || p.rule == WindowRule::clock_aligned) return {};
  if (p.rule == WindowRule::whole_windows) return "spells rounded up to whole windows";
  const bool by_second = p.rule == WindowRule::per_second;
  if (arrivals == Arrivals::periodic && (p.start_up.value() > 0 || (by_second && (p.quantum.value() > 0 || p.minimum.value() > 0))))
    return "calls that come evenly, with starts or roundings";
  const double lasts = p.tail.value() + batch * busy.value() + (p.start_up_billed ? p.start_up.value() : 0);
  if (by_second && std::max(p.quantum.value(), p.minimum.value()) > lasts)
    return "a quantum or minimum longer than the " + text::significant(lasts) + " s for which one call keeps a copy open";
  return {};
}

std::optional<ColdStarts> cold_starts(const ActiveWindow<>& p, const Service<>& s, Load<> load) {
  if (s.arrivals == Arrivals::packed) return ColdStarts{};
  if (s.levels.size() > 1) return std::nullopt;  // hours of unlike load: how long a copy lasts from one to the next has no closed form
  const double month = s.month.value(), calls = answers_per_month(load) / s.batch;  // batches come as one
  const double rate = calls / month * (s.levels.empty() ? 1 : s.levels.front().arrivals), stays = timeout(p).value() + s.batch * s.busy.value(), start = p.start_up.value();
  if (s.arrivals == Arrivals::periodic) {
    const double gap = 1 / rate;
    if (gap < stays) return ColdStarts{};
    if (gap < stays + start) return std::nullopt;
    return ColdStarts{calls, 1};
  }
  const double gone = std::exp(-rate * stays), q = gone / (1 + rate * start * gone);
  return ColdStarts{calls * q, std::min(1.0, q * (1 + rate * start))};
}

}  // namespace costmodel
