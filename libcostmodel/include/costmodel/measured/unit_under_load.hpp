// A unit under load: requests come as they please, find a place or wait in line, and the more there are the slower each
// is.
//
// With n requests in flight a unit completes μ(n) answers a second, as measured; it has N places, and who comes beyond
// waits. Poisson arrivals, λ a second, and answers of exponential length make of that a birth–death chain,
//   pₙ = p₀ · λⁿ ÷ (μ(1)…μ(n))  up to N, and geometric beyond with ratio ρ = λ ÷ μ(N),
// whose sums are the recursion of Erlang's B formula with a rate of its own at each step: between 0 and 1 all the way,
// so that nothing overflows. One place is M/M/1, equal places Erlang C, places without end M/G/∞. Answers of another
// variation c² stretch the wait by (1 + c²)/2 (Allen–Cunneen), which for one place is Pollaczek and Khinchine. Sources:
// Kleinrock, Queueing Systems I (1975), chapter 3; Allen, Probability, Statistics and Queueing Theory (1990), 5.3.
#pragma once

#include <cmath>
#include <costmodel/measured/birth_death.hpp>
#include <costmodel/measured/throughput_curve.hpp>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace costmodel {

/// A unit at a load, in seconds. Saturated (ρ ≥ 1): never idle, everyone waits, and there is no mean.
template <class T = double>
struct UnderLoad {
  T utilization{0};  ///< ρ = λ ÷ μ(N)
  T idle{1};         ///< p₀
  T p_wait{0};       ///< probability that a request waits
  T wait_rate{0};    ///< 1 ÷ mean wait of those that wait, which is exponential
  T mean_wait{0};    ///< of all requests
  T in_flight{0};    ///< mean number in the machine
  T in_system{0};    ///< … and in line
  T mean_answer{0};  ///< mean time from arrival to the end (Little)

  bool saturated() const { return !(utilization < T(1.0)); }
  /// P(wait > w), w ≥ 0.
  T waits_beyond(double w) const {
    using std::exp;
    return p_wait * exp(T(-wait_rate * T(w)));
  }
  /// The wait that a share q of the requests does not exceed, 0 ≤ q < 1.
  T wait_percentile(double q) const {
    using std::log;
    if (!(p_wait > T(1 - q))) return T(0.0);
    return log(T(p_wait / T(1 - q))) / wait_rate;
  }
};

/// The chain at λ ≥ 0 answers a second. `squared_variation` c² = variance of the length of an answer ÷ its mean²: exact
/// for 1 (exponential) at any number of places; the mean wait is exact for one place whatever it is; else it is the
/// approximation of Allen and Cunneen. Rates: of 1, 2, … in flight, in answers a second, one or more, each > 0.
template <class T, class Rates>
UnderLoad<T> under_load(const T& offered, const Rates& rates, const T& squared_variation = T(1.0)) {
  const T fastest(rates.back());
  UnderLoad<T> u;
  u.utilization = offered / fastest;
  if (!(offered > T(0.0))) {
    u.wait_rate = fastest * T(2.0 / (1.0 + squared_variation));
    u.mean_answer = 1.0 / T(rates.front());
    return u;
  }
  if (u.saturated()) {
    const T without_end(std::numeric_limits<double>::infinity());
    return {u.utilization, T(0.0),     T(1.0), T(0.0), without_end, T(static_cast<double>(rates.size())),
            without_end,   without_end};
  }
  const PlacesTaken<T> taken = places_taken(offered, rates);
  const T spare = (fastest - offered) / fastest;     // 1 − ρ, of the difference: precise near 1
  const T all = spare + u.utilization * taken.full;  // the sum of all states ÷ that up to N, times 1 − ρ
  u.idle = taken.empty * spare / all;
  u.p_wait = taken.full / all;
  u.wait_rate = (fastest - offered) * T(2.0 / (1.0 + squared_variation));
  u.mean_wait = u.p_wait / u.wait_rate;
  u.in_flight = (taken.in_flight * spare + T(static_cast<double>(rates.size())) * u.utilization * taken.full) / all;
  u.in_system = u.in_flight + offered * u.mean_wait;
  u.mean_answer = u.in_system / offered;
  return u;
}

