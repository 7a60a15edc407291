// What an attack found: amounts that did not follow their exchange rate, quotas below what stands ready, ranges of
// other values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/stats/probability.hpp>

namespace costmodel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* head =
    R"({"costmodel": 1, "title": "t", "date": "2026-06-01", "demand": {"accepted_answers_per_month": 20000},
  "workload": {"output_tokens_per_answer": 300}, )";

/// One path in euros at 10 a million tokens, one in dollars at 11, all accepted: 60 EUR and 66 USD a month.
Scenario in_euros(const std::string& rate) {
  return parse_scenario(head + ("\"presentation\": {\"currency\": \"EUR\", \"usd_per_currency_unit\": " + rate + "},") +
                        R"("paths": [
    {"id": "eu", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": {"value": 10, "grade": "published", "currency": "EUR", "range": [9, 12],
      "valid_from": "2026-01-01"}}, "acceptance": {"rate": 1}},
    {"id": "us", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 11}, "acceptance": {"rate": 1}}]})");
}

double month_of(const Scenario& s, const char* id) { return usd_per_month(*cost(s, id, s.demand).per_month); }

TEST(ExchangeRate, OfTheDayIsTheOneThatConverts) {
  const std::string dated =
      R"({"value": 1.05, "grade": "published", "valid_from": "2026-01-01", "by_date": [{"value": 1.20, "grade": "published", "valid_from": "2026-05-01"}]})";
  const Scenario june = in_euros(dated), plain = in_euros("1.2");
  EXPECT_NEAR(month_of(june, "eu"), 60 * 1.2, 1e-9);
  EXPECT_NEAR(month_of(plain, "eu"), 60 * 1.2, 1e-9);
  EXPECT_EQ(decide(june).path, "us");
  const Scenario april = as_of(june, "2026-04-01");
  EXPECT_NEAR(month_of(april, "eu"), 60 * 1.05, 1e-9);
  EXPECT_EQ(decide(april).path, "eu");
  const Range range = *april.paths[0].ledger.of("/pricing/usd_per_million_output_tokens").range;
  EXPECT_NEAR(range.low, 9 * 1.05, 1e-9);
  EXPECT_NEAR(range.high, 12 * 1.05, 1e-9);
}

TEST(ExchangeRate, ThatIsSetConvertsWhatWasStatedInIt) {
  const Scenario before = in_euros("1.05"), after = with_input(before, "/presentation/usd_per_currency_unit", 1.2);
  EXPECT_EQ(decide(before).path, "eu");
  EXPECT_NEAR(month_of(after, "eu"), 72, 1e-9);
  EXPECT_EQ(decide(after).path, "us");
  EXPECT_EQ(decide(parse_scenario(to_json(after))).path, "us");
}

TEST(ExchangeRate, HasNoRangeAndIsNoAxis) {
  try {
    (void)in_euros(R"({"value": 1.1, "grade": "published", "range": [1.0, 1.3]})");
    FAIL() << "a range of the rate is not drawn";
  } catch (const InvalidInput& refused) {
    EXPECT_EQ(refused.problems().front().id, "not-drawn");
  }
  EXPECT_THROW((void)winner_bands(in_euros("1.1"), "/presentation/usd_per_currency_unit"), InvalidInput);
}

TEST(DatedPrice, LeavesTheRangeOfAnotherValueBehind) {
  const Scenario s = parse_scenario(
      head + std::string(R"("paths": [{"id": "a", "acceptance": {"rate": 1}, "pricing": {"kind": "per_token",
    "usd_per_million_output_tokens": {"value": 10, "grade": "published", "range": [8, 12], "valid_from": "2026-01-01", "by_date": [{"value": 30, "grade": "published", "valid_from": "2026-05-01"}]}}},
    {"id": "b", "acceptance": {"rate": 1}, "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 20}}]})"));
  EXPECT_FALSE(s.paths[0].ledger.of("/pricing/usd_per_million_output_tokens").range);
  EXPECT_NEAR(month_of(s, "a"), 180, 1e-9);
  const Decision d = decide(s);
  EXPECT_EQ(d.path, "b");
  EXPECT_TRUE(d.uncertainty->coverage.nothing());
}

