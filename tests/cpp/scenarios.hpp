// Small scenarios put together in code.
#pragma once

#include <costmodel/base/error.hpp>
#include <costmodel/scenario/scenario.hpp>

#include <string>
#include <vector>

namespace costmodel::test {

/// Prices of the lab "Own the weights, or the platform owns you" (Layer2C Labs, 2026-07-01): a box at $200 a month with
/// two models, Custom Model Import, Provisioned Throughput at the price solved back from its 20.8, commodity tokens at
/// $0.40. 300 output tokens an answer. Every answer counts, so that costs are those of attempts.
inline Scenario lab() {
  const auto at_speed = [](double tokens_per_second) {
    return std::vector<OperatingPoint<>>{{.output = output_tokens_per_second(tokens_per_second)}};
  };
  const FixedAmortized<> box{.flat = usd_per_month(200)};
  const ActiveWindow<> import{.price = usd_per_minute(0.0785), .units_per_copy = 2, .window = minutes(5)};
  const Acceptance every{.rate = 1};
  Scenario s;
  s.title = "lab";
  s.demand = accepted_answers_per_month(20'000);
  s.workload = {.output = output_tokens_per_answer(300)};
  s.paths = {
      {.id = "box_llama", .pricing = box, .points = at_speed(14), .acceptance = every},
      {.id = "box_gemma", .pricing = box, .points = at_speed(22.4), .acceptance = every},
      {.id = "import", .pricing = import, .points = at_speed(95), .acceptance = every},
      {.id = "provisioned",
       .pricing = Provisioned<>{.price = usd_per_hour(7.1136)},
       .points = at_speed(95),
       .acceptance = every},
      {.id = "tokens", .pricing = PerToken<>{.output = usd_per_million_output_tokens(0.40)}, .acceptance = every}};
  return s;
}

/// What is wrong with a scenario.
inline std::vector<Problem> problems(const Scenario& s) {
  try {
    validate(s);
  } catch (const InvalidInput& e) {
    return e.problems();
  }
  return {};
}

/// The path of that id, to be changed.
inline Path& path(Scenario& scenario, std::string_view id) { return const_cast<Path&>(scenario.path(id)); }

template <class P>
P& pricing(Scenario& scenario, std::string_view id) {
  return std::get<P>(path(scenario, id).pricing);
}

}  // namespace costmodel::test
