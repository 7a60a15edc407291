#include <costmodel/replay/arrival_pattern.hpp>

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/geometric_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/seed_seq.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>

#include "base/number_text.hpp"

namespace costmodel {

namespace {

constexpr double hour_ns = 3.6e12;

boost::random::mt19937_64 generator(const Drawing& d) {
  const std::uint32_t words[] = {static_cast<std::uint32_t>(d.seed), static_cast<std::uint32_t>(d.seed >> 32),
                                 static_cast<std::uint32_t>(d.stream), static_cast<std::uint32_t>(d.stream >> 32)};
  boost::random::seed_seq seeds(std::begin(words), std::end(words));
  return boost::random::mt19937_64(seeds);
}

void check(const ArrivalPattern& p, const Drawing& d) {
  const auto fail = [](const char* where, double found, const char* allowed) {
    throw InvalidInput("out-of-range", where, number_text(found), allowed);
  };
  if (!(seconds(d.length) > 0 && seconds(d.length) < 4e9))
    fail("length", seconds(d.length), "more than 0, below 127 years, in seconds");
  if (!(d.requests > 0 && d.requests < 4294967296.0)) fail("requests", d.requests, "more than 0, below 2^32");
  if (!(p.batch >= 1 && p.batch <= 1e9) || (!p.geometric && p.batch != std::floor(p.batch)))
    fail("batch", p.batch, "1 or more; whole unless geometric");
  if (!(seconds(d.busy) >= 0)) fail("busy", seconds(d.busy), "0 or more seconds");
  for (const double weight : p.weights)
    if (!(weight >= 0 && std::isfinite(weight))) fail("weights", weight, "0 or more");
}

/// The weights as a clock of their own, in which arrivals are even: runs `rate` ticks an hour, and none without weight.
class WeightedClock {
 public:
  WeightedClock(const std::array<double, 168>& weights, double length_ns, double ticks) : weights_(weights) {
    double sum = 0;
    const double hours_long = length_ns / hour_ns;
    for (double hour = 0; hour < hours_long; ++hour) sum += weight(hour) * std::min(1.0, hours_long - hour);
    if (!(sum > 0))
      throw InvalidInput("out-of-range", "weights", "no weight within the length", "at least one hour above 0");
    per_weight_ = ticks / sum;
  }

  /// The time in ns of a tick; ticks must rise from call to call. Beyond the length it goes on through further weeks.
  double at(double tick) {
    for (;; ++hour_) {
      const double ticks = weight(hour_) * per_weight_;
      if (tick < before_ + ticks) return (hour_ + (tick - before_) / ticks) * hour_ns;
      before_ += ticks;
    }
  }

 private:
  double weight(double hour) const { return weights_[static_cast<std::size_t>(std::fmod(hour, 168.0))]; }

  const std::array<double, 168>& weights_;
  double per_weight_ = 0;
  double hour_ = 0;
  double before_ = 0;
};

void add(Trace& trace, double at_ns, std::uint64_t batch, const Drawing& d) {
  trace.time_ns.insert(trace.time_ns.end(), batch, static_cast<std::int64_t>(at_ns));
  trace.input.insert(trace.input.end(), batch, d.input);
  trace.output.insert(trace.output.end(), batch, d.output);
}

}  // namespace

ArrivalPattern working_hours(int first, int last, int days) {
  if (first < 0 || first >= last || last > 24 || days < 1 || days > 7)
    throw InvalidInput(
        "out-of-range", "working hours",
        std::to_string(first) + " to " + std::to_string(last) + " o'clock, " + std::to_string(days) + " days",
        "0 to 24 o'clock, 1 to 7 days");
  ArrivalPattern pattern;
  for (std::size_t i = 0; i < pattern.weights.size(); ++i) {
    const int hour = static_cast<int>(i % 24), day = static_cast<int>(i / 24);
    pattern.weights[i] = day < days && hour >= first && hour < last ? 1 : 0;
  }
  return pattern;
}

ArrivalPattern arrival_pattern(Arrivals arrivals, const ArrivalShape& shape) {
  ArrivalPattern p;
  if (arrivals == Arrivals::packed) p.spacing = Spacing::packed;
  if (arrivals == Arrivals::periodic) p.spacing = Spacing::periodic;
  p.batch = shape.batch;
  p.geometric = shape.sizes == BatchSizes::geometric;
  if (!shape.even()) p.weights = hours_of_week(shape);
  return p;
}

std::string to_string(const ArrivalPattern& pattern) {
  constexpr const char* names[] = {"packed", "random", "periodic"};
  std::string text = names[static_cast<std::size_t>(pattern.spacing)];
  if (pattern.batch > 1)
    text += std::string(", ") + (pattern.geometric ? "geometric batches of mean " : "batches of ") +
            number_text(pattern.batch);
  if (std::ranges::count(pattern.weights, pattern.weights.front()) != 168) text += ", by hour of the week";
  return text;
}

Trace draw(const ArrivalPattern& pattern, const Drawing& d) {
  check(pattern, d);
  auto random = generator(d);
  boost::random::exponential_distribution<double> gap(1.0);
  boost::random::geometric_distribution<std::uint64_t> failures(pattern.batch > 1 ? 1.0 / pattern.batch : 0.5);
  const auto batch = [&]() -> std::uint64_t {
    return pattern.geometric && pattern.batch > 1 ? 1 + failures(random) : static_cast<std::uint64_t>(pattern.batch);
  };
  const double ticks = d.requests / pattern.batch;
  Trace trace;
  for (auto* column : {&trace.input, &trace.output}) column->reserve(static_cast<std::size_t>(d.requests * 1.01));
  trace.time_ns.reserve(static_cast<std::size_t>(d.requests * 1.01));
  if (pattern.spacing == Spacing::packed) {
    const auto all = static_cast<std::size_t>(std::llround(d.requests));
    while (trace.size() < all) add(trace, static_cast<double>(trace.size()) * seconds(d.busy) * 1e9, 1, d);
  } else {
    WeightedClock clock(pattern.weights, seconds(d.length) * 1e9, ticks);
    const bool even = pattern.spacing == Spacing::periodic;
    for (double tick = even ? 0.5 : gap(random); tick < ticks; tick += even ? 1.0 : gap(random))
      add(trace, clock.at(tick), batch(), d);
  }
  sort_by_time(trace);
  return trace;
}

}  // namespace costmodel
