// Scenarios put together in code are held to the same rules as files: everything wrong, all at once, by place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/scenario/scenario.hpp>

#include <functional>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::lab, test::path, test::pricing;
using testing::HasSubstr;

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();

std::vector<Problem> problems_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InvalidInput& invalid) {
    return invalid.problems();
  }
  return {};
}

std::vector<Problem> problems_of(const Scenario& s) {
  return problems_of([&] { validate(s); });
}

struct Fault {
  const char* id;
  const char* where;
  std::function<void(Scenario&)> put;
};

const std::vector<Fault> faults{
    {"no-paths", "/paths", [](Scenario& s) { s.paths.clear(); }},
    {"duplicate-id", "/paths/1/id", [](Scenario& s) { s.paths[1].id = "box_llama"; }},
    {"bad-id", "/paths/1/id", [](Scenario& s) { s.paths[1].id = ""; }},
    {"bad-counts", "/paths/0/acceptance/accepted",
     [](Scenario& s) { s.paths[0].acceptance = {.accepted = 31, .of = 30}; }},
    {"unknown-path", "/paths/0/acceptance/same_as",
     [](Scenario& s) { s.paths[0].acceptance = {.same_as = "box_lama"}; }},
    {"shared-twice", "/paths/0/acceptance/same_as",
     [](Scenario& s) {
       s.paths[0].acceptance = {.same_as = "import"};
       s.paths[2].acceptance = {.same_as = "tokens"};
     }},
    {"shared-and-own", "/paths/0/acceptance",
     [](Scenario& s) { s.paths[0].acceptance = {.rate = 0.5, .same_as = "import"}; }},
    {"missing-life", "/paths/0/pricing/life_months",
     [](Scenario& s) { pricing<FixedAmortized<>>(s, "box_llama").price = usd(3999); }},
    {"missing-life", "/paths/0/tuning/life_months", [](Scenario& s) { s.paths[0].tuning.one_off = usd(10); }},
    {"bad-bounds", "/paths/0/pricing/min_units",
     [](Scenario& s) {
       pricing<FixedAmortized<>>(s, "box_llama").min_units = 3, pricing<FixedAmortized<>>(s, "box_llama").max_units = 2;
     }},
    {"bad-bounds", "/paths/0/pricing/load_watts",
     [](Scenario& s) {
       pricing<FixedAmortized<>>(s, "box_llama").idle_power = watts(50),
                                    pricing<FixedAmortized<>>(s, "box_llama").load_power = watts(40);
     }},
    {"bad-bounds", "/paths/3/pricing/hours_up_per_month",
     [](Scenario& s) { pricing<Provisioned<>>(s, "provisioned").hours_up = hours_per_month(731); }},
    {"bad-bounds", "/demand/domain_accepted_answers_per_month", [](Scenario& s) { s.domain_low = s.domain_high; }},
    {"bad-cell", "/paths/0/layers/2C", [](Scenario& s) { s.paths[0].cells[6].resize(3); }},
    {"unknown-path", "/rent_or_buy/buy",
     [](Scenario& s) {
       s.rent_or_buy = RentOrBuy{"bx_llama", "provisioned", {}};
     }},
    {"wrong-kind", "/rent_or_buy/rent",
     [](Scenario& s) {
       s.rent_or_buy = RentOrBuy{"box_llama", "tokens", {}};
     }},
    {"out-of-range", "/paths/0/pricing/flat_usd_per_month",
     [](Scenario& s) { pricing<FixedAmortized<>>(s, "box_llama").flat = usd_per_month(-1); }},
    {"out-of-range", "/paths/0/pricing/flat_usd_per_month",
     [](Scenario& s) { pricing<FixedAmortized<>>(s, "box_llama").flat = usd_per_month(nan); }},
    {"out-of-range", "/paths/0/pricing/flat_usd_per_month",
     [](Scenario& s) { pricing<FixedAmortized<>>(s, "box_llama").flat = usd_per_month(inf); }},
    {"missing-window", "/paths/2/pricing/window_minutes",
     [](Scenario& s) { pricing<ActiveWindow<>>(s, "import").window = minutes(0); }},
    {"out-of-range", "/paths/2/pricing/max_copies",
     [](Scenario& s) { pricing<ActiveWindow<>>(s, "import").max_copies = 0; }},
    {"out-of-range", "/paths/2/pricing/max_copies",
     [](Scenario& s) { pricing<ActiveWindow<>>(s, "import").max_copies = nan; }},
    {"out-of-range", "/paths/0/throughput/points/0/output_tokens_per_second",
     [](Scenario& s) { s.paths[0].points[0].output = output_tokens_per_second(0); }},
    {"out-of-range", "/paths/0/acceptance/rate", [](Scenario& s) { s.paths[0].acceptance.rate = 1.01; }},
    {"out-of-range", "/demand/accepted_answers_per_month",
     [](Scenario& s) { s.demand = accepted_answers_per_month(nan); }},
    {"out-of-range", "/workload/output_tokens_per_answer",
     [](Scenario& s) { s.workload.output = output_tokens_per_answer(-300); }},
    {"out-of-range", "/tries/limit", [](Scenario& s) { s.tries.limit = 0; }},
    {"out-of-range", "/tries/correlation", [](Scenario& s) { s.tries.correlation = nan; }},
    {"out-of-range", "/rejected/usd_per_request", [](Scenario& s) { s.rejected.cost = usd_per_request(-inf); }},
    {"out-of-range", "/requirements/confidence", [](Scenario& s) { s.requirements.confidence = 0.2; }},
    {"out-of-range", "/hours_per_month", [](Scenario& s) { s.month = hours_per_month(0); }},
};

