#include <costmodel/costmodel.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <iostream>

int main() {
  const auto scenario = costmodel::parse_scenario(R"({
    "costmodel": 1, "title": "Box or tokens", "demand": {"accepted_answers_per_month": 20000},
    "workload": {"input_tokens_per_answer": 1500, "output_tokens_per_answer": 400},
    "paths": [
      {"id": "box", "pricing": {"kind": "fixed_amortized", "price_usd": 3999, "life_months": 36},
       "throughput": {"points": [{"output_tokens_per_second": 60}]}, "acceptance": {"rate": 0.9}},
      {"id": "tokens", "acceptance": {"rate": 0.95},
       "pricing": {"kind": "per_token", "usd_per_million_input_tokens": 3, "usd_per_million_output_tokens": 15}}]
  })");
  const auto decision = costmodel::decide(scenario);
  std::cout << to_json(decision).substr(0, 200) << "\n";
  return decision.path ? 0 : 1;
}
