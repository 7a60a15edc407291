// What a plan of years buys and what that brings, how its present cost is put together, where it becomes another, and
// what is stated and not used.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cli.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/crossover_spread.hpp>
#include <costmodel/decide/drift.hpp>
#include <costmodel/decide/explain.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

namespace costmodel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string three_years = COSTMODEL_EXAMPLES_DIR "/scenarios/three_years.json";

/// compositions of months by hand: growth of 4 % a month, 0.003 USD an answer, a box of 3,999 USD that is worth 1,000
/// after 36 months and takes 20 USD a month; 8 % a year.
Scenario grows(double first, double decline = 0) {
  Scenario s{.title = "t",
             .demand = accepted_answers_per_month(first),
             .arrivals = Arrivals::packed,
             .workload = {.output = output_tokens_per_answer(100)}};
  s.horizon = Horizon{.months = 36, .discount_rate_per_year = 0.08, .growth_per_month = 0.04, .now = "api"};
  s.paths = {
      {.id = "api", .pricing = PerToken<>{.per_answer = usd_per_answer(0.003)}, .acceptance = {.rate = 1}},
      {.id = "box",
       .pricing =
           FixedAmortized<>{
               .price = usd(3999), .residual = usd(1000), .life = months(36.0), .staff_per_unit = usd_per_month(20)},
       .points = {{.concurrency = 64, .output = output_tokens_per_second(1e6)}},
       .acceptance = {.rate = 1}}};
  s.paths[1].over_time.price_change_per_year = -decline;
  return s;
}

void give_range(Scenario& s, std::size_t path, const std::string& key, double low, double high) {
  s.paths[path].ledger.entries[key].range = Range{low, high};
}

std::vector<std::string> paths_of(const std::vector<PlanStage>& stages) {
  std::vector<std::string> all;
  for (const auto& stage : stages) all.push_back(stage.path);
  return all;
}

struct Ran {
  int status;
  std::string out, err;
};
Ran run(const std::vector<std::string>& args, const CliHost& host = {}) {
  std::ostringstream out, err;
  const int status = run_cli(args, out, err, host);
  return {status, out.str(), err.str()};
}

}  // namespace

TEST(PlanOfYears, ItsPurchaseIsHeldAgainstTheBestPlanWithoutIt) {
  const HorizonAnswer a = horizon(grows(40000, 0.25));
  ASSERT_EQ(a.plan.purchases.size(), 1u);
  const PlanPurchase& p = a.plan.purchases[0];
  EXPECT_EQ(p.path, "box");
  EXPECT_EQ(p.month, 8);  // the API for 7 months
  EXPECT_EQ(p.from_month, 8);
  EXPECT_EQ(p.units, 1);
  EXPECT_NEAR(usd(p.paid), 3999 * std::pow(0.75, 7 / 12.0), 1e-9);
  EXPECT_THAT(paths_of(p.instead), ElementsAre("api"));
  EXPECT_NEAR(usd(*p.npv), 8071.87 - 3597.51, 0.011);
  // By hand: from month 8 on the API's bill is spared, and 20 USD a month are paid.
  double sum = -usd(p.paid), discounted = -usd(p.paid) * std::pow(1.08, -7 / 12.0);
  std::optional<int> paid, paid_discounted;
  const double age = 29, resale = usd(p.paid) * (1 - (1 - 1000.0 / 3999) * age / 36);
  for (int m = 8; m <= 36; ++m) {
    const double gain = 40000 * std::pow(1.04, m - 1) * 0.003 - 20 + (m == 36 ? resale : 0);
    sum += gain, discounted += gain * std::pow(1.08, -m / 12.0);
    if (sum >= 0 && !paid) paid = m;
    if (discounted >= 0 && !paid_discounted) paid_discounted = m;
  }
  EXPECT_EQ(p.payback_month, paid);
  EXPECT_EQ(p.discounted_payback_month, paid_discounted);
  EXPECT_NEAR(discounted, usd(*p.npv), 0.01);
  ASSERT_EQ(p.internal_rates.per_year.size(), 1u);
  EXPECT_TRUE(p.internal_rates.complete);
}