/// A provider that grants fewer units than must stand ready, or a part of one, grants none that can be used.
TEST(Quota, BelowWhatStandsReadyIsNoPath) {
  for (const auto& [least, quota] : {std::pair{3.0, 1.0}, {3.0, 2.5}, {1.0, 0.5}}) {
    Scenario s = parse_scenario(head + std::string(R"("paths": [
      {"id": "gpu", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 0.01}, "throughput": {"points": [{"output_tokens_per_second": 100}]},
       "acceptance": {"accepted": 90, "of": 100}},
      {"id": "api", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 30}, "acceptance": {"same_as": "gpu"}}]})"));
    std::get<Provisioned<>>(s.paths[0].pricing).min_units = least;
    s.paths[0].access.quota_units = quota;
    const Decision d = decide(s);
    EXPECT_EQ(d.path, "api") << quota;
    for (const auto& band : d.bands) EXPECT_EQ(band.path, "api") << quota;
    for (const auto& path : d.uncertainty->paths) EXPECT_NE(path.id, "gpu") << quota;
  }
}

TEST(Quota, AsAnAxisIsCountedInUnits) {
  Scenario s = parse_scenario(head + std::string(R"("paths": [
    {"id": "gpu", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 0.01}, "throughput": {"points": [{"output_tokens_per_second": 1}]},
     "acceptance": {"rate": 1}, "access": {"quota_units": 4}},
    {"id": "api", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 30}, "acceptance": {"rate": 1}}]})"));
  const double needed = *cost(s, "gpu", s.demand).units;
  ASSERT_EQ(needed, 3);
  const WinnerBands bands = winner_bands(s, "gpu/access/quota_units");
  ASSERT_EQ(bands.bands.size(), 2u);
  EXPECT_EQ(bands.bands[0].path, "api");
  EXPECT_EQ(bands.bands[1].path, "gpu");
  EXPECT_EQ(bands.bands[1].from, needed);
}

TEST(Coverage, NamesTheRangesThatAreNotDrawn) {
  const Scenario s = parse_scenario(head + std::string(R"("paths": [
    {"id": "gpu", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 0.01, "min_units": {"value": 2, "grade": "assumed", "range": [2, 200]}},
     "throughput": {"points": [{"output_tokens_per_second": 100}]}, "acceptance": {"rate": 1}, "access": {"lead_time_days": {"value": 3, "grade": "assumed", "range": [1, 90]}}},
    {"id": "api", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": {"value": 30, "grade": "published", "range": [25, 35]}}, "acceptance": {"rate": 1}}]})"));
  const Coverage c = decide(s).uncertainty->coverage;
  EXPECT_EQ(c.ranges, 1u);
  EXPECT_THAT(c.not_drawn, ElementsAre("/paths/0/pricing/min_units", "/paths/0/access/lead_time_days"));
  EXPECT_THAT(to_string(c),
              HasSubstr("2 ranges are stated but not drawn (gpu/pricing/min_units, gpu/access/lead_time_days)"));
}

TEST(NotPriced, SaysWhoAnswersRejectedRequestsForNothing) {
  const Scenario s = parse_scenario(head + std::string(R"("rejected": {"handling": "fallback"}, "paths": [
    {"id": "poor", "acceptance": {"rate": 0.1}, "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 1}}]})"));
  EXPECT_THAT(cost(s, "poor", s.demand).not_priced, testing::Contains(HasSubstr("who answers rejected requests")));
}

TEST(Counts, AreWholeInStatisticsToo) {
  EXPECT_THROW((void)wilson_interval(0.85, 170, 0.95), InvalidInput);
  EXPECT_THROW((void)jeffreys_interval(0.85, 170, 0.95), InvalidInput);
  EXPECT_NO_THROW((void)wilson_interval(145, 170, 0.95));
}

TEST(WinnerMap, WantsColumnsAndTwoAxes) {
  const Scenario s = in_euros("1.1");
  for (const MapOptions& options : {MapOptions{.columns = 0}, MapOptions{.columns = -3},
                                    MapOptions{.tolerance = std::numeric_limits<double>::quiet_NaN()}})
    EXPECT_THROW((void)winner_map(s, "demand", {}, "output_tokens_per_answer", {}, options), InvalidInput);
  EXPECT_THROW((void)winner_map(s, "demand", {}, "demand", {}), InvalidInput);
}

}  // namespace
}  // namespace costmodel
