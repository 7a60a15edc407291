// One meaning of feasible: the rules of a decision hold in the draws too, and a stated value replaces what was not
// known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/costmodel.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/report_data.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/uncertainty/sensitivity.hpp>

#include <cmath>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Provenance between(double low, double high) { return {.range = Range{low, high}}; }

/// A box at $200, 100 to 300, and tokens next to which it is dear at little demand.
Scenario box_and_tokens() {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_gemma" && p.id != "tokens"; });
  test::path(s, "box_gemma").ledger.entries["/pricing/flat_usd_per_month"] = between(100, 300);
  test::pricing<PerToken<>>(s, "tokens").output =
      usd_per_million_output_tokens(40);  // $0.012 an answer: equal at 16,667 of $200
  s.ledger.entries["/demand/accepted_answers_per_month"] = between(10'000, 40'000);
  return s;
}

std::string notes(const Decision& d) {
  std::string all;
  for (const auto& note : placement_table(d).notes) all += note + "\n";
  return all;
}

const PathSpread& spread(const Uncertainty& u, std::string_view id) {
  return *std::find_if(u.paths.begin(), u.paths.end(), [&](const PathSpread& p) { return p.id == id; });
}

// --- A stated value replaces the unknown -----------------------------------------------------------

TEST(Stated, DemandReplacesItsRange) {
  const Scenario ranged = box_and_tokens();
  Scenario plain = ranged;
  plain.ledger.entries.erase("/demand/accepted_answers_per_month");
  for (const double demand : {10'000.0, 12'500.0, 20'000.0, 24'000.0}) {
    const auto at = accepted_answers_per_month(demand);
    plain.demand = at;
    const auto right = decide(plain).uncertainty->probability_right;
    EXPECT_EQ(decide(ranged, at).uncertainty->probability_right, right) << demand;
    EXPECT_EQ(decide(at_demand(ranged, at)).uncertainty->probability_right, right) << demand;
    EXPECT_EQ(decide(with_input(ranged, "/demand/accepted_answers_per_month", demand)).uncertainty->probability_right,
              right)
        << demand;
  }
  // The box is the cheaper where it costs less than the tokens: uniform on 100 to 300.
  EXPECT_NEAR(spread(*decide(ranged, accepted_answers_per_month(12'500)).uncertainty, "box_gemma").probability_cheapest,
              0.25, 1e-3);
  EXPECT_NEAR(spread(*decide(ranged, accepted_answers_per_month(20'000)).uncertainty, "box_gemma").probability_cheapest,
              0.70, 1e-3);
  EXPECT_TRUE(decide(ranged).uncertainty->probability_right) << "the scenario's own demand keeps its range";
  EXPECT_THAT(unknowns(ranged), SizeIs(2));
  EXPECT_THAT(unknowns(at_demand(ranged, ranged.demand)), SizeIs(1)) << "stated, though at the same value";
}

TEST(Stated, AnyInputReplacesItsRangeDistributionSharedDrawAndDates) {
  Scenario s = box_and_tokens();
  auto& known = test::path(s, "box_gemma").ledger.entries["/pricing/flat_usd_per_month"];
  known.distribution = Distribution{.shape = Shape::normal, .a = 200, .b = 20, .low = 100, .high = 300};
  known.shared = "the box", known.by_date = {{.value = 200, .from = "2026-01-01"}};
  known.evidence = {.grade = Grade::published, .source = "list"};
  const Scenario set = with_input(s, "/paths/0/pricing/flat_usd_per_month", 150);
  const Provenance& left = set.paths[0].ledger.of("/pricing/flat_usd_per_month");
  EXPECT_FALSE(left.range || left.distribution);
  EXPECT_THAT(left.shared, IsEmpty());
  EXPECT_THAT(left.by_date, IsEmpty());
  EXPECT_EQ(left.evidence.grade, Grade::published);
  EXPECT_THAT(unknowns(set), SizeIs(1));
  // A range that holds for the whole object does not come back.
  Scenario whole = box_and_tokens();
  whole.paths[0].ledger.entries = {{"/pricing", between(100, 300)}};
  EXPECT_THAT(unknowns(with_input(whole, "/paths/0/pricing/flat_usd_per_month", 150)), SizeIs(1));
}

TEST(Stated, LeavesTheCorrelations) {
  Scenario s = box_and_tokens();
  test::path(s, "tokens").ledger.entries["/pricing/usd_per_million_output_tokens"] = between(30, 50);
  s.correlations = Correlations{.inputs = {"/demand/accepted_answers_per_month", "box_gemma/pricing/flat_usd_per_month",
                                           "tokens/pricing/usd_per_million_output_tokens"},
                                .matrix = {{1, 0.1, 0.2}, {0.1, 1, 0.3}, {0.2, 0.3, 1}}};
  const Scenario set = at_demand(s, accepted_answers_per_month(15'000));
  ASSERT_TRUE(set.correlations);
  EXPECT_THAT(set.correlations->inputs, testing::ElementsAre("box_gemma/pricing/flat_usd_per_month",
                                                             "tokens/pricing/usd_per_million_output_tokens"));
  EXPECT_THAT(set.correlations->matrix,
              testing::ElementsAre(testing::ElementsAre(1, 0.3), testing::ElementsAre(0.3, 1)));
  EXPECT_TRUE(decide(set).path);
  EXPECT_FALSE(with_input(set, "/paths/0/pricing/flat_usd_per_month", 200).correlations)
      << "one alone is correlated with nothing";
}

/// The curve of probabilities over demand has no spike at the stated demand.
TEST(Stated, ProbabilityAtTheStatedDemandIsGivenThatDemand) {
  const Scenario ranged = box_and_tokens();
  const auto u = uncertainty(ranged, {.draws = 1 << 14});
  const auto at = uncertainty(at_demand(ranged, ranged.demand), {.draws = 1 << 14});
  for (const auto& path : u.paths) {
    EXPECT_NEAR(path.probability_cheapest_at_stated_demand, spread(at, path.id).probability_cheapest, 2e-3);
    const auto place = std::lower_bound(u.demands.begin(), u.demands.end(), ranged.demand.value()) - u.demands.begin();
    const double below = path.probability_cheapest_at[static_cast<std::size_t>(place - 1)],
                 above = path.probability_cheapest_at[static_cast<std::size_t>(place)];
    EXPECT_GE(path.probability_cheapest_at_stated_demand, std::min(below, above) - 1e-3);
    EXPECT_LE(path.probability_cheapest_at_stated_demand, std::max(below, above) + 1e-3);
  }
}

TEST(Stated, SensitivityNamesTheDemand) {
  const auto rows = sensitivity(box_and_tokens(), "box_gemma");
  const auto demand = std::find_if(
      rows.begin(), rows.end(), [](const Sensitivity& r) { return r.input == "/demand/accepted_answers_per_month"; });
  ASSERT_NE(demand, rows.end());
  EXPECT_NEAR(demand->elasticity, -1, 1e-12);
  ASSERT_TRUE(demand->usd_per_accepted);
  EXPECT_NEAR(demand->usd_per_accepted->low, 200 / 11'500.0, 1e-9);
  EXPECT_NEAR(demand->usd_per_accepted->high, 200 / 38'500.0, 1e-9);
  // A demand that the path does not carry has no cost, and no bar.
  Scenario s = box_and_tokens();
  s.ledger.entries["/demand/accepted_answers_per_month"] = between(10'000, 400'000);
  test::path(s, "box_gemma").pricing = FixedAmortized<>{.flat = usd_per_month(200), .max_units = 1};
  for (const auto& row : sensitivity(s, "box_gemma"))
    EXPECT_TRUE(row.input != "/demand/accepted_answers_per_month" || !row.usd_per_accepted);
  EXPECT_NO_THROW((void)report_data(s));
}

// --- The rule in the draws -------------------------------------------------------------------------

/// Tokens cost next to nothing, and 188 of 240 do not show 75 % with 90 % (0.885).
Scenario not_proven() {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_gemma" && p.id != "tokens"; });
  s.requirements.min_acceptance = 0.75;
  test::path(s, "tokens").acceptance = {.accepted = 188, .of = 240};
  test::path(s, "box_gemma").acceptance = {.accepted = 203, .of = 240};
  return s;
}

TEST(Rule, APathThatFailsItIsNeverTheCheapest) {
  Scenario s = not_proven();
  for (auto& path : s.paths) path.cells.fill({{.run_by = RunBy::me}});
  const Decision d = decide(s);
  const Uncertainty& u = *d.uncertainty;
  EXPECT_EQ(d.path, "box_gemma");
  ASSERT_THAT(u.paths, SizeIs(1));
  EXPECT_EQ(u.probability_right, 1);
  for (const double share : u.paths[0].probability_cheapest_at) EXPECT_TRUE(share == 1 || share == 0);
  ASSERT_THAT(u.unproven, SizeIs(1));
  EXPECT_EQ(u.unproven[0].id, "tokens");
  EXPECT_NEAR(u.unproven[0].probability_acceptance_reaches_bar, 0.885, 5e-4);
  EXPECT_NEAR(*u.unproven[0].probability_cheaper, 1, 1e-12);
  EXPECT_NEAR(*u.unproven[0].usd_per_month_less,
              200 - 20'000 * 300 * 0.4e-6 * mean_inverse(jeffreys_posterior(188, 240)), 0.01);
  // With so many more, at the rate so far, the rule holds; with one fewer it does not.
  ASSERT_TRUE(u.unproven[0].answers_to_judge);
  const double n = *u.unproven[0].answers_to_judge, rate = 188.5 / 241;
  EXPECT_GE(probability_at_least({188.5 + n * rate, 52.5 + n * (1 - rate)}, 0.75), 0.9 - 1e-9);
  EXPECT_LT(probability_at_least({188.5 + (n - 1) * rate, 52.5 + (n - 1) * (1 - rate)}, 0.75), 0.9);
  for (const auto& row : d.layers) EXPECT_EQ(row.confidence, 1);
  EXPECT_THAT(notes(d), HasSubstr("tokens would be cheaper in > 99.9 % of the draws, by $196.93 a month on average"));
  EXPECT_THAT(notes(d), HasSubstr("not proven: 188 of 240 accepted"));
  EXPECT_GT(u.expected_regret_usd_per_month, 100) << "hindsight may take what reaches the bar";
}

TEST(Rule, BelowTheBarNoFurtherAnswersProveIt) {
  Scenario s = not_proven();
  test::path(s, "tokens").acceptance = {.accepted = 150, .of = 240};
  const Decision d = decide(s);
  ASSERT_THAT(d.uncertainty->unproven, SizeIs(1));
  EXPECT_FALSE(d.uncertainty->unproven[0].answers_to_judge);
  EXPECT_THAT(notes(d), HasSubstr("at that rate no number of further answers would prove it"));
  test::path(s, "tokens").access.unavailable = "sold out";
  EXPECT_THAT(uncertainty(s).unproven, IsEmpty()) << "more than the rule keeps it out";
}

/// The rule with the drawn bar: tokens keep bars up to the 10 % quantile of their posterior.
TEST(Rule, ABarWithARangeIsDrawn) {
  Scenario s = not_proven();
  s.ledger.entries["/requirements/min_acceptance"] = between(0.70, 0.80);
  const auto u = uncertainty(s, {.draws = 1 << 14});
  const auto share_of = [](double accepted) {
    const auto posterior = jeffreys_posterior(accepted, 240);
    return std::clamp((quantile({.shape = Shape::beta, .a = posterior.a, .b = posterior.b}, 0.1) - 0.70) / 0.10, 0.0,
                      1.0);
  };
  ASSERT_THAT(u.paths, SizeIs(2));
  EXPECT_NEAR(spread(u, "tokens").probability_feasible, share_of(188), 2e-3);
  EXPECT_NEAR(spread(u, "tokens").probability_cheapest, share_of(188), 2e-3);
  EXPECT_NEAR(spread(u, "box_gemma").probability_feasible, share_of(203), 2e-3);
  EXPECT_NEAR(*u.probability_right, share_of(203) - share_of(188), 4e-3);
  EXPECT_NEAR(spread(u, "tokens").probability_cheapest_at[32], share_of(188), 2e-3) << "and the grid";
  EXPECT_EQ(u.coverage.ranges, 1u);
  EXPECT_THAT(u.worth_knowing, Contains(testing::Field(&KnowledgeValue::unknown, "/requirements/min_acceptance")));
}

/// A limit on the whole answer that may be so strict that only the faster point keeps it, or none.
TEST(Rule, ALatencyLimitWithARangeIsDrawn) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_gemma" && p.id != "provisioned"; });
  // 300 tokens: 10 s at 30 a stream, 30 s at 10 a stream; the box takes 13.4 s.
  test::path(s, "provisioned").points = {{.concurrency = 1, .output = output_tokens_per_second(30)},
                                         {.concurrency = 20, .output = output_tokens_per_second(200)}};
  test::pricing<Provisioned<>>(s, "provisioned").price = usd_per_hour(0.1);  // $73
  s.requirements.latency.max_response_time = seconds(35);
  s.ledger.entries["/requirements/max_seconds_per_answer"] = between(5, 45);
  const auto u = uncertainty(s, {.draws = 1 << 14});
  EXPECT_NEAR(spread(u, "provisioned").probability_feasible, 35.0 / 40, 2e-3) << "from 10 s on, by either point";
  EXPECT_NEAR(spread(u, "box_gemma").probability_feasible, (45 - 300 / 22.4) / 40, 2e-3);
  EXPECT_NEAR(spread(u, "provisioned").probability_cheapest, 35.0 / 40, 2e-3);
  // Beyond what one stream carries there are two units, but where the limit lets the batched point do the work.
  const auto busy = uncertainty(at_demand(s, accepted_answers_per_month(400'000)), {.draws = 1 << 14});
  EXPECT_NEAR(spread(busy, "provisioned").probability_feasible, 35.0 / 40, 2e-3) << "no point below 10 s";
  EXPECT_NEAR(spread(busy, "provisioned").expected_usd_per_month, 73 * 0.5 + 146 * 0.5, 0.5)
      << "where it breaks the limit it costs what it costs";
  s.ledger.entries["/requirements/max_seconds_per_answer"] = between(15, 45);
  const auto two = uncertainty(at_demand(s, accepted_answers_per_month(400'000)), {.draws = 1 << 14});
  EXPECT_NEAR(spread(two, "provisioned").expected_usd_per_month, 73 * 0.5 + 146 * 0.5, 0.5);
}

TEST(Rule, ABareRateIsDrawnAgainstTheBar) {
  Scenario s = not_proven();
  test::path(s, "box_gemma").acceptance = {.rate = 0.9};
  test::path(s, "tokens").acceptance = {.rate = 0.8};
  test::path(s, "tokens").ledger.entries["/acceptance/rate"] = between(0.7, 0.9);
  const auto u = uncertainty(s, {.draws = 1 << 14});
  EXPECT_NEAR(spread(u, "tokens").probability_feasible, 0.75, 1e-3);
  EXPECT_NEAR(*u.probability_right, 0.75, 1e-3);
}

// --- What a confidence covers ----------------------------------------------------------------------

TEST(Coverage, NothingDrawnIsNoConfidence) {
  const Scenario s = test::lab();
  const Decision d = decide(s);
  EXPECT_FALSE(d.uncertainty->probability_right);
  EXPECT_THAT(d.uncertainty->no_probability_because, HasSubstr("nothing is drawn"));
  for (const auto& row : d.layers) EXPECT_FALSE(row.confidence);
  EXPECT_THAT(to_json(d), HasSubstr("\"probability_right\": null"));
  EXPECT_THAT(notes(d), HasSubstr("Confidence: none is stated"));
  EXPECT_THAT(notes(d), Not(HasSubstr("99.9")));
  EXPECT_THAT(notes(d), Not(HasSubstr("worth its price")));
}

TEST(Coverage, CountsWhatIsDrawnAndWhatIsNot) {
  Scenario s = not_proven();
  test::path(s, "box_gemma").ledger.entries["/pricing/flat_usd_per_month"] = between(150, 250);
  test::path(s, "box_gemma").ledger.entries["/throughput/points/0/output_tokens_per_second"] = {
      .evidence = {.grade = Grade::measured}};
  const Decision d = decide(s);
  const Coverage& c = d.uncertainty->coverage;
  EXPECT_EQ(c.acceptance_counts, 1u) << "tokens do not compete";
  EXPECT_EQ(c.ranges, 1u);
  // Demand, output tokens, bar and confidence are assumed, the speed was measured; tries.limit is untouched.
  EXPECT_THAT(c.assumed,
              testing::UnorderedElementsAre("/demand/accepted_answers_per_month", "/workload/output_tokens_per_answer",
                                            "/requirements/min_acceptance", "/requirements/confidence"));
  EXPECT_EQ(c.without_range, 5u);
  EXPECT_EQ(to_string(c),
            "over 1 acceptance count and 1 range; 5 inputs that matter are stated without a range, 4 of them assumed");
  EXPECT_THAT(notes(d), HasSubstr(to_string(c)));
  EXPECT_THAT(to_json(d), HasSubstr(to_string(c)));
}

TEST(Coverage, RequirementsAreInputs) {
  const Decision d = decide(not_proven());
  std::vector<std::string> names;
  for (const auto& input : d.not_measured) names.push_back(input.name);
  EXPECT_THAT(names, Contains("requirements/min_acceptance"));
  EXPECT_THAT(names, Contains("requirements/confidence"));
  EXPECT_THAT(names, Not(Contains("requirements/latency_fraction"))) << "there is no limit to keep";
  std::vector<std::string> switching;
  for (const auto& s : d.switching_values) switching.push_back(s.input);
  EXPECT_THAT(switching, Contains("requirements/min_acceptance"));
  Scenario measured = not_proven();
  measured.ledger.entries["/requirements"] = {.evidence = {.grade = Grade::published}};
  for (const auto& input : decide(measured).not_measured)
    EXPECT_FALSE(input.name.starts_with("requirements/")) << input.name;
}

// --- Ids -------------------------------------------------------------------------------------------

TEST(Ids, PathsAreNamedNotPointedAt) {
  const Scenario s = test::lab();
  const Path copy = s.path("import");
  EXPECT_EQ(cost(s, copy.id, s.demand).id, "import");
  EXPECT_EQ(cost_at_utilization(s, copy.id, 0.5).id, "import");
  EXPECT_EQ(inputs_of_cost(s, copy.id).size(), inputs_of_cost(s, "import").size());
  EXPECT_EQ(s.index("import"), 2u);
  EXPECT_THROW((void)cost(s, "imprt", s.demand), InvalidInput);
  EXPECT_THROW((void)cost_at_utilization(s, "imprt", 0.5), InvalidInput);
  EXPECT_THROW((void)inputs_of_cost(s, "imprt"), InvalidInput);
}

}  // namespace
}  // namespace costmodel
