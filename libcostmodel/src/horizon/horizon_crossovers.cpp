#include <algorithm>
#include <costmodel/base/enclosure.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/solve/isolate.hpp>

#include "base/number_text.hpp"
#include "horizon/setting.hpp"
#include "scenario/fields.hpp"

namespace costmodel {

namespace {

/// Present costs of two paths over the whole horizon, as functions of one trend.
class OverTrend {
 public:
  OverTrend(const Setting& setting, std::size_t a, std::size_t b, HorizonAxis axis, std::size_t priced)
      : s_(setting), a_(a), b_(b), axis_(axis), priced_(priced) {}

  template <class X>
  Two<X> operator()(const X& x) const {
    Trends<X> trends{.demand = X(s_.trends.demand), .growth = X(s_.trends.growth), .discount = X(s_.trends.discount)};
    if (s_.trends.ceiling) trends.ceiling = X(*s_.trends.ceiling);
    for (const double change : s_.trends.change) trends.change.push_back(X(change));
    if (axis_ == HorizonAxis::growth_per_month)
      trends.growth = x;
    else
      trends.change[priced_] = x;
    const auto demand = demand_by_month(s_.horizon, trends, s_.weights);
    const auto d = discounts(trends.discount, s_.months());
    return {cost(a_, trends, demand, d), cost(b_, trends, demand, d), exist(demand)};
  }

 private:
  template <class X>
  X cost(std::size_t p, const Trends<X>& trends, const std::vector<X>& demand, const std::vector<X>& d) const {
    const auto& own = s_.bought[p];
    const UnitPrice<X> bought{X(own.price), X(own.tax), X(own.residual), X(own.installation), X(own.spares)};
    const Course<X> c =
        course(s_.curves[p], s_.by_date.of_month, demand,
               price_by_month(s_.scenario.paths[p].over_time, trends.change[p], s_.months()), bought, s_.paths[p]);
    return present_cost(c, s_.paths[p], d, 0, s_.months());
  }

  /// Whether both carry every month.
  template <class X>
  Existence exist(const std::vector<X>& demand) const {
    Existence all = Existence::yes;
    for (const std::size_t p : {a_, b_})
      for (std::size_t t = 0; t < demand.size(); ++t) {
        const double limit =
            std::min(fields::demand.high, s_.curves[p][s_.by_date.of_month[t]].full.limit() * (1 + 1e-12));
        if (demand[t] > X(limit)) return Existence::no;
        if (!(demand[t] <= X(limit))) all = Existence::perhaps;
      }
    return all;
  }

  const Setting& s_;
  std::size_t a_, b_;
  HorizonAxis axis_;
  std::size_t priced_;
};

}  // namespace

std::string_view to_string(HorizonAxis axis) {
  return axis == HorizonAxis::growth_per_month ? "growth_per_month" : "price_change_per_year";
}

CrossoverReport horizon_crossovers(const Scenario& scenario, std::string_view a, std::string_view b, HorizonAxis axis,
                                   std::string_view priced, double low, double high) {
  const Setting setting(scenario);
  const bool growth = axis == HorizonAxis::growth_per_month;
  const double least = growth ? -0.99 : -0.9999;
  if (!(low < high && low >= least && high <= 10))
    throw InvalidInput("out-of-range", std::string(to_string(axis)), number_text(low) + " to " + number_text(high),
                       "low < high, within " + number_text(least) + " to 10");
  if (growth && !setting.horizon.by_month.empty())
    throw InvalidInput("bad-bounds", "/horizon/growth_per_month", "the demand of each month is stated",
                       "a horizon with growth, to look along it");
  const std::size_t first = scenario.index(a), second = scenario.index(b);
  if (first == second) throw InvalidInput("same-path", std::string(b), "the same path twice", "two paths");
  for (const std::size_t p : {first, second})
    if (!setting.why_not[p].empty())
      throw InvalidInput("no-cost", scenario.paths[p].id, setting.why_not[p], "a path that can be priced");
  OverTrend f(setting, first, second, axis, growth ? 0 : scenario.index(priced));
  return isolate(TwoFunctions::of(f, 4.0 * setting.months()), low, high, {.max_work = 1e7});
}

}  // namespace costmodel
