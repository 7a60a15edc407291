// Reports whose every metric is an object of its own: GuideLLM, AIPerf and GenAI-Perf, llm-d; and LLMPerf's flat
// summary.
#include "base/figures.hpp"
#include "import/reading.hpp"

namespace costmodel::import {

namespace {

MaybeImported decode_rate(const MaybeImported& seconds_per_token, std::string_view name) {
  return derived(
      "1 ÷ " + std::string(name) + " (while decoding)", [](double s) { return 1 / s; }, seconds_per_token);
}

/// A metric {"unit" or "units", "mean" or "avg"} in the units that we want; unknown units are a problem.
MaybeImported metric(const Part& metrics, std::string_view name, std::string_view statistic, std::string_view unit_key,
                     const std::vector<std::pair<std::string_view, double>>& units) {
  const Part m = metrics.at(name);
  if (!m.has("")) return {};
  const std::string unit = m.text(unit_key);
  for (const auto& [known, factor] : units)
    if (unit == known) return m.measured(statistic, factor);
  std::string allowed;
  for (const auto& [known, factor] : units) allowed += (allowed.empty() ? "" : ", ") + std::string(known);
  m.reading().problem("unknown-unit", m.pointer() + std::string(unit_key), '"' + plain::shortened(unit, 40) + '"',
                      allowed);
  return {};
}

const std::vector<std::pair<std::string_view, double>> time_names{
    {"s", 1},     {"sec", 1},   {"seconds", 1}, {"ms", 1e-3},         {"milliseconds", 1e-3},
    {"us", 1e-6}, {"µs", 1e-6}, {"ns", 1e-9},   {"nanoseconds", 1e-9}};
const std::vector<std::pair<std::string_view, double>> times_per_token{
    {"s/token", 1}, {"ms/token", 1e-3}, {"s", 1}, {"ms", 1e-3}};
const std::vector<std::pair<std::string_view, double>> token_rates{{"tokens/s", 1}, {"tokens/sec", 1}};
const std::vector<std::pair<std::string_view, double>> request_rates{
    {"queries/s", 1}, {"requests/s", 1}, {"requests/sec", 1}};

// --- GuideLLM ---

/// The first of these that is there.
Part first_of(const Part& part, std::initializer_list<std::string_view> places) {
  for (const std::string_view place : places)
    if (part.has(place)) return part.at(place);
  return part.at(*places.begin());
}

MaybeRun guidellm_benchmark(const Part& benchmark) {
  BenchmarkRun r;
  Reading& reading = benchmark.reading();
  const Part metrics = benchmark.at("/metrics");
  const auto mean = [&](std::string_view name, double factor = 1) {
    return metrics.measured("/" + std::string(name) + "/successful/mean", factor);
  };
  for (const std::string_view place : {"/config/backend/model", "/benchmarker/backend/model", "/worker/backend_model"})
    if (r.model.empty()) r.model = benchmark.text(place);
  const Part totals = first_of(benchmark, {"/metrics/request_totals", "/request_totals", "/run_stats/requests_made"});
  r.completed = totals.number("/successful");
  r.failed = totals.number("/errored");
  if (const auto cut = totals.number("/incomplete"); cut && cut->value > 0)
    reading.note(cut->pointer, "requests were cut off at the end of the run; only successful ones count");
  r.duration_seconds = benchmark.number("/duration");
  if (!r.duration_seconds)
    r.duration_seconds = derived(
        "end_time − start_time", [](double end, double start) { return end > start ? end - start : NAN; },
        benchmark.number("/end_time"), benchmark.number("/start_time"));
  if (const auto start = benchmark.number("/start_time")) r.origin.date = date_of_unix(start->value);
  const Part strategy = first_of(benchmark, {"/config/strategy", "/args/strategy", "/scheduler/strategy"});
  const std::string kind = strategy.text("/type_");
  r.load = kind == "concurrent"                                         ? LoadKind::closed
           : kind == "constant" || kind == "poisson" || kind == "async" ? LoadKind::open
           : kind == "throughput"                                       ? LoadKind::batch
           : kind == "synchronous"                                      ? LoadKind::single
                                                                        : LoadKind::unknown;
  if (r.load == LoadKind::closed)
    r.concurrency_limit = strategy.has("/streams") ? strategy.number("/streams") : strategy.number("/max_concurrency");
  if (r.load == LoadKind::open) r.requests_per_second_asked = strategy.number("/rate");
  r.requests_per_second = mean("requests_per_second");
  r.concurrency = mean("request_concurrency");
  // the mean alone: medians and percentiles of *_per_second are of a time-weighted distribution and no rates
  r.output_tokens_per_second = mean("output_tokens_per_second");
  r.input_tokens = mean("prompt_token_count");
  r.output_tokens = mean("output_token_count");
  r.time_to_first_token_seconds = mean("time_to_first_token_ms", 1e-3);
  r.seconds_per_output_token = mean("inter_token_latency_ms", 1e-3);
  r.stream_output_tokens_per_second = decode_rate(r.seconds_per_output_token, "inter_token_latency_ms");
  r.seconds_per_request = mean("request_latency");
  return r;
}

}  // namespace

void read_guidellm(const Part& file, std::vector<BenchmarkRun>& runs) {
  Reading& reading = file.reading();
  const std::string version = file.text("/metadata/version");
  const bool before_versions = !file.has("/metadata");  // 0.1 to 0.4
  if (!before_versions && version != "1" && version != "2")
    return reading.problem("wrong-version", file.pointer() + "/metadata/version", version.empty() ? "nothing" : version,
                           "1 or 2");
  const Json* benchmarks = file.find("/benchmarks");
  if (benchmarks == nullptr || !benchmarks->is_array() || benchmarks->empty())
    return reading.problem("wrong-type", file.pointer() + "/benchmarks",
                           benchmarks != nullptr ? shown(*benchmarks) : "nothing", "a list of benchmarks");
  for (std::size_t i = 0; i < benchmarks->size(); ++i) {
    const Part benchmark = file.at("/benchmarks/" + std::to_string(i));
    MaybeRun run = benchmark.has("/mode") && !benchmark.has("/metrics") ? read_first_guidellm_run(benchmark)
                                                                        : guidellm_benchmark(benchmark);
    for (const std::string_view place : {"/config/spec/backend/model", "/args/model", "/args/backend_kwargs/model"})
      if (run->model.empty()) run->model = file.text(place);
    run->origin.schema_version = version;
    run->origin.tool_version = file.text("/metadata/guidellm_version");
    finish(reading, std::move(run), benchmark.pointer(), runs);
  }
}

// --- AIPerf, GenAI-Perf ---

namespace {

/// How requests were sent: its place has moved from version to version.
Part aiperf_load(const Part& run) {
  const Json* phases = run.find("/input_config/phases");
  for (std::size_t i = 0; phases != nullptr && phases->is_array() && i < phases->size(); ++i) {
    const std::string at = "/input_config/phases/" + std::to_string(i);
    if (phases->size() == 1 || run.text(at + "/name") == "profiling") return run.at(at);
  }
  return first_of(run, {"/input_config/loadgen", "/input_config/perf_analyzer/stimulus"});
}

}  // namespace

MaybeRun read_aiperf_run(const Part& run) {
  BenchmarkRun r;
  Reading& reading = run.reading();
  const Part metrics = run.has("/records") ? run.at("/records") : run;
  const auto of = [&](std::string_view name, const auto& units) {
    return metric(metrics, name, "/avg", "/unit", units);
  };
  for (const std::string_view place : {"/input_config/endpoint/model_names/0", "/input_config/models/items/0/name",
                                       "/input_config/model_names/0", "/input_config/model/0", "/input_config/model"})
    if (r.model.empty()) r.model = run.text(place);
  for (const std::string_view second :
       {"/input_config/endpoint/model_names/1", "/input_config/models/items/1/name", "/input_config/model_names/1"})
    if (run.has(second))
      reading.problem("mixed-models", run.pointer() + std::string(second), '"' + run.text(second) + '"',
                      "one model, as " + r.model);
  r.origin.tool_version = run.text("/aiperf_version");
  r.origin.schema_version = run.text("/schema_version");
  r.origin.date = date_of(run.text("/start_time"));
  r.failed = metrics.number("/error_request_count/avg");
  r.completed = metrics.number("/request_count/avg");
  if (metrics.has("/error_request_count") && !metrics.has("/output_token_throughput")) {
    reading.problem("all-failed", metrics.pointer() + "/error_request_count",
                    shown(*metrics.find("/error_request_count/avg")) + " failed requests and no metrics",
                    "a run with answers");
    return {};
  }
  r.requests_per_second = of("/request_throughput", request_rates);
  r.output_tokens_per_second = of("/output_token_throughput", token_rates);
  r.time_to_first_token_seconds = of("/time_to_first_token", time_names);
  r.seconds_per_output_token = of("/inter_token_latency", time_names);
  r.seconds_per_request = of("/request_latency", time_names);
  r.stream_output_tokens_per_second = decode_rate(r.seconds_per_output_token, "inter_token_latency");
  r.input_tokens = metrics.measured("/input_sequence_length/avg");
  r.output_tokens = metrics.has("/output_sequence_length")
                        ? metrics.measured("/output_sequence_length/avg")
                        : derived(
                              "output_token_throughput ÷ request_throughput", [](double a, double b) { return a / b; },
                              r.output_tokens_per_second, r.requests_per_second);
  r.duration_seconds = metric(metrics, "/benchmark_duration", "/avg", "/unit", time_names);
  const Part load = aiperf_load(run);
  r.concurrency_limit = load.number("/concurrency");
  r.requests_per_second_asked = load.number("/request_rate");
  if (!r.requests_per_second_asked) r.requests_per_second_asked = load.number("/rate");
  r.load = r.requests_per_second_asked ? LoadKind::open : r.concurrency_limit ? LoadKind::closed : LoadKind::unknown;
  if (const Json* endpoints = run.find("/telemetry_data/endpoints"); endpoints != nullptr && endpoints->is_object()) {
    std::size_t count = 0;
    std::string name;
    for (const auto& [address, endpoint] : endpoints->items()) {
      if (!endpoint.is_object() || !endpoint.contains("gpus") || !endpoint["gpus"].is_object()) continue;
      for (const auto& [id, gpu] : endpoint["gpus"].items()) {
        ++count;
        if (gpu.is_object() && gpu.contains("gpu_name") && gpu["gpu_name"].is_string())
          name = gpu["gpu_name"].get<std::string>();
      }
    }
    if (!name.empty()) r.hardware = name + " x " + std::to_string(count);
    if (count > 0)
      r.accelerators = ImportedNumber{static_cast<double>(count), run.pointer() + "/telemetry_data/endpoints",
                                      "GPUs that were watched"};
  }
  return r;
}

// --- llm-d benchmark report ---

MaybeRun read_llmd_run(const Part& report) {
  BenchmarkRun r;
  Reading& reading = report.reading();
  const std::string version = report.text("/version");
  if (version != "0.2.1" && version != "0.2") {
    reading.problem("wrong-version", report.pointer() + "/version", version.empty() ? "nothing" : version,
                    "0.2 or 0.2.1");
    return {};
  }
  r.origin.schema_version = version;
  r.origin.tool_version = report.text("/scenario/load/standardized/tool_version");
  r.origin.date = date_of(report.text("/run/time/start"));
  const Json* stack = report.find("/scenario/stack");
  for (std::size_t i = 0; stack != nullptr && stack->is_array() && i < stack->size(); ++i) {
    const Part part = report.at("/scenario/stack/" + std::to_string(i) + "/standardized");
    if (r.model.empty()) r.model = part.text("/model/name");
    if (!r.hardware.empty() || !part.has("/accelerator")) continue;
    const auto count = part.number("/accelerator/count"), replicas = part.number("/replicas");
    const double all = (count ? count->value : 1) * (replicas ? replicas->value : 1);
    r.hardware = part.text("/accelerator/model") + " x " + std::to_string(static_cast<long long>(std::min(all, 1e9)));
    if (count) r.accelerators = ImportedNumber{all, count->pointer, replicas ? "count × replicas" : ""};
    read_configuration(part.at("/accelerator/parallelism"), r);
  }
  const Part all = report.at("/results/request_performance/aggregate");
  const auto of = [&](std::string_view name, const auto& units) { return metric(all, name, "/mean", "/units", units); };
  const auto total = all.number("/requests/total");
  r.failed = all.number("/requests/failures");
  r.completed = derived(
      "total − failures", [](double n, double lost) { return n - lost; }, total, r.failed);
  r.input_tokens = all.measured("/requests/input_length/mean");
  r.output_tokens = all.measured("/requests/output_length/mean");
  r.output_tokens_per_second = of("/throughput/output_token_rate", token_rates);
  r.requests_per_second = of("/throughput/request_rate", request_rates);
  r.time_to_first_token_seconds = of("/latency/time_to_first_token", time_names);
  r.seconds_per_output_token = of("/latency/inter_token_latency", times_per_token);
  r.stream_output_tokens_per_second = decode_rate(r.seconds_per_output_token, "inter_token_latency");
  r.seconds_per_request = of("/latency/request_latency", time_names);
  const Part load = report.at("/scenario/load/standardized");
  r.requests_per_second_asked = load.number("/rate_qps");
  if (const Json* limit = load.find("/concurrency");
      limit != nullptr && !(limit->is_string() && (*limit == "Infinity" || *limit == ".inf")))
    r.concurrency_limit = load.number("/concurrency");
  r.load = r.requests_per_second_asked ? LoadKind::open : r.concurrency_limit ? LoadKind::closed : LoadKind::unknown;
  r.lengths_look_forced = report.find("/scenario/load/native/config/server/ignore_eos") != nullptr &&
                          *report.find("/scenario/load/native/config/server/ignore_eos") == true;
  return r;
}

// --- LLMPerf ---

MaybeRun read_llmperf_run(const Part& run) {
  BenchmarkRun r;
  Reading& reading = run.reading();
  r.model = run.text("/model");
  r.variant = run.text("/framework");
  r.origin.schema_version = run.text("/version");
  if (const auto time = run.number("/timestamp")) r.origin.date = date_of_unix(time->value);
  r.load = LoadKind::closed;
  r.concurrency_limit = run.number("/num_concurrent_requests");
  r.completed = run.number("/results_num_completed_requests");
  r.failed = run.number("/results_number_errors");
  if (const auto rate = run.number("/results_error_rate"); rate && rate->value > 0 && !r.failed)
    reading.note(rate->pointer, "requests failed: " + text::percent(rate->value));
  r.input_tokens = run.measured("/results_number_input_tokens_mean");
  r.output_tokens = run.measured("/results_number_output_tokens_mean");
  r.output_tokens_per_second = run.number("/results_mean_output_throughput_token_per_s");
  r.requests_per_second = run.measured("/results_num_completed_requests_per_min", 1.0 / 60);
  r.time_to_first_token_seconds = run.measured("/results_ttft_s_mean");
  r.seconds_per_request = run.measured("/results_end_to_end_latency_s_mean");
  // its inter-token latency spreads the first token over the others, so the decode rate comes from the whole
  r.seconds_per_output_token = derived(
      "(end_to_end_latency − ttft) ÷ (number_output_tokens − 1)",
      [](double whole, double first, double n) { return n > 1 && whole > first ? (whole - first) / (n - 1) : NAN; },
      r.seconds_per_request, r.time_to_first_token_seconds, r.output_tokens);
  r.stream_output_tokens_per_second = decode_rate(r.seconds_per_output_token, "time per output token");
  return r;
}

}  // namespace costmodel::import
