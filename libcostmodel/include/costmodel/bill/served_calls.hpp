// Several kinds of call on one offer: one bill over the attempts, whose units, minimum and fees are there once.
#pragma once

#include <costmodel/bill/bill.hpp>
#include <utility>
#include <vector>

namespace costmodel {

/// Calls of one kind on an offer: its bill as if they were all that it serves, and how many an attempt makes on
/// average.
template <class T = double>
struct ServedCalls {
  Bill<T> bill{};
  T calls{1};
};

/// The load in attempts at which calls of several kinds use up what so many of one kind would: 1 ÷ Σ n_s ÷ most_s.
template <class T, class Most>
Load<T> attempts_within(const std::vector<ServedCalls<T>>& all, const Most& most) {
  if (all.size() == 1) return Load<T>(most(all.front().bill) / all.front().calls);
  T used(0.0);
  for (const auto& one : all) used += one.calls / answers_per_month(most(one.bill));
  return answers_per_month(T(T(1.0) / used));
}

/// The bill over attempts of an offer that serves these calls (one at least), whose bills are of one pricing at one
/// operating point. With n_s calls of each kind in an attempt
///   per answer = Σ n_s · per answer_s      1 ÷ capacity = Σ n_s ÷ capacity_s, and so every other limit on the load
/// and what does not go by the calls is there once. `timed`: calls take time of a machine of ours. `arrivals`: how
/// often an attempt brings calls at all; those of one attempt come close together, and count as one arrival.
template <class T>
Bill<T> bill_of_calls(const std::vector<ServedCalls<T>>& all, bool timed, const T& arrivals) {
  Bill<T> b = all.front().bill;
  const auto sum = [&](const auto& per_call) {
    auto total = per_call(all.front().bill) * all.front().calls;
    for (std::size_t s = 1; s < all.size(); ++s) total = total + per_call(all[s].bill) * all[s].calls;
    return total;
  };
  for (std::size_t i = 0; i < b.terms.size(); ++i) {
    b.terms[i].per_answer = sum([&](const Bill<T>& one) { return one.terms[i].per_answer; });
    b.terms[i].overflowing = sum([&](const Bill<T>& one) { return one.terms[i].overflowing; });
  }
  if (timed) b.capacity = attempts_within(all, [](const Bill<T>& one) { return one.capacity; });
  for (std::size_t k = 0; k < b.steps.size(); ++k) {
    b.steps[k].from = attempts_within(all, [&](const Bill<T>& one) { return one.steps[k].from; });
    b.steps[k].per_answer = sum([&](const Bill<T>& one) { return one.steps[k].per_answer; });
  }
  for (std::size_t k = 0; k < b.rates.size(); ++k)
    b.rates[k] = attempts_within(all, [&](const Bill<T>& one) { return one.rates[k]; });
  for (Time<T>* time : {&b.open_for, &b.spell.start, &b.spell.start_billed, &b.spell.round_one, &b.spell.round_more})
    *time *= arrivals;
  return b;
}

}  // namespace costmodel
