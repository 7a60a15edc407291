// The utilization that the cost table shows is the one by which its price of tokens is to be divided.
#include <gtest/gtest.h>
#include <costmodel/model/costs.hpp>
#include <costmodel/render/report.hpp>

#include <cmath>

#include "scenarios.hpp"

namespace costmodel {
namespace {

TEST(OwnUnits, AreWhatUIsOf) {
  for (const double least : {1.0, 3.0}) {
    Scenario s = test::lab();
    test::pricing<FixedAmortized<>>(s, "box_llama").min_units = least;
    const double one = hours_per_month(s.month) * 3600 * 14 / 300;
    for (const double of_one : {0.4, 1.6, 3.7}) {
      const PathCost c = cost(s, "box_llama", accepted_answers_per_month(of_one * one));
      const double units = std::max(least, std::ceil(of_one));
      ASSERT_EQ(c.units, units);
      EXPECT_NEAR(*c.utilization, of_one, 1e-9) << "in numbers it stays that of one unit";
      const double price = usd_per_million_output_tokens(*c.per_output_token),
                   full = usd_per_million_output_tokens(*c.per_output_token_full);
      EXPECT_NEAR(full, 200 / (one * 300) * 1e6, 1e-9 * full);
      EXPECT_NEAR(price, full / (of_one / units), 1e-9 * price);
      const Table table = cost_table({c});
      EXPECT_NEAR(std::stod(cost_table({c}).rows[0][3]), 100 * of_one / units, 0.06) << "to three figures";
    }
  }
}

}  // namespace
}  // namespace costmodel
