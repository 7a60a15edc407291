// One number back to its formula, its inputs, and what stands behind them.
#pragma once

#include <costmodel/decide/comparison.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// A number on the way from inputs to a cost.
struct ExplainedNumber {
  std::string name{};  ///< "usd_per_accepted_answer", a term of the bill, "load", "capacity", …
  double value = 0;
  std::string unit{};
  std::string formula{};            ///< in words and symbols
  std::vector<std::string> from{};  ///< other numbers of the explanation that it is made of
  std::vector<Input> inputs{};      ///< of the scenario that enter it directly
};

struct Explanation {
  std::string path{};
  std::string asked{};
  std::vector<ExplainedNumber> numbers{};  ///< the one that was asked for, then what it is made of; each once
  std::vector<ExplainedNumber> years{};  ///< beside it, where the scenario has a horizon: the present cost of its plan
  Grade evidence = Grade::assumed;       ///< weakest among all inputs
  std::string why_not{};                 ///< why there is no such number; empty where there is
};

/// How a number of a path comes about at a demand (the scenario's, without one).
///   number  usd_per_accepted_answer, usd_per_month, usd_per_million_output_tokens, a term of the bill by its name,
///   load,
///           answers_per_accepted_answer, units, capacity, busy_time, open_fraction, or "crossover:ID": the demand at
///           which the path costs as much as another, the first of them; of a scenario with a horizon "present_usd":
///           the present cost of its best plan, which is no number of the path
/// Which input enters which number is found by exact derivatives. Throws InvalidInput for an unknown path or number,
/// with the nearest.
Explanation explain(const Scenario& scenario, std::string_view path,
                    std::string_view number = "usd_per_accepted_answer", std::optional<Demand<>> demand = {},
                    std::optional<Arrivals> arrivals = {});

/// What may be asked of a path.
std::vector<std::string> explainable(const Scenario& scenario, std::string_view path);

}  // namespace costmodel
