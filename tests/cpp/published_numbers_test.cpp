// Other people's numbers, each with its source. `expected` is the number worked out by hand to six digits;
// `printed` is what the source prints, within its own rounding.
#include <gtest/gtest.h>
#include <costmodel/costmodel.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::lab, test::path, test::pricing;

constexpr const char* lab_source = "Own the weights, or the platform owns you (Layer2C Labs, 2026-07-01)";
constexpr const char* bedrock_example =
    "Amazon Bedrock pricing, worked example for Custom Model Import, read 2026-10-05";
constexpr const char* bedrock_prices = "Amazon Bedrock pricing, read 2026-09-10";
constexpr const char* fallacy = "The Home Supercomputer Fallacy (2025-10-15)";
constexpr const char* spark_review = "DGX Spark, a long review (2026-04)";

struct Printed {
  double value;
  double rounding;  ///< half a unit of the last printed digit
};

struct Row {
  const char* what;
  double computed;
  double expected;
  std::optional<Printed> printed{};
  const char* source = lab_source;
};

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    EXPECT_NEAR(row.computed, row.expected, 5e-6 * row.expected) << row.what << "\n  " << row.source;
    if (row.printed) {
      EXPECT_NEAR(row.computed, row.printed->value, row.printed->rounding)
          << row.what << ", as printed\n  " << row.source;
    }
  }
}

/// USD per million output tokens with one unit busy all month.
double full_price(const Scenario& s, std::string_view id) {
  return usd_per_million_output_tokens(*cost_at_utilization(s, id, 1, Arrivals::packed).per_output_token);
}

double box_price(double usd_a_month, const char* id) {
  Scenario s = lab();
  pricing<FixedAmortized<>>(s, id).flat = usd_per_month(usd_a_month);
  return full_price(s, id);
}

double import_price(double usd_a_minute) {
  Scenario s = lab();
  pricing<ActiveWindow<>>(s, "import").price = usd_per_minute(usd_a_minute);
  return full_price(s, "import");
}

double provisioned_price(double usd_an_hour) {
  Scenario s = lab();
  pricing<Provisioned<>>(s, "provisioned").price = usd_per_hour(usd_an_hour);
  return full_price(s, "provisioned");
}

TEST(PublishedNumbers, DollarsPerMillionOutputTokens) {
  check({{"box, Llama, 14 tok/s, ÷ U", box_price(200, "box_llama"), 5.43596, Printed{5.4, 0.05}},
         {"box, Gemma, 22.4 tok/s, ÷ U", box_price(200, "box_gemma"), 3.39748, Printed{3.4, 0.05}},
         {"box, Llama, low end of $160–275", box_price(160, "box_llama"), 4.34877},
         {"box, Llama, high end", box_price(275, "box_llama"), 7.47445},
         {"box, Gemma, low end", box_price(160, "box_gemma"), 2.71798},
         {"box, Gemma, high end", box_price(275, "box_gemma"), 4.67153},
         {"import, 2 units at $0.0785, 95 tok/s", import_price(0.0785), 27.5439, Printed{27.5, 0.05}},
         {"import, list price of September 2026", import_price(0.05718), 20.0632, {}, bedrock_prices},
         {"import, eu-central-1", import_price(0.07144), 25.0667, {}, bedrock_prices},
         {"provisioned, solved back from 20.8, ÷ duty", provisioned_price(7.1136), 20.8, Printed{20.8, 0.05}},
         {"provisioned, Titan Text Lite without commitment", provisioned_price(7.10), 20.7602, Printed{20.8, 0.05}},
         {"provisioned, Llama 3.1 70B without commitment", provisioned_price(24.00), 70.1754, {}, bedrock_prices},
         {"commodity tokens", full_price(lab(), "tokens"), 0.4, Printed{0.40, 0.005}}});
}

TEST(PublishedNumbers, TheSameBoxOver32StreamsIsCheaperThanCommodityTokens) {
  Scenario s = lab();
  path(s, "box_llama").points.push_back({.concurrency = 32, .output = output_tokens_per_second(368)});
  check({{"8B FP8 at batch 32, 368 tok/s",
          full_price(s, "box_llama"),
          0.206803,
          {},
          "NVIDIA DGX Spark In-Depth Review (LMSYS, 2025-10-13)"}});
  EXPECT_LT(full_price(s, "box_llama"), full_price(s, "tokens"));
}

TEST(PublishedNumbers, Speeds) {
  const auto seconds_each = [](const char* id) {
    const Scenario s = lab();
    return seconds_per_answer(busy_time(s.path(id).points[0], s.workload));
  };
  check(
      {{"Gemma over Llama on the box", seconds_each("box_llama") / seconds_each("box_gemma"), 1.6, Printed{1.6, 0.05}},
       {"import over Llama on the box", seconds_each("box_llama") / seconds_each("import"), 6.78571,
        Printed{6.8, 0.05}}});
}

