// Hours that a rule bills beyond those of the month are explained; what rivals state is told of those that state it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/model/costs.hpp>
#include <costmodel/replay/billing_risk.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Calls 110 s apart on average: a spell goes on for a mean of 110 s less than a window beyond its last call before the
/// next one begins, and is rounded up by half a window of 300 s.
TEST(BillingRisk, ExplainsMoreHoursThanAMonthHas) {
  const Scenario s = test::lab();
  const auto hours = [](const BillingRisk& risk) {
    double most = 0;
    for (const auto& row : risk.rows) most = std::max(most, row.billed_hours);
    return most;
  };
  const BillingRisk busy = billing_risk(s, "import", {.demand = accepted_answers_per_month(24'209)});
  ASSERT_GT(hours(busy), hours_per_month(s.month));
  EXPECT_THAT(busy.notes,
              Contains(HasSubstr("whole windows bills more than the 730 hours that a month has on 1 copy")));
  const BillingRisk idle = billing_risk(s, "import", {.demand = accepted_answers_per_month(1'000)});
  ASSERT_LT(hours(idle), hours_per_month(s.month));
  EXPECT_THAT(idle.notes, Not(Contains(HasSubstr("bills more than"))));
}

TEST(NotPriced, NamesForEachCostThoseThatStateIt) {
  Scenario s = test::lab();
  test::pricing<FixedAmortized<>>(s, "box_llama").staff = usd_per_month(10);
  test::pricing<FixedAmortized<>>(s, "box_gemma").staff = usd_per_month(10);
  test::pricing<FixedAmortized<>>(s, "box_gemma").support = usd_per_month(5);
  test::pricing<FixedAmortized<>>(s, "box_gemma").facility = usd_per_month(5);
  EXPECT_THAT(cost(s, "tokens", s.demand).not_priced,
              Contains("staff, which box_llama, box_gemma state; support, facility, which box_gemma states and a path "
                       "of this kind cannot: "
                       "the comparison leaves them out"));
}

}  // namespace
}  // namespace costmodel
