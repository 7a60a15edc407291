// What one attempt at an answer consumes.
#pragma once

#include <algorithm>
#include <cmath>
#include <costmodel/base/units.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace costmodel {

/// A part of the requests whose sizes are their own. What it leaves out, and whoever is in no class, shares what the
/// classes leave of the mean.
template <class T = double>
struct RequestClass {
  double share = 0;                       ///< of all requests
  std::optional<InputTokens<T>> input{};  ///< as of `Workload`
  std::optional<InputTokens<T>> cached_input{};
  std::optional<OutputTokens<T>> output{};

  bool operator==(const RequestClass&) const = default;
};

/// Tokens of one attempt. Thinking tokens are output.
template <class T = double>
struct Workload {
  InputTokens<T> input{};         ///< prompt tokens that must be read, cached ones not counted
  InputTokens<T> cached_input{};  ///< prompt tokens that a cache already holds
  InputTokens<T> cache_write{};   ///< those among `input` that are also written to a cache
  OutputTokens<T> output{};
  double length_variation = 1;  ///< variance of the length of an answer ÷ its mean²: 1 exponential, 0 all alike; of
                                ///< the answers of one class, where there are classes
  std::vector<RequestClass<T>> classes{};  ///< sizes beside the mean, which stays as it is
};

/// Requests of one size, and their share of all.
template <class T = double>
struct Sized {
  double share = 1;
  Workload<T> tokens{};
};

namespace sizes {

/// Shares of the classes that state this number, and what those have of the mean.
template <class T, class M>
std::pair<double, T> stated(const std::vector<RequestClass<T>>& classes, M RequestClass<T>::*which) {
  double share = 0;
  T part(0.0);
  for (const auto& c : classes)
    if (c.*which) share += c.share, part = part + (c.*which)->value() * T(c.share);
  return {share, part};
}

/// What each of the others has: mean = Σ share × stated + (1 − Σ share) × others, not below 0.
template <class T, class Q, class M>
Q others(const Workload<T>& w, const Q& mean, M RequestClass<T>::*which) {
  using std::max;
  const auto [share, part] = stated(w.classes, which);
  if (share == 0 || share > 1 - 1e-9) return mean;
  return Q::from_value(max(T(0.0), T((mean.value() - part) / T(1 - share))));
}

}  // namespace sizes

/// The workload by size: its classes, and the rest; all of it where there are none. The shares add up to 1.
template <class T>
std::vector<Sized<T>> by_size(const Workload<T>& w) {
  using std::max;
  if (w.classes.empty()) return {{1.0, w}};
  Workload<T> rest = w;
  rest.input = sizes::others(w, w.input, &RequestClass<T>::input);
  rest.cached_input = sizes::others(w, w.cached_input, &RequestClass<T>::cached_input);
  rest.output = sizes::others(w, w.output, &RequestClass<T>::output);
  rest.classes.clear();
  const T written = w.cache_write.value() / max(T(1e-300), T(w.input.value()));  // of the prompt, in every class alike
  std::vector<Sized<T>> all;
  double left = 1;
  for (const auto& c : w.classes) {
    Sized<T> one{c.share, rest};
    one.tokens.input = c.input.value_or(rest.input);
    one.tokens.cached_input = c.cached_input.value_or(rest.cached_input);
    one.tokens.output = c.output.value_or(rest.output);
    left -= c.share;
    all.push_back(std::move(one));
  }
  if (left > 1e-9) all.push_back({left, rest});
  for (auto& one : all) one.tokens.cache_write = InputTokens<T>::from_value(T(one.tokens.input.value() * written));
  return all;
}

/// What differs on one path. What it does not name is the scenario's.
template <class T = double>
struct WorkloadOverrides {
  std::optional<InputTokens<T>> input{};
  std::optional<InputTokens<T>> cached_input{};
  std::optional<InputTokens<T>> cache_write{};
  std::optional<OutputTokens<T>> output{};

  /// The scenario's workload with what this path states in its place, field by field.
  Workload<T> over(const Workload<T>& scenario) const {
    return {input.value_or(scenario.input),
            cached_input.value_or(scenario.cached_input),
            cache_write.value_or(scenario.cache_write),
            output.value_or(scenario.output),
            scenario.length_variation,
            classes_of(scenario)};
  }
  bool operator==(const WorkloadOverrides&) const = default;

 private:
  /// The scenario's classes, as much longer or shorter as the mean is here: another tokenizer counts all alike.
  std::vector<RequestClass<T>> classes_of(const Workload<T>& scenario) const {
    std::vector<RequestClass<T>> all = scenario.classes;
    const auto scale = [](auto& stated, const auto& own, const auto& mean) {
      using std::max;
      if (stated && own) *stated = *stated * T(own->value() / max(T(1e-300), T(mean.value())));
    };
    for (auto& c : all) {
      scale(c.input, input, scenario.input);
      scale(c.cached_input, cached_input, scenario.cached_input);
      scale(c.output, output, scenario.output);
    }
    return all;
  }
};

}  // namespace costmodel
