// A number back to its inputs.
#include <gtest/gtest.h>
#include <costmodel/costmodel.hpp>
#include <costmodel/decide/explain.hpp>
#include <costmodel/io/explain.hpp>
#include <costmodel/io/scenario.hpp>

#include <algorithm>
#include <set>

namespace costmodel {
namespace {

Scenario shipped(const std::string& name) {
  return load_scenario(std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/" + name + ".json");
}

const ExplainedNumber& number(const Explanation& e, std::string_view name) {
  const auto found = std::find_if(e.numbers.begin(), e.numbers.end(), [&](const auto& n) { return n.name == name; });
  if (found == e.numbers.end()) throw std::runtime_error("no such number");
  return *found;
}

bool has_input(const ExplainedNumber& number, std::string_view name) {
  return std::any_of(number.inputs.begin(), number.inputs.end(),
                     [&](const Input& input) { return input.name == name; });
}

TEST(Explain, TheCostOfAnAcceptedAnswerLeadsToEveryInputOfIt) {
  for (const char* file : {"fine_tune_economics", "home_supercomputer_fallacy", "dgx_spark_review"}) {
    const Scenario s = shipped(file);
    for (const auto& path : s.paths) {
      const PathCost c = cost(s, path.id, s.demand);
      const Explanation e = explain(s, path.id);
      ASSERT_EQ(e.why_not.empty(), c.per_accepted.has_value()) << path.id;
      if (!c.per_accepted) continue;
      EXPECT_EQ(e.numbers.front().value, usd_per_accepted_answer(*c.per_accepted)) << path.id;
      EXPECT_EQ(number(e, "usd_per_month").value, usd_per_month(*c.per_month));
      double terms = 0;
      for (const auto& name : number(e, "usd_per_month").from) terms += number(e, name).value;
      EXPECT_NEAR(terms, usd_per_month(*c.per_month), 1e-9 * terms);
      for (const auto& [name, amount] : c.terms) EXPECT_EQ(number(e, name).value, usd_per_month(amount));
      std::set<std::string> reached;
      for (const auto& one : e.numbers) {
        EXPECT_FALSE(one.formula.empty()) << one.name;
        for (const auto& input : one.inputs) reached.insert(input.pointer + input.name);
        for (const auto& name : one.from) EXPECT_NO_THROW(number(e, name)) << path.id << " " << name;
      }
      EXPECT_FALSE(reached.empty());
    }
  }
}

TEST(Explain, InputsEnterWhereTheyBelong) {
  const Scenario s = shipped("fine_tune_economics");
  const Explanation e = explain(s, "cmi");
  EXPECT_TRUE(has_input(number(e, "active windows"), "pricing/usd_per_unit_minute"));
  EXPECT_FALSE(has_input(number(e, "open_fraction"), "pricing/usd_per_unit_minute"));
  EXPECT_TRUE(has_input(number(e, "open_fraction"), "pricing/window_minutes"));
  EXPECT_TRUE(has_input(number(e, "busy_time"), "throughput/points/0/output_tokens_per_second"));
  EXPECT_TRUE(has_input(number(e, "demand"), "demand/accepted_answers_per_month"));
  EXPECT_FALSE(number(e, "answers_per_accepted_answer").inputs.empty());
  const Explanation capacity = explain(s, "cmi", "capacity");
  EXPECT_EQ(capacity.numbers.size(), 2u);  // and the busy time that it is made of
}

TEST(Explain, CrossoversLeadToBothPaths) {
  const Scenario s = shipped("fine_tune_economics");
  const Explanation e = explain(s, "spark_llama", "crossover:cmi");
  const Comparison c = compare(s, "spark_llama", "cmi", Axis::demand, s.arrivals);
  ASSERT_FALSE(c.crossings.empty());
  EXPECT_EQ(e.numbers.front().value, c.crossings.front().at);
  EXPECT_NEAR(number(e, "spark_llama: usd_per_month").value, number(e, "cmi: usd_per_month").value,
              1e-6 * number(e, "cmi: usd_per_month").value);
}

TEST(Explain, WhatIsNotThereIsSaid) {
  const Scenario s = shipped("fine_tune_economics");
  EXPECT_THROW(explain(s, "cmii"), InvalidInput);
  EXPECT_THROW(explain(s, "cmi", "usd_per_accepted_anser"), InvalidInput);
  EXPECT_THROW(explain(s, "cmi", "crossover:nobody"), InvalidInput);
  for (const auto& name : explainable(s, "cmi")) EXPECT_NO_THROW(explain(s, "cmi", name)) << name;
  const Explanation e = explain(s, "cmi");
  const std::string text = render(explanation_report(s, e), Format::text);
  EXPECT_NE(text.find("active windows"), std::string::npos);
  EXPECT_NE(to_json(s, e).find("\"pricing/usd_per_unit_minute\""), std::string::npos);
}

}  // namespace
}  // namespace costmodel
