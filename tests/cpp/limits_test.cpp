// Nothing that is accepted takes for ever: what is too much is refused with the limit, what is much stays within a
// budget of work that is counted, and any call can be told to stop.
#include <gmock/gmock.h>
#include <chrono>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/decide/comparison.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>

#include "scenario/limits.hpp"
#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string refusal(const auto& f) {
  try {
    f();
  } catch (const InvalidInput& input) {
    return input.what();
  }
  return {};
}

Scenario many(std::size_t paths) {
  Scenario s = test::lab();
  const auto kinds = s.paths;
  s.paths.clear();
  for (std::size_t i = 0; i < paths; ++i) {
    s.paths.push_back(kinds[i % kinds.size()]);
    s.paths.back().id = "p" + std::to_string(i);
    s.paths.back().acceptance = {.accepted = 50 + static_cast<double>(i % 40), .of = 100};
  }
  return s;
}

TEST(Limits, AreSaidWhereAScenarioHoldsTooMuch) {
  EXPECT_THAT(refusal([] { validate(many(limits::paths + 1)); }), HasSubstr("too-many"));
  Scenario s = test::lab();
  test::path(s, "import").points.resize(limits::operating_points + 1, test::path(s, "import").points.front());
  auto& steps = test::pricing<PerToken<>>(s, "tokens").volume_steps;
  for (std::size_t i = 0; i <= limits::volume_steps; ++i)
    steps.push_back({.above_millions = 1.0 + static_cast<double>(i), .multiplier = 0.9});
  const std::string words = refusal([&] { validate(s); });
  EXPECT_THAT(words, HasSubstr("/paths/2/throughput/points: found 1001 operating points, allowed: at most 1000"));
  EXPECT_THAT(words, HasSubstr("/paths/4/pricing/volume_steps: found 101 steps, allowed: at most 100"));
  EXPECT_THAT(refusal([] { (void)compare_all(many(101), Axis::demand); }), HasSubstr("5050 pairs"));
}

TEST(Limits, HoldForTheListOfProblems) {
  std::vector<Problem> problems(300'000, {"unknown-key", "/x", "x", "y"});
  const InvalidInput input(std::move(problems));
  ASSERT_EQ(input.problems().size(), 51u);
  EXPECT_EQ(input.problems().back().found, "299,950 more problems");
  std::string text = R"({"costmodel": 1)";
  for (int i = 0; i < 20'000; ++i) text += ", \"k" + std::to_string(i) + "\": 1";
  EXPECT_THAT(refusal([&] { (void)parse_scenario(text + "}"); }), HasSubstr("more than 20000 keys"));
}

TEST(ManyPaths, AreComparedWhereItMatters) {
  const Scenario s = many(60);
  const Decision d = decide(s, {}, {.draws = 0, .ranges = false});
  EXPECT_EQ(d.pairs_left_out, 60u * 59 / 2 - 12u * 11 / 2);
  for (const auto& band : d.bands)
    EXPECT_TRUE(std::any_of(d.crossovers.begin(), d.crossovers.end(), [&](const Comparison& c) {
      return c.a == band.path || c.b == band.path;
    })) << band.path;
  const WinnerBands bands = winner_bands(s, "output_tokens_per_answer");
  EXPECT_EQ(bands.paths_left_out, 48u);
  EXPECT_FALSE(bands.complete);  // nobody proved that those left out win nowhere
}

/// A bounded search says where it ended.
TEST(ManyPaths, OfSwitchingValuesItIsSaidHowFarWasLooked) {
  const Decision few = decide(many(5), {}, {.draws = 0});
  EXPECT_EQ(few.switching_search.rivals, 4u);
  EXPECT_EQ(few.switching_search.rivals_left_out, 0u);
  EXPECT_GT(few.switching_search.inputs, 0u);
  EXPECT_THAT(switching_search_text(few), Not(HasSubstr("Not looked at")));
  const Decision d = decide(many(14), {}, {.draws = 0});
  EXPECT_EQ(d.switching_search.rivals, 8u);
  EXPECT_EQ(d.switching_search.rivals_left_out, 5u);
  EXPECT_LE(d.switching_values.size(), 8u);
  EXPECT_THAT(switching_search_text(d),
              HasSubstr("to its 8 rivals. Not looked at: 5 other paths that could win and cost more at this demand."));
}

/// The sweep over one winner at a time finds what all pairs would.
TEST(ManyPaths, HaveTheEnvelopeThatEveryPointOfADenseScanHas) {
  const Scenario s = many(25);
  const auto bands = path_bands(s, Arrivals::poisson);
  ASSERT_FALSE(bands.empty());
  for (double x = 1; x < 1e6; x *= 1.37) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& p : s.paths)
      if (const PathModel m = model(s, p, Arrivals::poisson); m.why_not.empty() && x <= m.by_demand.limit())
        least = std::min(least, m.by_demand(x));
    for (const auto& band : bands)
      if (band.from < x && x < band.to) {
        EXPECT_NEAR(model(s, s.path(band.path), Arrivals::poisson).by_demand(x), least, 1e-9 * least) << x;
      }
  }
}

