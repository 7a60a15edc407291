// What the benchmarks share: the first scenario, and inputs that no compiler can know beforehand.
#pragma once

#include <benchmark/benchmark.h>

#include <cmath>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <string>
#include <vector>

namespace bench {

inline const std::string scenario_file = COSTMODEL_EXAMPLES_DIR "/scenarios/fine_tune_economics.json";

inline const costmodel::Scenario& scenario() {
  static const costmodel::Scenario loaded = costmodel::load_scenario(scenario_file);
  return loaded;
}

inline costmodel::PathModel path(const char* id, costmodel::Arrivals arrivals = costmodel::Arrivals::poisson) {
  return costmodel::model(scenario(), scenario().path(id), arrivals);
}

/// `count` points from low to high, evenly on a logarithmic scale.
inline std::vector<double> log_spaced(double low, double high, std::size_t count) {
  std::vector<double> x(count);
  for (std::size_t i = 0; i < count; ++i)
    x[i] = low * std::pow(high / low, static_cast<double>(i) / static_cast<double>(count - 1));
  return x;
}

}  // namespace bench
