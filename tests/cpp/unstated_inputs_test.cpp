// What a scenario does not state: it is inherited, has a stated default, or is listed as not in the numbers. It is
// never 0 unseen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/dual.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/render/report.hpp>

#include "scenario/lifted.hpp"
#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::Not;

/// A scenario of these paths; everything is accepted.
Scenario read(const std::string& demand, const std::string& workload, const std::string& paths,
              const std::string& more = "") {
  return parse_scenario(R"({"costmodel": 1, "title": "t", "demand": {"accepted_answers_per_month": )" + demand +
                        R"(}, "workload": {)" + workload + "}" + more + R"(, "paths": [)" + paths + "]}");
}

std::string path(const std::string& id, const std::string& pricing, const std::string& more = "") {
  return R"({"id": ")" + id + R"(", "pricing": {)" + pricing + R"(}, "acceptance": {"rate": 1})" + more + "}";
}

PathCost of(const Scenario& s, std::size_t i = 0) { return cost(s, s.paths[i].id, s.demand); }
double usd(const Scenario& s, std::size_t i = 0) { return usd_per_month(*of(s, i).per_month); }

const std::string cached_workload =
    R"("input_tokens_per_answer": 1000, "cached_input_tokens_per_answer": 9000, "output_tokens_per_answer": 300)";
const std::string three =
    R"("kind": "per_token", "usd_per_million_input_tokens": 3, "usd_per_million_cached_input_tokens": 0.3, "usd_per_million_output_tokens": 15)";
const std::string fast =
    R"(, "throughput": {"points": [{"output_tokens_per_second": 1000, "input_tokens_per_second": 10000}]})";