/// What stands in line with how many places, and how long each step takes with n in flight. In seconds.
struct ServingUnit {
  std::vector<double> rates{};  ///< answers a second with 1, 2, … in flight: as many as there are places
  std::vector<double>
      first_token{};  ///< until the first token with 1, 2, … in flight, without the wait; empty: not measured
  std::vector<double> answer{};                      ///< from the begin of the work to the end; as above
  double squared_variation = 1;                      ///< of the length of answers
  std::vector<std::pair<double, double>> prompts{};  ///< classes of them: share, and `first_token` as a multiple of the
                                                     ///< mean; empty: all alike

  double capacity() const { return rates.back(); }
};

/// Completion rate with n requests in flight on the curve, in answers a second. Below the fewest that were measured
/// each is taken to last as long as there, which is the safe side; beyond the most nothing gets faster.
template <class T>
T completion_rate(const ThroughputCurve<T>& curve, const Workload<T>& workload, double n) {
  const double low = curve.points().front().concurrency, high = curve.points().back().concurrency;
  const auto point = curve.at(n < low ? low : n > high ? high : n);
  const T rate = T(1.0) / busy_time(*point, workload).value();
  return n < low ? T(rate * T(n / low)) : rate;
}

/// Completion rates of `units` behind one queue with `places` each (the last may be a part of one): u · μ(n ÷ u) for n
/// = 1 … u · places.
template <class T>
std::vector<T> completion_rates(const ThroughputCurve<T>& curve, const Workload<T>& workload, double places,
                                double units = 1) {
  std::vector<T> rates;
  const double all = std::ceil(places * units - 1e-9);
  for (double n = 1; n <= all || rates.empty(); ++n) {
    const double each = n / units < places ? n / units : places;
    rates.push_back(T(completion_rate(curve, workload, each) * T(units)));
  }
  return rates;
}

/// c² of the time that a request takes at an operating point: (1 + v) · Σ share · (τ of the class ÷ mean τ)² − 1, where
/// lengths within a class vary by v, the workload's `length_variation`; v where there are no classes.
double service_variation(const OperatingPoint<>& point, const Workload<>& workload);

/// A unit, or several behind one queue, as it was measured. Where the first token takes as long as the prefill, that of
/// each class of requests is its own.
ServingUnit serving_unit(const ThroughputCurve<>& curve, const Workload<>& workload, double places,
                         double squared_variation = 1, double units = 1);

/// Where requests wait that come to several units.
enum class Balancing {
  random,       ///< a line before each unit, and an even share of the requests to each, whoever has room
  shared_queue  ///< one line for all: whoever has a place takes the next
};

std::string_view to_string(Balancing balancing);

/// Units that one line is worked out for: more make further lines. So many places are in it at most.
inline constexpr double longest_line = 32, places_in_line = 4096;

/// What is promised to those who ask.
enum class Promised {
  wait,         ///< in line
  first_token,  ///< wait + prefill at that load
  answer        ///< wait + the whole answer
};

std::string_view to_string(Promised promised);

/// "p99 of the wait is at most 2 s": a percentile, or without one the mean. P(wait > w) ≤ 1 − q is the percentile q of
/// the wait.
struct Promise {
  Promised of = Promised::wait;
  std::optional<double> percentile{};  ///< in (0, 100); none: the mean
  double seconds = 0;                  ///< the most that is allowed

  /// q: the share of the requests that it holds for.
  std::optional<double> share() const { return percentile ? std::optional(*percentile / 100) : std::nullopt; }

  bool operator==(const Promise&) const = default;
};

/// Percentile (share q of the requests; none: the mean) of what is promised at λ answers a second, in seconds; infinite
/// where saturated; nothing where it was not measured.
///   wait           exact in the chain
///   first token    exact: a request that finds n in flight begins with n + 1, or waits and begins with N
///   whole answer   the mean exact (Little's law). A percentile is an upper bound: each answer is taken to last as long
///   as with all
///                  places taken. Lengths exponential for c² = 1, all alike for 0, the greater of the two between; none
///                  above 1.
std::optional<double> seconds_of(const ServingUnit& unit, double offered, Promised of, std::optional<double> share);

/// Whether the promise is kept at that load; nothing where it was not measured.
std::optional<bool> keeps(const ServingUnit& unit, double offered, const Promise& promise);

/// The greatest load in answers a second at which all promises are kept, by halving (all of them rise with the load); 0
/// where none is; nothing where one was not measured. Without promises μ(N), below which the line stays finite.
std::optional<double> capacity_under(const ServingUnit& unit, const std::vector<Promise>& promises);

}  // namespace costmodel
