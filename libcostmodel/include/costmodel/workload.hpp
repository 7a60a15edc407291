// What one attempt at an answer consumes.
#pragma once

#include <costmodel/units.hpp>

namespace costmodel {

/// Tokens of one attempt. Thinking tokens are output.
template <class T = double>
struct Workload {
  InputTokens<T> input{};         ///< prompt tokens that must be read, cached ones not counted
  InputTokens<T> cached_input{};  ///< prompt tokens that a cache already holds
  InputTokens<T> cache_write{};   ///< those among `input` that are also written to a cache
  OutputTokens<T> output{};
};

}  // namespace costmodel
