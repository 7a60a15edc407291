// Between the points that were measured: throughput as a curve over the number of requests in flight.
//
// Inside the measured range the curve is monotone wherever the measurements are, and goes through each of them. Outside
// nothing is known, and nothing is said. It tells how a path runs at a load; what the load costs follows from the
// capacity, and from the rates below it where a copy scales to zero (docs/decisions/0023).
#pragma once

#include <algorithm>
#include <costmodel/measured/throughput.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace costmodel {

/// The number of a, b, c that is nearest to 0 where they have one sign, else 0. Continuous, so it holds on enclosures
/// too.
template <class T>
T least_change(const T& a, const T& b, const T& c) {
  using std::max, std::min;
  return max(T(0.0), min(a, min(b, c))) + min(T(0.0), max(a, max(b, c)));
}

/// Piecewise cubic through (x, y) without extrema of its own: between two measurements it stays between them.
/// Source: Steffen, M. (1990), A simple method for monotonic interpolation in one dimension, Astron. Astrophys. 239,
/// 443.
template <class T>
class MonotoneCubic {
 public:
  /// x strictly rising, y as long; two or more for a curve, one for a point.
  MonotoneCubic(std::vector<double> x, std::vector<T> y) : x_(std::move(x)), y_(std::move(y)) {
    const std::size_t last = x_.size() - 1;
    if (x_.size() < 2) return;
    std::vector<T> rise;
    for (std::size_t i = 0; i < last; ++i) rise.push_back((y_[i + 1] - y_[i]) / T(width(i)));
    slope_.push_back(last == 1 ? rise[0] : at_end(rise[0], rise[1], width(0), width(1)));
    for (std::size_t i = 1; i < last; ++i) {
      const double h = width(i - 1), k = width(i);
      const T through = (rise[i - 1] * T(k) + rise[i] * T(h)) / T(h + k);  // slope of the parabola through three points
      slope_.push_back(least_change(T(2.0 * rise[i - 1]), T(2.0 * rise[i]), through));
    }
    slope_.push_back(last == 1 ? rise[0] : at_end(rise[last - 1], rise[last - 2], width(last - 1), width(last - 2)));
  }

  double low() const { return x_.front(); }
  double high() const { return x_.back(); }

  /// The value at `at`; nothing outside [low, high].
  std::optional<T> operator()(double at) const {
    if (!(at >= low() && at <= high())) return {};
    const auto next = std::upper_bound(x_.begin(), x_.end(), at);
    const auto i = static_cast<std::size_t>(next - x_.begin()) - 1;
    if (x_[i] == at) return y_[i];
    const double h = width(i), t = (at - x_[i]) / h;
    const double up = t * t * (3 - 2 * t);
    return y_[i] * T(1 - up) + y_[i + 1] * T(up) + slope_[i] * T(h * t * (1 - t) * (1 - t)) -
           slope_[i + 1] * T(h * t * t * (1 - t));
  }

 private:
  double width(std::size_t i) const { return x_[i + 1] - x_[i]; }
  /// Slope at an end: of the parabola through three points, no steeper than twice the nearest rise, and of its sign.
  static T at_end(const T& near, const T& far, double h, double k) {
    const T through = near * T(1 + h / (h + k)) - far * T(h / (h + k));
    return least_change(through, T(2.0 * near), T(2.0 * near));
  }

  std::vector<double> x_;
  std::vector<T> y_;
  std::vector<T> slope_{};
};

