// Replaying requests in memory, and reading them. Peers: bench/peers/replay.py.
#include <benchmark/benchmark.h>
#include <costmodel/io/trace.hpp>
#include <costmodel/replay/arrival_pattern.hpp>
#include <costmodel/replay/replay.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

namespace {

using namespace costmodel;

/// Ten million requests; `calls_per_window` decides how well a processor guesses whether a call opens a window.
const Trace& requests(double calls_per_window) {
  static double made_for = 0;
  static Trace trace;
  if (made_for != calls_per_window) {
    trace = draw({}, {.requests = 1e7, .length = seconds(1e7 * 30 / calls_per_window), .input = 2000, .output = 200});
    std::uint32_t random = 1;
    for (std::size_t i = 0; i < trace.size(); ++i) {
      random = random * 1664525 + 1013904223;
      trace.input[i] = 1 + (random >> 16) % 8000, trace.output[i] = 1 + (random >> 8) % 600;
    }
    made_for = calls_per_window;
  }
  return trace;
}

void replay_rule(benchmark::State& state, Billed rule, double concurrency) {
  const Trace& trace = requests(static_cast<double>(state.range(0)) / 100);
  Serving serving{.rule = {.by = rule, .window = seconds(30)}, .price = usd_per_minute(0.157)};
  serving.per_output_token = decltype(serving.per_output_token)::from_value(1e-4);
  serving.concurrency = concurrency;
  for (auto _ : state) benchmark::DoNotOptimize(replay(trace, serving));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(trace.size()));
}

constexpr double any = std::numeric_limits<double>::infinity();
BENCHMARK_CAPTURE(replay_rule, anchored, Billed::anchored, any)
    ->Arg(1000)
    ->Arg(200)
    ->Arg(75)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay_rule, clock_aligned, Billed::clock_aligned, any)
    ->Arg(1000)
    ->Arg(200)
    ->Arg(75)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay_rule, keep_alive, Billed::keep_alive, any)
    ->Arg(1000)
    ->Arg(200)
    ->Arg(75)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay_rule, whole_windows, Billed::whole_windows, any)
    ->Arg(1000)
    ->Arg(200)
    ->Arg(75)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay_rule, one_at_a_time, Billed::keep_alive, 1.0)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay_rule, eight_at_a_time, Billed::keep_alive, 8.0)->Arg(1000)->Unit(benchmark::kMillisecond);

void read_csv(benchmark::State& state) {
  const Trace& trace = requests(1000);
  const auto file = std::filesystem::temp_directory_path() / "costmodel_bench_trace.csv";
  {
    std::FILE* const out = std::fopen(file.c_str(), "wb");
    std::fputs("timestamp,input_tokens,output_tokens\n", out);
    for (std::size_t i = 0; i < trace.size(); ++i)
      std::fprintf(out, "%.6f,%u,%u\n", static_cast<double>(trace.time_ns[i]) * 1e-9, trace.input[i], trace.output[i]);
    std::fclose(out);
  }
  for (auto _ : state) benchmark::DoNotOptimize(read_trace(file.string()));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(trace.size()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(std::filesystem::file_size(file)));
  std::filesystem::remove(file);
}
BENCHMARK(read_csv)->Unit(benchmark::kMillisecond);

void draw_requests(benchmark::State& state) {
  const Drawing drawing{.requests = 1e6, .length = hours(730), .input = 2000, .output = 200};
  for (auto _ : state) benchmark::DoNotOptimize(draw({}, drawing));
  state.SetItemsProcessed(state.iterations() * 1'000'000);
}
BENCHMARK(draw_requests)->Unit(benchmark::kMillisecond);

}  // namespace
