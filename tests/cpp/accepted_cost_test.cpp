// From attempts to accepted answers: what must hold for any prices, rates and loads.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/model/accepted_cost.hpp>

#include "curves.hpp"
#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::Random;

constexpr Arrivals both_arrivals[] = {Arrivals::packed, Arrivals::poisson};

/// One path under random but sensible conditions, with every price above zero.
Scenario random_scenario(Random& r) {
  Scenario s;
  s.demand = accepted_answers_per_month(r.log_uniform(1, 1e5));
  s.workload = {.input = input_tokens_per_answer(r.uniform(0, 4000)),
                .cached_input = input_tokens_per_answer(r.uniform(0, 4000)),
                .output = output_tokens_per_answer(r.log_uniform(10, 3000))};
  s.gate = usd_per_answer(r.log_uniform(1e-5, 0.1));
  s.tries = {.limit = 1 + r.below(6), .correlation = r.uniform(0, 1)};
  s.rejected = {.handling = r.one_in(2) ? Handling::dropped : Handling::fallback,
                .cost = usd_per_request(r.log_uniform(1e-4, 10))};
  Path p{
      .id = "path",
      .points = {{.output = output_tokens_per_second(r.log_uniform(5, 500)), .input = input_tokens_per_second(2000)}},
      .acceptance = {.rate = r.uniform(0.05, 1)},
      .data_plane = usd_per_answer(r.log_uniform(1e-6, 0.01))};
  p.tuning = {.one_off = usd(r.log_uniform(1, 1000)), .life = months(12), .recurring = usd_per_month(2)};
  switch (r.below(4)) {
    case 0:
      p.pricing = FixedAmortized<>{.price = usd(4000),
                                   .sales_tax = 0.08,
                                   .residual = usd(1000),
                                   .life = months(36),
                                   .discount_rate_per_year = r.uniform(0, 0.2),
                                   .flat = usd_per_month(r.log_uniform(1, 500)),
                                   .idle_power = watts(30),
                                   .load_power = watts(90),
                                   .pue = 1.3,
                                   .energy_price = usd_per_kwh(0.2),
                                   .colocation = usd_per_kw_month(195),
                                   .support = usd_per_month(10),
                                   .staff = usd_per_month(100)};
      break;
    case 1:
      p.pricing = ActiveWindow<>{.price = usd_per_minute(0.0785),
                                 .units_per_copy = 2,
                                 .window = minutes(5),
                                 .rule = static_cast<WindowRule>(r.below(3)),
                                 .storage = usd_per_month(1.95)};
      break;
    case 2:
      p.pricing = Provisioned<>{.price = usd_per_hour(r.log_uniform(0.1, 60)), .discount = 0.2};
      break;
    default:
      p.pricing = PerToken<>{.input = usd_per_million_input_tokens(0.3),
                             .cached_input = usd_per_million_input_tokens(0.03),
                             .output = usd_per_million_output_tokens(2.5),
                             .per_answer = usd_per_answer(1e-4),
                             .multiplier = 0.5,
                             .hosting = usd_per_month(30)};
  }
  s.paths.push_back(std::move(p));
  return s;
}

double accepted_cost(const Scenario& s) {
  return usd_per_accepted_answer(cost_per_accepted(model(s, s.paths[0]), s.demand));
}

// --- Tries ---------------------------------------------------------------------------------------

RC_GTEST_PROP(Tries, WithoutCorrelationAreAGeometricSum, (unsigned seed)) {
  Random r(seed);
  const double p = r.uniform(0.001, 1);
  const int k = 1 + r.below(20);
  const auto got = outcome(p, Tries<>{.limit = k});
  const double accepted = 1 - std::pow(1 - p, k);
  RC_ASSERT(std::abs(got.accepted - accepted) <= 1e-13);
  RC_ASSERT(std::abs(answers_per_request(got.answers) - accepted / p) <= 1e-11 * accepted / p);
}

