// Per token: a shared endpoint. Nothing is paid for idle time.
#pragma once

#include <algorithm>
#include <cmath>
#include <costmodel/bill/bill.hpp>
#include <optional>
#include <vector>

namespace costmodel {

/// Other prices for attempts whose prompt is longer than this; the last step passed holds for the whole attempt.
template <class T = double>
struct ContextStep {
  InputTokens<T> above{};  ///< input and cached input
  T input_multiplier{1};
  T output_multiplier{1};
};

/// Another price for the tokens of a month beyond this many, of all kinds together.
template <class T = double>
struct VolumeStep {
  T above_millions{0};
  T multiplier{1};  ///< on the prices as they stand, not on the step before
};

template <class T = double>
struct PerToken {
  InputPrice<T> input{};
  std::optional<InputPrice<T>> cached_input{};  ///< of input tokens read from a cache; without it, as other input
  std::optional<InputPrice<T>>
      cache_write{};  ///< of input tokens that are written to a cache; without it, as other input
  OutputPrice<T> output{};
  MoneyPerAnswer<T> per_answer{};               ///< for each call, beside its tokens
  T multiplier{1};                              ///< service tier, or custom weights, on all of the above
  T batch_share{0};                             ///< of attempts that can wait for a batch …
  T batch_multiplier{1};                        ///< … and its multiplier on all of the above
  std::vector<ContextStep<T>> context_steps{};  ///< rising
  std::vector<VolumeStep<T>> volume_steps{};    ///< rising
  MoneyPerMonth<T> hosting{};                   ///< fee of a deployment that is billed by tokens beside it
  MoneyPerTime<T> hosting_rate{};               ///< the same by the hour, idle or not
  std::optional<Time<T>> lifetime{};            ///< after which the deployment is deleted …
  Money<T> redeployment{};                      ///< … and what it costs to make it anew
  MoneyPerMonth<T> storage{};                   ///< of the weights
  Charges<T> charges{};
};

/// 1 where x lies above the threshold, otherwise 0. Over enclosures: both, where it may.
template <class T>
T beyond(const T& x, const T& threshold) {
  using std::ceil, std::max, std::min;
  return max(T(0.0), min(T(1.0), T(ceil(T(x / threshold)) - 1.0)));
}

/// Multiplier of the context steps that a prompt has passed.
template <class T>
T context_multiplier(const std::vector<ContextStep<T>>& steps, const InputTokens<T>& prompt, T ContextStep<T>::*which) {
  T multiplier(1.0), last(1.0);
  for (const auto& step : steps) {
    multiplier += (step.*which - last) * beyond(T(prompt.value()), T(step.above.value()));
    last = step.*which;
  }
  return multiplier;
}

/// Bill of a per-token path: tokens × price, whole attempts by the context step that their prompt has passed, and what
/// lies beyond a volume step by its multiplier. Cached tokens without a price of their own cost as other input. No unit
/// is added at any load. Every attempt counts as the mean one of its class.
template <class T>
Bill<T> bill(const PerToken<T>& p, const Service<T>& s) {
  const Workload<T>& w = s.workload;
  const T tier = p.multiplier * (T(1.0) - p.batch_share * (T(1.0) - p.batch_multiplier));
  MoneyPerAnswer<T> read{}, cached{}, out{}, written{};
  for (const auto& [share, one] : by_size(w)) {  // each at the prices of its own length
    const InputTokens<T> prompt = one.input + one.cached_input;
    const T dear = T(share) * tier * context_multiplier(p.context_steps, prompt, &ContextStep<T>::input_multiplier);
    const InputTokens<T> plain = p.cache_write ? InputTokens<T>(one.input - one.cache_write) : one.input;
    read += p.input * plain * dear;
    cached += p.cached_input.value_or(p.input) * one.cached_input * dear;
    out += p.output * one.output *
           (T(share) * tier * context_multiplier(p.context_steps, prompt, &ContextStep<T>::output_multiplier));
    if (p.cache_write) written += *p.cache_write * one.cache_write * dear;
  }
  Bill<T> b{.terms = {{.kind = BillTerm::input_tokens, .per_answer = read},
                      {.kind = BillTerm::cached_input_tokens, .per_answer = cached},
                      {.kind = BillTerm::output_tokens, .per_answer = out},
                      {.kind = BillTerm::calls, .per_answer = p.per_answer * tier},
                      {.kind = BillTerm::hosting, .fixed = p.hosting + p.hosting_rate * s.month},
                      {.kind = BillTerm::storage, .fixed = p.storage}},
            .month = s.month};
  if (p.cache_write) b.terms.push_back({.kind = BillTerm::cache_writes, .per_answer = written});
  if (p.lifetime)
    b.terms.push_back({.kind = BillTerm::redeployment,
                       .fixed = p.redeployment * T(s.month.value() / p.lifetime->value()) / months(T(1)),
                       .part = Part::beside});
  if (!p.volume_steps.empty()) {
    MoneyPerAnswer<T> tokens{};
    for (const auto& term : b.terms)
      if (term.kind != BillTerm::calls) tokens += term.per_answer;
    const T millions = (w.input.value() + w.cached_input.value() + w.output.value()) / 1e6;  // of one answer
    T last(1.0);
    for (const auto& step : p.volume_steps) {
      b.steps.push_back({answers_per_month(T(step.above_millions / millions)), tokens * T(step.multiplier - last)});
      last = step.multiplier;
    }
    b.terms.push_back({.kind = BillTerm::volume_steps, .stepped = true});
  }
  return with_charges(std::move(b), p.charges);
}

}  // namespace costmodel
