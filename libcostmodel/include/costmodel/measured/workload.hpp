// What one attempt at an answer consumes.
#pragma once

#include <costmodel/base/units.hpp>
#include <optional>

namespace costmodel {

/// Tokens of one attempt. Thinking tokens are output.
template <class T = double>
struct Workload {
  InputTokens<T> input{};         ///< prompt tokens that must be read, cached ones not counted
  InputTokens<T> cached_input{};  ///< prompt tokens that a cache already holds
  InputTokens<T> cache_write{};   ///< those among `input` that are also written to a cache
  OutputTokens<T> output{};
  double length_variation = 1;  ///< variance of the length of an answer ÷ its mean²: 1 exponential, 0 all alike
};

/// What differs on one path. What it does not name is the scenario's.
template <class T = double>
struct WorkloadOverrides {
  std::optional<InputTokens<T>> input{};
  std::optional<InputTokens<T>> cached_input{};
  std::optional<InputTokens<T>> cache_write{};
  std::optional<OutputTokens<T>> output{};

  /// The scenario's workload with what this path states in its place, field by field.
  Workload<T> over(const Workload<T>& scenario) const {
    return {input.value_or(scenario.input), cached_input.value_or(scenario.cached_input),
            cache_write.value_or(scenario.cache_write), output.value_or(scenario.output), scenario.length_variation};
  }
  bool operator==(const WorkloadOverrides&) const = default;
};

}  // namespace costmodel