TEST(PlanOfYears, WhatNoOtherPlanReplacesHasNoGain) {
  Scenario s = grows(40000);
  s.horizon->now.clear();
  std::erase_if(s.paths, [](const Path& path) { return path.id == "api"; });
  const HorizonAnswer a = horizon(s);
  ASSERT_EQ(a.plan.purchases.size(), 1u);
  EXPECT_TRUE(a.plan.purchases[0].instead.empty());
  EXPECT_FALSE(a.plan.purchases[0].npv);
}

TEST(PlanOfYears, ThePartsOfThePresentCostAddUp) {
  for (const Scenario& s : {grows(40000, 0.25), load_scenario(three_years)}) {
    const HorizonPlan plan = horizon(s).plan;
    const PresentParts& p = plan.present;
    const double sum = usd(p.purchases + p.running + p.retraining + p.migration + p.contract - p.resale);
    EXPECT_NEAR(sum, -usd(*plan.npv), 1e-9 * sum);
    EXPECT_GT(usd(p.purchases), 0);
    EXPECT_GT(usd(p.resale), 0);
  }
}

TEST(PlanOfYears, ItsPresentCostIsExplained) {
  const Scenario s = load_scenario(three_years);
  const Explanation e = explain(s, "api", "present_usd");
  ASSERT_FALSE(e.numbers.empty());
  EXPECT_NEAR(e.numbers[0].value, -usd(*horizon(s).plan.npv), 1e-9);
  double sum = 0;
  const auto value = [&](const std::string& name) {
    for (const auto& number : e.numbers)
      if (number.name == name) return number.value;
    ADD_FAILURE() << name;
    return 0.0;
  };
  for (const auto& name : e.numbers[0].from) sum += (name == "resale_present_usd" ? -1 : 1) * value(name);
  EXPECT_NEAR(sum, e.numbers[0].value, 1e-9 * sum);
  for (const auto& number : e.numbers)
    if (number.name == "running_present_usd") {
      double running = 0;
      for (const auto& stage : number.from) running += value(stage);
      EXPECT_NEAR(running, number.value, 1e-9 * running);
    }
  const Explanation beside = explain(s, "api");
  ASSERT_EQ(beside.years.size(), e.numbers.size());
  EXPECT_EQ(beside.years[0].value, e.numbers[0].value);
  EXPECT_TRUE(explain(scenario_of_month(s, 13), "api").years.empty());
  Scenario month = s;
  month.horizon.reset();
  EXPECT_THROW(explain(month, "api", "present_usd"), InvalidInput);
}

TEST(PlanOfYears, EveryValueAtWhichOtherPathsServeIsFoundWhereCostsAreLines) {
  Scenario s = grows(25000);
  Path other = s.paths[1];  // dearer, and it takes nothing a month
  other.id = "other";
  auto& pricing = std::get<FixedAmortized<>>(other.pricing);
  pricing.price = usd(5200), pricing.staff_per_unit = usd_per_month(0);
  s.paths.push_back(other);
  give_range(s, 1, "/pricing/price_usd", 1000, 15000);
  const auto ranges = plan_over_ranges(s);
  ASSERT_EQ(ranges.size(), 1u);
  EXPECT_TRUE(ranges[0].complete);
  // Looked at one by one.
  std::vector<double> seen;
  std::vector<std::string> before;
  constexpr double step = 25;
  for (double price = 1000; price <= 15000; price += step) {
    const auto now = paths_of(horizon(with_input(s, "box/pricing/price_usd", price)).plan.stages);
    if (!before.empty() && now != before) seen.push_back(price);
    before = now;
  }
  ASSERT_GE(seen.size(), 1u);
  ASSERT_EQ(ranges[0].changes.size(), seen.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_LE(ranges[0].changes[i].at, seen[i]);
    EXPECT_GE(ranges[0].changes[i].at, seen[i] - step);
    EXPECT_NE(paths_of(ranges[0].changes[i].below), paths_of(ranges[0].changes[i].above));
  }
}

