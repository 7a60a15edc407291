// What a promise takes: one row for each, as the cost table has it with that promise stated.
#include <gtest/gtest.h>

#include <cli.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/sizing.hpp>
#include <costmodel/model/costs.hpp>
#include <sstream>

namespace costmodel {
namespace {

Scenario three_points(double share, double most = INFINITY) {
  const auto point = [](double n, double rate) {
    return OperatingPoint<>{.concurrency = n, .output = output_tokens_per_second(rate)};
  };
  Path box{.id = "box",
           .pricing = Provisioned<>{.price = usd_per_hour(2), .max_units = most},
           .points = {point(1, 70), point(8, 500), point(32, 1500)},
           .acceptance = {.rate = 1}};
  Scenario s{.title = "t",
             .demand = accepted_answers_per_month(share * 3.75 * 730 * 3600),
             .workload = {.output = output_tokens_per_answer(400)}};
  s.domain_high = accepted_answers_per_month(1e8);
  s.paths = {box};
  return s;
}

}  // namespace

TEST(Sizing, EachRowIsTheCostTableWithThatPromise) {
  const Scenario s = three_points(2.5);
  const std::vector<Promise> asked{read_promise("p99 wait 2"), read_promise("mean wait 0.5"),
                                   read_promise("p99 wait 0")};
  const Sizing sizing = size_of_path(s, "box", asked);
  ASSERT_EQ(sizing.rows.size(), 4u);
  EXPECT_EQ(*sizing.rows[0].units, 3);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    Scenario there = s;
    there.requirements.promises = {asked[i]};
    const PathCost c = cost(there, "box", there.demand);
    const SizeForPromise& row = sizing.rows[i + 1];
    EXPECT_EQ(row.units, c.units);
    EXPECT_EQ(usd_per_month(*row.per_month), usd_per_month(*c.per_month));
    EXPECT_NEAR(usd_per_month(*row.more), (*row.units - 3) * 1460, 1e-6);
    EXPECT_EQ(*row.units, std::ceil(2.5 / row.share));
  }
  EXPECT_NEAR(sizing.rows[1].share, .748516, 0.02) << "of the tables, with straight lines between the points";
}

TEST(Sizing, WhereNoMoreUnitsMayBeAddedItSaysSo) {
  const Sizing sizing = size_of_path(three_points(0.97, 1), "box", {read_promise("p99 wait 2")});
  EXPECT_EQ(*sizing.rows[0].units, 1);
  EXPECT_FALSE(sizing.rows[1].units);
  EXPECT_NE(sizing.rows[1].why_not.find("2 units would keep it, 1 at most"), std::string::npos)
      << sizing.rows[1].why_not;
}

TEST(Sizing, TakesThePromisesOfTheScenarioElseUsualOnes) {
  Scenario s = three_points(0.5);
  EXPECT_EQ(size_of_path(s, "box").rows.size(), 7u);
  s.requirements.promises = {{.of = Promised::wait, .percentile = 90, .seconds = 3}};
  const Sizing own = size_of_path(s, "box");
  ASSERT_EQ(own.rows.size(), 2u);
  EXPECT_EQ(*own.rows[1].promise, s.requirements.promises[0]);
}

TEST(Sizing, PromisesAreReadStrictly) {
  EXPECT_EQ(read_promise("p99.9 first_token 2"),
            (Promise{.of = Promised::first_token, .percentile = 99.9, .seconds = 2}));
  EXPECT_EQ(read_promise("mean answer 0.5"), (Promise{.of = Promised::answer, .percentile = {}, .seconds = .5}));
  for (const char* wrong : {"", "p99", "p99 wait", "p99 wait 2 s", "99 wait 2", "p0 wait 2", "p100 wait 2",
                            "p99 queue 2", "p99 wait -1", "p99 wait x"})
    EXPECT_THROW(read_promise(wrong), InvalidInput) << wrong;
}

}  // namespace costmodel
