// The slope that comes out of the text of each formula, against a finite difference.
#include <gtest/gtest.h>
#include <costmodel/base/dual.hpp>
#include <costmodel/bill/pricing.hpp>
#include <costmodel/model/accepted_cost.hpp>

#include <functional>

namespace costmodel {
namespace {

/// A monthly bill with gate and rejects, any number of it moved: `which` is multiplied by `x`.
template <class T>
struct Formula {
  T x;
  std::string_view which;

  /// The number, moved if it is the one in question.
  T at(std::string_view name, double value) const { return name == which ? T(value * x) : T(value); }

  Service<T> service(Arrivals arrivals) const {
    const OperatingPoint<T> point{.output = output_tokens_per_second(at("output rate", 95)),
                                  .input = input_tokens_per_second(at("input rate", 2000))};
    const Workload<T> workload{.input = input_tokens_per_answer(at("input", 2000)),
                               .cached_input = input_tokens_per_answer(at("cached", 500)),
                               .output = output_tokens_per_answer(at("output", 300))};
    return {.workload = workload,
            .busy = busy_time(point, workload),
            .month = hours_per_month(at("month", 730)),
            .arrivals = arrivals};
  }

  /// USD per accepted answer.
  T per_accepted(const Bill<T>& serving) const {
    const auto tried = outcome(at("rate", 0.7), Tries<T>{.limit = 3, .correlation = at("correlation", 0.3)});
    const auto per_accepted = effort(tried, Handling::dropped);
    const Rejected<T> rejected{.cost = usd_per_request(at("reject", 0.05))};
    const auto whole = with_quality(serving, usd_per_answer(at("gate", 0.001)), per_accepted, rejected);
    const Demand<T> demand = accepted_answers_per_month(at("demand", 900));
    return usd_per_accepted_answer(MoneyPerAccepted<T>(whole.at(per_accepted.answers * demand) / demand));
  }

  T owned() const {
    const FixedAmortized<T> p{.price = usd(at("price", 4000)),
                              .sales_tax = at("tax", 0.08),
                              .residual = usd(at("residual", 1000)),
                              .life = months(at("life", 36)),
                              .discount_rate_per_year = at("discount rate", 0.1),
                              .flat = usd_per_month(at("flat", 20)),
                              .idle_power = watts(at("idle", 25)),
                              .load_power = watts(at("load", 90)),
                              .pue = at("pue", 1.4),
                              .energy_price = usd_per_kwh(at("energy", 0.15)),
                              .colocation = usd_per_kw_month(at("colocation", 195)),
                              .support = usd_per_month(at("support", 10)),
                              .staff = usd_per_month(at("staff", 100))};
    return per_accepted(bill(p, service(Arrivals::poisson)));
  }
  T provisioned() const {
    const Provisioned<T> p{.price = usd_per_hour(at("price", 7.1136)),
                           .hours_up = hours_per_month(at("hours up", 200)),
                           .discount = at("discount", 0.2)};
    return per_accepted(bill(p, service(Arrivals::poisson)));
  }
  T blocks() const {
    const Provisioned<T> p{.price = usd_per_hour(at("price", 41.61)),
                           .hours_up = hours_per_month(at("hours up", 200)),
                           .block = hours_per_month(at("block", 24))};
    return per_accepted(bill(p, service(Arrivals::poisson)));
  }
  T tokens() const {
    const PerToken<T> p{.input = usd_per_million_input_tokens(at("price", 0.3)),
                        .cached_input = usd_per_million_input_tokens(at("cached price", 0.03)),
                        .output = usd_per_million_output_tokens(at("output price", 2.5)),
                        .per_answer = usd_per_answer(at("call", 1e-4)),
                        .multiplier = at("multiplier", 0.5),
                        .hosting = usd_per_month(at("hosting", 30))};
    return per_accepted(bill(p, service(Arrivals::poisson)));
  }
};

/// Checks the slope in each named number, which must be one that the formula depends on.
template <class F>
void check_slopes(const F& formula, const std::vector<std::string_view>& names) {
  for (const auto name : names) {
    const Dual<> exact = formula(Formula<Dual<>>{{1, 1}, name});
    const auto at = [&](double x) { return formula(Formula<double>{x, name}); };
    constexpr double h = 1e-5;
    const double finite = (at(1 + h) - at(1 - h)) / (2 * h);
    EXPECT_DOUBLE_EQ(exact.value, at(1)) << name;
    EXPECT_NE(finite, 0) << name << " does not matter here, so this checks nothing";
    EXPECT_NEAR(exact.slope, finite, 1e-6 * std::abs(finite) + 1e-9 * exact.value) << name;
  }
}

const std::vector<std::string_view> quality{"rate", "correlation", "reject", "gate", "demand"};

std::vector<std::string_view> and_quality(std::vector<std::string_view> names) {
  names.insert(names.end(), quality.begin(), quality.end());
  return names;
}

TEST(Slopes, OfAnOwnedBox) {
  check_slopes(
      [](const auto& f) { return f.owned(); },
      and_quality({"price", "tax", "residual", "life", "discount rate", "flat", "idle", "load", "pue", "energy",
                   "colocation", "support", "staff", "month", "output", "output rate", "input", "input rate"}));
}

TEST(Slopes, OfProvisionedUnits) {
  check_slopes([](const auto& f) { return f.provisioned(); }, and_quality({"price", "hours up", "discount"}));
  check_slopes([](const auto& f) { return f.blocks(); }, and_quality({"price", "block"}));
}

TEST(Slopes, OfTokens) {
  check_slopes([](const auto& f) { return f.tokens(); },
               and_quality({"price", "cached price", "output price", "call", "multiplier", "hosting", "input", "cached",
                            "output"}));
}

TEST(Slopes, AlongACurve) {
  // What crossovers report as slope is what the curve's own text gives.
  const Curve<> curve{.fixed = 3,
                      .slope = 0.2,
                      .unit = 5,
                      .open = 40,
                      .capacity = 50,
                      .opening = Opening::exponential,
                      .arrivals_per_x = 0.1};
  for (const double x : {1.0, 7.0, 20.0, 49.0, 51.0, 120.0}) {
    const Dual<> y = curve(Dual<>(x, 1));
    EXPECT_DOUBLE_EQ(y.value, curve(x));
    EXPECT_NEAR(y.slope, (curve(x + 1e-5) - curve(x - 1e-5)) / 2e-5, 1e-8);
  }
}

}  // namespace
}  // namespace costmodel