TEST(PlanOfYears, WhatIsFoundByHalvingSaysSo) {
  Scenario s = grows(25000);
  s.ledger.entries["/horizon/growth_per_month"].range = Range{-0.05, 0.08};
  const auto ranges = plan_over_ranges(s);
  ASSERT_EQ(ranges.size(), 1u);
  EXPECT_FALSE(ranges[0].complete);
  ASSERT_EQ(ranges[0].changes.size(), 1u);
  EXPECT_EQ(ranges[0].changes[0].at, *ranges[0].low.changes_at);
  EXPECT_THAT(run({"horizon", three_years}).out, HasSubstr("there may be others between"));
}

TEST(PlanOfYears, WhatIsStatedAndNotUsedIsSaid) {
  Scenario s = grows(40000);
  s.horizon->growth_per_month = 0;
  s.horizon->by_month.assign(48, 40000.0);
  s.paths[0].over_time = {.price_steps = {{13.5, 2}, {40, 3}},
                          .resale = {{0, 1}},
                          .refresh_months = 12,
                          .retraining_usd = 100,
                          .retrained_every_months = 60};
  s.paths[1].over_time.refresh_months = 2.5;
  s.paths[1].access.lead_time_days = 3000;
  const auto notes = horizon(s).notes;
  EXPECT_THAT(
      notes,
      ElementsAre("accepted_answers_by_month: of 48 months the first 36 are used, as the horizon ends with them.",
                  "api: the price step from month 13.5 on counts from month 14 on.",
                  "api: the price step from month 40 on is not used, as the horizon ends before it.",
                  "api: resale is not used, as nothing is bought.",
                  "api: refresh_months is not used, as nothing is bought.",
                  "api: retraining_usd is not paid within the horizon.",
                  "box: its lead time is as long as the horizon or longer: it takes over in no plan.",
                  "box: refresh_months 2.5 counts as 3."));
  Scenario low = grows(40000);
  low.horizon->ceiling = 20000;
  const HorizonAnswer a = horizon(low);
  ASSERT_EQ(a.notes.size(), 1u);
  EXPECT_THAT(a.notes[0], HasSubstr("lies below the demand of 40000"));
  EXPECT_NEAR(accepted_answers_per_month(a.plan.by_month[35].demand), 40000, 1e-6);
  EXPECT_TRUE(horizon(grows(40000)).notes.empty());
}

TEST(PlanOfYears, InputsWithoutARangeAreCounted) {
  Scenario s = grows(40000);
  const auto bare = horizon(s).without_range;
  EXPECT_THAT(bare, testing::Contains("/demand/accepted_answers_per_month"));
  EXPECT_THAT(bare, testing::Contains("/horizon/growth_per_month"));
  s.ledger.entries["/horizon/growth_per_month"].range = Range{0, 0.08};
  const auto ranged = horizon(s).without_range;
  EXPECT_THAT(ranged, Not(testing::Contains("/horizon/growth_per_month")));
  EXPECT_EQ(ranged.size() + 1, bare.size());
  EXPECT_THAT(run({"horizon", three_years}).out, HasSubstr("inputs that matter to the years are stated without a"));
}

TEST(PlanOfYears, ABaseModelServesItsMonthsBeforeItIsReplaced) {
  Scenario s = grows(40000);
  s.paths[0].over_time.retraining_usd = 100, s.paths[0].over_time.retrained_every_months = 6;
  std::vector<int> paid;
  const HorizonAnswer answer = horizon(s);
  for (const auto& m : answer.paths[0].by_month)
    if (usd(m.retraining) > 0) paid.push_back(m.month);
  EXPECT_THAT(paid, ElementsAre(7, 13, 19, 25, 31));
}

