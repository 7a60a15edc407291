// From attempts to accepted answers: what it takes to get one past the quality gate.
#pragma once

#include <costmodel/base/units.hpp>
#include <costmodel/stats/probability.hpp>
#include <string>

namespace costmodel {

/// What is known of the acceptance of one attempt: counts, a bare rate, or another path's.
template <class T = double>
struct BasicAcceptance {
  T accepted{0};          ///< attempts that passed the gate
  T of{0};                ///< attempts that were judged; 0: nobody judged, and `rate` holds
  T rate{0};              ///< acceptance where there are no counts
  std::string same_as{};  ///< id of the path whose acceptance this one shares, e.g. because it serves the same weights
  bool operator==(const BasicAcceptance&) const = default;
};
using Acceptance = BasicAcceptance<>;

/// Point value of the acceptance rate: accepted ÷ of, or the bare rate.
template <class T>
T point_rate(const BasicAcceptance<T>& a) {
  return a.of > T(0) ? T(a.accepted / a.of) : a.rate;
}

/// How often a request is tried, and how far the tries on one question fail together.
template <class T = double>
struct Tries {
  int limit = 1;
  T correlation{0};  ///< ρ = 1/(α+β+1) of the question-level Beta(α, β): 0 independent, 1 a retry never helps
};

/// What one request comes to.
template <class T = double>
struct Outcome {
  AnswersPerRequest<T> answers{};  ///< E, expected attempts
  T accepted{};                    ///< P, probability that one of them is accepted
  T rejected{};                    ///< 1 − P, without the cancellation
};

/// Expected attempts and acceptance of a request with up to `tries.limit` attempts.
///   P(all of the first j fail) = Π_{i<j} ((1−p)(1−ρ) + iρ) ÷ ((1−ρ) + iρ)      [= B(α, β+j) ÷ B(α, β)]
///   E = Σ_{j<k} P(first j fail),  1 − P = P(first k fail)
/// Domain: 0 ≤ p ≤ 1, 0 ≤ ρ ≤ 1, k ≥ 1. Source: beta-binomial, e.g. Skellam, JRSS B 10 (1948) 257.
template <class T>
Outcome<T> outcome(const T& p, const Tries<T>& tries) {
  const T rho = tries.correlation;
  T all_failed = T(1), attempts = T(0);
  for (int i = 0; i < tries.limit; ++i) {
    attempts += all_failed;
    all_failed *= i == 0 ? T(1.0 - p) : T(((1.0 - p) * (1.0 - rho) + i * rho) / ((1.0 - rho) + i * rho));
  }
  return {AnswersPerRequest<T>::from_value(attempts), T(1.0 - all_failed), all_failed};
}

/// What becomes of a request whose every try was rejected.
enum class Handling {
  dropped,  ///< it costs, and no accepted answer comes of it
  fallback  ///< a person or another system answers it for that cost, and it counts as accepted
};

std::string_view to_string(Handling handling);

template <class T = double>
struct Rejected {
  Handling handling = Handling::dropped;
  MoneyPerRequest<T> cost{};
};

/// What one accepted answer takes.
template <class T = double>
struct Effort {
  AnswersPerAccepted<T> answers{};             ///< load = answers × demand
  RequestsPerAccepted<T> rejected_requests{};  ///< each costs Rejected::cost
};

/// Dropped: E/P answers and (1−P)/P rejected requests; fallback: E and 1−P. Infinite where nothing is ever accepted.
template <class T>
Effort<T> effort(const Outcome<T>& outcome, Handling handling) {
  const T accepted = handling == Handling::dropped ? outcome.accepted : T(1);
  return {AnswersPerAccepted<T>::from_value(outcome.answers.value() / accepted),
          RequestsPerAccepted<T>::from_value(outcome.rejected / accepted)};
}

}  // namespace costmodel