/// Operating points between the measured ones.
template <class T = double>
class ThroughputCurve {
 public:
  /// Of the points, those that measured the same quantities as `like`: where prefill was measured apart at one and not
  /// at another, their rates do not mean the same. Of two at one concurrency the faster.
  ThroughputCurve(const std::vector<OperatingPoint<T>>& points, const OperatingPoint<T>& like) {
    std::vector<const OperatingPoint<T>*> kept;
    for (const auto& p : points)
      if (p.input.has_value() == like.input.has_value() &&
          p.stream_output.has_value() == like.stream_output.has_value() &&
          p.time_to_first_token.has_value() == like.time_to_first_token.has_value())
        kept.push_back(&p);
    std::stable_sort(kept.begin(), kept.end(),
                     [](const auto* a, const auto* b) { return a->concurrency < b->concurrency; });
    for (const auto* p : kept)
      if (points_.empty() || points_.back().concurrency < p->concurrency)
        points_.push_back(*p);
      else
        keep_faster(points_.back(), *p);
    const auto through = [&](auto rate) {
      std::vector<double> x;
      std::vector<T> y;
      for (const auto& p : points_) x.push_back(p.concurrency), y.push_back(rate(p).value());
      return MonotoneCubic<T>(std::move(x), std::move(y));
    };
    output_.emplace(through([](const auto& p) { return p.output; }));
    if (like.stream_output) stream_.emplace(through([](const auto& p) { return *p.stream_output; }));
    if (like.input) input_.emplace(through([](const auto& p) { return *p.input; }));
    if (like.time_to_first_token) first_.emplace(through([](const auto& p) { return *p.time_to_first_token; }));
  }

  /// The measured points that it goes through, in order of concurrency.
  const std::vector<OperatingPoint<T>>& points() const { return points_; }

  /// The operating point at this many requests in flight; nothing outside the measured range.
  std::optional<OperatingPoint<T>> at(double concurrency) const {
    const auto output = (*output_)(concurrency);
    if (!output) return {};
    std::optional<OperatingPoint<T>> p(std::in_place);
    p->concurrency = concurrency;
    p->output = OutputRate<T>::from_value(*output);
    if (stream_) p->stream_output = OutputRate<T>::from_value(*(*stream_)(concurrency));
    if (input_) p->input = InputRate<T>::from_value(*(*input_)(concurrency));
    if (first_) p->time_to_first_token = Time<T>::from_value(*(*first_)(concurrency));
    return p;
  }

 private:
  /// Numbers that only write down what is done with them have no order, but a maximum.
  static void keep_faster(OperatingPoint<T>& kept, const OperatingPoint<T>& other) {
    using std::max;
    if constexpr (requires(const T& a) { a < a; }) {
      if (kept.output < other.output) kept = other;
    } else {
      kept.output = OutputRate<T>::from_value(max(kept.output.value(), other.output.value()));
    }
  }

  std::vector<OperatingPoint<T>> points_{};
  std::optional<MonotoneCubic<T>> output_{}, stream_{}, input_{}, first_{};
};

/// Time that each of N requests in flight takes, in seconds, by Little's law at the measurement itself: N × machine
/// time.
template <class T>
Time<T> time_in_flight(const OperatingPoint<T>& point, const Workload<T>& workload) {
  return Quantity<unit::answer, T>::from_value(T(point.concurrency)) * busy_time(point, workload);
}

/// Where a machine settles at an offered load.
enum class Settling {
  settled,         ///< at a concurrency inside the measured range, or alone (below one in flight on average)
  below_measured,  ///< the load needs fewer in flight than the lowest point: its latency was not measured
  saturated        ///< no concurrency in the range answers as many: requests pile up, and no number is true
};

struct Settled {
  Settling how = Settling::saturated;
  double in_flight = 0;                     ///< mean number of requests in the machine; 0 unless settled
  std::optional<OperatingPoint<>> point{};  ///< the curve there; none unless settled
};

/// The least concurrency N with N = λ · T(N) (Little's law), λ the offered load in answers per second and T the time in
/// flight, on the curve up to `most` requests in flight. Below one in flight a request runs alone: T is that of the
/// point at concurrency 1. Domain: λ ≥ 0. Source: Little, J. D. C. (1961), A proof for the queuing formula L = λW.
Settled settle(const ThroughputCurve<>& curve, const Workload<>& workload, double answers_per_second, double most);

}  // namespace costmodel