RC_GTEST_PROP(Tries, ThatFailTogetherAreARatioOfBetaFunctions, (unsigned seed)) {
  Random r(seed);
  const double p = r.uniform(0.01, 0.99), rho = r.uniform(0.01, 0.99);
  const int k = 1 + r.below(8);
  const double a = p * (1 / rho - 1), b = (1 - p) * (1 / rho - 1);
  const auto failed = [&](int j) {
    return std::exp(std::lgamma(b + j) - std::lgamma(b) + std::lgamma(a + b) - std::lgamma(a + b + j));
  };
  double attempts = 0;
  for (int j = 0; j < k; ++j) attempts += failed(j);
  const auto got = outcome(p, Tries<>{.limit = k, .correlation = rho});
  RC_ASSERT(std::abs(got.rejected - failed(k)) <= 1e-10);
  RC_ASSERT(std::abs(answers_per_request(got.answers) - attempts) <= 1e-9 * attempts);
}

TEST(Tries, AtTheEndsOfCorrelation) {
  for (const double p : {0.1, 0.5, 0.9})
    for (const int k : {1, 2, 5, 50}) {
      const auto almost_none = outcome(p, Tries<>{.limit = k, .correlation = 1e-12});
      EXPECT_NEAR(almost_none.accepted, 1 - std::pow(1 - p, k), 1e-9);
      const auto total = outcome(p, Tries<>{.limit = k, .correlation = 1});
      EXPECT_NEAR(total.accepted, p, 1e-15) << "a retry never helps";
      EXPECT_NEAR(answers_per_request(total.answers), 1 + (1 - p) * (k - 1), 1e-12) << "and is paid for";
      const auto almost_total = outcome(p, Tries<>{.limit = k, .correlation = 1 - 1e-12});
      EXPECT_NEAR(almost_total.accepted, p, 1e-9);
    }
}

TEST(Tries, RejectionKeepsItsDigitsWhereItIsRare) {
  EXPECT_NEAR(outcome(0.999, Tries<>{.limit = 6}).rejected / 1e-18, 1, 1e-12);  // 1 − accepted would be 0
}

// --- Cost per accepted answer --------------------------------------------------------------------

RC_GTEST_PROP(AcceptedCost, DroppedForNothingIsCostOverRateForAnyNumberOfTries, (unsigned seed)) {
  Random r(seed);
  Scenario s = random_scenario(r);
  s.tries.correlation = 0;
  s.rejected = {.handling = Handling::dropped};
  const PathModel m = model(s, s.paths[0]);
  const Load<> load = m.load(s.demand);
  const double attempt = usd_per_answer(m.serving.at(load) / load) + usd_per_answer(s.gate);
  const double expected = attempt / s.paths[0].acceptance.rate;
  RC_ASSERT(std::abs(accepted_cost(s) - expected) <= 1e-11 * expected);
}

RC_GTEST_PROP(AcceptedCost, WhereAllIsAcceptedIsThatOfAnAttempt, (unsigned seed)) {
  Random r(seed);
  Scenario s = random_scenario(r);
  s.paths[0].acceptance.rate = 1;
  const PathModel m = model(s, s.paths[0]);
  const Load<> load = answers_per_month(accepted_answers_per_month(s.demand));
  const double expected = usd_per_answer(m.serving.at(load) / load) + usd_per_answer(s.gate);
  RC_ASSERT(std::abs(accepted_cost(s) - expected) <= 1e-12 * expected);
}

RC_GTEST_PROP(AcceptedCost, IsTheFormulaOnTheTin, (unsigned seed)) {
  Random r(seed);
  const Scenario s = random_scenario(r);
  const PathModel m = model(s, s.paths[0]);
  const auto o = outcome(s.paths[0].acceptance.rate, s.tries);
  const Load<> load = m.load(s.demand);
  const double c = usd_per_answer(m.serving.at(load) / load), g = usd_per_answer(s.gate),
               l = usd_per_request(s.rejected.cost);
  const double e = answers_per_request(o.answers);
  const double request = (c + g) * e + (1 - o.accepted) * l;
  const double expected = s.rejected.handling == Handling::dropped ? request / o.accepted : request;
  RC_ASSERT(std::abs(accepted_cost(s) - expected) <= 1e-11 * expected);
}

