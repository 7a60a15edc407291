// Feasible before cheap, then cheap, then who holds what and what that costs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/model/feasibility.hpp>

#include <functional>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::lab, test::path, test::pricing;
using testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

constexpr std::size_t layer_2b = 5, layer_2c = 6;
const Holder mine{.run_by = RunBy::me}, nobody{.run_by = RunBy::nobody},
    ceded{.run_by = RunBy::provider, .who = "Bedrock"},
    delegated{.run_by = RunBy::provider, .who = "Bedrock", .change = true, .audit = true, .leave = true};

// --- Feasibility ---------------------------------------------------------------------------------

struct Obstacle {
  const char* name;
  std::function<void(Scenario&)> put;
  const char* reason;
  const char* on = "box_llama";
};

const std::vector<Obstacle> obstacles{
    {"quality by counts",
     [](Scenario& s) {
       s.requirements.min_acceptance = 0.5;
       path(s, "box_llama").acceptance = {.accepted = 14, .of = 30};
     },
     "quality: 14 of 30 accepted; P(acceptance ≥ 0.5) = 0.358, 0.9 is asked for"},
    {"quality by rate",
     [](Scenario& s) {
       s.requirements.min_acceptance = 0.5;
       path(s, "box_llama").acceptance = {.rate = 0.4};
     },
     "quality: acceptance 0.4 is below 0.5"},
    {"quality shared",
     [](Scenario& s) {
       s.requirements.min_acceptance = 0.5;
       path(s, "box_llama").acceptance = {.same_as = "box_gemma"};
       path(s, "box_gemma").acceptance = {.rate = 0.4};
     },
     "quality: acceptance 0.4 is below 0.5"},
    {"none accepted", [](Scenario& s) { path(s, "box_llama").acceptance = {.accepted = 0, .of = 30}; },
     "0 of 30 accepted: the rate is unknown"},
    {"unmeasured", [](Scenario& s) { path(s, "box_llama").points.clear(); }, "throughput not measured"},
    {"latency", [](Scenario& s) { s.requirements.latency.min_stream_output = output_tokens_per_second(15); },
     "no measured operating point keeps the latency limits"},
    {"quota none", [](Scenario& s) { path(s, "box_llama").access.quota_units = 0; }, "quota: 0 units granted"},
    {"quota too small",
     [](Scenario& s) {
       path(s, "box_llama").access.quota_units = 1;
       s.demand = accepted_answers_per_month(200'000);
     },
     "quota: 1 units granted, 2 needed"},
    {"saturated",
     [](Scenario& s) {
       pricing<FixedAmortized<>>(s, "box_llama").max_units = 1;
       s.demand = accepted_answers_per_month(200'000);
     },
     "saturated: 200,000 attempts a month, 122,640 at most"},
    {"export",
     [](Scenario& s) {
       s.requirements.exportable_weights = true;
       path(s, "box_llama").access.weights_exportable = false;
     },
     "weights cannot be exported"},
    {"licence", [](Scenario& s) { path(s, "box_llama").access.licence_permits = false; },
     "the licence of the weights does not permit this use"},
    {"residency",
     [](Scenario& s) {
       s.requirements.residency = "EU";
       path(s, "box_llama").access.residency = {"US", "CA"};
     },
     "residency: data must stay in EU; kept in US, CA"},
    {"residency unknown", [](Scenario& s) { s.requirements.residency = "EU"; },
     "residency: data must stay in EU; not stated where it can be kept"},
    {"memory",
     [](Scenario& s) {
       s.requirements.min_memory_gb = 100;
       path(s, "box_llama").access.memory_gb = 96;
     },
     "memory 96 GB, the model needs 100 GB"},
    {"memory unknown", [](Scenario& s) { s.requirements.min_memory_gb = 100; },
     "memory not stated; the model needs 100 GB"},
    {"lead time",
     [](Scenario& s) {
       s.requirements.max_lead_time_days = 1;
       path(s, "box_llama").access.lead_time_days = 1.5;
     },
     "lead time 1.5 days, 1 allowed"},
    {"minimum purchase",
     [](Scenario& s) {
       s.requirements.max_minimum_purchase = usd(500);
       path(s, "box_llama").access.minimum_purchase = usd(1000);
     },
     "minimum purchase $1,000.00, $500.00 allowed"},
    {"price of a machine",
     [](Scenario& s) {
       s.requirements.max_minimum_purchase = usd(4300);
       auto& box = pricing<FixedAmortized<>>(s, "box_llama");
       box.price = usd(4000), box.sales_tax = 0.1, box.life = months(36.0);
     },
     "minimum purchase $4,400.00, $4,300.00 allowed"},
    {"price of the fewest machines",
     [](Scenario& s) {
       s.requirements.max_minimum_purchase = usd(7999);
       auto& box = pricing<FixedAmortized<>>(s, "box_llama");
       box.price = usd(4000), box.life = months(36.0), box.min_units = 2;
     },
     "minimum purchase $8,000.00, $7,999.00 allowed"},
    {"unavailable", [](Scenario& s) { path(s, "box_llama").access.unavailable = "sold out"; }, "unavailable: sold out"},
};

TEST(Feasibility, EachObstacleIsOneReason) {
  const Scenario clear = lab();
  ASSERT_TRUE(cost(clear, "box_llama", clear.demand).feasible);
  for (const auto& obstacle : obstacles) {
    Scenario s = lab();
    obstacle.put(s);
    const PathCost c = cost(s, obstacle.on, s.demand);
    EXPECT_FALSE(c.feasible) << obstacle.name;
    EXPECT_THAT(c.reasons, ElementsAre(HasSubstr(obstacle.reason))) << obstacle.name;
  }
}

TEST(Feasibility, LimitsThatAreJustKeptAreKept) {
  Scenario s = lab();
  s.requirements = {.min_acceptance = 1,
                    .latency = {.min_stream_output = output_tokens_per_second(14)},
                    .residency = "EU",
                    .max_lead_time_days = 2,
                    .max_minimum_purchase = usd(10),
                    .min_memory_gb = 128};
  path(s, "box_llama").access = {
      .quota_units = 1, .lead_time_days = 2, .minimum_purchase = usd(10), .residency = {"EU"}, .memory_gb = 128};
  s.arrivals = Arrivals::packed;  // at random the line before a unit that is busy all month grows without bound
  s.demand =
      model(s, s.path("box_llama")).demand(model(s, s.path("box_llama")).capacity());  // one unit, busy all month
  EXPECT_THAT(cost(s, "box_llama", s.demand).reasons, IsEmpty());
}

TEST(Feasibility, APathThatCannotBePricedStaysInTheTableWithoutANumber) {
  Scenario s = lab();
  path(s, "box_llama").points.clear();
  const Decision d = decide(s);
  ASSERT_THAT(d.paths, SizeIs(5));
  EXPECT_FALSE(d.paths[0].per_month || d.paths[0].per_accepted || d.paths[0].load);
  EXPECT_TRUE(d.paths[4].per_month);
}

// --- Choice --------------------------------------------------------------------------------------

TEST(Choice, IsTheCheapestFeasiblePath) {
  Scenario s = lab();
  EXPECT_EQ(decide(s).path, "tokens");
  path(s, "tokens").access.unavailable = "custom weights";
  EXPECT_EQ(decide(s).path, "box_llama");
  EXPECT_EQ(decide(s, accepted_answers_per_month(100)).path, "import");  // 100 lone calls: at most $78.50
  EXPECT_THAT(decide(s, accepted_answers_per_month(100)).because,
              Contains(HasSubstr("cheapest of 4 feasible paths at 100 accepted answers")));
}

TEST(Choice, IsEmptyWhereNothingIsFeasible) {
  Scenario s = lab();
  s.requirements.residency = "Moon";
  const Decision d = decide(s);
  EXPECT_FALSE(d.path);
  EXPECT_THAT(d.because, ElementsAre("no path is feasible"));
  EXPECT_THAT(d.bands, IsEmpty());
  ASSERT_THAT(d.layers, SizeIs(8));
  for (const auto& row : d.layers) {
    EXPECT_FALSE(row.placement || row.path || row.price_of_authority);
    EXPECT_EQ(row.no_price_because, "no path is feasible");
  }
}

TEST(Choice, KeepsToThePlacementsThatWillDo) {
  Scenario s = lab();
  path(s, "tokens").cells[layer_2c] = {ceded};
  path(s, "box_gemma").cells[layer_2c] = {delegated, ceded};
  path(s, "box_llama").cells[layer_2c] = {delegated, mine};
  s.requirements.placements["2C"] = {Placement::retained, Placement::delegated};
  for (const char* id : {"import", "provisioned"}) path(s, id).cells[layer_2c] = {ceded};
  EXPECT_EQ(decide(s).path, "box_llama");
  for (const auto& band : decide(s).bands) EXPECT_EQ(band.path, "box_llama");
}

/// Two paths at the same price; `better` is listed last.
Scenario twins() {
  Scenario s = lab();
  s.paths.erase(s.paths.begin(), s.paths.end() - 1);
  s.paths.push_back(s.paths[0]);
  s.paths[0].id = "first", s.paths[1].id = "second";
  s.ledger.entries[""].evidence.grade = Grade::measured;
  for (auto& p : s.paths) p.ledger.entries[""].evidence.grade = Grade::published;
  return s;
}

TEST(Choice, AmongEqualsIsTheOneOnStrongerEvidence) {
  Scenario s = twins();
  EXPECT_EQ(decide(s).path, "first");
  s.paths[1].ledger.entries[""].evidence.grade = Grade::measured;
  const Decision d = decide(s);
  EXPECT_EQ(d.path, "second");
  EXPECT_THAT(
      d.because,
      Contains("first costs the same; it stands on evidence that is published, second on evidence that is measured"));
  ASSERT_THAT(d.bands, SizeIs(1));
  EXPECT_EQ(d.bands[0].path, "second");
  EXPECT_THAT(d.bands[0].equals, ElementsAre("first"));
}

TEST(Choice, OnEqualEvidenceIsTheOneThatCedesLess) {
  Scenario s = twins();
  s.paths[0].cells[layer_2b] = {ceded};
  s.paths[1].cells[layer_2b] = {delegated};
  EXPECT_EQ(decide(s).path, "second");
  s.paths[0].ledger.entries[""].evidence.grade = Grade::measured;  // evidence comes first
  EXPECT_EQ(decide(s).path, "first");
}

TEST(Choice, PriceComesBeforeEvidence) {
  Scenario s = twins();
  s.paths[1].ledger.entries[""].evidence.grade = Grade::measured;
  pricing<PerToken<>>(s, "first").output *= 0.999;
  EXPECT_EQ(decide(s).path, "first");
}

TEST(Choice, IsAsStrongAsTheWeakestInputThatMatters) {
  Scenario s = twins();
  s.paths[0].ledger.entries["/pricing/usd_per_million_output_tokens"].evidence.grade = Grade::inferred;
  const PathCost c = cost(s, s.paths[0].id, s.demand);
  EXPECT_EQ(c.evidence, Grade::inferred);
  EXPECT_EQ(c.weakest_input, "pricing/usd_per_million_output_tokens");
  Scenario other = twins();
  other.paths[0].access.memory_gb = 64;
  other.paths[0].ledger.entries["/access/memory_gb"].evidence.grade =
      Grade::inferred;  // the cost does not depend on it
  EXPECT_EQ(cost(other, other.paths[0].id, other.demand).evidence, Grade::published);
}

// --- Rows ----------------------------------------------------------------------------------------

/// Tokens at $2.40 a month against the boxes at $200; the box retains 2C, tokens cede it, 2B nobody provides on the
/// box.
Scenario with_layers() {
  Scenario s = lab();
  for (auto& p : s.paths) p.cells[layer_2c] = {ceded}, p.cells[layer_2b] = {ceded};
  path(s, "box_llama").cells[layer_2c] = {mine};
  path(s, "box_llama").cells[layer_2b] = {nobody};
  for (const char* id : {"import", "provisioned", "box_gemma"}) path(s, id).access.unavailable = "not now";
  return s;
}

TEST(LayerRow, PriceOfAuthorityIsWhatKeepingItCosts) {
  Scenario s = with_layers();
  s.requirements.placements["2C"] = {Placement::retained};
  const Decision d = decide(s);
  ASSERT_EQ(d.path, "box_llama");
  const LayerRow& row = d.layers[layer_2c];
  EXPECT_EQ(row.layer, "2C");
  EXPECT_EQ(row.placement, "Retained");
  ASSERT_TRUE(row.price_of_authority);
  EXPECT_NEAR(usd_per_month(*row.price_of_authority), 200 - 20'000 * 300 * 0.40e-6, 1e-9);
  EXPECT_FALSE(d.layers[layer_2b].price_of_authority);
  EXPECT_EQ(d.layers[layer_2b].no_price_because, "nobody holds this layer");
}

TEST(LayerRow, PriceOfAuthorityIsNegativeWhereKeepingItSaves) {
  Scenario s = with_layers();
  pricing<PerToken<>>(s, "tokens").output = usd_per_million_output_tokens(100);
  const Decision d = decide(s);
  ASSERT_EQ(d.path, "box_llama");
  EXPECT_NEAR(usd_per_month(*d.layers[layer_2c].price_of_authority), 200 - 600, 1e-9);
  EXPECT_THAT(d.layers[layer_2c].because, Contains("tokens would cede it and cost $400.00 a month more"));
}

TEST(LayerRow, WithoutAnAlternativeThatCedesMoreThereIsNoPrice) {
  const Decision d = decide(with_layers());
  ASSERT_EQ(d.path, "tokens");
  EXPECT_FALSE(d.layers[layer_2c].price_of_authority);
  EXPECT_EQ(d.layers[layer_2c].no_price_because, "no feasible path would cede more of it");
}

TEST(LayerRow, AlternativesSayWhatTheyWouldCost) {
  Scenario s = with_layers();
  s.requirements.placements["2C"] = {Placement::retained};
  const Decision d = decide(s);
  const auto& others = d.layers[layer_2c].alternatives;
  ASSERT_THAT(others, SizeIs(4));
  EXPECT_EQ(others[3].path, "tokens");
  EXPECT_EQ(others[3].placement, "Ceded");
  EXPECT_NEAR(usd_per_month(*others[3].extra), 2.4 - 200, 1e-9);
  EXPECT_FALSE(others[3].feasible);
}

TEST(LayerRow, FlipsWhereAnotherPathTakesOver) {
  Scenario s = with_layers();
  pricing<PerToken<>>(s, "tokens").output =
      usd_per_million_output_tokens(50);  // $0.015 an answer: the box wins from 13,333
  const Decision d = decide(s);
  ASSERT_EQ(d.path, "box_llama");
  EXPECT_THAT(d.layers[layer_2c].flips_if, Contains(testing::AllOf(HasSubstr("demand falls below 13,333"),
                                                                   HasSubstr("tokens"), HasSubstr("Ceded"))));
}

// --- Bands and profile ---------------------------------------------------------------------------

TEST(PathBands, MeetWhereTheComparisonCrosses) {
  Scenario s = lab();
  for (const char* id : {"tokens", "box_gemma", "provisioned"}) path(s, id).access.unavailable = "not now";
  const auto found = path_bands(s, Arrivals::poisson);
  const auto crossings = compare(s, "box_llama", "import", Axis::demand, Arrivals::poisson).crossings;
  ASSERT_GE(found.size(), 2u);
  EXPECT_EQ(found[0].path, "import");
  EXPECT_EQ(found[1].path, "box_llama");
  ASSERT_FALSE(crossings.empty());
  EXPECT_NEAR(found[0].to, crossings[0].at, 1e-9 * found[0].to);
  EXPECT_EQ(crossings[0].cheaper_below, "import");
}

TEST(PathBands, EndAtTheQuota) {
  Scenario s = lab();
  for (const char* id : {"box_llama", "import", "provisioned", "tokens"}) path(s, id).access.unavailable = "not now";
  path(s, "box_gemma").access.quota_units = 2;
  const auto found = path_bands(s, Arrivals::poisson);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_NEAR(found[0].to, 2 * 58.8672e6 / 300, 1e-6);
}

TEST(Profile, SaysWhatIsWonAndGivenUp) {
  Scenario s = with_layers();
  for (auto& p : s.paths) p.acceptance = {.accepted = p.id == "tokens" ? 14.0 : 21.0, .of = 30};
  s.requirements.placements.clear();
  const Decision d = decide(s);
  ASSERT_EQ(d.path, "tokens");
  EXPECT_THAT(d.profile.wins, ElementsAre("cheap"));
  EXPECT_THAT(d.profile.gives_up, ElementsAre("high-confidence", "controlled"));
}

TEST(Decision, AnswersRentOrBuy) {
  Scenario s = lab();
  pricing<FixedAmortized<>>(s, "box_llama") = {.price = usd(3999), .life = months(36)};
  pricing<Provisioned<>>(s, "provisioned").price = usd_per_hour(1.49);
  s.rent_or_buy =
      RentOrBuy{"box_llama", "provisioned", {{.label = "8 h a week", .hours = hours_per_month(8 * 52 / 12.0)}}};
  const auto answer = decide(s).rent_or_buy;
  ASSERT_TRUE(answer);
  EXPECT_NEAR(hours(answer->break_even), 3999 / 1.49, 1e-9);
  ASSERT_THAT(answer->schedules, SizeIs(1));
  EXPECT_NEAR(months(answer->schedules[0].price_over_rent) / 12, 6.45166, 5e-6);
}

}  // namespace
}  // namespace costmodel