TEST(PathWorkload, TakesFromTheScenarioWhatItDoesNotName) {
  const Scenario s =
      read("1000000", cached_workload,
           path("a", three) + "," + path("b", three, R"(, "workload": {"output_tokens_per_answer": 400})") + "," +
               path("c", three, R"(, "workload": {"input_tokens_per_answer": 1100})") + "," +
               path("d", three, R"(, "workload": {"cached_input_tokens_per_answer": 0})"));
  EXPECT_NEAR(usd(s, 0), 3000 + 2700 + 4500, 1e-6);
  EXPECT_NEAR(usd(s, 1), 11'700, 1e-6);
  EXPECT_NEAR(usd(s, 2), 3300 + 2700 + 4500, 1e-6);
  EXPECT_NEAR(usd(s, 3), 3000 + 4500, 1e-6);  // a 0 that is written down is meant
  EXPECT_THAT(to_json(s), HasSubstr(R"("cached_input_tokens_per_answer": 0)"));
  EXPECT_EQ(parse_scenario(to_json(s)).paths[3].workload, s.paths[3].workload);
  const auto matters = inputs_of_cost(s, s.paths[1].id);
  EXPECT_TRUE(std::ranges::any_of(
      matters, [](const Input& i) { return i.pointer == "/workload/cached_input_tokens_per_answer"; }));
  EXPECT_FALSE(
      std::ranges::any_of(matters, [](const Input& i) { return i.pointer == "/workload/output_tokens_per_answer"; }));
  EXPECT_NEAR(usd(with_input(s, "/workload/cached_input_tokens_per_answer", 0), 1), 9000, 1e-6);
  EXPECT_NEAR(usd(with_input(s, "/paths/1/workload/input_tokens_per_answer", 2000), 1), 6000 + 2700 + 6000, 1e-6);
}

TEST(PathWorkload, IsInheritedOverEveryNumberType) {
  const Scenario s =
      read("1000000", cached_workload, path("b", three, R"(, "workload": {"output_tokens_per_answer": 400})"));
  fields::Lifted<Dual<>> lifted(s, {});
  lifted.setters.at("/workload/cached_input_tokens_per_answer")(Dual<>(9000, 1));
  const auto& there = lifted.scenario;
  const auto m = assemble(there, there.paths[0], Dual<>(1), {}, Arrivals::poisson);
  const Dual<> y = m.by_demand(Dual<>(1e6));
  EXPECT_NEAR(y.value, 11'700, 1e-6);
  EXPECT_NEAR(y.slope, 0.3, 1e-9);  // one cached token more in each of a million answers
}

TEST(PathWorkload, IsCheckedAsItIsUsed) {
  try {
    (void)read(
        "1",
        R"("input_tokens_per_answer": 1000, "cache_write_tokens_per_answer": 500, "output_tokens_per_answer": 300)",
        path("a", three, R"(, "workload": {"input_tokens_per_answer": 400})"));
    FAIL();
  } catch (const InvalidInput& invalid) {
    EXPECT_EQ(invalid.problems().front().id, "bad-bounds");
    EXPECT_EQ(invalid.problems().front().where, "/paths/0/workload/cache_write_tokens_per_answer");
  }
}

TEST(CachedInput, WithoutAPriceOfItsOwnCostsTheInputPrice) {
  const std::string tokens =
      R"("kind": "per_token", "usd_per_million_input_tokens": 3, "usd_per_million_output_tokens": 15)";
  const std::string workload =
      R"("input_tokens_per_answer": 1000, "cached_input_tokens_per_answer": 9000, "output_tokens_per_answer": 500)";
  const Scenario s =
      read("1000", workload,
           path("a", tokens) + "," + path("free", tokens + R"(, "usd_per_million_cached_input_tokens": 0)"));
  EXPECT_NEAR(usd(s), 37.50, 1e-9);
  EXPECT_THAT(of(s).notes, Contains("a: cached input tokens at the input price: no price of their own is stated."));
  EXPECT_THAT(of(s).not_priced, ElementsAre("a discount for cached input tokens"));
  EXPECT_NEAR(usd(s, 1), 10.50, 1e-9);
  EXPECT_THAT(of(s, 1).not_priced, IsEmpty());
  EXPECT_NEAR(usd(parse_scenario(to_json(s)), 1), 10.50, 1e-9);
}

TEST(CachedInput, BesideTheTimeOfWindowsToo) {
  const Scenario s = read("1000", cached_workload,
                          path("windows", R"("kind": "active_window", "usd_per_unit_minute": 0.1, "window_minutes": 5,
                               "usd_per_million_input_tokens": 3)",
                               fast));
  const PathCost c = of(s);
  const auto cached =
      std::ranges::find(c.terms, "cached input tokens", &std::pair<std::string, MoneyPerMonth<>>::first);
  ASSERT_NE(cached, c.terms.end());
  EXPECT_NEAR(usd_per_month(cached->second), 27, 1e-9);
  EXPECT_THAT(c.notes, Contains("windows: cached input tokens at the input price: no price of their own is stated."));
  EXPECT_THAT(c.not_priced, Contains("a discount for cached input tokens"));
}

TEST(CachedInput, InTheOverflowToo) {
  const Scenario s = parse_scenario(
      R"({"costmodel": 1, "title": "t", "demand": {"accepted_answers_per_month": 1314000, "domain_accepted_answers_per_month": [1, 13140000]},
    "workload": {"input_tokens_per_answer": 500, "output_tokens_per_answer": 100, "cached_input_tokens_per_answer": 500},
    "paths": [{"id": "ptu", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 2, "min_units": 1, "max_units": 1,
      "overflow": {"usd_per_million_input_tokens": 1, "usd_per_million_output_tokens": 4}}, "acceptance": {"rate": 1},
      "throughput": {"points": [{"output_tokens_per_second": 50, "input_tokens_per_second": 500}]}}]})");
  const PathCost c = of(s);
  const auto overflow = std::ranges::find(c.terms, "overflow tokens", &std::pair<std::string, MoneyPerMonth<>>::first);
  ASSERT_NE(overflow, c.terms.end());
  EXPECT_NEAR(usd_per_month(overflow->second), 613.20, 1e-9);
  EXPECT_THAT(c.not_priced, Contains("a discount for cached input tokens in the overflow"));
}

const std::string box = R"("kind": "fixed_amortized", "price_usd": 4000, "life_months": 36)";