TEST(PlanOfYears, RatesOfWhatIsNoNumberAreRefused) {
  EXPECT_THROW(internal_rates({-1, std::numeric_limits<double>::quiet_NaN()}), InvalidInput);
  EXPECT_THROW(internal_rates({-std::numeric_limits<double>::infinity(), 1}), InvalidInput);
}

TEST(PlanOfYears, GrowthThatCameIsADriftWithItsNumber) {
  Scenario before = grows(40000), after = before;
  before.horizon->growth_per_month = 0;
  before = parse_scenario(to_json(before)), after = parse_scenario(to_json(after));
  const Drift d = drift(before, after);
  const auto row = std::find_if(d.inputs.begin(), d.inputs.end(),
                                [](const auto& r) { return r.name == "/horizon/growth_per_month"; });
  ASSERT_NE(row, d.inputs.end());
  EXPECT_EQ(row->after, 0.04);
  EXPECT_THAT(row->why_not, Not(HasSubstr("found")));
}

TEST(PlanOfYears, StepsOfManyUnitsAreWorkThatDrawsArePaidFrom) {
  // A machine each few answers against one that is rented by the hour: so many steps that fewer draws are made.
  Scenario s = parse_scenario(R"({"costmodel": 1, "title": "t",
    "demand": {"accepted_answers_per_month": 100000, "domain_accepted_answers_per_month": [1, 1e9], "arrivals": "packed"},
    "workload": {"output_tokens_per_answer": 300}, "paths": [
      {"id": "rent", "pricing": {"kind": "provisioned", "usd_per_unit_hour": {"value": 0.01, "range": [0.0099, 0.0101], "grade": "assumed"}},
       "throughput": {"points": [{"concurrency": 1, "output_tokens_per_second": 20}]}, "acceptance": {"rate": 1}},
      {"id": "own", "pricing": {"kind": "fixed_amortized", "flat_usd_per_month": 7.3},
       "throughput": {"points": [{"concurrency": 1, "output_tokens_per_second": 20.001}]}, "acceptance": {"rate": 1}}]})");
  const CrossoverSpread all = crossover_spread(s, "rent", "own", {}, {.draws = 1024, .budget = 20'000'000});
  const CrossoverSpread few = crossover_spread(s, "rent", "own", {}, {.draws = 1024, .budget = 500});
  EXPECT_EQ(all.draws, 1024u);
  EXPECT_LT(few.draws, 512u);
  EXPECT_GE(few.draws, 64u);
}

TEST(PlanOfYears, SeveralProblemsAreToldAtOnce) {
  const Ran energy = run({"energy", three_years, "--watts-beside", "-1", "--facility-factor", "0"});
  EXPECT_EQ(energy.status, 2);
  EXPECT_THAT(energy.err, HasSubstr("--watts-beside"));
  EXPECT_THAT(energy.err, HasSubstr("--facility-factor"));
  const Ran years = run({"horizon", three_years, "--switch", "api", "bx", "--demand", "-1"});
  EXPECT_THAT(years.err, HasSubstr("--switch"));
  EXPECT_THAT(years.err, HasSubstr("--demand"));
  const Ran drifted = run({"drift", "no_such_one.json", "no_such_other.json"});
  EXPECT_THAT(drifted.err, HasSubstr("no_such_one.json"));
  EXPECT_THAT(drifted.err, HasSubstr("no_such_other.json"));
  EXPECT_THAT(run({"decide", three_years, "--month", "1.5"}).err, HasSubstr("1 to 36"));
  EXPECT_THAT(run({"decide", three_years, "--month", "37"}).err, HasSubstr("1 to 36"));
}