/// Every price of the scenario times k, loads and powers as they are.
Scenario with_prices_times(Scenario s, double k) {
  s.gate *= k, s.rejected.cost *= k;
  Path& p = s.paths[0];
  p.data_plane *= k, p.tuning.one_off *= k, p.tuning.recurring *= k;
  struct {
    double k;
    void operator()(FixedAmortized<>& q) const {
      q.price *= k, q.residual *= k, q.flat *= k, q.energy_price *= k, q.colocation *= k, q.support *= k, q.staff *= k;
    }
    void operator()(ActiveWindow<>& q) const { q.price *= k, q.storage *= k; }
    void operator()(Provisioned<>& q) const { q.price *= k; }
    void operator()(PerToken<>& q) const {
      q.input *= k, *q.cached_input *= k, q.output *= k, q.per_answer *= k, q.hosting *= k;
    }
  } scale{k};
  std::visit(scale, p.pricing);
  return s;
}

RC_GTEST_PROP(AcceptedCost, DoublesWithAllPrices, (unsigned seed)) {
  Random r(seed);
  const Scenario s = random_scenario(r);
  const double k = r.log_uniform(0.01, 100), now = accepted_cost(s);
  RC_ASSERT(std::abs(accepted_cost(with_prices_times(s, k)) - k * now) <= 1e-12 * k * now);
}

RC_GTEST_PROP(AcceptedCost, RisesWithTheGateRejectsAndCorrelationAndFallsWithTheRate, (unsigned seed)) {
  Random r(seed);
  Scenario s = random_scenario(r);
  // One unit at most: with more, a better rate may need fewer machines, and the claim is about the formula.
  if (auto* owned = std::get_if<FixedAmortized<>>(&s.paths[0].pricing)) owned->min_units = 1e4;
  if (auto* rented = std::get_if<Provisioned<>>(&s.paths[0].pricing)) rented->min_units = 1e4;
  const double now = accepted_cost(s), slack = 1e-12 * now;
  const auto with = [&](auto change) {
    Scenario other = s;
    change(other);
    return accepted_cost(other);
  };
  RC_ASSERT((with([](Scenario& o) { o.gate *= 1.5; }) > now));
  RC_ASSERT((with([](Scenario& o) { o.rejected.cost *= 1.5; }) >= now - slack));
  RC_ASSERT((with([](Scenario& o) { o.tries.correlation += 0.5 * (1 - o.tries.correlation); }) >= now - slack ||
             s.rejected.handling == Handling::fallback));
  RC_ASSERT((with([](Scenario& o) { o.paths[0].acceptance.rate *= 0.9; }) >= now - slack ||
             s.rejected.handling == Handling::fallback));
  // An answer by someone else for less than another try of the path makes rejection a bargain; dearer than a try, it is
  // not.
  const PathModel m = model(s, s.paths[0]);
  const double attempt = usd_per_answer(m.whole.at(m.load(s.demand)) / m.load(s.demand));
  s.rejected.cost = usd_per_request(2000 * attempt);
  const double dear = accepted_cost(s);
  RC_ASSERT((with([](Scenario& o) { o.paths[0].acceptance.rate *= 0.9; }) >= dear * (1 - 1e-12)));
}

RC_GTEST_PROP(AcceptedCost, LoadMeetsDemand, (unsigned seed)) {
  Random r(seed);
  const Scenario s = random_scenario(r);
  const PathModel m = model(s, s.paths[0]);
  const auto o = outcome(s.paths[0].acceptance.rate, s.tries);
  const double e = answers_per_request(o.answers), demand = accepted_answers_per_month(s.demand);
  const double load = demand * (s.rejected.handling == Handling::dropped ? e / o.accepted : e);
  RC_ASSERT(std::abs(answers_per_month(m.load(s.demand)) - load) <= 1e-12 * load);
  RC_ASSERT(std::abs(accepted_answers_per_month(m.demand(m.load(s.demand))) - demand) <= 1e-12 * demand);
}

