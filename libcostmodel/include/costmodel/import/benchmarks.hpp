// Benchmark results as operating points: vLLM, SGLang, GuideLLM, AIPerf, llama-bench, LLMPerf, InferenceX, llm-d,
// inference-perf, LLMeter, trtllm-bench, Ollama, CSV; metrics of vLLM from Prometheus.
#pragma once

#include <costmodel/import/imported.hpp>
#include <costmodel/measured/evidence.hpp>
#include <costmodel/measured/throughput.hpp>
#include <costmodel/measured/workload.hpp>
#include <map>
#include <string>
#include <vector>

namespace costmodel {

/// How requests were sent.
enum class LoadKind {
  closed,  ///< so many at a time, the next when one is done
  open,    ///< at a rate, whatever is still running
  batch,   ///< all at once
  single,  ///< one stream
  unknown
};

std::string_view to_string(LoadKind kind);

/// One run of a benchmark. What its file does not say is absent, never 0.
struct BenchmarkRun {
  Origin origin{};
  std::string model{};
  std::string hardware{};  ///< with the number of accelerators where the file says
  std::string variant{};   ///< precision and configuration: parallelism, caches, limits, engine and its version
  LoadKind load = LoadKind::unknown;
  bool transient = false;  ///< more was asked than was carried: the rate counts, latency grows with the run's length
  bool lengths_look_forced = false;   ///< answers were of one length, and so no real answers
  MaybeImported input_tokens{};       ///< mean prompt of one request
  MaybeImported output_tokens{};      ///< mean answer of one request
  MaybeImported concurrency_limit{};  ///< what was allowed, not what ran
  MaybeImported requests_per_second_asked{};
  MaybeImported requests_per_second{};
  MaybeImported concurrency{};                      ///< mean number in flight, measured or by Little's law
  MaybeImported output_tokens_per_second{};         ///< all streams together, output only
  MaybeImported input_tokens_per_second{};          ///< prefill measured apart
  MaybeImported stream_output_tokens_per_second{};  ///< one stream while it decodes
  MaybeImported time_to_first_token_seconds{};  ///< mean; the median where the file has no mean, and then it says so
  MaybeImported seconds_per_output_token{};     ///< after the first
  MaybeImported seconds_per_request{};
  MaybeImported duration_seconds{};
  MaybeImported completed{};
  MaybeImported failed{};
  MaybeImported accelerators{};       ///< of the machine that was measured
  MaybeImported usd_per_unit_hour{};  ///< price of that machine, where the file says it
  MaybeImported power_watts{};        ///< mean electric power of what was measured: of its GPUs, or of the machine
};

/// How many requests were answered in which time, as a server's metrics count them.
/// How long requests are, from counts by length.
struct MeasuredSizes {
  std::vector<RequestClass<>> prompts{};          ///< by the length of the prompt, but for the class with most requests
  MaybeImported length_variation{};               ///< variance of the length of an answer ÷ its mean² …
  std::optional<Range> length_variation_range{};  ///< … and its bounds
  std::string prompts_pointer{};
};

struct MeasuredDemand {
  Origin origin{};
  std::string model{};
  double requests = 0;
  double seconds = 0;
  std::string pointer{};
  MeasuredSizes sizes{};
};

struct ReadBenchmarks {
  std::vector<BenchmarkRun> runs{};
  std::vector<MeasuredDemand> demands{};
  ImportReport report{};
};

/// Columns of a CSV load sweep by our names: "output_tokens_per_second", "concurrency", "requests_per_second_asked",
/// "requests_per_second", "time_to_first_token_ms" or "_seconds", "ms_per_output_token" or "seconds_…",
/// "ms_per_request" or "seconds_…", "model", "hardware", "accelerators", "variant", "input_tokens", "output_tokens",
/// "completed", "failed", "usd_per_unit_hour", "usd_per_gpu_hour". Those that are not named are found by their usual
/// names.
using SweepColumns = std::map<std::string, std::string, std::less<>>;

/// Throws InvalidInput "unknown-name" for a name that is none of ours.
void check_sweep_columns(const SweepColumns& asked);

/// All of these names, with commas between.
std::string sweep_column_names();

/// Reads a benchmark file of any known format. What cannot be used is in report.refused with its reason, and the rest
/// is read; throws InvalidInput only for a file that cannot be opened and for unknown names in `columns`.
ReadBenchmarks read_benchmarks(const std::string& file, const SweepColumns& columns = {});
/// The same from text. `name` stands for the file.
ReadBenchmarks parse_benchmarks(std::string_view text, const SweepColumns& columns = {},
                                const std::string& name = "text");

/// The run as an operating point; a transient one without its latencies. Throws InvalidInput without an output rate or
/// a concurrency.
OperatingPoint<> operating_point(const BenchmarkRun& run);

/// Runs of one model on one machine under one workload, by rising concurrency.
struct MeasuredCurve {
  std::string model{};
  std::string hardware{};
  std::string variant{};
  Workload<> workload{};  ///< means over the runs, weighted by requests; 0 where unknown
  std::vector<OperatingPoint<>> points{};
  std::vector<BenchmarkRun> runs{};   ///< runs[i] is behind points[i]
  MaybeImported usd_per_unit_hour{};  ///< of the machine, where the runs state one price
  std::vector<ImportNote> notes{};
};

/// One curve. Of several runs of one point (same limit, same rate asked) the one with most completed requests stands,
/// then the later, then the slower; the others are noted, as are output rates that fall while concurrency rises.
/// Throws InvalidInput "mixed-models" (also runs without a model from several files), "mixed-hardware",
/// "mixed-variants" or "mixed-workloads" (mean input or output tokens more than 1.25 × away from the median of the
/// runs), naming the runs; "no-rows" without runs.
MeasuredCurve throughput_curve(const std::vector<BenchmarkRun>& runs);

struct ReadCurves {
  std::vector<MeasuredCurve> curves{};
  std::vector<MeasuredDemand> demands{};
  std::vector<ImportReport> reports{};  ///< one for each file; runs left out of a curve are refused there
};

/// A folder of runs: one curve for each model, hardware and variant. Runs that name no model are called `model`;
/// without one they are joined within their file alone. Files that are no benchmarks are refused in their reports; so
/// are runs whose workload is not that of the others.
ReadCurves read_throughput(const std::vector<std::string>& files, const SweepColumns& columns = {},
                           const std::string& model = {});

}  // namespace costmodel
