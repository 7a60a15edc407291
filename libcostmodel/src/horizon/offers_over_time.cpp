#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/horizon/horizon.hpp>

#include "horizon/plan.hpp"

namespace costmodel {

namespace {

/// Why no line says it; empty where one does.
std::string what_bends(const Planning& planning, std::size_t p) {
  const Setting& s = planning.setting;
  if (!s.why_not[p].empty()) return s.why_not[p];
  if (s.paths[p].term > 0) return "a term that binds";
  if (s.bought[p].spares > 0) return "spare units";
  for (const auto& curve : s.curves[p]) {
    const Curve<>& c = curve.full;
    const bool units = c.unit + c.open != 0;
    if (c.opening != Opening::always && units) return "units that are billed while they are open";
    if (!c.bends.empty() || c.overflows || c.settlement.holds || !c.together.empty())
      return "volume steps, overflow, credits, a minimum or a shared line";
    if (c.min_units > 1) return "more than one unit that stands ready at any load";
  }
  return {};
}

}  // namespace

OffersOverTime offers_over_time(const Scenario& scenario, const std::vector<std::string>& ids) {
  const Setting s(scenario);
  const Planning planning(s);
  OffersOverTime all{.demand = planning.demand, .discount = {planning.d.begin() + 1, planning.d.end()}};
  for (const auto& id : ids) {
    const std::size_t p = scenario.index(id);
    if (const auto why = what_bends(planning, p); !why.empty())
      throw InvalidInput("not-linear", id, why, "a path whose bill is a line in answers and units");
    OfferOverTime offer{.path = id, .owned = s.paths[p].owned};
    const Curve<>& first = s.curves[p].front().full;
    if (std::isfinite(first.capacity)) offer.capacity = first.capacity;
    if (std::isfinite(first.max_units)) offer.max_units = first.max_units;
    for (int t = 0; t < s.months(); ++t) {
      const auto at = static_cast<std::size_t>(t);
      const auto& curve = s.curves[p][s.by_date.of_month[at]];
      const double price = planning.paths[p].course.price[at];
      const auto mixed = [&](double full, double free) { return free + price * (full - free); };
      const bool delivered = s.paths[p].owned ? t >= s.paths[p].lead || t == 0 : planning.can_start(p, t);
      offer.may.push_back(planning.paths[p].may[at] && delivered);
      offer.per_answer.push_back(mixed(curve.full.slope, curve.free.slope));
      offer.per_unit.push_back(curve.unit(price));
      offer.fixed.push_back(mixed(curve.full.fixed, curve.free.fixed) + s.paths[p].retraining[at]);
      offer.unit_present.push_back(
          s.paths[p].owned ? present_cost_of_unit(planning.paths[p].course, s.paths[p], planning.d, t, s.months()) : 0);
    }
    all.offers.push_back(std::move(offer));
  }
  return all;
}

}  // namespace costmodel
