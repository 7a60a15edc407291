// What was searched, and where the model ends: no answer says "never" of a range, and none reaches beyond what has a
// meaning.
#include <gmock/gmock.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/axes.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/solve/bands.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A box, two rents and an API: the box and the rent are bought in units, and `rent` meets `api` beyond a million.
Scenario bought() {
  return parse_scenario(R"({"costmodel": 1, "title": "bought, rented or an API",
    "demand": {"accepted_answers_per_month": 900000},
    "workload": {"input_tokens_per_answer": 6000, "cache_write_tokens_per_answer": 1000, "output_tokens_per_answer": 500},
    "rejected": {"usd_per_request": 0.02},
    "paths": [
      {"id": "buy", "pricing": {"kind": "fixed_amortized", "price_usd": 165000, "residual_usd": 30000, "life_months": 36,
        "idle_watts": 900, "load_watts": 3200, "usd_per_kwh": 0.2, "min_units": 2, "max_units": 4},
       "throughput": {"points": [{"concurrency": 64, "output_tokens_per_second": 1700, "input_tokens_per_second": 26000}]},
       "acceptance": {"accepted": 172, "of": 200}},
      {"id": "rent", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 13.2},
       "throughput": {"points": [{"concurrency": 64, "output_tokens_per_second": 1700, "input_tokens_per_second": 26000}]},
       "acceptance": {"same_as": "buy"}},
      {"id": "part", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 16, "hours_up_per_month": 300},
       "throughput": {"points": [{"concurrency": 64, "output_tokens_per_second": 1700, "input_tokens_per_second": 26000}]},
       "acceptance": {"same_as": "buy"}},
      {"id": "api", "pricing": {"kind": "per_token", "usd_per_million_input_tokens": 1.1, "usd_per_million_output_tokens": 4.4},
       "acceptance": {"accepted": 184, "of": 200}},
      {"id": "dear", "pricing": {"kind": "per_token", "usd_per_million_input_tokens": 2.2, "usd_per_million_output_tokens": 8.8},
       "acceptance": {"accepted": 184, "of": 200}}]})");
}

std::string refusal(const auto& f) {
  try {
    f();
  } catch (const InvalidInput& input) {
    return input.what();
  }
  return {};
}

struct End {
  const char* axis;
  double low, high;  ///< of the model, where the default domain would go beyond; 0: it does not
  const char* rule;
};

// Relations between fields end a domain wherever they are: found by asking `validate`, not by a list.
TEST(DomainsOfAxes, EndWhereTheModelEnds) {
  const Scenario s = bought();
  for (const End& end :
       {End{"buy/pricing/load_watts", 900, 0, "idle_watts"}, End{"buy/pricing/idle_watts", 0, 3200, "idle_watts"},
        End{"buy/pricing/min_units", 0, 4, "max_units"}, End{"buy/pricing/max_units", 2, 0, "max_units"},
        End{"workload/cache_write_tokens_per_answer", 0, 6000, "input_tokens_per_answer"},
        End{"part/pricing/hours_up_per_month", 0, 730, "hours_per_month"},
        End{"buy/acceptance/accepted", 0, 200, "of"}}) {
    const WinnerBands bands = winner_bands(s, end.axis);
    if (end.low > 0) {
      EXPECT_NEAR(bands.low, end.low, 0.5 + 1e-9 * end.low) << end.axis;
    }
    if (end.high > 0) {
      EXPECT_NEAR(bands.high, end.high, 0.5 + 1e-9 * end.high) << end.axis;
    }
    EXPECT_THAT(bands.ends_because, HasSubstr(end.rule)) << end.axis;
    EXPECT_TRUE(bands.complete) << end.axis;
    EXPECT_NO_THROW(validate(with_input(s, end.axis, std::floor(bands.high))));
    if (end.high > 0) {
      EXPECT_FALSE(bands.bands.back().to_is_end_of_search) << end.axis;
    }
  }
}

TEST(DomainsOfAxes, ThatWereAskedForBeyondTheModelAreRefusedWithTheEndsThatHold) {
  const Scenario s = bought();
  const auto words = refusal([&] { (void)winner_bands(s, "idle_watts", Range{0, 5000}); });
  EXPECT_THAT(words, HasSubstr("bad-domain"));
  EXPECT_THAT(words, HasSubstr("part of 0 to 3200"));
  EXPECT_THAT(refusal([&] {
                (void)compare_on(s, "buy", "api", "idle_watts", {}, {.domain = Range{0, 5000}});
              }),
              HasSubstr("part of 0 to 3200"));
  EXPECT_THAT(refusal([&] { (void)winner_bands(s, "acceptance of api", Range{0, 1.5}); }), HasSubstr("part of 0 to 1"));
  EXPECT_EQ(winner_bands(s, "idle_watts", Range{100, 3200}).high, 3200);
}

