// Bills of any sign: a machine may be worth more in the end than it cost, a plan may give more credit than is used, and
// next to nothing may be accepted. Whatever `validate` takes is decided without a crash and without a number that is
// none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/explain.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/render/report.hpp>

#include <cmath>
#include <random>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::HasSubstr;
using testing::Not;

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  double uniform(double low, double high) { return std::uniform_real_distribution(low, high)(engine_); }
  double decades(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
  bool one_in(int n) { return std::uniform_int_distribution(1, n)(engine_) == 1; }
  int below(int n) { return std::uniform_int_distribution(0, n - 1)(engine_); }

 private:
  std::mt19937 engine_;
};

/// A machine whose resale value is any share of its price, and may be drawn far above it.
FixedAmortized<> machine(Dice& dice, Ledger& ledger) {
  const double price = dice.one_in(6) ? 0 : dice.decades(1e-3, 1e9);
  FixedAmortized<> p{.price = usd(price),
                     .residual = usd(price * (dice.one_in(3) ? 1 : dice.uniform(0, 1))),
                     .life = months(dice.decades(0.1, 120)),
                     .discount_rate_per_year = dice.one_in(2) ? 0 : dice.uniform(0, 1)};
  if (dice.one_in(3)) p.flat = usd_per_month(dice.decades(1e-6, 1e4));
  if (dice.one_in(2))
    ledger.entries["/pricing/residual_usd"] = {.range = Range{price / 2, price * dice.decades(1, 1e4) + 1}};
  return p;
}

Pricing<> any_pricing(Dice& dice, Ledger& ledger) {
  const Charges<> charges{.minimum = usd_per_month(dice.one_in(3) ? dice.decades(1, 1e4) : 0),
                          .credit = usd_per_month(dice.one_in(2) ? dice.decades(1, 1e6) : 0)};
  switch (dice.below(4)) {
    case 0:
    case 1:
      return machine(dice, ledger);
    case 2:
      return Provisioned<>{.price = usd_per_hour(dice.one_in(4) ? 0 : dice.decades(1e-4, 1e3)), .charges = charges};
    default:
      return PerToken<>{.output = usd_per_million_output_tokens(dice.one_in(4) ? 0 : dice.decades(1e-4, 1e4)),
                        .charges = charges};
  }
}

Acceptance any_acceptance(Dice& dice) {
  if (dice.one_in(3)) return {.rate = dice.one_in(3) ? dice.decades(1e-12, 1) : dice.uniform(0.01, 1)};
  const double of = std::floor(dice.decades(1, 1e12));
  return {.accepted = std::min(of, std::floor(dice.one_in(3) ? 1 : of * dice.uniform(0, 1))), .of = of};
}

Scenario any_bills(unsigned seed) {
  Dice dice(seed);
  Scenario s = test::lab();
  s.demand = accepted_answers_per_month(dice.decades(1, 1e6));
  s.paths.clear();
  for (int i = 0, n = 2 + dice.below(3); i < n; ++i) {
    Path path{.id = "p" + std::to_string(i)};
    path.pricing = any_pricing(dice, path.ledger);
    if (!std::holds_alternative<PerToken<>>(path.pricing))
      path.points = {{.output = output_tokens_per_second(dice.decades(1, 1e4))}};
    path.acceptance = any_acceptance(dice);
    if (path.acceptance.of == 0 && dice.one_in(2))
      path.ledger.entries["/acceptance/rate"] = {.distribution = Distribution{.shape = Shape::beta, .a = 1e-3, .b = 1}};
    s.paths.push_back(std::move(path));
  }
  if (dice.one_in(3)) s.paths.push_back(s.paths.front()), s.paths.back().id = "again";
  if (dice.one_in(2)) s.requirements.min_acceptance = dice.one_in(4) ? 0 : dice.uniform(0, 1);
  if (s.requirements.min_acceptance && dice.one_in(2))
    s.ledger.entries["/requirements/min_acceptance"] = {.range = Range{0, 1}};
  if (dice.one_in(3)) s.ledger.entries["/demand/accepted_answers_per_month"] = {.range = Range{1, 1e6}};
  if (dice.one_in(2)) s.rejected.cost = usd_per_request(dice.decades(1e-3, 1e3));
  return s;
}