// --- Windows -------------------------------------------------------------------------------------

/// The published numbers of windows are of calls that take no time: one that runs on into the next window of a clock is
/// billed for it too.
void take_no_time(Path& path) {
  for (auto& point : path.points) point.output *= 1e9;
}

/// USD of one window: what a call costs when the next is far away.
double lone_call(double usd_a_minute, WindowRule rule) {
  Scenario s = lab();
  auto& window = pricing<ActiveWindow<>>(s, "import");
  window.price = usd_per_minute(usd_a_minute);
  window.rule = rule;
  take_no_time(test::path(s, "import"));
  const Load<> rare = answers_per_month(1e-3);
  return usd_per_answer(model(s, s.path("import"), Arrivals::poisson).serving.at(rare) / rare);
}

TEST(PublishedNumbers, OneCallBuysOneWindow) {
  check(
      {{"anchored", lone_call(0.0785, WindowRule::anchored), 0.785, Printed{0.785, 0.0005}, bedrock_example},
       {"clock-aligned", lone_call(0.0785, WindowRule::clock_aligned), 0.785, Printed{0.785, 0.0005}, bedrock_example},
       {"list price of September 2026", lone_call(0.05718, WindowRule::anchored), 0.5718, {}, bedrock_prices},
       {"per million tokens, 300 in a window",
        lone_call(0.0785, WindowRule::anchored) / 300e-6,
        2616.67,
        {},
        bedrock_example},
       {"the same in September 2026", lone_call(0.05718, WindowRule::anchored) / 300e-6, 1906.00, {}, bedrock_prices},
       {"windows that $200 buys", 200 / lone_call(0.0785, WindowRule::anchored), 254.777, {}, bedrock_example},
       {"windows that $200 buys in September 2026",
        200 / lone_call(0.05718, WindowRule::anchored),
        349.773,
        {},
        bedrock_prices}});
}

/// Monthly bill of the import for random calls that would use this share of the Llama box.
double import_bill(double utilization_of_box, WindowRule rule) {
  Scenario s = lab();
  pricing<ActiveWindow<>>(s, "import").rule = rule;
  const Load<> load = load_at_utilization(model(s, s.path("box_llama")), utilization_of_box);
  take_no_time(test::path(s, "import"));
  return usd_per_month(model(s, s.path("import"), Arrivals::poisson).serving.at(load));
}

TEST(PublishedNumbers, RandomCallsKeepWindowsOpen) {
  // Renewal theory by hand: 8,760 windows a month at $0.785; λW = U × 122,640 answers ÷ 8,760 windows.
  struct Line {
    double utilization, anchored, clock_aligned;
  };
  for (const auto& [u, anchored, clock] :
       {Line{0.002, 187, 190}, {0.01, 844, 898}, {0.1, 4011, 5181}, {0.197357, 5049, 6443}}) {
    EXPECT_NEAR(import_bill(u, WindowRule::anchored), anchored, 0.75) << u;
    EXPECT_NEAR(import_bill(u, WindowRule::clock_aligned), clock, 0.75) << u;
    // A tail as long as the window has the same mean as the grid.
    EXPECT_NEAR(import_bill(u, WindowRule::keep_alive), clock, 0.75) << u;
  }
}

// --- Crossovers ----------------------------------------------------------------------------------

PathCrossing only_crossing(const Scenario& s, const char* a, const char* b, Axis axis, Arrivals arrivals) {
  const Comparison c = compare(s, a, b, axis, arrivals);
  EXPECT_EQ(c.crossings.size(), 1u) << a << " against " << b << ": " << c.never;
  return c.crossings.empty() ? PathCrossing{} : c.crossings[0];
}

Scenario with_box_range() {
  Scenario s = lab();
  for (const char* id : {"box_llama", "box_gemma"})
    path(s, id).ledger.entries["/pricing/flat_usd_per_month"].range = Range{160, 275};
  return s;
}

TEST(PublishedNumbers, BoxAgainstImportPackedFull) {
  const Scenario s = with_box_range();
  const auto llama = only_crossing(s, "box_llama", "import", Axis::utilization, Arrivals::packed);
  const auto gemma = only_crossing(s, "box_gemma", "import", Axis::utilization, Arrivals::packed);
  ASSERT_TRUE(llama.range && gemma.range);
  check({{"Llama", llama.at, 0.197357, Printed{0.20, 0.005}},
         {"Gemma", gemma.at, 0.123348, Printed{0.12, 0.005}},
         {"Llama at $160", llama.range->low, 0.157885},
         {"Llama at $275", llama.range->high, 0.271365},
         {"Gemma at $160", gemma.range->low, 0.0986783},
         {"Gemma at $275", gemma.range->high, 0.169603}});
  EXPECT_EQ(llama.cheaper_below, "import");
  EXPECT_EQ(llama.cheaper_above, "box_llama");
}

