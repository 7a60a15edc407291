// FOCUS bills: which charges are cost, and what they say of a path.
#include <gtest/gtest.h>
#include <costmodel/costmodel.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/io/scenario.hpp>

#include <filesystem>

#include "outside_files.hpp"

namespace costmodel {
namespace {

constexpr const char* header =
    "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,"
    "CommitmentDiscountStatus,ConsumedQuantity,ConsumedUnit,"
    "ServiceName,SkuMeter,SkuPriceDetails\n";

std::string row(const std::string& billed, const std::string& effective, const std::string& category,
                const std::string& status = "", const std::string& quantity = "", const std::string& unit = "",
                const std::string& meter = "", const std::string& details = "", const std::string& currency = "USD") {
  std::string text = billed;
  for (const auto& part :
       {effective, currency, category, std::string("2026-05-01T00:00:00Z"), std::string("2026-05-31T10:00:00Z"), status,
        quantity, unit, std::string("Models"), meter, details})
    text.append(",").append(part);
  return text + "\n";
}

std::vector<std::string> ids(const std::string& csv) {
  std::vector<std::string> all;
  try {
    parse_bill(csv, {}, "f");
  } catch (const InvalidInput& invalid) {
    for (const auto& problem : invalid.problems()) all.push_back(problem.id + " " + problem.where);
  }
  return all;
}

const char* const in_details =
    R"~("{""ModelId"":""m"",""TokenDirection"":""Input"",""TokenCacheAction"":""Uncached""}")~";
const char* const out_details = R"~("{""ModelId"":""m"",""TokenDirection"":""Output""}")~";

TEST(Bills, CostCashIdleAndCreditsAreKeptApart) {
  const auto bill = parse_bill(header + row("560.92", "0", "Purchase") +
                               row("0", "0.064", "Usage", "Used", "1", "Hours") + row("0", "0.032", "Usage", "Unused") +
                               row("2", "2", "Usage", "", "1000000", "Tokens", "Input Tokens", in_details) +
                               row("-5", "-5", "Credit") + row("1", "1", "Adjustment") + row("40", "40", "Tax"));
  EXPECT_NEAR(usd(bill.effective(Charge::usage)), 2.064, 1e-12);
  EXPECT_NEAR(usd(bill.effective(Charge::idle)), 0.032, 1e-12);
  EXPECT_EQ(usd(bill.billed(Charge::purchase)), 560.92);
  EXPECT_EQ(usd(bill.effective(Charge::purchase)), 0);
  EXPECT_EQ(usd(bill.effective(Charge::credit)), -5);
  EXPECT_EQ(usd(bill.effective(Charge::adjustment)), 1);
  EXPECT_EQ(bill.groups.front().charge, Charge::tax);
  EXPECT_EQ(hours(bill.period), 730);
  EXPECT_EQ(bill.report.rows_in, 7u);
  for (const auto& group : bill.groups)
    if (group.charge == Charge::purchase) {
      EXPECT_FALSE(group.quantity) << "null, not 0";
    }
}

TEST(Bills, QuotesLinesAndColumnsInAnyOrder) {
  const auto bill = parse_bill(
      "\xEF\xBB\xBF"
      "Tags,EffectiveCost,BilledCost,BillingCurrency,ChargeCategory,SkuMeter\r\n"
      "\"{\"\"a\"\": \"\"x, y\"\"}\",1.5,1.5,USD,Usage,\"two\nlines\"\r\n,2.5,2.5,USD,Usage,\"a \"\"b\"\"\"");
  ASSERT_EQ(bill.groups.size(), 2u);
  EXPECT_EQ(bill.groups[0].meter, "a \"b\"");
  EXPECT_EQ(bill.groups[0].first_line, 4u);
  EXPECT_EQ(bill.groups[1].meter, "two\nlines");
}

TEST(Bills, WhatCannotBeAddedIsRefused) {
  const std::string h = header;
  EXPECT_EQ(ids(h + row("1", "1", "Usage") + row("1", "1", "Usage", "", "", "", "", "", "EUR")),
            std::vector<std::string>{"mixed-currencies f:3"});
  EXPECT_EQ(ids(h + row("1", "1", "Usage", "", "", "", "", "", "EUR")), std::vector<std::string>{"not-usd f:2"});
  EXPECT_EQ(ids(h + row("x", "1", "Usage") + row("1", "", "Usage") + row("1", "1", "Rebate") + "1,2\n"),
            (std::vector<std::string>{"bad-number f:2", "bad-number f:3", "unknown-name f:4", "wrong-columns f:5"}));
  EXPECT_EQ(ids("BilledCost,EffectiveCost,ServiceName\n1,1,a\n"),
            (std::vector<std::string>{"missing-column f:1", "missing-column f:1"}));
  EXPECT_EQ(ids("BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,BilledCost\n"),
            std::vector<std::string>{"duplicate-column f:1"});
  EXPECT_EQ(ids(h), std::vector<std::string>{"no-rows f"});
  EXPECT_EQ(ids(h + "1,1,USD,\"Usage\n"), std::vector<std::string>{"unclosed-quote f:2"});
  EXPECT_EQ(ids("{}"), std::vector<std::string>{"wrong-format f"});
}

TEST(Bills, SmallChargesAreNotLostBesideLargeOnes) {
  std::string csv = header + row("1e16", "1e16", "Usage");
  for (int i = 0; i < 1000; ++i) csv += row("1", "1", "Usage");
  csv += row("-1e16", "-1e16", "Usage");
  EXPECT_EQ(usd(parse_bill(csv).effective(Charge::usage)), 1000);
}

TEST(Bills, PartsOfABill) {
  const std::string csv =
      header + row("1", "1", "Usage", "", "", "", "", in_details) + row("2", "2", "Usage", "", "", "", "other");
  EXPECT_EQ(usd(parse_bill(csv, {.model = "m"}).effective(Charge::usage)), 1);
  EXPECT_EQ(usd(parse_bill(csv, {.service = "Models"}).effective(Charge::usage)), 3);
  EXPECT_TRUE(parse_bill(csv, {.service = "Others"}).groups.empty());
}

/// Per token at $2 and $4 a million, 1000 in and 500 out, half accepted.
Scenario scenario() {
  Scenario s;
  s.workload = {.input = input_tokens_per_answer(1000), .output = output_tokens_per_answer(500)};
  s.demand = accepted_answers_per_month(1000);
  Path path{
      .id = "tokens",
      .pricing = PerToken<>{.input = usd_per_million_input_tokens(2.0), .output = usd_per_million_output_tokens(4.0)}};
  path.acceptance = {.accepted = 5, .of = 10};
  s.paths = {path};
  return s;
}

TEST(Bills, TheActualPointAndItsDifferencesTermByTerm) {
  const auto bill =
      parse_bill(header + row("5.5", "5.5", "Usage", "", "2500000", "Tokens", "Input Tokens", in_details) +
                 row("4", "4", "Usage", "", "1000000", "Tokens", "Output Tokens", out_details) +
                 row("3", "3", "Usage", "Unused") + row("2", "2", "Usage", "", "1", "Requests", "Guard"));
  const auto given = compare_bill(scenario(), "tokens", bill, 1000);
  EXPECT_EQ(given.months, 1);
  ASSERT_TRUE(given.modelled);
  EXPECT_NEAR(usd_per_accepted_answer(*given.modelled), 0.008, 1e-15);  // 2 × (1000 × 2 + 500 × 4) / 1e6
  EXPECT_NEAR(usd_per_accepted_answer(given.paid), 0.0145, 1e-15);
  double sum = 0;
  for (const auto& d : given.terms) {
    sum += usd(d.difference());
    if (d.term == "input tokens") {
      EXPECT_NEAR(usd(*d.by_quantity), 1, 1e-12);  // 2.5 instead of 2 million, at $2
      EXPECT_NEAR(usd(*d.by_price), 0.5, 1e-12);   // at $2.20
    }
    if (d.term == "unused commitment") {
      EXPECT_FALSE(d.modelled);
    }
  }
  EXPECT_NEAR(sum, usd(given.paid_in_period) - usd(*given.modelled_in_period), 1e-12);
  const auto derived = compare_bill(scenario(), "tokens", bill);  // 1,000,000 ÷ 500 ÷ 2 answers for each accepted one
  EXPECT_NEAR(accepted_answers_per_month(derived.demand), 1000, 1e-9);
  EXPECT_NE(derived.demand_from, given.demand_from);
  EXPECT_THROW(compare_bill(scenario(), "others", bill), InvalidInput);
  EXPECT_THROW(compare_bill(scenario(), "tokens", parse_bill(header + row("1", "1", "Usage"))), InvalidInput);
}

OUTSIDE_FILES(BillSamples, COSTMODEL_SAMPLES);

TEST_P(BillSamples, EachIsRead) {
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(GetParam()) / "bills")) {
    const auto bill = read_bill(entry.path().string());
    EXPECT_FALSE(bill.groups.empty()) << entry.path();
    EXPECT_GT(hours(bill.period), 0) << entry.path();
  }
}

}  // namespace
}  // namespace costmodel
