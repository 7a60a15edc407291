// Kinds and terms are enumerations: each has one name, in the order of the alternatives that it speaks of.
#include <gtest/gtest.h>

#include <costmodel/bill/pricing.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/model/costs.hpp>
#include <set>
#include <string>

#include "base/pointer_path.hpp"
#include "scenario/names.hpp"

namespace costmodel {
namespace {

TEST(Enumerations, KindsOfPricingStandInTheOrderOfTheAlternatives) {
  EXPECT_EQ(kind(Pricing<>(FixedAmortized<>{})), PricingKind::fixed_amortized);
  EXPECT_EQ(kind(Pricing<>(ActiveWindow<>{})), PricingKind::active_window);
  EXPECT_EQ(kind(Pricing<>(Provisioned<>{})), PricingKind::provisioned);
  EXPECT_EQ(kind(Pricing<>(PerToken<>{})), PricingKind::per_token);
  EXPECT_EQ(std::variant_size_v<Pricing<>>, names::pricing_kind.size());
  EXPECT_EQ(to_string(PricingKind::active_window), "active_window");
}

TEST(Enumerations, EachTermOfABillHasANameOfItsOwn) {
  std::set<std::string_view> all;
  for (const auto name : names::bill_term) {
    EXPECT_FALSE(name.empty());
    EXPECT_TRUE(all.insert(name).second) << name;
  }
  EXPECT_EQ(to_string(BillTerm::up_to_minimum), "up to the minimum");
  EXPECT_EQ(to_string(BillTerm::rejected_requests), "rejected requests");
}

TEST(Enumerations, TermsOfACostAreNamedAsTheBillSays) {
  const Scenario scenario = load_scenario(COSTMODEL_EXAMPLES_DIR "/scenarios/fine_tune_economics.json");
  for (const Path& path : scenario.paths) {
    std::set<std::string> named;
    for (const auto& term : model(scenario, path).whole.terms) named.emplace(to_string(term.kind));
    for (const auto& [name, amount] : cost(scenario, path.id, scenario.demand).terms)
      EXPECT_TRUE(named.contains(name)) << path.id << ": " << name;
  }
}

TEST(Pointers, LeadIntoAPathOrNot) {
  const auto place = fields::in_path("/paths/12/pricing/resources/0/amount");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->path, 12u);
  EXPECT_EQ(place->rest, "/pricing/resources/0/amount");
  EXPECT_EQ(fields::in_path("/paths/3")->rest, "");
  EXPECT_FALSE(fields::in_path("/demand/accepted_answers_per_month"));
  EXPECT_FALSE(fields::in_path("/paths/x/pricing"));
  EXPECT_FALSE(fields::in_path("/paths/"));
}

TEST(Enumerations, AnAcceptanceIsKnownByItsName) {
  EXPECT_EQ(names::acceptance_of("box"), "acceptance of box");
  EXPECT_EQ(names::path_of_acceptance("acceptance of box"), "box");
  EXPECT_FALSE(names::path_of_acceptance("/paths/0/acceptance/rate"));
  EXPECT_TRUE(names::is_acceptance("/paths/0/acceptance/rate"));
  EXPECT_FALSE(names::is_acceptance("/tries/limit"));
}

}  // namespace
}  // namespace costmodel