TEST(NotPriced, OfAMachineThatOneBuys) {
  const auto missing = [](const std::string& more) {
    return of(read("1000", R"("output_tokens_per_answer": 300)", path("box", box + more, fast))).not_priced;
  };
  EXPECT_THAT(missing(""), ElementsAre("nobody stated: power, staff, support, space, tax"));
  EXPECT_THAT(missing(R"(, "idle_watts": 900, "load_watts": 3200)"),
              ElementsAre("power (watts without usd_per_kwh)", "nobody stated: staff, support, space, tax"));
  EXPECT_THAT(missing(R"(, "load_watts": 3200, "usd_per_kwh": 0.3)"),
              ElementsAre("power while idle (no idle_watts)", "nobody stated: staff, support, space, tax"));
  EXPECT_THAT(
      missing(
          R"(, "idle_watts": 0, "load_watts": 3200, "usd_per_kwh": 0.3, "staff_usd_per_unit_month": 0, "sales_tax_rate": 0.08)"),
      ElementsAre("nobody stated: support, space"));
  EXPECT_THAT(
      missing(
          R"(, "idle_watts": 9, "load_watts": 32, "usd_per_kwh": 0.3, "staff_usd_per_month": 0, "support_usd_per_month": 0,
                          "facility_usd_per_month": 0, "sales_tax_rate": 0)"),
      IsEmpty());
  EXPECT_THAT(
      missing(
          R"(, "usd_per_kwh": {"value": 0, "grade": "published"}, "staff_usd_per_month": 1, "support_usd_per_month": 1,
                          "colocation_usd_per_kw_month": {"value": 0, "grade": "assumed"}, "sales_tax_rate": 0.1)"),
      IsEmpty());
}

TEST(NotPriced, AStatedZeroSurvivesWritingAndReading) {
  const Scenario s =
      read("1000", R"("output_tokens_per_answer": 300)", path("box", box + R"(, "staff_usd_per_month": 0)", fast));
  EXPECT_THAT(of(parse_scenario(to_json(s))).not_priced, ElementsAre("nobody stated: power, support, space, tax"));
  EXPECT_THAT(of(with_input(s, "/paths/0/pricing/support_usd_per_month", 0)).not_priced,
              ElementsAre("nobody stated: power, space, tax"));
}

TEST(NotPriced, OfTokensResourcesAndPrefill) {
  const std::string workload = R"("input_tokens_per_answer": 1000, "output_tokens_per_answer": 300)";
  const std::string slow = R"(, "throughput": {"points": [{"output_tokens_per_second": 1000}]})";
  const Scenario s = read(
      "1000", workload,
      path("in", R"("kind": "per_token", "usd_per_million_output_tokens": 15)") + "," +
          path("gpu",
               R"("kind": "provisioned", "usd_per_unit_hour": 2, "resources": [{"name": "GiB", "usd_per_second": 0}])",
               slow) +
          "," + path("call", R"("kind": "per_token", "usd_per_answer": 0.01, "usd_per_million_input_tokens": 0)"));
  EXPECT_THAT(of(s, 0).not_priced, ElementsAre("input tokens (no price)"));
  EXPECT_THAT(of(s, 1).not_priced, ElementsAre("GiB (at no price)", "nobody stated: staff, support",
                                               "machine time of input tokens (no input_tokens_per_second)"));
  EXPECT_THAT(of(s, 2).not_priced, IsEmpty());
}

TEST(NotPriced, SaysWhatARivalCannotHave) {
  const Scenario s = read("1000", R"("output_tokens_per_answer": 300)",
                          path("own", box + R"(, "staff_usd_per_month": 500, "support_usd_per_month": 10)", fast) +
                              "," + path("api", R"("kind": "per_token", "usd_per_million_output_tokens": 15)"));
  EXPECT_THAT(
      of(s, 1).not_priced,
      ElementsAre("staff, support, which own states and a path of this kind cannot: the comparison leaves them out"));
}

TEST(NotPriced, StandsInEveryOutput) {
  const Scenario s =
      read("1000", R"("output_tokens_per_answer": 300)",
           path("box", box, fast) + "," + path("api", R"("kind": "per_token", "usd_per_million_output_tokens": 15)"));
  const std::vector<PathCost> costs{of(s, 0), of(s, 1)};
  for (const Format format : {Format::text, Format::markdown, Format::html, Format::latex, Format::csv}) {
    const std::string text = render(cost_report(s, costs), format);
    EXPECT_THAT(text, HasSubstr("Not in these numbers"));
    EXPECT_THAT(text, HasSubstr("power, staff, support, space, tax"));
  }
  EXPECT_THAT(render(decision_report(s, decide(s)), Format::text), HasSubstr("nobody stated: power"));
  EXPECT_THAT(to_json(costs), HasSubstr("\"not_priced\": [\n"));
}