void expect_numbers(const Uncertainty& u) {
  double sum = 0;
  for (const auto& p : u.paths) {
    EXPECT_FALSE(std::isnan(p.expected_usd_per_month));
    EXPECT_TRUE(!p.usd_per_accepted || p.usd_per_accepted->low <= p.usd_per_accepted->high);
    for (const double share : {p.probability_cheapest, p.probability_feasible, p.probability_cheapest_at_stated_demand})
      EXPECT_TRUE(share >= 0 && share <= 1);
    for (const double share : p.probability_cheapest_at) EXPECT_TRUE(share >= 0 && share <= 1);
    sum += p.probability_cheapest;
  }
  EXPECT_LE(sum, 1 + 1e-9);
  EXPECT_TRUE(!u.probability_right || (*u.probability_right >= 0 && *u.probability_right <= 1));
  EXPECT_GE(u.expected_regret_usd_per_month, 0);
  EXPECT_TRUE(std::isfinite(u.expected_regret_usd_per_month));
  for (const auto& row : u.worth_knowing) EXPECT_TRUE(std::isfinite(row.usd_per_month)) << row.unknown;
  for (const auto& row : u.worth_judging) EXPECT_TRUE(std::isfinite(row.usd_per_month)) << row.path;
  for (const auto& row : u.unproven) EXPECT_FALSE(std::isnan(row.usd_per_month_less.value_or(0)));
}

TEST(AnyBill, IsDecidedWithoutACrash) {
  int without_expectation = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    const Scenario s = any_bills(seed);
    ASSERT_NO_THROW(validate(s));
    expect_numbers(uncertainty(s, {.draws = 256, .seed = seed}));
    const Decision d = decide(s, {}, {.draws = seed % 4 == 0 ? 64u : 0u, .ranges = seed % 12 == 0});
    for (const auto& c : d.paths) ASSERT_TRUE(!c.per_month || std::isfinite(usd_per_month(*c.per_month))) << c.id;
    if (d.uncertainty) {
      expect_numbers(*d.uncertainty);
      without_expectation += d.uncertainty->decision.empty();
    }
    const std::string words = render(decision_report(s, d), Format::text);
    EXPECT_THAT(words, Not(testing::ContainsRegex("\\b-?(nan|inf)\\b")));
    EXPECT_THAT(to_json(d), HasSubstr("\"layers\""));
    for (const auto& path : s.paths) EXPECT_NO_THROW((void)explain(s, path.id, "usd_per_month"));
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(without_expectation, 0) << "next to nothing is accepted somewhere";
}

/// The first reproductions: every draw below 0, and all paths at 0.
TEST(AnyBill, BelowZeroInEveryDraw) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_gemma" && p.id != "tokens"; });
  test::path(s, "box_gemma").pricing = FixedAmortized<>{.price = usd(3000), .residual = usd(3000), .life = months(36)};
  test::path(s, "box_gemma").ledger.entries["/pricing/residual_usd"] = {.range = Range{3000, 30'000}};
  test::path(s, "tokens").acceptance = {.accepted = 20, .of = 30};
  const auto u = uncertainty(s);
  EXPECT_EQ(u.decision, "box_gemma");
  EXPECT_NEAR(u.paths[0].expected_usd_per_month, -13'500.0 / 36, 1);
  EXPECT_EQ(u.probability_right, 1);
  EXPECT_TRUE(decide(s).uncertainty);
}

TEST(AnyBill, ResaleAboveThePriceIsRefused) {
  Scenario s = test::lab();
  auto& box = test::pricing<FixedAmortized<>>(s, "box_llama");
  const auto problem = [&] {
    try {
      validate(s);
    } catch (const InvalidInput& e) {
      return to_string(e.problems().front());
    }
    return std::string("accepted");
  };
  box = {.price = usd(3000), .residual = usd(3000), .life = months(36)};
  EXPECT_EQ(problem(), "accepted");
  box.residual = usd(3001);
  EXPECT_THAT(problem(), HasSubstr("/paths/0/pricing/residual_usd"));
  EXPECT_THAT(problem(), HasSubstr("bad-bounds"));
  box.residual = usd(1000);
  auto& known = test::path(s, "box_llama").ledger.entries["/pricing/residual_usd"];
  known = {.range = Range{2500, 4000}};
  EXPECT_EQ(problem(), "accepted") << "some of it lies below the price";
  known = {.range = Range{3500, 4000}};
  EXPECT_THAT(problem(), HasSubstr("a range from 3500 on"));
  known = {.distribution = Distribution{.shape = Shape::uniform, .low = 3500, .high = 4000}};
  EXPECT_THAT(problem(), HasSubstr("a range from 3500 on"));
}

}  // namespace
}  // namespace costmodel
