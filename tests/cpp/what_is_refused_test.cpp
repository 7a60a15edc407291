// Counts that are rates, ids that look alike, days that do not exist, and fields with two domains.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/import/benchmarks.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::problems;
using testing::HasSubstr, testing::IsEmpty;

std::vector<Problem> problems(const std::string& text) {
  try {
    (void)parse_scenario(text);
  } catch (const InvalidInput& invalid) {
    return invalid.problems();
  }
  return {};
}

Scenario counted(double accepted, double of) {
  Scenario s = test::lab();
  s.paths[0].acceptance = {.accepted = accepted, .of = of};
  return s;
}

TEST(Counts, AreWholeNumbers) {
  EXPECT_THAT(problems(counted(144, 170)), IsEmpty());
  EXPECT_THAT(problems(counted(0, 170)), IsEmpty());
  EXPECT_THAT(problems(counted(1e12, 1e12)), IsEmpty());
  for (const auto& [accepted, of] :
       {std::pair{0.85, 170.0}, {1.5, 170.0}, {3, 170.5}, {171, 170}, {1, 2e12}, {2e12, 2e12}, {-1, 3}}) {
    const auto found = problems(counted(accepted, of));
    ASSERT_FALSE(found.empty()) << accepted << " of " << of;
    for (const auto& problem : found) EXPECT_EQ(problem.id, "bad-counts") << to_string(problem);
  }
}

TEST(Counts, ARateTypedForACountIsNamed) {
  const auto found = problems(counted(0.85, 170));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].where, "/paths/0/acceptance/accepted");
  EXPECT_EQ(found[0].found, "0.85 of 170");
  EXPECT_EQ(found[0].allowed,
            "whole numbers; counts, not a rate: 0.85 of 170 would be 144.5; write rate where there are no counts");
}

TEST(Ids, ThatLookAlikeAreRefused) {
  const auto with = [](const std::string& id) {
    Scenario s = test::lab();
    s.paths[0].id = "a";
    s.paths[1].id = id;
    return problems(s);
  };
  EXPECT_THAT(with("b"), IsEmpty());
  EXPECT_THAT(with("a b"), IsEmpty());
  for (const char* id : {"a\u200B", "a ", " a", "a\u00A0", "a\u2028", "\u202Ea"}) {
    const auto found = with(id);
    ASSERT_EQ(found.size(), 1u) << id;
    EXPECT_EQ(found[0].id, "duplicate-id");
  }
  for (const char* id : {"", " ", "\u200B", "\u2028", "\u00A0 ", "e\u0301te"}) {
    const auto found = with(id);
    ASSERT_EQ(found.size(), 1u) << id;
    EXPECT_EQ(found[0].id, "bad-id");
  }
}

TEST(Dates, AreDaysThatExist) {
  const auto dated = [](const std::string& date, const std::string& source, const std::string& evidence) {
    return problems(
        R"({"costmodel": 1, "title": "t", "date": ")" + date + R"(", "sources": {"a/b": {"title": "list", "date": ")" +
        source +
        R"("}}, "demand": {"accepted_answers_per_month": 1000}, "workload": {"output_tokens_per_answer": 300},
      "paths": [{"id": "p", "acceptance": {"rate": 1}, "pricing": {"kind": "per_token", "usd_per_million_output_tokens":
        {"value": 1, "grade": "published", "source": "a/b", "date": ")" +
        evidence + R"("}}}]})");
  };
  EXPECT_THAT(dated("2026-11-30", "2026-11", "2026"), IsEmpty());
  EXPECT_THAT(dated("2024-02-29", "2026-11-30", "2026-11-30T08:00:00Z"), IsEmpty());
  const auto is_bad = [](const std::vector<Problem>& found, const std::string& where) {
    ASSERT_EQ(found.size(), 1u) << where;
    EXPECT_EQ(found[0].id, "bad-date");
    EXPECT_EQ(found[0].where, where);
  };
  for (const char* day : {"yesterday", "2026-02-30", "2026-13-01", "2025-02-29", "2026-11", "20261130"})
    is_bad(dated(day, "", ""), "/date");
  for (const char* day : {"yesterday", "2026-02-30", "2026-13", "30.11.2026"}) {
    is_bad(dated("", day, ""), "/sources/a~1b/date");
    is_bad(dated("", "", day), "/paths/0/pricing/usd_per_million_output_tokens");
  }
}

TEST(Dates, OfEvidenceThatDoNotExistSayNothing) {
  const auto date_of = [](const std::string& date) {
    const auto read = parse_benchmarks(
        R"({"date": ")" + date + R"(", "model_id": "org/m", "request_rate": "inf", "max_concurrency": 4, "completed": 2,
      "failed": 0, "total_input_tokens": 2001, "total_output_tokens": 401, "duration": 2.0, "request_throughput": 1.0, "output_throughput": 200.5,
      "mean_ttft_ms": 100.0, "mean_tpot_ms": 20.0, "mean_e2el_ms": 4000.0})");
    return read.runs.empty() ? "no run" : read.runs[0].origin.date;
  };
  EXPECT_EQ(date_of("20260809-072723"), "2026-08-09");
  EXPECT_EQ(date_of("2024-02-29T07:27:23"), "2024-02-29");
  for (const char* date : {"20260230-072723", "2026-13-01", "20260800"}) EXPECT_EQ(date_of(date), "");
}

TEST(Demand, HasOneDomain) {
  for (const double demand : {1e-12, 9e-10, 2e15}) {
    Scenario s = test::lab();
    EXPECT_THROW((void)cost(s, s.paths[0].id, accepted_answers_per_month(demand)), InvalidInput);
    s.demand = accepted_answers_per_month(demand);
    ASSERT_EQ(problems(s).size(), 1u);
    EXPECT_EQ(problems(s)[0].id, "out-of-range");
    EXPECT_THAT(problems(s)[0].allowed, HasSubstr("1e-09 to 1e+15"));
  }
  for (const double demand : {1e-9, 1e15}) {
    Scenario s = test::lab();
    s.demand = accepted_answers_per_month(demand);
    EXPECT_THAT(problems(s), IsEmpty());
    EXPECT_NO_THROW((void)cost(s, s.paths[4].id, s.demand));
  }
}

TEST(Spread, MustLieWithinTheDomain) {
  const auto with = [](Provenance known) {
    Scenario s = test::lab();
    s.paths[0].ledger.entries["/pricing/sales_tax_rate"] = std::move(known);
    return problems(s);
  };
  EXPECT_THAT(with({.range = Range{0, 1}}), IsEmpty());
  EXPECT_EQ(with({.range = Range{0, 1.1}}).at(0).id, "bad-range");
  EXPECT_EQ(with({.range = Range{0.2, 0.1}}).at(0).id, "bad-range");
  EXPECT_EQ(with({.distribution = Distribution{.shape = Shape::uniform, .low = -1, .high = 1}}).at(0).id,
            "bad-distribution");
}

}  // namespace
}  // namespace costmodel