// --- Bills ---------------------------------------------------------------------------------------

RC_GTEST_PROP(Bills, AddUpTermByTermAtEveryLoad, (unsigned seed)) {
  Random r(seed);
  const Scenario s = random_scenario(r);
  for (const Arrivals arrivals : both_arrivals) {
    const PathModel m = model(s, s.paths[0], arrivals);
    const Load<> load = answers_per_month(r.log_uniform(0.01, 1e7));
    MoneyPerMonth<> sum{};
    for (const auto& term : m.whole.terms) sum += m.whole.at(term, load);
    const double total = usd_per_month(m.whole.at(load));
    RC_ASSERT(std::abs(usd_per_month(sum) - total) <= 1e-12 * total);
    const double by_demand = m.by_demand(accepted_answers_per_month(m.demand(load)));
    RC_ASSERT(
        (std::abs(by_demand - total) <= 1e-9 * total || m.by_demand.units(accepted_answers_per_month(m.demand(load))) !=
                                                            m.whole.curve().units(answers_per_month(load))));
  }
}

RC_GTEST_PROP(Bills, NeverFallAsTheLoadRises, (unsigned seed)) {
  Random r(seed);
  const Scenario s = random_scenario(r);
  for (const Arrivals arrivals : both_arrivals) {
    const PathModel m = model(s, s.paths[0], arrivals);
    double last = 0;
    for (double load = 0.01; load < 1e7; load *= r.uniform(1, 1.2)) {
      const double now = usd_per_month(m.whole.at(answers_per_month(load)));
      RC_ASSERT(now >= last * (1 - 1e-12));
      last = now;
    }
  }
}

RC_GTEST_PROP(Bills, WindowsAreBilledForAtLeastTheirBusyTimeAndAtMostAllMonth, (unsigned seed)) {
  Random r(seed);
  const Opening opening = static_cast<Opening>(r.below(4));
  const double busy = r.uniform(0, 1), arrivals = r.log_uniform(1e-6, 1e3);
  const double open = open_fraction(opening, busy, arrivals);
  RC_ASSERT(open >= busy);
  RC_ASSERT(open <= 1);
  RC_ASSERT(open_fraction(Opening::exponential, busy, arrivals) >= open_fraction(Opening::anchored, busy, arrivals));
}

// --- What cannot be priced -----------------------------------------------------------------------

TEST(AcceptedCost, OfNothingAcceptedHasNoBoundAndIsNeverZero) {
  Scenario s = test::lab();
  test::path(s, "tokens").acceptance = {.accepted = 0, .of = 30};
  const PathModel m = model(s, s.path("tokens"));
  EXPECT_EQ(m.why_not, "0 of 30 accepted: the rate is unknown and the cost has no bound");
  test::path(s, "tokens").acceptance = {};
  EXPECT_EQ(model(s, s.path("tokens")).why_not, "acceptance unknown: no counts and no rate");
}

TEST(AcceptedCost, WithoutThroughputIsUnknownButForTokens) {
  Scenario s = test::lab();
  for (auto& p : s.paths) p.points.clear();
  for (const auto& p : s.paths)
    EXPECT_EQ(model(s, p).why_not, p.id == "tokens" ? "" : "throughput not measured") << p.id;
}

TEST(AcceptedCost, NobodyKeepsTheLimits) {
  Scenario s = test::lab();
  s.requirements.latency.min_stream_output = output_tokens_per_second(20);
  EXPECT_EQ(model(s, s.path("box_llama")).why_not,
            "no measured operating point keeps the latency limits: one stream 14.0 tokens/s, 20.0 asked for");
  EXPECT_EQ(model(s, s.path("box_gemma")).why_not, "");
}

}  // namespace
}  // namespace costmodel