TEST(PublishedNumbers, BoxAgainstImportAtRandom) {
  Scenario s = lab();
  const auto before = only_crossing(s, "box_llama", "import", Axis::utilization, Arrivals::poisson);
  const auto demand = only_crossing(s, "box_llama", "import", Axis::demand, Arrivals::poisson);
  pricing<ActiveWindow<>>(s, "import").price = usd_per_minute(0.05718);
  const auto after = only_crossing(s, "box_llama", "import", Axis::utilization, Arrivals::poisson);
  // f = 200 ÷ 6,876.60; answers = 8,760 f ÷ (1 − f)
  check({{"utilization", before.at, 0.00213967, {}, bedrock_example},
         {"answers a month", demand.at, 262.409, {}, bedrock_example},
         {"utilization, September 2026", after.at, 0.00297064, {}, bedrock_prices},
         {"answers a month, September 2026", after.demand.value_or(0), 364.320, {}, bedrock_prices}});
}

TEST(PublishedNumbers, TheBoxNeverBeatsCommodityTokens) {
  const Comparison c = compare(lab(), "box_llama", "tokens", Axis::utilization);
  EXPECT_TRUE(c.crossings.empty());
  EXPECT_TRUE(c.complete);
  EXPECT_NE(c.never.find("box_llama stays dearer"), std::string::npos) << c.never;
  EXPECT_NE(c.never.find("13.6 ×"), std::string::npos) << c.never;
}

TEST(PublishedNumbers, ProvisionedAgainstImport) {
  Scenario s = lab();
  check({{"duty, unrounded", only_crossing(s, "provisioned", "import", Axis::utilization, Arrivals::packed).at,
          0.755159}});
  pricing<ActiveWindow<>>(s, "import").price = usd_per_minute(0.078375);  // prints as 27.5 to the last digit
  check({{"duty, 20.8 ÷ 27.5", only_crossing(s, "provisioned", "import", Axis::utilization, Arrivals::packed).at,
          0.756364}});
  pricing<ActiveWindow<>>(s, "import").price = usd_per_minute(0.05718);
  EXPECT_TRUE(compare(s, "provisioned", "import", Axis::utilization, Arrivals::packed).crossings.empty());
}

// --- Acceptance ----------------------------------------------------------------------------------

TEST(PublishedNumbers, Intervals) {
  constexpr const char* by_formula =
      "Wilson (1927), Clopper & Pearson (1934), Jeffreys; 7, 14, 21 of 30 from the lab of 2026-07-01";
  struct Line {
    double accepted;
    Interval wilson, clopper_pearson, jeffreys;
  };
  for (const auto& line : {Line{7, {.117924, .409283}, {.0993379, .422837}, {.110921, .404400}},
                           Line{14, {.302324, .638577}, {.283418, .656745}, {.298102, .641328}},
                           Line{21, {.521242, .833353}, {.506041, .852655}, {.523456, .840007}}}) {
    const auto rows = [&](const char* what, const Interval& got, const Interval& expected) {
      check({{what, got.low, expected.low, {}, by_formula}, {what, got.high, expected.high, {}, by_formula}});
    };
    rows("Wilson", wilson_interval(line.accepted, 30), line.wilson);
    rows("Clopper–Pearson", clopper_pearson_interval(line.accepted, 30), line.clopper_pearson);
    rows("Jeffreys", jeffreys_interval(line.accepted, 30), line.jeffreys);
  }
  check({{"7 of 30", point_rate(Acceptance{.accepted = 7, .of = 30}), 0.233333, Printed{0.23, 0.005}},
         {"14 of 30", point_rate(Acceptance{.accepted = 14, .of = 30}), 0.466667, Printed{0.47, 0.005}},
         {"21 of 30", point_rate(Acceptance{.accepted = 21, .of = 30}), 0.7, Printed{0.70, 0.005}},
         {"E[1/p], 21 of 30", mean_inverse(jeffreys_posterior(21, 30)), 1.46341}});
}

TEST(PublishedNumbers, TriesThatFailTogether) {
  // Question-level Beta(α, β) with mean 0.7 and α + β = 1/0.3 − 1, three tries.
  const auto three = outcome(0.7, Tries<>{.limit = 3, .correlation = 0.3});
  check({{"P", three.accepted, 0.904669, {}, "beta-binomial, Skellam (1948)"},
         {"E", answers_per_request(three.answers), 1.453, {}, "beta-binomial, Skellam (1948)"}});
}