TEST(Upkeep, IsTheSameOnRentedMachinesAndOwnOnes) {
  const std::string upkeep =
      R"(, "support_usd_per_month": 10, "staff_usd_per_month": 300, "staff_usd_per_unit_month": 20, "facility_usd_per_month": 40, "min_units": 3)";
  const Scenario s = read(
      "1000", R"("output_tokens_per_answer": 300)",
      path("own", R"("kind": "fixed_amortized", "flat_usd_per_month": 730)" + upkeep, fast) + "," +
          path("rent", R"("kind": "provisioned", "usd_per_unit_hour": 1)" + upkeep, fast) + "," +
          path(
              "zero",
              R"("kind": "active_window", "usd_per_unit_minute": 0.1, "window_minutes": 5, "staff_usd_per_month": 300)",
              fast));
  EXPECT_NEAR(usd(s, 0), 3 * 730 + 3 * 10 + 300 + 3 * 20 + 40, 1e-9);
  EXPECT_NEAR(usd(s, 1), usd(s, 0), 1e-9);
  EXPECT_NEAR(usd(s, 2) - usd(with_input(s, "/paths/2/pricing/staff_usd_per_month", 0), 2), 300, 1e-9);
}

TEST(Upkeep, IsNotTheProviders) {
  const std::string credit =
      R"("kind": "provisioned", "usd_per_unit_hour": 1, "min_units": 3, "credit_usd_per_month": 5000, "support_usd_per_month": 10, "staff_usd_per_unit_month": 20)";
  const Scenario s = read("1000", R"("output_tokens_per_answer": 300)", path("rent", credit, fast));
  const PathCost c = of(s);
  EXPECT_NEAR(usd(s), 90, 1e-9);  // the credit takes the rent and no more
  double sum = 0;
  for (const auto& [name, amount] : c.terms) sum += usd_per_month(amount);
  EXPECT_NEAR(sum, 90, 1e-9);
}

TEST(Spot, InterruptedTimeIsBilledOrNotAndSaysWhich) {
  const auto spot = [](const std::string& more) {
    return read("1248300", R"("output_tokens_per_answer": 100)",
                path("spot", R"("kind": "provisioned", "usd_per_unit_hour": 4, "interrupted_fraction": 0.1)" + more,
                     R"(, "throughput": {"points": [{"output_tokens_per_second": 50}]})"));
  };
  const Scenario billed = spot(""), free = spot(R"(, "interrupted_time_billed": false)");
  EXPECT_NEAR(usd(billed), 2 * 4 * 730, 1e-6);
  EXPECT_NEAR(usd(free), 2 * 4 * 730 * 0.9, 1e-6);
  EXPECT_THAT(of(billed).notes, Contains(HasSubstr("which is billed")));
  EXPECT_THAT(of(free).notes, Contains(HasSubstr("which is not billed")));
  EXPECT_THAT(to_json(free), HasSubstr(R"("interrupted_time_billed": false)"));
  EXPECT_THAT([&] { (void)spot(R"(, "interrupted_time_billed": false, "block_hours": 24)"); },
              testing::Throws<InvalidInput>());
}

TEST(Power, IdleWattsNeedLoadWatts) {
  try {
    (void)read(
        "1000", R"("output_tokens_per_answer": 300)",
        path("box", R"("kind": "fixed_amortized", "flat_usd_per_month": 10, "idle_watts": 100, "usd_per_kwh": 0.3)",
             fast));
    FAIL();
  } catch (const InvalidInput& invalid) {
    EXPECT_EQ(invalid.problems().front().id, "bad-bounds");
    EXPECT_EQ(invalid.problems().front().where, "/paths/0/pricing/load_watts");
    EXPECT_EQ(invalid.problems().front().found, "nothing");
  }
}

}  // namespace
}  // namespace costmodel