TEST(Validate, FindsEachFaultAtItsPlace) {
  ASSERT_TRUE(problems_of(lab()).empty());
  for (const auto& fault : faults) {
    Scenario s = lab();
    fault.put(s);
    const auto found = problems_of(s);
    ASSERT_EQ(found.size(), 1u) << fault.id << " at " << fault.where << ", with:\n"
                                << testing::PrintToString([&] {
                                     std::string all;
                                     for (const auto& p : found) all += to_string(p) + "\n";
                                     return all;
                                   }());
    EXPECT_EQ(found[0].id, fault.id);
    EXPECT_EQ(found[0].where, fault.where);
    EXPECT_FALSE(found[0].allowed.empty());
  }
}

TEST(Validate, ReportsEverythingAtOnce) {
  Scenario s = lab();
  s.paths[1].id = "box_llama";
  s.paths[2].acceptance = {.same_as = "nobody"};
  s.workload.output = output_tokens_per_answer(-1);
  s.tries.limit = 0;
  const auto found = problems_of(s);
  std::vector<std::string> places;
  for (const auto& p : found) places.push_back(p.where);
  EXPECT_THAT(places, testing::UnorderedElementsAre("/workload/output_tokens_per_answer", "/tries/limit", "/paths/1/id",
                                                    "/paths/2/acceptance/same_as"));
}

TEST(Validate, SuggestsThePathThatWasMeant) {
  Scenario s = lab();
  s.paths[0].acceptance = {.same_as = "box_gema"};
  EXPECT_THAT(problems_of(s)[0].allowed, HasSubstr("did you mean \"box_gemma\"?"));
  EXPECT_THAT(problems_of([] { (void)lab().path("imprt"); })[0].allowed, HasSubstr("did you mean \"import\"?"));
}

TEST(Validate, ComesBeforeEverySolve) {
  Scenario s = lab();
  s.demand = accepted_answers_per_month(nan);
  EXPECT_THROW((void)decide(s), InvalidInput);
}

TEST(Demand, OutsideItsDomainIsRefused) {
  const Scenario s = lab();
  for (const double demand : {0.0, -1.0, nan, inf, 1e16})
    EXPECT_THROW((void)cost(s, s.paths[0].id, accepted_answers_per_month(demand)), InvalidInput) << demand;
  for (const double u : {0.0, -0.2, nan, inf})
    EXPECT_THROW((void)cost_at_utilization(s, s.paths[0].id, u), InvalidInput) << u;
}

// --- Inputs by name ------------------------------------------------------------------------------

TEST(Inputs, AreListedAsTheyWereGiven) {
  Scenario s = lab();
  path(s, "import").ledger.entries["/pricing/usd_per_unit_minute"] = {{.grade = Grade::published, .date = "2026-10-05"},
                                                                      Range{0.05718, 0.0785}};
  const auto all = inputs(s);
  const auto price = std::find_if(all.begin(), all.end(),
                                  [](const Input& i) { return i.pointer == "/paths/2/pricing/usd_per_unit_minute"; });
  ASSERT_NE(price, all.end());
  EXPECT_EQ(price->value, 0.0785);  // to the last digit, though it is kept in USD a second
  EXPECT_EQ(price->path, "import");
  EXPECT_EQ(price->name, "pricing/usd_per_unit_minute");
  EXPECT_EQ(price->provenance.evidence.grade, Grade::published);
  EXPECT_EQ(price->provenance.range, (Range{0.05718, 0.0785}));
  for (const auto& input : all) EXPECT_NE(input.name, "pricing/price_usd") << "nobody gave one";
}

