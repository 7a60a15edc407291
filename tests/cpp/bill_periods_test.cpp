// Bills of real months: what was paid stays as it was, units as providers count them, cells that hold nothing, rows
// that stand twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/costmodel.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/replay/billing_risk.hpp>

#include <algorithm>
#include <cli.hpp>
#include <fstream>
#include <sstream>

namespace costmodel {
namespace {

using testing::HasSubstr;

constexpr const char* header =
    "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,"
    "ConsumedUnit,ServiceName,SkuMeter\n";

std::string row(const std::string& usd, const std::string& quantity, const std::string& unit,
                const std::string& meter = "", const std::string& start = "2026-10-01T00:00:00Z",
                const std::string& end = "2026-11-01T00:00:00Z", const std::string& kind = "Usage") {
  return usd + "," + usd + ",USD," + kind + "," + start + "," + end + "," + quantity + "," + unit + ",Models," + meter +
         "\n";
}

std::string refusal(const std::string& csv) {
  try {
    parse_bill(csv, {}, "f");
  } catch (const InvalidInput& invalid) {
    return invalid.what();
  }
  return {};
}

/// A copy of eight units at $0.05 a unit and minute, with storage; every attempt is accepted.
Scenario eight_units() {
  Scenario s;
  s.workload = {.output = output_tokens_per_answer(300)};
  s.demand = accepted_answers_per_month(118'000);
  Path path{
      .id = "import",
      .pricing = ActiveWindow<>{
          .price = usd_per_minute(0.05), .units_per_copy = 8, .window = minutes(5), .storage = usd_per_month(1.95)}};
  path.points = {{.output = output_tokens_per_second(95)}};
  path.acceptance = {.rate = 1};
  s.paths = {path};
  return s;
}

const BillDifference& term(const BillComparison& c, const std::string& name) {
  const auto found = std::find_if(c.terms.begin(), c.terms.end(), [&](const auto& d) { return d.term == name; });
  if (found == c.terms.end()) throw std::out_of_range(name);
  return *found;
}

TEST(BillPeriods, WhatWasPaidInOctoberIsWhatWasPaid) {
  const auto c = compare_bill(eight_units(), "import", parse_bill(header + row("10136.00", "", "")), 118'000);
  EXPECT_DOUBLE_EQ(hours(c.period), 744);
  EXPECT_DOUBLE_EQ(c.months, 744.0 / 730);
  EXPECT_EQ(usd(c.paid_in_period), 10136.00);
  EXPECT_EQ(usd(c.cash_in_period), 10136.00);
  EXPECT_EQ(c.accepted, 118'000);
  EXPECT_NEAR(usd_per_accepted_answer(c.paid), 10136.0 / 118'000, 1e-15);
  EXPECT_NEAR(accepted_answers_per_month(c.demand), 118'000 / (744.0 / 730), 1e-9);
  const Scenario s = eight_units();
  const double month = usd_per_month(*cost(s, "import", c.demand).per_month);
  EXPECT_NEAR(usd(*c.modelled_in_period), month * 744 / 730, 1e-9 * month);
  double sum = 0;
  for (const auto& d : c.terms) sum += usd(d.difference());
  EXPECT_NEAR(sum, usd(c.paid_in_period) - usd(*c.modelled_in_period), 1e-9);
  EXPECT_THAT(testing::PrintToString(c.notes), HasSubstr("scaled by 1.019 to the 744 hours of the bill"));
  for (const auto& note :
       compare_bill(s, "import",
                    parse_bill(header + row("1", "", "", "", "2026-05-01T00:00:00Z", "2026-05-31T10:00:00Z")), 10)
           .notes)
    EXPECT_THAT(note, testing::Not(HasSubstr("scaled"))) << "730 hours are the month";
}

/// What the model says for the period, as it is billed: unit-minutes at their price.
TEST(BillPeriods, UnitMinutesOfEightUnitsCountOnce) {
  const Scenario s = eight_units();
  const auto first = compare_bill(s, "import", parse_bill(header + row("1", "", "")), 118'000);
  const double modelled = usd(*term(first, "active windows").modelled), unit_minutes = modelled / 0.05;
  const auto number = [](double value) { return std::to_string(value); };
  for (const auto& [unit, size] : {std::pair<std::string, double>{"Minutes", 1},
                                   {"Unit-Minutes", 1},
                                   {"Custom Model Unit Minutes", 1},
                                   {"Custom Model Unit per min", 1},
                                   {"Unit-Hours", 60},
                                   {"Hours", 60},
                                   {"seconds", 1.0 / 60}}) {
    const auto c = compare_bill(
        s, "import", parse_bill(header + row(number(1.1 * modelled), number(1.1 * unit_minutes / size), unit)),
        118'000);
    const auto& d = term(c, "active windows");
    ASSERT_TRUE(d.by_quantity) << unit;
    EXPECT_NEAR(usd(*d.by_quantity), 0.1 * modelled, 1e-4 * modelled) << unit;
    EXPECT_NEAR(usd(*d.by_price), 0, 1e-4 * modelled) << unit;
    EXPECT_THAT(d.because, testing::StartsWith("1.10 × the quantity, 1.00")) << unit;
  }
  for (const std::string& unit : std::vector<std::string>{"GB-Hours", "vCPU-Hours", "Hours of fun", "GPU"})
    EXPECT_THROW(term(compare_bill(s, "import", parse_bill(header + row("1", "1", unit)), 118'000), "active windows")
                     .paid.value(),
                 std::bad_optional_access)
        << unit;
}

TEST(BillPeriods, StorageIsATermOfItsOwn) {
  const Scenario s = eight_units();
  const double months = 744.0 / 730;
  for (const auto& [unit, meter] :
       {std::pair<std::string, std::string>{"Custom Model Unit Months", ""}, {"Unit-Months", "Custom Model Storage"}}) {
    const auto c = compare_bill(
        s, "import",
        parse_bill(header + row(std::to_string(8 * 1.95 * months), std::to_string(8 * months), unit, meter)), 118'000);
    const auto& d = term(c, "storage");
    EXPECT_NEAR(usd(*d.modelled), 8 * 1.95 * months, 1e-9);
    ASSERT_TRUE(d.by_quantity) << unit;
    EXPECT_NEAR(usd(*d.by_quantity), 0, 1e-4) << unit;
  }
  EXPECT_TRUE(
      term(compare_bill(s, "import", parse_bill(header + row("1", "5", "GB-Months", "storage")), 118'000), "storage")
          .paid);
}

TEST(BillPeriods, CellsThatHoldNothing) {
  for (const std::string& nothing : std::vector<std::string>{"NULL", "null", "\"NULL\""}) {
    const auto bill = parse_bill(header + row("100", "10", "Hours", nothing) +
                                 row("-5", nothing, nothing, nothing, nothing, nothing, "Credit"));
    EXPECT_EQ(usd(bill.effective(Charge::usage)), 100);
    EXPECT_EQ(usd(bill.effective(Charge::credit)), -5);
    for (const auto& group : bill.groups) {
      EXPECT_EQ(group.meter, "");
      EXPECT_EQ(group.quantity.has_value(), group.charge == Charge::usage);
    }
  }
  EXPECT_THAT(refusal(header + row("NULL", "1", "Hours")), HasSubstr("[bad-number]")) << "costs may not be missing";
}

TEST(BillPeriods, ADateThatCannotBeReadIsNamed) {
  EXPECT_THAT(refusal(header + row("1", "1", "Hours") + row("1", "2", "Hours", "", "9/1/26", "10/1/26")),
              testing::AllOf(HasSubstr("f:3: found ChargePeriodStart \"9/1/26\""),
                             HasSubstr("f:3: found ChargePeriodEnd \"10/1/26\""), HasSubstr("[bad-date]")));
  EXPECT_THAT(refusal(header + row("1", "1", "Hours", "", "2026-10-01T00:00:00Zoo")), HasSubstr("[bad-date]"));
  const auto zones = parse_bill(header + row("1", "1", "Hours", "", "2026-10-01", "2026-10-02T00:00:00+02:00") +
                                row("1", "2", "Hours", "", "2026-10-01T12:00:00Z", "2026-10-01T23:00:00Z"));
  EXPECT_DOUBLE_EQ(hours(zones.period), 23) << "ends are held against each other as times, not as texts";
}

TEST(BillPeriods, ABillThatStandsTwiceIsNotCountedDouble) {
  const std::string rows = row("1", "1", "Hours") + row("2", "2", "Hours") + row("3", "3", "Hours", "a");
  EXPECT_THAT(refusal(header + rows + rows), HasSubstr("each row twice: 3 of 6 rows are exact copies of another"));
  EXPECT_THAT(refusal(header + rows + rows + rows), HasSubstr("each row 3 times: 6 of 9 rows"));
  EXPECT_THAT(refusal(header + rows + rows + row("1", "1", "Hours")),
              HasSubstr("each row at least twice: 4 of 7 rows"));
  std::string crlf = rows + rows;
  crlf.replace(crlf.rfind('\n'), 1, "\r\n");
  EXPECT_THAT(refusal(header + crlf), HasSubstr("[doubled-rows]"));

  const auto some = parse_bill(header + rows + row("1", "1", "Hours") + row("-5", "", "", "", "", "", "Credit") +
                               row("-5", "", "", "", "", "", "Credit"));
  EXPECT_EQ(usd(some.effective(Charge::usage)), 7) << "equal charges can be right";
  EXPECT_EQ(usd(some.effective(Charge::credit)), -10);
  EXPECT_THAT(some.report.notes.back().text,
              HasSubstr("2 of 6 rows are exact copies of another, and every one is counted"));
  EXPECT_TRUE(parse_bill(header + rows).report.notes.empty());
  EXPECT_EQ(usd(parse_bill(header + row("1", "1", "Hours") + row("1", "1", "Hours")).effective(Charge::usage)), 2)
      << "one kind of charge, and a note";
}

/// As many accepted answers, not as many attempts: $2 a million, 300 tokens.
TEST(BillPeriods, OtherPathsGiveAsManyAcceptedAnswers) {
  Scenario s = eight_units();
  s.demand = accepted_answers_per_month(20'000);
  s.paths[0].acceptance = {.rate = 0.7};
  Path api{
      .id = "api", .pricing = PerToken<>{.output = usd_per_million_output_tokens(0.6)}, .acceptance = {.rate = 0.4}};
  s.paths.push_back(api);
  const auto risk = billing_risk(s, "import");
  ASSERT_EQ(risk.others.size(), 1u);
  EXPECT_NEAR(answers_per_month(risk.others[0].load), 50'000, 1e-6);
  EXPECT_NEAR(usd_per_month(*risk.others[0].cost), 50'000 * 300 * 0.6e-6, 1e-9);
  EXPECT_NEAR(usd_per_month(*risk.others[0].cost), usd_per_month(*cost(s, "api", s.demand).per_month), 1e-9);

  Trace trace;
  for (int i = 0; i < 100; ++i)
    trace.time_ns.push_back(i * 1'000'000'000'000), trace.input.push_back(0), trace.output.push_back(300);
  const auto recorded = billing_risk(s, "import", trace);
  EXPECT_NEAR(answers_per_month(recorded.others[0].load) * 0.4, answers_per_month(recorded.load) * 0.7, 1e-6);
}

}  // namespace
}  // namespace costmodel
