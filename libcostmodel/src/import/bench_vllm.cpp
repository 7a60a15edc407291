// vLLM's bench serve, SGLang's bench_serving and InferenceX's raw results: one family, three sets of units.
#include "import/reading.hpp"

namespace costmodel::import {

namespace {

constexpr double from_ms = 1e-3;

/// A rate that was asked for, and so how the requests were sent. "inf" and the bare Infinity mean: as fast as it goes.
void read_load(const Part& run, BenchmarkRun& r) {
  const Json* rate = run.find("/request_rate");
  const bool as_fast_as_it_goes = rate != nullptr && rate->is_string() && (*rate == "inf" || *rate == "Infinity");
  r.concurrency_limit = run.number("/max_concurrency");
  if (rate != nullptr && rate->is_number()) {
    r.requests_per_second_asked = run.measured("/request_rate");
    r.load = LoadKind::open;
  } else if (as_fast_as_it_goes) {
    r.load = r.concurrency_limit ? LoadKind::closed : LoadKind::batch;
  } else if (rate != nullptr && !(rate->is_string() && *rate == "trace")) {
    run.reading().problem("wrong-type", run.pointer() + "/request_rate", shown(*rate),
                          "a number, \"inf\" or \"trace\"");
  }
}

/// Totals over completed requests; a rate that contradicts them is of another kind than its name says.
void read_totals(const Part& run, BenchmarkRun& r) {
  r.origin.date = date_of(run.text("/date"));
  r.completed = run.number("/completed");
  r.failed = run.number("/failed");
  const auto asked = run.number("/num_prompts");
  if (asked && r.completed && r.completed->value > asked->value)
    run.reading().problem(
        "contradiction", r.completed->pointer,
        shown(*run.find("/completed")) + " completed of " + shown(*run.find("/num_prompts")) + " requests",
        "at most num_prompts");
  if (!r.failed)
    r.failed = derived(
        "num_prompts − completed", [](double n, double done) { return n - done; }, asked, r.completed);
  r.duration_seconds = run.number("/duration");
  r.requests_per_second = run.number("/request_throughput");
  r.output_tokens_per_second = run.number("/output_throughput");
  const auto input = run.number("/total_input_tokens");
  const auto output = run.number("/total_output_tokens");
  const auto mean = [](double all, double n) { return all / n; };
  r.input_tokens = derived("total_input_tokens ÷ completed", mean, input, r.completed);
  r.output_tokens = derived("total_output_tokens ÷ completed", mean, output, r.completed);
  const auto whole = [](const MaybeImported& n) { return n && n->value > 0 && n->value == std::floor(n->value); };
  r.lengths_look_forced = r.completed && r.completed->value > 1 && whole(r.output_tokens) && whole(r.input_tokens);
  const auto again = derived("", mean, output, r.duration_seconds);
  if (again && r.output_tokens_per_second && std::abs(again->value / r.output_tokens_per_second->value - 1) > 0.02)
    run.reading().problem("contradiction", run.pointer() + "/output_throughput",
                          shown(*run.find("/output_throughput")) + ", but total_output_tokens ÷ duration is " +
                              std::to_string(again->value),
                          "an output rate that its own totals give");
}

/// A rate that rises while it is measured is no load: the totals are of the climb.
void note_ramp(const Part& run) {
  if (run.has("/ramp_up_strategy"))
    run.reading().note(run.pointer() + "/ramp_up_strategy",
                       "the request rate rose while it was measured: its rates and latencies are means over the climb, "
                       "not those of a steady load");
}

void note_speculation(const Part& run) {
  for (const std::string_view key :
       {"/spec_decode_acceptance_rate", "/spec_decode_acceptance_length", "/accept_length"})
    if (run.has(key))
      run.reading().note(run.pointer() + std::string(key),
                         "is of speculative decoding, and says nothing of accepted answers");
}

MaybeImported rate_of(const MaybeImported& seconds_per_token, std::string_view name) {
  return derived(
      "1 ÷ " + std::string(name) + " (while decoding)", [](double s) { return 1 / s; }, seconds_per_token);
}

}  // namespace

MaybeRun read_vllm_run(const Part& run) {
  BenchmarkRun r;
  r.model = run.text("/model_id");
  read_totals(run, r);
  read_load(run, r);
  r.time_to_first_token_seconds = run.measured("/mean_ttft_ms", from_ms);
  if (run.has("/mean_ttft_ms") && !r.time_to_first_token_seconds)
    run.reading().note(run.pointer() + "/mean_ttft_ms", "the endpoint did not stream");
  r.seconds_per_output_token = run.measured("/mean_tpot_ms", from_ms);
  r.stream_output_tokens_per_second = rate_of(r.seconds_per_output_token, "mean_tpot_ms");
  r.seconds_per_request = run.measured("/mean_e2el_ms", from_ms);
  if (!r.failed) run.reading().note(run.pointer(), "does not say how many requests failed");
  note_ramp(run);
  const auto peak = run.number("/max_concurrent_requests");
  if (peak && r.concurrency_limit && peak->value > r.concurrency_limit->value)
    run.reading().note(peak->pointer, "the peak is above the limit; neither is the mean");
  note_speculation(run);
  return r;
}

MaybeRun read_sglang_run(const Part& run) {
  BenchmarkRun r;
  r.model = run.text("/server_info/model_path");
  if (r.model.empty()) run.reading().note(run.pointer(), "does not name the model");
  read_totals(run, r);
  if (!r.requests_per_second)
    r.requests_per_second = derived(
        "completed ÷ duration", [](double n, double s) { return n / s; }, r.completed, r.duration_seconds);
  read_load(run, r);
  read_configuration(run.at("/server_info"), r);
  r.concurrency = run.measured("/concurrency");
  r.time_to_first_token_seconds = run.measured("/mean_ttft_ms", from_ms);
  r.seconds_per_output_token = run.measured("/mean_tpot_ms", from_ms);
  r.stream_output_tokens_per_second = rate_of(r.seconds_per_output_token, "mean_tpot_ms");
  r.seconds_per_request = run.measured("/mean_e2e_latency_ms", from_ms);
  note_speculation(run);
  return r;
}

MaybeRun read_inferencex_raw_run(const Part& run) {
  BenchmarkRun r;
  r.model = run.text("/model_id");
  read_totals(run, r);
  read_load(run, r);
  const auto mean_or_median = [&](std::string_view what) {
    auto mean = run.measured("/mean_" + std::string(what));
    return mean ? mean
                : derived(
                      "the median; the file has no mean", [](double s) { return s; },
                      run.measured("/median_" + std::string(what)));
  };
  r.time_to_first_token_seconds = mean_or_median("ttft");
  r.seconds_per_output_token = mean_or_median("tpot");
  r.seconds_per_request = mean_or_median("e2el");
  if (run.has("/mean_tpot"))
    r.stream_output_tokens_per_second = rate_of(r.seconds_per_output_token, "mean_tpot");
  else
    run.reading().note(run.pointer(), "has no mean time per token, and 1 ÷ a median is no rate: no rate of one stream");
  return r;
}

MaybeRun read_inferencex_run(const Part& run) {
  BenchmarkRun r;
  Reading& reading = run.reading();
  r.model = run.text("/model");
  r.variant = run.text("/framework") + (run.has("/precision") ? " " + run.text("/precision") : "");
  r.concurrency_limit = run.number("/conc");
  r.load = LoadKind::closed;
  r.input_tokens = run.number("/isl");
  r.output_tokens = run.number("/osl");
  r.lengths_look_forced = true;
  r.origin.date = date_of(run.text("/date"));
  const Json* disaggregated = run.find("/disagg");
  const bool apart = disaggregated != nullptr && (*disaggregated == true || *disaggregated == "true");
  MaybeImported count = apart ? run.measured("/num_decode_gpu") : run.measured("/num_gpus");
  if (!apart && !count) {
    const auto tp = run.measured("/tp"), pp = run.measured("/pp");
    count = pp ? derived(
                     "tp × pp", [](double a, double b) { return a * b; }, tp, pp)
               : tp;
  }
  if (!count)
    reading.problem("missing-key", run.pointer() + (apart ? "/num_decode_gpu" : "/tp"), "nothing",
                    "the number of GPUs that output_tput_per_gpu was divided by");
  else
    r.accelerators = count;
  if (count) r.hardware = run.text("/hw") + " x " + std::to_string(static_cast<long long>(count->value));
  r.output_tokens_per_second = derived(
      apart ? "output_tput_per_gpu × num_decode_gpu" : "output_tput_per_gpu × GPUs",
      [](double rate, double n) { return rate * n; }, run.number("/output_tput_per_gpu"), count);
  r.time_to_first_token_seconds = run.measured("/mean_ttft");
  r.seconds_per_output_token = run.measured("/mean_tpot");
  r.stream_output_tokens_per_second = rate_of(r.seconds_per_output_token, "mean_tpot");
  r.seconds_per_request = run.measured("/mean_e2el");
  if (const auto method = run.text("/spec_decoding"); !method.empty() && method != "none")
    reading.note(run.pointer() + "/spec_decoding", "with speculative decoding: " + plain::shortened(method, 40));
  const bool power_is_known = run.text("/power_metric_schema_version") == "2" && run.find("/power_valid") != nullptr &&
                              *run.find("/power_valid") == true;
  if (power_is_known)
    r.power_watts = derived(
        "joules_per_output_token × output rate", [](double joules, double rate) { return joules * rate; },
        run.measured("/joules_per_output_token"), r.output_tokens_per_second);
  if (run.has("/joules_per_output_token") && !power_is_known)
    reading.note(run.pointer() + "/joules_per_output_token",
                 "not read: its meaning changed before version 2 of the power metrics");
  return r;
}

}  // namespace costmodel::import