TEST(DomainsOfAxes, AreNotCalledInfeasibleInAMapWhereTheyHaveNoMeaning) {
  const WinnerMap map =
      winner_map(bought(), "idle_watts", Range{100, 3200}, "load_watts", Range{3200, 6400}, {.columns = 4});
  EXPECT_THAT(map.ends_because, IsEmpty());
  const WinnerMap cut =
      winner_map(bought(), "load_watts", Range{900, 3200}, "pricing/idle_watts", Range{100, 3200}, {.columns = 4});
  EXPECT_THAT(cut.ends_because, HasSubstr("idle_watts"));
}

// 1,197,237 is where they cross, worked out by hand from both bills; the default domain ends at a million.
TEST(Never, IsNotSaidOfTheRangeSearched) {
  Scenario s = bought();
  s.domain_low = accepted_answers_per_month(1), s.domain_high = accepted_answers_per_month(1'000'000);
  const Comparison c = compare(s, "rent", "api", Axis::demand);
  ASSERT_THAT(c.crossings, IsEmpty());
  EXPECT_FALSE(c.proven_never);
  ASSERT_TRUE(c.beyond);
  EXPECT_THAT(c.never, HasSubstr("none between 1 and 1,000,000, the range searched"));
  EXPECT_THAT(c.never, HasSubstr("beyond it they cross at "));
  const Comparison further = compare(s, "rent", "api", Axis::demand, {}, {.domain = Range{1, 20e6}});
  ASSERT_FALSE(further.crossings.empty());
  EXPECT_NEAR(further.crossings.front().at, *c.beyond, 1e-9 * *c.beyond);
}

// Twice every price: dearer at every demand there is.
TEST(Never, IsSaidWhereItIsProven) {
  const Comparison c = compare(bought(), "api", "dear", Axis::demand);
  EXPECT_TRUE(c.proven_never);
  EXPECT_THAT(c.never, Not(HasSubstr("range searched")));
  const Comparison all = compare_on(bought(), "api", "dear", "acceptance of buy", {}, {});
  EXPECT_TRUE(all.proven_never);  // every value that a rate may have
}

/// Curves of whole units: where the proof says "none", a search over nine decades finds none.
TEST(Never, IsProvenOnlyOfWhatASearchBearsOut) {
  int proven = 0, found = 0;
  for (int i = 0; i < 400; ++i) {
    const auto at = [&](int k) { return 1 + ((i * 7919 + k * 104729) % 97) / 10.0; };
    Curve<> a{.fixed = at(1), .slope = at(2) / 10, .unit = at(3) * 5, .capacity = at(4) * 20},
        b{.fixed = at(5) * 3, .slope = at(6) / 10};
    if (i % 3 == 0) b.unit = at(7) * 5, b.capacity = at(8) * 20;
    const double low = 5, high = 50;
    const Outside outside = look_outside(a, b, low, high);
    const auto report = crossovers(a, b, 0, 1e5);
    const bool any = std::any_of(report.crossings.begin(), report.crossings.end(), [&](const Crossing& x) {
      return x.kind != CrossingKind::touch && (x.at < low * (1 - 1e-9) || x.at > high * (1 + 1e-9));
    });
    if (outside.none) {
      EXPECT_FALSE(any) << i;
    }
    if (any) {
      EXPECT_TRUE(outside.crossing) << i;
    }
    proven += outside.none, found += outside.crossing.has_value();
  }
  EXPECT_GT(proven, 20);
  EXPECT_GT(found, 20);
}

TEST(Bands, SayWhereTheSearchEnded) {
  Scenario s = bought();
  const Decision d = decide(s, {}, {.draws = 0, .ranges = false});
  ASSERT_FALSE(d.bands.empty());
  for (const auto& band : d.bands) EXPECT_EQ(band.to_is_end_of_search, &band == &d.bands.back());
  const Curve<> ends{.slope = 1, .unit = 1, .capacity = 10, .max_units = 3};
  const auto carried = bands({ends}, 1, 1000);
  ASSERT_EQ(carried.size(), 1u);
  EXPECT_FALSE(carried.back().to_is_end_of_search);  // it ends because nothing more is carried
  EXPECT_DOUBLE_EQ(carried.back().to, 30);
  EXPECT_TRUE(bands({Curve<>{.slope = 1}}, 1, 1000).back().to_is_end_of_search);
}

TEST(Bands, OfADomainWithMoreUnitsThanCanBeToldApartSayWhereTheyEnd) {
  const auto found = bands(
      {{.slope = 1, .unit = 1, .capacity = 1}, {.fixed = 5, .slope = 1.5, .unit = 0.1, .capacity = 0.7}}, 1, 1e12);
  ASSERT_FALSE(found.empty());
  EXPECT_LT(found.back().to, 1e12);
  EXPECT_TRUE(found.back().to_is_end_of_search);
}

TEST(WinningValues, NameTheRangeInWhichAPathNowhereWins) {
  const WinningValues w = winning_values(bought(), "dear", "dear/pricing/usd_per_million_output_tokens");
  EXPECT_THAT(w.never, HasSubstr("nowhere the cheapest feasible path between 0.08800 and 880.0"));
  EXPECT_THAT(w.never, HasSubstr("searched"));
}

}  // namespace
}  // namespace costmodel