struct Slow {
  const char* what;
  std::function<void(Scenario&)> make;
};

/// Each took 30 s to minutes of an optimised build. What hangs again is ended by the runner, not by a clock in here.
TEST(Hangs, AreNone) {
  for (const Slow& slow :
       {Slow{"a hundred tries",
             [](Scenario& s) {
               s.tries = {.limit = 100, .correlation = 0.2};
               for (auto& p : s.paths) p.acceptance = {.accepted = 87, .of = 100};
             }},
        Slow{"free paths of many units",
             [](Scenario& s) {
               s.workload.output = output_tokens_per_answer(30'000);
               s.paths = {{.id = "a", .pricing = PerToken<>{}, .acceptance = {.rate = 1}},
                          {.id = "b",
                           .pricing = FixedAmortized<>{},
                           .points = {{.output = output_tokens_per_second(1)}},
                           .acceptance = {.accepted = 1, .of = 1}}};
             }},
        Slow{"one of a thousand million accepted", [](Scenario& s) {
               s.tries.limit = 100;
               s.paths = {{.id = "a", .pricing = PerToken<>{}, .acceptance = {.accepted = 1, .of = 1e9}}};
             }}}) {
    Scenario s = test::lab();
    slow.make(s);
    EXPECT_NO_THROW((void)decide(s, {}, {.draws = 256})) << slow.what;
  }
}

/// Hooks for as long as it lives.
struct Hooked {
  explicit Hooked(InterruptHooks hooks) { set_interrupt_hooks(std::move(hooks)); }
  ~Hooked() { set_interrupt_hooks({}); }
};

TEST(Interrupt, EndsACallSoonOnOneThreadOrMany) {
  const Scenario s = many(40);
  for (const int threads : {1, 4}) {
    const auto start = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point stopped{};
    const Hooked hooked({.stop = [&] {
      const auto now = std::chrono::steady_clock::now();
      if (now - start < std::chrono::milliseconds(300)) return false;
      stopped = now;
      return true;
    }});
    EXPECT_THROW((void)uncertainty(s, {.draws = 10'000'000, .threads = threads}), Interrupted);
    EXPECT_LT(std::chrono::steady_clock::now() - stopped, std::chrono::seconds(2));
  }
}

TEST(Interrupt, LeavesTheNextCallAlone) {
  {
    const Hooked hooked({.stop = [] { return true; }});
  }
  EXPECT_NO_THROW((void)decide(test::lab()));
}

TEST(Progress, IsToldOfLongWorkAndWipedAtItsEnd) {
  std::vector<std::string> told;
  const Hooked hooked({.progress = [&](std::string_view doing) { told.emplace_back(doing); }});
  {
    const Doing doing("waiting");
    const auto start = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(2300)) poll_interrupt();
  }
  ASSERT_GE(told.size(), 2u);
  EXPECT_EQ(told.front(), "waiting");
  EXPECT_EQ(told.back(), "");
}

}  // namespace
}  // namespace costmodel
