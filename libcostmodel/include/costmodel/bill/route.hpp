// A route: an answer that takes several calls, each served by an offer. Its bill is the sum of its offers' curves.
//
//   b_o = Σ n_s · busy_s   over the stages that offer o serves, of one attempt; its units share that load, so that
//   n_o = ⌈x · b_o ÷ month⌉ is not the sum of the stages' ceilings, and what an offer charges once it charges once
//
// Like curve.hpp this knows neither money nor tokens.
#pragma once

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/bill/curve.hpp>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costmodel {

/// How often the calls of a stage are made.
enum class StageRuns {
  per_attempt,  ///< with each try
  per_request,  ///< once, whatever the tries
  per_accepted  ///< once for each accepted answer
};

std::string_view to_string(StageRuns runs);

/// One kind of call within an answer.
template <class T = double>
struct Stage {
  std::string id{};
  T calls{1};  ///< in one run of the stage; may be a fraction
  StageRuns runs = StageRuns::per_attempt;
  double in_flight = 1;  ///< calls of one run that are made together
};

/// Calls of a stage for each attempt, on average.
///   attempts_per_request   E, at least 1
///   attempts_per_accepted  E ÷ P, at least 1
template <class T>
T calls_per_attempt(const Stage<T>& stage, const T& attempts_per_request, const T& attempts_per_accepted) {
  if (stage.runs == StageRuns::per_request) return stage.calls / attempts_per_request;
  if (stage.runs == StageRuns::per_accepted) return stage.calls / attempts_per_accepted;
  return stage.calls;
}

/// How long one run of a stage takes whose calls take `each`: ⌈calls ÷ in flight⌉ · each. Less than one call on average
/// is a call that not every run makes: the mean is calls · each.
template <class T>
T time_of_run(const Stage<T>& stage, const T& each) {
  using std::ceil;
  if (stage.calls < T(1)) return stage.calls * each;
  return ceil(stage.calls / T(stage.in_flight)) * each;
}

/// The curve and all that its parts are, each once.
template <class T, class F>
void each_part(const Curve<T>& curve, const F& look) {
  look(curve);
  for (const auto& part : curve.parts) each_part(part, look);
}

/// Whether the curve, or a part of it, opens its units so.
template <class T>
bool opens(const Curve<T>& curve, Opening opening) {
  bool any = false;
  each_part(curve, [&](const Curve<T>& c) { any = any || c.opening == opening; });
  return any;
}

/// The sum of curves over one x: a curve like any other, for everything that only evaluates one (`isolate`).
template <class T = double>
struct SumOfCurves {
  std::vector<Curve<T>> parts{};

  template <class X>
  X operator()(const X& x) const {
    X sum(0.0);
    for (const Curve<T>& part : parts) sum += part(x);
    return sum;
  }
  /// The greatest x at which every part has a y.
  T limit() const {
    using std::min;
    T least(std::numeric_limits<double>::infinity());
    for (const Curve<T>& part : parts) least = min(least, part.limit());
    return least;
  }
};

/// Most routes that one decision looks at.
inline constexpr double most_routes = 10'000;

/// Every route: an offer for each stage, of those that may serve it (`allowed[stage]`), the last stage changing first.
/// Throws InvalidInput with the count where there are more than `most_routes`; none where a stage has no offer.
inline std::vector<std::vector<std::size_t>> all_routes(const std::vector<std::vector<std::size_t>>& allowed) {
  double count = 1;
  for (const auto& offers : allowed) count *= static_cast<double>(offers.size());
  if (count == 0) return {};
  if (count > most_routes)
    throw InvalidInput(
        "too-many", "/routes",
        (count < 1e15 ? std::to_string(static_cast<long long>(count)) : std::string("over 10^15")) + " routes",
        "at most 10000: name the offers of each stage, or state the routes one by one");
  std::vector<std::vector<std::size_t>> routes{{}};
  for (const auto& offers : allowed) {
    std::vector<std::vector<std::size_t>> longer;
    for (const auto& route : routes)
      for (const std::size_t offer : offers) {
        longer.push_back(route);
        longer.back().push_back(offer);
      }
    routes = std::move(longer);
  }
  return routes;
}

}  // namespace costmodel
