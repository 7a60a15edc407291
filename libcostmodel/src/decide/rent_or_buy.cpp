// Renting against buying at hours of use, with everything that the two paths state.
#include <cmath>
#include <costmodel/decide/decision.hpp>
#include <costmodel/model/accepted_cost.hpp>

namespace costmodel {

namespace {

constexpr double within = 1 - 1e-9;  ///< keeps a load that just fills one unit from taking a second

Service<> an_hour_each(const MonthLength<>& month) {
  return {.busy = seconds_per_answer(3600), .month = month, .arrivals = Arrivals::packed};
}

MoneyPerMonth<> bought(const FixedAmortized<>& p, double hours, const MonthLength<>& month) {
  return bill(p, an_hour_each(month)).at(answers_per_month(hours * within));
}

/// Sessions of one length, or all hours at one go.
MoneyPerMonth<> rented(Provisioned<> p, double used, const std::optional<Time<>>& session, const MonthLength<>& month) {
  p.up_per_day.reset(), p.hours_up.reset();
  if (session) {
    p.up_per_day = session;
    p.up_days_per_week = used / hours(*session) / (hours_per_month(month) / 168);
  } else {
    p.hours_up = hours_per_month(used);
  }
  return bill(p, an_hour_each(month)).at(answers_per_month(used * (1 - p.interrupted) * within));
}

/// How long one session is billed: the copy is kept busy throughout, and is then left alone.
double billed_seconds(const ActiveWindow<>& p, double seconds) {
  if (p.start_up_billed) seconds += p.start_up.value();
  const double window = p.window.value();
  switch (p.rule) {
    case WindowRule::keep_alive:
      return seconds + window;
    case WindowRule::whole_windows:
      return std::ceil((seconds + window) / window * within) * window;
    case WindowRule::anchored:
    case WindowRule::clock_aligned:
      return std::ceil(seconds / window * within) * window;
    case WindowRule::per_second:
      break;
  }
  seconds = std::max(seconds + p.tail.value(), p.minimum.value());
  const double quantum = p.quantum.value();
  return quantum > 0 ? std::ceil(seconds / quantum * within) * quantum : seconds;
}

MoneyPerMonth<> rented(const ActiveWindow<>& p, double used, const std::optional<Time<>>& session,
                       const MonthLength<>& month) {
  const double each = session ? hours(*session) : used;
  const double seconds = used == 0 ? 0 : used / each * billed_seconds(p, each * 3600);
  Bill<> open{.terms = {{.kind = BillTerm::active_windows, .fixed = open_cost(p, MonthLength<>::from_value(seconds))},
                        {.kind = BillTerm::storage, .fixed = p.storage * p.units_per_copy}},
              .month = month};
  return with_charges(std::move(open), p.charges).at(answers_per_month(1.0));
}

MoneyPerMonth<> rented(const Pricing<>& p, double used, const std::optional<Time<>>& session,
                       const MonthLength<>& month) {
  if (const auto* windows = std::get_if<ActiveWindow<>>(&p)) return rented(*windows, used, session, month);
  return rented(std::get<Provisioned<>>(p), used, session, month);
}

MoneyPerTime<> rate(const Pricing<>& p) {
  if (const auto* windows = std::get_if<ActiveWindow<>>(&p)) return copy_price(*windows);
  const auto& hourly = std::get<Provisioned<>>(p);
  return (hourly.price + price_of(hourly.resources)) * hourly.multiplier * (1 - hourly.discount);
}

/// Where `difference` changes sign between 0 and `high`, by bisection; none where it does not.
template <class F>
std::optional<double> sign_change(const F& difference, double high) {
  double low = high * 1e-9;
  const bool below = difference(low) < 0;
  if (below == (difference(high) < 0)) return {};
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    ((difference(middle) < 0) == below ? low : high) = middle;
  }
  return high;
}

}  // namespace

RentOrBuyAnswer rent_or_buy(const Scenario& scenario) {
  const RentOrBuy& question = *scenario.rent_or_buy;
  const auto& owned = std::get<FixedAmortized<>>(scenario.path(question.buy).pricing);
  const Pricing<>& offer = scenario.path(question.rent).pricing;
  RentOrBuyAnswer answer{.buy = question.buy,
                         .rent = question.rent,
                         .break_even = break_even_time(owned.price, rate(offer)),
                         .life = owned.life,
                         .month = scenario.month};
  const auto* hourly = std::get_if<Provisioned<>>(&offer);
  answer.session = hourly ? hourly->up_per_day : std::nullopt;
  const double at_once = usd(owned.price) * (1 + owned.sales_tax) + usd(owned.installation);
  const double capital = usd_per_month(capital_recovery(owned));
  for (const auto& schedule : question.schedules) {
    const double used = hours_per_month(schedule.hours);
    RentOrBuySchedule row{
        .label = schedule.label, .hours = schedule.hours, .price_over_rent = answer.break_even / schedule.hours};
    const auto session = schedule.session ? schedule.session : answer.session;
    row.rented = rented(offer, used, session, scenario.month);
    row.bought = bought(owned, used, scenario.month);
    const double saved = usd_per_month(row.rented) - (usd_per_month(row.bought) - capital);
    if (saved > 0) row.until_cheaper = months(at_once / saved);
    answer.schedules.push_back(std::move(row));
  }
  if (!answer.session && !question.schedules.empty()) answer.session = question.schedules.front().session;
  const auto difference = [&](double used) {
    return usd_per_month(rented(offer, used, answer.session, scenario.month)) -
           usd_per_month(bought(owned, used, scenario.month));
  };
  const double month = hours_per_month(scenario.month);
  if (const auto line = sign_change(difference, month)) answer.line = hours_per_month(*line);
  answer.rent_below = difference(month * 1e-9) < 0;
  return answer;
}

}  // namespace costmodel
