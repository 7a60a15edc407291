// Years, not a month: numbers that were worked out apart from the library (plain formulas, numpy-financial, SAM).
#include <gtest/gtest.h>
#include <costmodel/horizon/horizon.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/io/horizon.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <filesystem>

namespace costmodel {
namespace {

constexpr double cent = 0.005;

Path api(double usd_per_answer_, double change = 0) {
  Path path{
      .id = "api", .pricing = PerToken<>{.per_answer = usd_per_answer(usd_per_answer_)}, .acceptance = {.rate = 1}};
  path.over_time.price_change_per_year = change;
  return path;
}

Path box(double price, double residual, double life = 36, double change = 0) {
  Path path{.id = "box",
            .pricing = FixedAmortized<>{.price = usd(price),
                                        .residual = usd(residual),
                                        .life = months(life),
                                        .staff_per_unit = usd_per_month(20)},
            .points = {{.concurrency = 64, .output = output_tokens_per_second(1e6)}},
            .acceptance = {.rate = 1}};
  path.over_time.price_change_per_year = change;
  return path;
}

Scenario over_months(int months, double rate, double demand, std::vector<Path> paths) {
  Scenario s{.title = "t",
             .demand = accepted_answers_per_month(demand),
             .arrivals = Arrivals::packed,
             .workload = {.output = output_tokens_per_answer(100)}};
  s.horizon = Horizon{.months = months, .discount_rate_per_year = rate};
  s.paths = std::move(paths);
  return s;
}

/// Growth of 4 % a month, 0.003 USD an answer, a box of 3,999 USD that is worth 1,000 USD after 36 months.
Scenario grows(double first, double decline = 0) {
  Scenario s = over_months(36, 0.08, first, {api(0.003), box(3999, 1000, 36, -decline)});
  s.horizon->growth_per_month = 0.04;
  return s;
}

double npv(const std::optional<Money<>>& of) { return usd(of.value()); }

const PathHorizon& path_of(const HorizonAnswer& answer, std::string_view id) {
  return *std::find_if(answer.paths.begin(), answer.paths.end(), [&](const auto& p) { return p.id == id; });
}

const SwitchDate& switch_of(const HorizonAnswer& answer, std::string_view from, std::string_view to) {
  return *std::find_if(answer.switches.begin(), answer.switches.end(),
                       [&](const auto& s) { return s.from == from && s.to == to; });
}

std::vector<std::string> shipped() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(COSTMODEL_EXAMPLES_DIR "/scenarios"))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST(Horizon, BuyingAfterSomeMonthsCostsWhatItDoesByHand) {
  const auto constant = switching_dates(grows(40000), "api", "box");
  ASSERT_EQ(constant.npv.size(), 37u);
  EXPECT_NEAR(npv(constant.npv[0]), -3846.03, cent);
  EXPECT_NEAR(npv(constant.npv[6]), -3958.71, cent);
  EXPECT_NEAR(npv(constant.npv[12]), -4250.72, cent);
  EXPECT_NEAR(npv(constant.npv[36]), -8071.87, cent);
  const auto falling = switching_dates(grows(40000, 0.25), "api", "box");
  EXPECT_NEAR(npv(falling.npv[0]), -3846.03, cent);
  EXPECT_NEAR(npv(falling.npv[6]), -3602.69, cent);
  EXPECT_NEAR(npv(falling.npv[12]), -3721.88, cent);
}

TEST(Horizon, TheBestMonthToBuyIsTheOneByHand) {
  struct Row {
    double first, decline;
    int month;
    double cost;
  };
  for (const Row& row :
       {Row{40000, 0, 0, 3846.03}, {40000, .25, 7, 3597.51}, {20000, 0, 18, 3319.64}, {20000, .25, 17, 2764.11}}) {
    const HorizonAnswer answer = horizon(grows(row.first, row.decline));
    const SwitchDate& best = switch_of(answer, "api", "box");
    EXPECT_EQ(best.month, row.month);
    EXPECT_NEAR(usd(best.npv), -row.cost, cent);
    EXPECT_NEAR(npv(answer.plan.npv), -row.cost, cent);  // no sequence of more is better
    EXPECT_NEAR(usd(answer.plan.by_month.back().present), row.cost, cent);
    EXPECT_EQ(answer.plan.stages.back().path, "box");
    EXPECT_EQ(answer.plan.stages.back().from_month, row.month + 1);
  }
}

TEST(Horizon, ThePriceDeclineAloneTurnsTheDecision) {
  for (const auto& [decline, cost] : {std::pair{0.0, 8010.83}, {0.5, 3599.64}, {0.9, 1379.89}}) {
    const HorizonAnswer answer = horizon(over_months(36, 0.08, 1e5, {api(0.0025, -decline), box(3999, 800)}));
    EXPECT_NEAR(npv(path_of(answer, "box").npv), -4004.80, cent);
    EXPECT_NEAR(npv(path_of(answer, "api").npv), -cost, cent);
    EXPECT_EQ(answer.plan.stages.front().path, decline == 0 ? "box" : "api");
  }
}

TEST(Horizon, LevelizedIsTodaysAnnuity) {
  Scenario s = over_months(36, 0.08, 1000, {box(3999, 1000)});
  std::get<FixedAmortized<>>(s.paths[0].pricing).staff_per_unit = {};
  const HorizonAnswer answer = horizon(s);
  EXPECT_NEAR(usd_per_accepted_answer(*answer.paths[0].levelized) * 1000, 100.026046609, 1e-9);
}

TEST(Horizon, AConstantMonthIsTodaysOnEveryShippedScenario) {
  int held = 0;
  for (const auto& file : shipped()) {
    Scenario s = load_scenario(file);
    for (const Path& path : s.paths) {
      Scenario alone = s;
      int months_long = 36;
      double rate = 0.08;
      if (const auto* owned = std::get_if<FixedAmortized<>>(&path.pricing)) {
        rate = owned->discount_rate_per_year;
        if (owned->life.value() > 0) months_long = static_cast<int>(months(owned->life));
      }
      if (const auto* rented = std::get_if<Provisioned<>>(&path.pricing); rented && rented->term)
        months_long = static_cast<int>(months(*rented->term)) * 2;
      alone.horizon = Horizon{.months = months_long, .discount_rate_per_year = rate};
      alone.date.clear();  // its prices by date are those of today
      for (Path& each : alone.paths) each.over_time = {};
      const PathCost today = cost(s, path.id, s.demand);
      const HorizonAnswer answer = horizon(alone);
      const PathHorizon& over = path_of(answer, path.id);
      if (!path.stages.empty()) {  // refused by name
        EXPECT_FALSE(over.npv.has_value()) << path.id;
        EXPECT_FALSE(over.why_not.empty()) << path.id;
        continue;
      }
      ASSERT_EQ(over.npv.has_value(), today.per_month.has_value()) << file << ' ' << path.id;
      if (!today.per_month) continue;
      EXPECT_NEAR(usd_per_accepted_answer(*over.levelized) / usd_per_accepted_answer(*today.per_accepted), 1, 1e-12)
          << file << ' ' << path.id;
      EXPECT_EQ(over.feasible, today.feasible && today.unplaced.empty()) << file << ' ' << path.id;
      ++held;
    }
  }
  EXPECT_GT(held, 20);
}

TEST(Horizon, AMonthIsTodaysBillOfThatMonth) {
  Scenario s = grows(40000, 0.25);
  s.paths[0].over_time.price_change_per_year = -0.3;
  auto& tokens = std::get<PerToken<>>(s.paths[0].pricing);
  tokens.charges.credit = usd_per_month(50.0);  // what no line in the price says
  tokens.charges.minimum = usd_per_month(60.0);
  const HorizonAnswer answer = horizon(s);
  for (const int month : {1, 2, 13, 36}) {
    const Scenario there = scenario_of_month(s, month);
    const PathCost cost_there = cost(there, "api", there.demand);
    const HorizonMonth& m = path_of(answer, "api").by_month[static_cast<std::size_t>(month) - 1];
    EXPECT_NEAR(usd(m.running) / usd_per_month(*cost_there.per_month), 1, 1e-12) << month;
    EXPECT_EQ(m.demand, there.demand);
  }
}

TEST(Horizon, FlowsAddUpToThePresentCost) {
  Scenario s = grows(40000, 0.25);
  s.paths[1].points[0].output = output_tokens_per_second(4);  // a box carries 105,120 answers
  s.paths[1].over_time.refresh_months = 20;
  s.horizon->seasonal = {1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 3};
  s.date = "2026-01-31";
  const HorizonAnswer answer = horizon(s);
  const auto& each = path_of(answer, "box").by_month;
  EXPECT_NEAR(net_present_value(flows_of_months(each), 0.08), npv(path_of(answer, "box").npv), 1e-9);
  EXPECT_EQ(each[1].date, "2026-02-28");
  EXPECT_NEAR(accepted_answers_per_month(each[11].demand) / (40000 * std::pow(1.04, 11) * 3 / (15.0 / 12)), 1, 1e-12);
  double bought = 0;
  for (const auto& m : each) bought += m.bought;
  EXPECT_GT(bought, each.back().units);  // some are bought anew
  EXPECT_GT(usd(each[19].resale), 0);    // after 20 months
}

TEST(Horizon, TheSeeds) {
  // Bought at 3,999 USD with 8 % tax, sold after five months for 3,800 USD, when a new one cost 4,699 USD.
  Scenario s = over_months(5, 0, 1000, {box(3999, 3800, 5)});
  auto& owned = std::get<FixedAmortized<>>(s.paths[0].pricing);
  owned.sales_tax = 0.08, owned.staff_per_unit = {};
  EXPECT_NEAR(npv(horizon(s).paths[0].npv), -(3999 * 1.08 - 3800), 1e-9);
  s.paths[0].over_time.resale = {{0, 1}, {5, 3800.0 / 3999}};
  s.paths[0].over_time.price_steps = {{4, 4699.0 / 3999}};
  EXPECT_NEAR(npv(horizon(s).paths[0].npv), -(3999 * 1.08 - 3800), 1e-9);  // it was bought before the price rose
  // Ordered in March, delivered in May: two months of calling on, paid in March.
  Scenario mac = over_months(12, 0, 100000, {api(0.01), box(4000, 4000, 12)});
  mac.date = "2026-03-01", mac.horizon->now = "api";
  mac.paths[1].access.lead_time_days = 60;
  const HorizonAnswer answer = horizon(mac);
  const SwitchDate& best = switch_of(answer, "api", "box");
  EXPECT_EQ(best.month, 2);
  EXPECT_NEAR(usd(best.npv), -(2 * 1000 + 10 * 20), 1e-9);
  EXPECT_EQ(answer.plan.by_month[2].date, "2026-05-01");
  EXPECT_EQ(answer.plan.by_month[2].bought, 1);
  EXPECT_NEAR(usd(answer.plan.by_month[0].purchases), 4000, 1e-9);
}

TEST(Horizon, PaybackAndInternalRateAreTheTextbooks) {
  const HorizonAnswer answer = horizon(over_months(36, 0.08, 1e5, {api(0.0025), box(3999, 800)}));
  ASSERT_EQ(answer.buying.size(), 1u);
  const BuyingAgainst& b = answer.buying[0];
  EXPECT_EQ(b.payback_month, 18);  // 3,999 ÷ 230 = 17.39
  EXPECT_EQ(b.discounted_payback_month, 19);
  EXPECT_EQ(b.crossings, std::vector<int>{18});
  ASSERT_EQ(b.internal_rates.per_year.size(), 1u);
  EXPECT_TRUE(b.internal_rates.complete);
  const double monthly = std::pow(1 + b.internal_rates.per_year[0], 1 / 12.0) - 1;
  double worth = -3999;
  for (int t = 1; t <= 36; ++t) worth += (t < 36 ? 230 : 1030) / std::pow(1 + monthly, t);
  EXPECT_NEAR(worth, 0, 1e-8);
  EXPECT_NEAR(usd(b.npv), 8010.83 - 4004.80, 0.01);
  EXPECT_EQ(path_of(answer, "box").payback_month, 18);
  EXPECT_EQ(path_of(answer, "box").against, "api");
}

TEST(Horizon, EveryInternalRateIsFound) {
  // −100, 230, −132: 10 % and 20 % a period.
  std::vector<double> flows(25);
  flows[0] = -100, flows[12] = 230, flows[24] = -132;
  const InternalRates rates = internal_rates(flows);
  ASSERT_EQ(rates.per_year.size(), 2u);
  EXPECT_NEAR(rates.per_year[0], 0.1, 1e-10);
  EXPECT_NEAR(rates.per_year[1], 0.2, 1e-10);
  EXPECT_TRUE(rates.complete);
  EXPECT_TRUE(internal_rates({-1, -2, -3}).per_year.empty());
  EXPECT_EQ(payback_month({-1, -2, -3}), std::nullopt);
  EXPECT_EQ(payback_month({0, 1}), 0);
}

TEST(Horizon, TheBestPlanIsTheBestOfAllSequences) {
  // Three paths, six months: every sequence by hand.
  Path rented{.id = "rented",
              .pricing = Provisioned<>{.price = usd_per_hour(0.2), .term = months(3)},
              .points = {{.concurrency = 1, .output = output_tokens_per_second(1e6)}},
              .acceptance = {.rate = 1}};
  rented.over_time.price_change_per_year = -0.6;
  rented.over_time.migration_usd = 15;
  Scenario s = over_months(6, 0.1, 20000, {api(0.004), box(700, 300, 12), rented});
  s.horizon->growth_per_month = 0.35;
  s.horizon->now = "api";
  s.paths[1].over_time.migration_usd = 30;
  double least = INFINITY;
  const auto id = [&](int p) { return s.paths[static_cast<std::size_t>(p)].id; };
  for (int code = 0; code < 729; ++code) {  // a path for each month
    std::vector<PlanStage> stages;
    for (int t = 0, rest = code; t < 6; ++t, rest /= 3) {
      if (!stages.empty() && stages.back().path == id(rest % 3))
        ++stages.back().to_month;
      else
        stages.push_back({id(rest % 3), t + 1, t + 1});
    }
    const bool kept = std::all_of(stages.begin(), stages.end(),
                                  [](const PlanStage& stage) { return stage.path != "box" || stage.to_month == 6; });
    if (kept) least = std::min(least, usd(cash_flow_of(s, stages).back().present));
  }
  EXPECT_NEAR(npv(horizon(s).plan.npv), -least, 1e-9 * least);
}

TEST(Horizon, ATermBindsAndHoldsItsPrice) {
  Path rented{.id = "rented",
              .pricing = Provisioned<>{.price = usd_per_hour(1), .term = months(12)},
              .points = {{.concurrency = 1, .output = output_tokens_per_second(1e6)}},
              .acceptance = {.rate = 1}};
  rented.over_time.price_change_per_year = -0.5;
  const Scenario s = over_months(18, 0, 1000, {rented});
  const HorizonAnswer answer = horizon(s);
  // A year at 730, half a year at 365, and six months more of the second term.
  EXPECT_NEAR(npv(answer.paths[0].npv), -(12 * 730 + 6 * 365 + 6 * 365), 1e-9);
  EXPECT_NEAR(usd(answer.paths[0].by_month.back().contract), 6 * 365, 1e-9);
}

TEST(Horizon, TermsRetrainingAndInflation) {
  Scenario s = over_months(24, 0.08, 1000, {api(1)});
  s.paths[0].over_time.retraining_usd = 500;
  s.paths[0].over_time.retrained_every_months = 6;
  s.horizon->inflation_per_year = 0.03;
  const HorizonAnswer answer = horizon(s);
  double cost_now = 0, answers = 0, real_answers = 0;
  const double real = 1.08 / 1.03 - 1;
  for (int t = 1; t <= 24; ++t) {
    cost_now += (1000 + (t == 7 || t == 13 || t == 19 ? 500 : 0)) * std::pow(1.08, -t / 12.0);
    answers += 1000 * std::pow(1.08, -t / 12.0);
    real_answers += 1000 * std::pow(1 + real, -t / 12.0);
  }
  EXPECT_NEAR(npv(answer.paths[0].npv), -cost_now, 1e-9);
  EXPECT_NEAR(usd_per_accepted_answer(*answer.paths[0].levelized), cost_now / answers, 1e-12);
  EXPECT_NEAR(usd_per_accepted_answer(*answer.paths[0].levelized_real), cost_now / real_answers, 1e-12);
  EXPECT_NEAR(usd(*answer.paths[0].equivalent_annual), cost_now * 0.08 / (1 - std::pow(1.08, -2)), 1e-9);
}

TEST(Horizon, DemandLevelsOffAndFollowsATable) {
  Scenario s = over_months(48, 0, 1000, {api(1)});
  s.horizon->growth_per_month = 0.2;
  s.horizon->ceiling = 5000;
  const HorizonAnswer s_curve = horizon(s);
  const auto& each = s_curve.paths[0].by_month;
  EXPECT_NEAR(accepted_answers_per_month(each[0].demand), 1000, 1e-9);
  EXPECT_NEAR(accepted_answers_per_month(each[10].demand), 5000 / (1 + 4 * std::pow(1.2, -10)), 1e-9);
  EXPECT_LT(accepted_answers_per_month(each[47].demand), 5000);
  Scenario table = over_months(3, 0, 1000, {api(1)});
  table.horizon->by_month = {10, 0, 30};
  EXPECT_NEAR(npv(horizon(table).paths[0].npv), -40, 1e-12);
}

TEST(Horizon, CrossoversAlongGrowthAndPriceAreComplete) {
  // Price decline of the API at which it and the box cost the same: −8,010.83 at 0, −3,599.64 at −50 %.
  const Scenario s = over_months(36, 0.08, 1e5, {api(0.0025), box(3999, 800)});
  const CrossoverReport r = horizon_crossovers(s, "api", "box", HorizonAxis::price_change_per_year, "api", -0.95, 0.5);
  EXPECT_TRUE(r.complete);
  EXPECT_TRUE(r.unsettled.empty());
  ASSERT_EQ(r.crossings.size(), 1u);
  Scenario there = s;
  there.paths[0].over_time.price_change_per_year = r.crossings[0].at;
  const HorizonAnswer equal = horizon(there);
  EXPECT_NEAR(npv(equal.paths[0].npv), npv(equal.paths[1].npv), 1e-6);
  // Boxes are added as demand grows: looked at closely, the order changes where the crossings say, and nowhere else.
  Scenario steps = grows(20000);
  steps.paths[1].points[0].output = output_tokens_per_second(1);  // a box carries 26,280 answers
  const CrossoverReport g = horizon_crossovers(steps, "api", "box", HorizonAxis::growth_per_month, "", -0.05, 0.06);
  EXPECT_TRUE(g.complete);
  int changes = 0, last = 0;
  for (int i = 0; i <= 440; ++i) {
    steps.horizon->growth_per_month = -0.05 + i * 0.11 / 440 + 1e-7;
    const HorizonAnswer a = horizon(steps);
    const int order = npv(a.paths[0].npv) > npv(a.paths[1].npv) ? 1 : -1;
    changes += last != 0 && order != last, last = order;
  }
  const auto turned =
      std::count_if(g.crossings.begin(), g.crossings.end(), [](const Crossing& c) { return c.before * c.after < 0; });
  EXPECT_GE(turned, changes);
  EXPECT_EQ(turned % 2, changes % 2);
}

TEST(Horizon, DrawsAgreeWithTheStatedMonthsWhereNothingIsDrawn) {
  Scenario s = grows(40000, 0.25);
  s.paths[1].points[0].output = output_tokens_per_second(4);
  s.horizon->seasonal = {1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 3};
  s.date = "2026-01-01", s.horizon->now = "api";
  const HorizonAnswer stated = horizon(s);
  const HorizonUncertainty drawn = horizon_uncertainty(s, {.draws = 64});
  for (std::size_t p = 0; p < 2; ++p) EXPECT_NEAR(drawn.paths[p].npv_usd->median / npv(stated.paths[p].npv), 1, 1e-12);
  const SwitchDate& best = switch_of(stated, "api", "box");
  EXPECT_EQ(drawn.month, best.month);
  EXPECT_NEAR(usd(*drawn.expected_npv), usd(best.npv), 1e-8);
  EXPECT_NEAR(usd(drawn.waiting[0].worth), 0, 1e-8);  // nothing to find out
}

TEST(Horizon, WaitingIsWorthSomethingWhereGrowthIsNotKnown) {
  Scenario s = grows(25000);
  s.horizon->now = "api";
  s.ledger.entries["/horizon/growth_per_month"].range = Range{-0.05, 0.08};
  const HorizonUncertainty u = horizon_uncertainty(s, {.draws = 4096});
  ASSERT_EQ(u.unknowns.size(), 1u);
  EXPECT_GT(usd(u.waiting[0].worth), 0);
  for (std::size_t m = 1; m < u.waiting.size(); ++m)
    EXPECT_LE(usd(u.waiting[m].worth), usd(u.waiting[m - 1].worth) + 1e-9);  // later is never better than knowing now
  // The mean by a rule of 2,000 points in place of draws.
  double sum = 0, hindsight = 0;
  const int points = 400;
  for (int i = 0; i < points; ++i) {
    Scenario there = s;
    there.ledger.entries.clear();
    there.horizon->growth_per_month = -0.05 + 0.13 * (i + 0.5) / points;
    const SwitchSweep sweep = switching_dates(there, "api", "box");
    sum += usd(**(sweep.npv.begin() + (u.month ? *u.month : 36)));
    double best = -INFINITY;
    for (const auto& one : sweep.npv) best = std::max(best, usd(*one));
    hindsight += best;
  }
  EXPECT_NEAR(usd(*u.expected_npv), sum / points, 2e-3 * std::abs(sum / points));
  EXPECT_NEAR(usd(u.waiting[0].worth), (hindsight - sum) / points, 0.02 * (hindsight - sum) / points);
}

// A unit carries 1e6 ÷ 730 h of tokens, so demand needs a second one from the 14th month on at 4 %, and none is
// granted.
TEST(Horizon, ADrawInWhichAPathMayNotServeDoesNotCountForIt) {
  Scenario s = grows(40000);
  s.horizon->now = "api";
  s.paths[1].points[0].output = output_tokens_per_second(100 * 65000 / (730 * 3600.0));
  s.ledger.entries["/horizon/growth_per_month"].range = Range{-0.05, 0.08};
  const auto served = [&](double units) {
    s.paths[1].access.quota_units = units;
    return horizon_uncertainty(s, {.draws = 4096});
  };
  const HorizonUncertainty all = served(100), few = served(1);
  EXPECT_EQ(all.paths[1].probability_served, 1);
  // 40,000·(1+g)^35 ≤ 65,000: g ≤ 1.397 %, of −5 … 8 %
  EXPECT_NEAR(few.paths[1].probability_served, (std::pow(65.0 / 40, 1 / 35.0) - 1 + 0.05) / 0.13, 1e-3);
  EXPECT_FALSE(few.paths[1].npv_usd);
  EXPECT_LE(few.paths[1].probability_cheapest, few.paths[1].probability_served);
  EXPECT_LT(few.paths[1].probability_cheapest, all.paths[1].probability_cheapest);
  EXPECT_FALSE(few.month) << "a switch that some draws do not allow is not the best on average";
  ASSERT_TRUE(few.expected_npv);
  s.paths.erase(s.paths.begin());
  s.horizon->now = "box";
  EXPECT_FALSE(served(1).expected_npv) << "nothing serves in every draw";
}

TEST(Horizon, RulesThatHoldAtAnyDemandHoldInEveryDraw) {
  Scenario s = grows(40000);
  s.horizon->now = "api";
  s.ledger.entries["/horizon/growth_per_month"].range = Range{-0.05, 0.08};
  s.paths[1].access.unavailable = "sold out";
  const HorizonUncertainty u = horizon_uncertainty(s, {.draws = 64});
  EXPECT_EQ(u.paths[1].probability_served, 0);
  EXPECT_EQ(u.paths[1].probability_cheapest, 0);
  EXPECT_EQ(u.paths[0].probability_cheapest, 1);
}

// 600 months, machines of a month: each figure of one pass is that of its own sum.
TEST(Horizon, ManyMachinesAndMonthsAreCountedInOnePass) {
  Scenario s = grows(40000);
  s.horizon->months = 600, s.horizon->growth_per_month = 0.002, s.horizon->now = "api";
  s.paths[1].over_time.refresh_months = 1;
  s.paths[1].points[0].output = output_tokens_per_second(4);
  const SwitchSweep sweep = switching_dates(s, "api", "box");
  for (const int month : {0, 1, 300, 599}) {
    std::vector<PlanStage> stages;
    if (month > 0) stages.push_back({"api", 1, month});
    stages.push_back({"box", month + 1, 600});
    EXPECT_NEAR(usd(cash_flow_of(s, stages).back().present) / -usd(*sweep.npv[static_cast<std::size_t>(month)]), 1,
                1e-9);
  }
  s.ledger.entries["/horizon/growth_per_month"].range = Range{0.001, 0.003};
  s.horizon->now = "box";  // which may be bought anew in each month
  const HorizonUncertainty u = horizon_uncertainty(s);
  EXPECT_LT(u.draws, 16384u) << "work is bounded";
  EXPECT_GE(u.draws, 64u);
}

TEST(Horizon, AnEndOfARangeThatIsRefusedIsSaid) {
  Scenario s = grows(40000);
  s.horizon->now = "api";
  s.ledger.entries["/horizon/growth_per_month"].range = Range{0, 10};
  const auto ranges = plan_over_ranges(s);
  ASSERT_EQ(ranges.size(), 1u);
  EXPECT_NE(ranges[0].high.why_not.find("out-of-range"), std::string::npos) << ranges[0].high.why_not;
  EXPECT_FALSE(ranges[0].high.npv);
  EXPECT_TRUE(ranges[0].low.npv);
  const HorizonUncertainty u = horizon_uncertainty(s, {.draws = 1024});
  EXPECT_LT(u.paths[0].probability_served, 0.9) << "a demand that no scenario takes is none";
}

TEST(Horizon, TheRangeOfAnInputSaysWhereThePlanBecomesAnother) {
  Scenario s = grows(25000);
  s.horizon->now = "api";
  s.ledger.entries["/horizon/growth_per_month"].range = Range{-0.05, 0.08};
  const auto ranges = plan_over_ranges(s);
  ASSERT_EQ(ranges.size(), 1u);
  EXPECT_EQ(ranges[0].input, "/horizon/growth_per_month");
  EXPECT_EQ(ranges[0].stated, 0.04);
  EXPECT_EQ(ranges[0].low.stages.size(), 1u);  // the API throughout
  EXPECT_EQ(ranges[0].high.stages.back().path, "box");
  EXPECT_FALSE(ranges[0].high.changes_at);
  const auto stages_at = [&](double growth) {
    Scenario there = s;
    there.horizon->growth_per_month = growth;
    return horizon(there).plan.stages.size();
  };
  EXPECT_EQ(stages_at(*ranges[0].low.changes_at), 1u);
  EXPECT_EQ(stages_at(*ranges[0].low.changes_at + 1e-5), 2u);
}

TEST(Horizon, BadInputHasAName) {
  const auto id_of = [](const auto& f) -> std::string {
    try {
      f();
    } catch (const InvalidInput& problem) {
      return problem.problems().front().id + " " + problem.problems().front().where;
    }
    return "none";
  };
  Scenario s = grows(1000);
  s.horizon->growth_per_month = -1.5;
  EXPECT_EQ(id_of([&] { horizon(s); }), "out-of-range /horizon/growth_per_month");
  s = grows(1000), s.paths[0].over_time.price_change_per_year = -1.2;
  EXPECT_EQ(id_of([&] { horizon(s); }), "out-of-range /paths/0/over_time/price_change_per_year");
  s = grows(1000), s.horizon->months = 0;
  EXPECT_EQ(id_of([&] { horizon(s); }), "out-of-range /horizon/months");
  s = grows(1000), s.horizon.reset();
  EXPECT_EQ(id_of([&] { horizon(s); }), "no-horizon /horizon");
  s = grows(1e12), s.paths[1].points[0].output = output_tokens_per_second(0.01);
  EXPECT_EQ(id_of([&] { horizon(s); }), "out-of-range /horizon");
  s = grows(1000), s.horizon->growth_per_month = 10;
  EXPECT_EQ(id_of([&] { horizon(s); }), "out-of-range /horizon");
  s = grows(1000), s.horizon->now = "bx";
  EXPECT_EQ(id_of([&] { horizon(s); }), "unknown-path /horizon/now");
  s = grows(1000), s.paths[0].over_time.retraining_usd = 5;
  EXPECT_EQ(id_of([&] { horizon(s); }), "missing-key /paths/0/over_time/retrained_every_months");
  s = grows(1000);
  EXPECT_EQ(id_of([&] { switching_dates(s, "api", "api"); }), "same-path api");
  EXPECT_EQ(id_of([&] { horizon_crossovers(s, "box", "box", HorizonAxis::growth_per_month, "", 0, 0.1); }),
            "same-path box");
  const auto table = [&](const char* text) { return id_of([&] { read_demand_csv(text, "d.csv"); }); };
  EXPECT_EQ(table("m;a\n1;30000,5\n"), "bad-csv d.csv: line 1");
  EXPECT_EQ(table("1;30000,5\n2;30001,5\n"), "bad-csv d.csv: line 1");
  EXPECT_EQ(table("answers\n30,000\n"), "bad-csv d.csv: line 2");
  EXPECT_EQ(table("month,answers\n1,x\n"), "bad-csv d.csv: line 2");
  EXPECT_EQ(table("month,answers\n1,30000\n"), "none");
  s = grows(1000), s.horizon->by_month = {1, 2};
  EXPECT_EQ(id_of([&] { horizon(s); }), "bad-bounds /horizon/accepted_answers_by_month");
}

}  // namespace costmodel