/// The lab's acceptance: 21 of 30 for what was tuned, 14 of 30 for the base model behind commodity tokens.
Scenario judged_lab(Handling handling) {
  Scenario s = lab();
  for (auto& p : s.paths) p.acceptance = {.accepted = p.id == "tokens" ? 14.0 : 21.0, .of = 30};
  s.rejected.handling = handling;
  const PathModel box = model(s, s.path("box_llama"));
  s.demand = box.demand(load_at_utilization(box, 0.2));
  return s;
}

TEST(PublishedNumbers, DollarsPerMillionAcceptedTokens) {
  const Scenario s = judged_lab(Handling::dropped);
  const auto accepted_price = [&](const char* id) {
    const PathCost c = cost_at_utilization(s, id, 1, Arrivals::packed);
    return usd_per_accepted_answer(*c.per_accepted) / 300e-6;
  };
  check({{"commodity tokens, 0.40 ÷ 0.4667", accepted_price("tokens"), 0.857143},
         {"tuned box, ÷ U", accepted_price("box_llama"), 7.76566},
         {"tuned import", accepted_price("import"), 39.3484}});
}

TEST(PublishedNumbers, TuningPaysThroughTheCostOfAReject) {
  // 300-token answers, one try, the box at 20 % of its capacity.
  const auto break_even = [](Handling handling) {
    return only_crossing(judged_lab(handling), "box_llama", "tokens", Axis::usd_per_rejected_request, Arrivals::poisson)
        .at;
  };
  check({{"dropped", break_even(Handling::dropped), 0.0159479},
         {"answered another way", break_even(Handling::fallback), 0.0344312}});
}

// --- Machines bought and rented ------------------------------------------------------------------

TEST(PublishedNumbers, RentOrBuy) {
  const auto break_even = [](double price, double rent) { return break_even_time(usd(price), usd_per_hour(rent)); };
  const Months<> at_8_hours_a_week = break_even(3999, 1.49) / hours_per_month(8 * 52 / 12.0);
  const Months<> at_8_hours_a_day = break_even(3999, 1.49) / hours_per_month(8 * 365 / 12.0);
  check({{"hours, $3,999 at $1.49", hours(break_even(3999, 1.49)), 2683.89, {}, fallacy},
         {"hours, $4,000 at $1.49, as the article must have reckoned", hours(break_even(4000, 1.49)), 2684.56,
          Printed{2685, 0.5}, fallacy},
         {"years at 8 h a week", months(at_8_hours_a_week) / 12, 6.45166, Printed{6.45, 0.005}, fallacy},
         {"days at 8 h a day", months(at_8_hours_a_day) * 365 / 12, 335.487, Printed{336, 1}, fallacy},
         {"hours at the rent of September 2026",
          hours(break_even(3999, 2.29)),
          1746.29,
          {},
          "Lambda, GH200, 2026-09-25"}});
}

TEST(PublishedNumbers, CapacityBlock) {
  const auto block = [](double hours_needed) {
    const Provisioned<> p{
        .price = usd_per_hour(41.61), .hours_up = hours_per_month(hours_needed), .block = hours_per_month(24)};
    return usd_per_month(bill(p, Service<>{.busy = seconds_per_answer(1)}).at(answers_per_month(1)));
  };
  constexpr const char* aws = "Amazon EC2 Capacity Blocks, p5en, list of January 2026";
  check({{"one day", block(24), 998.640, Printed{1000, 50}, aws},
         {"an hour of it", block(1), 998.640, Printed{1000, 50}, aws},
         {"an hour more", block(25), 1997.28, {}, aws}});
}

TEST(PublishedNumbers, FiveMonthsOfOwnership) {
  const auto a_month = [](double tax) {
    return usd_per_month(capital_recovery(
        FixedAmortized<>{.price = usd(3999), .sales_tax = tax, .residual = usd(3800), .life = months(5)}));
  };
  check({{"haircut without tax, 5 months", 5 * a_month(0), 199, Printed{200, 1.5}, spark_review},
         {"a month", a_month(0), 39.80, {}, spark_review},
         {"a month with 8.25 % tax", a_month(0.0825), 105.784, {}, spark_review}});
}

TEST(PublishedNumbers, ScoringCall) {
  const OperatingPoint<> slow{.output = output_tokens_per_second(10)};
  const auto in_minutes = [&](double output) {
    return minutes(response_time(slow, Workload<>{.output = output_tokens_per_answer(output)}));
  };
  check(
      {{"10,000 thinking and 600 answer tokens at 10 tok/s", in_minutes(10'600), 17.6667, Printed{20, 5}, spark_review},
       {"with the 2,500 of the prompt counted as output", in_minutes(13'100), 21.8333, Printed{20, 5}, spark_review}});
}

}  // namespace
}  // namespace costmodel