TEST(Inputs, EachCanBeSetToItsOwnValueAndToAnother) {
  const Scenario s = lab();
  for (const auto& input : inputs(s)) {
    const auto same = inputs(with_input(s, input.pointer, input.value));
    EXPECT_EQ(same.size(), inputs(s).size()) << input.pointer;
    const double less = input.value * 0.75;
    const auto moved = inputs(with_input(s, input.pointer, less));
    const auto found =
        std::find_if(moved.begin(), moved.end(), [&](const Input& i) { return i.pointer == input.pointer; });
    ASSERT_NE(found, moved.end()) << input.pointer;
    EXPECT_EQ(found->value, less) << input.pointer;
  }
}

TEST(Inputs, UnknownOnesAreAnsweredWithTheNearest) {
  const auto found = problems_of([] { (void)with_input(lab(), "/paths/0/pricing/flat_usd_per_mnth", 1); });
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, "unknown-input");
  EXPECT_THAT(found[0].allowed, HasSubstr("did you mean \"/paths/0/pricing/flat_usd_per_month\"?"));
  for (const char* pointer :
       {"", "/", "/paths", "/paths/99/pricing/flat_usd_per_month", "/paths/x", "paths/0", "/title"})
    EXPECT_THROW((void)with_input(lab(), pointer, 1), InvalidInput) << pointer;
}

TEST(Inputs, OutsideTheirDomainAreRefused) {
  for (const double value : {-1.0, nan, inf, -inf, 1e16})
    EXPECT_THROW((void)with_input(lab(), "/paths/0/pricing/flat_usd_per_month", value), InvalidInput) << value;
  EXPECT_THROW((void)with_input(lab(), "/paths/0/acceptance/rate", 1.5), InvalidInput);
}

TEST(Inputs, OfACostAreThoseThatMoveIt) {
  Scenario s = lab();
  s.paths[0].access.memory_gb = 128;
  s.paths[0].acceptance = {.same_as = "box_gemma"};
  path(s, "box_gemma").acceptance = {.accepted = 21, .of = 30};
  std::vector<std::string> names;
  for (const auto& input : inputs_of_cost(s, s.paths[0].id))
    names.push_back(input.pointer.empty() ? input.name : input.pointer);
  EXPECT_THAT(names, testing::UnorderedElementsAre(
                         "/workload/output_tokens_per_answer", "/paths/0/pricing/flat_usd_per_month",
                         "/paths/0/throughput/points/0/output_tokens_per_second", "/paths/1/acceptance/accepted",
                         "/paths/1/acceptance/of", "acceptance/same_as"));
}

TEST(Ledger, AnswersForTheNearestEnclosingObject) {
  Ledger ledger;
  ledger.entries["/pricing"].evidence.grade = Grade::published;
  ledger.entries["/pricing/price_usd"].evidence.grade = Grade::measured;
  EXPECT_EQ(ledger.of("/pricing/price_usd").evidence.grade, Grade::measured);
  EXPECT_EQ(ledger.of("/pricing/life_months").evidence.grade, Grade::published);
  EXPECT_EQ(ledger.of("/pricing_other").evidence.grade, Grade::assumed);
  ledger.entries[""].evidence.grade = Grade::derived;
  EXPECT_EQ(ledger.of("/throughput/points/0").evidence.grade, Grade::derived);
}

TEST(Comparison, RefusesAPathAgainstItselfAndUnknownAxes) {
  EXPECT_EQ(problems_of([] { (void)compare(lab(), "import", "import", Axis::demand); })[0].id, "same-path");
  EXPECT_THAT(problems_of([] { (void)axis_named("utilisation"); })[0].allowed,
              HasSubstr("did you mean \"utilization\"?"));
  for (const Axis axis : {Axis::demand, Axis::utilization, Axis::traffic_multiplier, Axis::usd_per_rejected_request})
    EXPECT_EQ(axis_named(to_string(axis)), axis);
}

}  // namespace
}  // namespace costmodel
