#include <costmodel/replay/trace.hpp>

#include <algorithm>
#include <costmodel/base/error.hpp>
#include <numeric>
#include <span>

#include "base/number_text.hpp"

namespace costmodel {

namespace {

template <class T>
void reorder(std::vector<T>& column, const std::vector<std::uint32_t>& order) {
  std::vector<T> sorted(column.size());
  for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
  column.swap(sorted);
}

void make_first_zero(Trace& trace) {
  if (trace.empty() || trace.time_ns.front() == 0) return;
  const std::int64_t first = trace.time_ns.front();
  for (auto& time : trace.time_ns) time -= first;
  trace.start_ns += first;
}

Trace part(const Trace& trace, std::ptrdiff_t from, std::ptrdiff_t to) {
  Trace p{.start_ns = trace.start_ns,
          .time_ns = {trace.time_ns.begin() + from, trace.time_ns.begin() + to},
          .input = {trace.input.begin() + from, trace.input.begin() + to},
          .output = {trace.output.begin() + from, trace.output.begin() + to}};
  make_first_zero(p);
  return p;
}

}  // namespace

TokenSums tokens(const Trace& trace) {
  return {std::accumulate(trace.input.begin(), trace.input.end(), std::uint64_t{0}),
          std::accumulate(trace.output.begin(), trace.output.end(), std::uint64_t{0})};
}

void validate(const Trace& trace) {
  const auto n = trace.size();
  if (trace.input.size() != n || trace.output.size() != n)
    throw InvalidInput("bad-trace", "trace",
                       std::to_string(n) + " times, " + std::to_string(trace.input.size()) + " inputs, " +
                           std::to_string(trace.output.size()) + " outputs",
                       "columns of one length");
  if (n > 0 && trace.time_ns.front() != 0)
    throw InvalidInput("bad-trace", "trace", "a first time of " + std::to_string(trace.time_ns.front()) + " ns",
                       "times since the first request");
  const auto falls = std::is_sorted_until(trace.time_ns.begin(), trace.time_ns.end());
  if (falls != trace.time_ns.end())
    throw InvalidInput("bad-trace", "trace",
                       "request " + std::to_string(falls - trace.time_ns.begin()) + " before the one above it",
                       "requests in order of time");
}

void sort_by_time(Trace& trace) {
  if (trace.size() > std::numeric_limits<std::uint32_t>::max())
    throw InvalidInput("too-large", "trace", std::to_string(trace.size()) + " requests out of order",
                       "at most 4,294,967,295 of them, or a file in order of time");
  if (!std::ranges::is_sorted(trace.time_ns)) {
    std::vector<std::uint32_t> order(trace.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
      return trace.time_ns[a] != trace.time_ns[b] ? trace.time_ns[a] < trace.time_ns[b] : a < b;
    });
    reorder(trace.time_ns, order);
    reorder(trace.input, order);
    reorder(trace.output, order);
  }
  make_first_zero(trace);
}

TraceParts split(const Trace& trace, Time<> cut) {
  const auto middle = std::ranges::lower_bound(trace.time_ns, nanoseconds(cut)) - trace.time_ns.begin();
  return {part(trace, 0, middle), part(trace, middle, static_cast<std::ptrdiff_t>(trace.size()))};
}

std::int64_t nanoseconds(Time<> time) {
  const double ns = seconds(time) * 1e9;
  if (!(std::abs(ns) < 9.2e18))
    throw InvalidInput("out-of-range", "time", number_text(seconds(time)) + " s", "less than 292 years");
  return std::llround(ns);
}

Workload<> workload_of(const Trace& trace, int classes) {
  if (classes < 1 || classes > 100) throw InvalidInput("out-of-range", "classes", std::to_string(classes), "1 to 100");
  const TokenSums all = tokens(trace);
  if (all.output == 0) throw InvalidInput("missing-tokens", "trace", "no output tokens", "requests with an output");
  const auto size = [&](std::size_t i) { return std::uint64_t{trace.input[i]} + trace.output[i]; };
  std::vector<std::size_t> order(trace.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return size(a) < size(b); });
  const double n = static_cast<double>(trace.size()), total = static_cast<double>(all.input + all.output);
  Workload<> w{.input = input_tokens_per_answer(static_cast<double>(all.input) / n),
               .output = output_tokens_per_answer(static_cast<double>(all.output) / n)};
  double count = 0, input = 0, output = 0, so_far = 0, squares = 0, of_classes = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double in = trace.input[order[i]], out = trace.output[order[i]];
    ++count, input += in, output += out, so_far += in + out, squares += out * out;
    const bool full = so_far >= total * static_cast<double>(w.classes.size() + 1) / classes;
    const bool more = i + 1 < order.size() && size(order[i + 1]) == size(order[i]);  // alike, so of one class
    if ((!full || more) && i + 1 < order.size()) continue;
    w.classes.push_back({.share = count / n,
                         .input = input_tokens_per_answer(input / count),
                         .output = output_tokens_per_answer(std::max(output / count, 1e-9))});
    of_classes += output * output / count;
    count = input = output = 0;
  }
  w.length_variation = std::max(0.0, squares / of_classes - 1);
  if (w.classes.size() == 1) w.classes.clear();
  return w;
}

}  // namespace costmodel