class NewYearsAsked : public testing::Test {
 protected:
  void SetUp() override {
    file_ =
        (std::filesystem::temp_directory_path() / ("costmodel_new_" + std::to_string(::getpid()) + ".json")).string();
  }
  void TearDown() override { std::filesystem::remove(file_); }
  Ran ask(const std::string& answers, bool interactive, std::vector<std::string> options = {}) const {
    std::istringstream in(answers);
    options.insert(options.begin(), {"new", "-o", file_, "--overwrite"});
    return run(options, {.answers = &in, .interactive = interactive});
  }
  const std::string thirteen = std::string(13, '\n');  // questions before those about years
  std::string file_;
};

TEST_F(NewYearsAsked, OneMonthIsAsBefore) {
  EXPECT_LT(ask(thirteen + "1\n", false).status, 2);
  EXPECT_FALSE(load_scenario(file_).horizon);
  EXPECT_LT(ask("", false).status, 2);
  EXPECT_FALSE(load_scenario(file_).horizon);
}

TEST_F(NewYearsAsked, WhatIsNotKnownBecomesARange) {
  const Ran ran = ask(thirteen + "36\n", true);
  EXPECT_LT(ran.status, 2) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("For how many months do you plan? [1]: Growth of the demand a year [not known"));
  const Scenario s = load_scenario(file_);
  ASSERT_TRUE(s.horizon);
  EXPECT_EQ(s.horizon->months, 36);
  std::vector<std::string> unknown;
  for (const auto& one : unknowns_over_time(s)) unknown.push_back(one.name);
  EXPECT_THAT(unknown, testing::IsSupersetOf({"/horizon/growth_per_month", "/horizon/discount_rate_per_year"}));
  EXPECT_THAT(ran.out, HasSubstr("Growth of the demand a month: 4 %, between 0 and 8 %"));
  EXPECT_THAT(ran.out, HasSubstr("Over 36 months: "));
}

TEST_F(NewYearsAsked, WhatIsKnownIsTaken) {
  EXPECT_LT(ask(thirteen + "24\n60 %\n20 %\n10 %\n5000\n35\n", false).status, 2);
  const Scenario s = load_scenario(file_);
  ASSERT_TRUE(s.horizon);
  EXPECT_EQ(s.horizon->months, 24);
  EXPECT_NEAR(std::pow(1 + s.horizon->growth_per_month, 12), 1.6, 1e-12);
  EXPECT_NEAR(s.path("api").over_time.price_change_per_year, -0.2, 1e-15);
  EXPECT_NEAR(s.horizon->discount_rate_per_year, 0.1, 1e-15);
  const auto& own = std::get<FixedAmortized<>>(s.path("own").pricing);
  EXPECT_EQ(usd(own.price), 5000);
  EXPECT_EQ(usd_per_month(own.flat), 35);
}

TEST_F(NewYearsAsked, WhatIsRefusedSaysWhatIsAllowed) {
  const Ran pipe = ask(thirteen + "1.5\n", false);
  EXPECT_EQ(pipe.status, 2);
  EXPECT_THAT(pipe.err, HasSubstr("For how many months do you plan? (--months): found 1.5"));
  const Ran person = ask(thirteen + "0\n2\n", true);
  EXPECT_THAT(person.out, HasSubstr("  0: needs 1 to 600"));
  EXPECT_EQ(load_scenario(file_).horizon->months, 2);
  const Ran far = ask("", false, {"--years", "50"});
  EXPECT_EQ(far.status, 2);
  EXPECT_THAT(far.err, HasSubstr("at most 566 months at that growth"));
  const Ran many = ask("", false, {"--years", "-1", "--growth-per-month", "9"});
  EXPECT_THAT(many.err, HasSubstr("--years"));
  EXPECT_THAT(many.err, HasSubstr("--growth-per-month"));
  EXPECT_EQ(ask("", false, {"--years", "3", "--months", "36"}).status, 2);
}

}  // namespace costmodel
