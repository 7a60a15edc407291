// Benchmark results become operating points. The files are made up, in the shape that each tool writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/import/benchmarks.hpp>
#include <string>

namespace costmodel {
namespace {

using testing::DoubleNear, testing::HasSubstr;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

BenchmarkRun one(std::string_view text, const SweepColumns& columns = {}) {
  const auto read = parse_benchmarks(text, columns, "f");
  EXPECT_EQ(read.runs.size(), 1u) << to_text({read.report});
  return read.runs.empty() ? BenchmarkRun{} : read.runs.front();
}

/// The id of the first refusal, of a text of which nothing was read.
std::string refusal(std::string_view text, const SweepColumns& columns = {}) {
  const auto read = parse_benchmarks(text, columns, "f");
  EXPECT_TRUE(read.runs.empty()) << to_text({read.report});
  return read.report.refused.empty() ? "" : read.report.refused.front().id;
}

std::string said(std::string_view text) { return to_text({parse_benchmarks(text, {}, "f").report}); }

void expect_near(const MaybeImported& number, double value, double relative = 1e-9) {
  ASSERT_TRUE(number.has_value());
  EXPECT_NEAR(number->value, value, std::abs(value) * relative);
}

// 200 requests in 100 s: 2 requests/s; 300 output tokens each: 600 tokens/s; 6 s each: 12 in flight.
const std::string vllm =
    R"({"date": "20260809-072723", "backend": "openai-chat", "model_id": "org/m", "num_prompts": 201,
 "request_rate": 2.5, "burstiness": 1.0, "max_concurrency": 16, "duration": 100.0, "completed": 200, "failed": 1,
 "total_input_tokens": 200100, "total_output_tokens": 60010, "request_throughput": 2.0, "request_goodput": null,
 "output_throughput": 600.1, "total_token_throughput": 2601.1, "max_output_tokens_per_s": 950.0, "max_concurrent_requests": 18,
 "mean_ttft_ms": 500.0, "median_ttft_ms": 450.0, "mean_tpot_ms": 20.0, "median_tpot_ms": 19.0, "mean_e2el_ms": 6000.0})";

TEST(Benchmarks, VllmServe) {
  const auto run = one(vllm);
  EXPECT_EQ(run.model, "org/m");
  EXPECT_EQ(run.origin.date, "2026-08-09");
  EXPECT_EQ(run.origin.tool, "vLLM bench serve");
  EXPECT_EQ(run.origin.sha256.size(), 64u);
  EXPECT_EQ(run.load, LoadKind::open);
  expect_near(run.output_tokens_per_second, 600.1);
  EXPECT_EQ(run.output_tokens_per_second->pointer, "/output_throughput");
  expect_near(run.output_tokens, 300.05);
  expect_near(run.input_tokens, 1000.5);
  expect_near(run.failed, 1);
}

TEST(Benchmarks, AggregateIsNotPerStream) {
  const auto point = operating_point(one(vllm));
  EXPECT_DOUBLE_EQ(output_tokens_per_second(point.output), 600.1);
  EXPECT_DOUBLE_EQ(output_tokens_per_second(*point.stream_output), 50);  // 1 ÷ 20 ms
}

TEST(Benchmarks, OutputTokensAreNotAllTokens) {
  EXPECT_EQ(refusal(replaced(vllm, "\"output_throughput\": 600.1", "\"output_throughput\": 2601.1")), "contradiction");
  EXPECT_EQ(
      refusal(
          R"({"elapsed_time": 10.0, "num_requests": 5, "total_num_tokens": 900, "requests_per_second": 0.5, "tokens_per_second": 90.0})"),
      "wrong-format");
  EXPECT_THAT(said(R"({"elapsed_time": 10.0, "tokens_per_second": 90.0})"),
              HasSubstr("prompt and output tokens together"));
  EXPECT_EQ(refusal(R"({"avg_latency": 1.2, "latencies": [1.2], "percentiles": {"50": 1.2}})"), "wrong-format");
}

TEST(Benchmarks, MillisecondsAreNotSeconds) {
  const auto run = one(vllm);
  expect_near(run.time_to_first_token_seconds, 0.5);
  expect_near(run.seconds_per_request, 6);
}

TEST(Benchmarks, TheLimitIsNotTheLoad) {
  const auto run = one(vllm);
  expect_near(run.concurrency_limit, 16);
  expect_near(run.concurrency, 12);  // 2 requests/s × 6 s
  EXPECT_THAT(run.concurrency->formula, HasSubstr("Little"));
  EXPECT_THAT(said(vllm), HasSubstr("the peak is above the limit"));
  // without the whole latency: 2 × (0.5 + 0.02 × (300.05 − 1))
  expect_near(one(replaced(vllm, ", \"mean_e2el_ms\": 6000.0", "")).concurrency, 2 * (0.5 + 0.02 * 299.05));
}

TEST(Benchmarks, UnknownStaysUnknown) {
  const std::string without = replaced(vllm, ", \"failed\": 1", "");
  expect_near(one(without).failed, 1);  // num_prompts − completed
  EXPECT_FALSE(one(replaced(without, "\"num_prompts\": 201,", "")).failed.has_value());
  EXPECT_FALSE(
      one(replaced(vllm, "\"max_concurrency\": 16", "\"max_concurrency\": null")).concurrency_limit.has_value());
}

TEST(Benchmarks, ZeroTimeToFirstTokenMeansNoStreaming) {
  const std::string text = replaced(vllm, "\"mean_ttft_ms\": 500.0", "\"mean_ttft_ms\": 0.0");
  EXPECT_FALSE(one(text).time_to_first_token_seconds.has_value());
  EXPECT_THAT(said(text), HasSubstr("did not stream"));
}

TEST(Benchmarks, InfiniteRateIsAWayToSend) {
  EXPECT_EQ(one(replaced(vllm, "\"request_rate\": 2.5", "\"request_rate\": \"inf\"")).load, LoadKind::closed);
  EXPECT_EQ(one(replaced(replaced(vllm, "\"request_rate\": 2.5", "\"request_rate\": \"inf\""),
                         "\"max_concurrency\": 16", "\"max_concurrency\": null"))
                .load,
            LoadKind::batch);
  EXPECT_EQ(refusal(replaced(vllm, "\"request_rate\": 2.5", "\"request_rate\": \"fast\"")), "wrong-type");
}

TEST(Benchmarks, SpeculativeDecodingIsNotAcceptance) {
  EXPECT_THAT(said(replaced(vllm, "\"burstiness\"", "\"spec_decode_acceptance_rate\": 71.2, \"burstiness\"")),
              HasSubstr("says nothing of accepted answers"));
}

TEST(Benchmarks, AllRequestsFailed) {
  EXPECT_EQ(refusal(replaced(vllm, "\"completed\": 200", "\"completed\": 0")), "all-failed");
}

TEST(Benchmarks, TextsAndNegativesAreNoNumbers) {
  EXPECT_EQ(refusal(replaced(vllm, "\"output_throughput\": 600.1", "\"output_throughput\": \"600.1\"")), "wrong-type");
  EXPECT_EQ(refusal(replaced(vllm, "\"mean_tpot_ms\": 20.0", "\"mean_tpot_ms\": -20.0")), "out-of-range");
  EXPECT_EQ(refusal(replaced(vllm, "\"output_throughput\": 600.1", "\"output_throughput\": Infinity")), "wrong-type");
  EXPECT_EQ(refusal(replaced(vllm, "\"failed\": 1", "\"completed\": 1")), "duplicate-key");
  EXPECT_EQ(refusal(vllm.substr(0, 300)), "malformed-json");
  EXPECT_EQ(refusal(vllm.substr(0, vllm.size() - 1)), "malformed-json");
}

TEST(Benchmarks, ForcedLengthsAreNoted) {
  const auto text = replaced(replaced(vllm, "200100", "200000"), "60010", "60000");
  EXPECT_TRUE(one(text).lengths_look_forced);
  EXPECT_FALSE(one(vllm).lengths_look_forced);
}

TEST(Benchmarks, AppendedResultsAreSeveralRuns) {
  const auto compact = [&](const std::string& text) {
    std::string line;
    for (const char c : text) line += c == '\n' ? ' ' : c;
    return line;
  };
  const auto read = parse_benchmarks(
      compact(vllm) + "\n" + compact(replaced(vllm, "\"output_throughput\": 600.1", "\"output_throughput\": null")) +
          "\n" + compact(replaced(vllm, "16", "32")) + "\n",
      {}, "f");
  ASSERT_EQ(read.runs.size(), 2u);
  EXPECT_EQ(read.runs[1].output_tokens_per_second->pointer, "/3/output_throughput");
  EXPECT_EQ(read.report.rows_in, 3u);
  EXPECT_EQ(read.report.refused.front().where, "f#/2");
}

TEST(Benchmarks, Sglang) {
  const std::string text =
      R"({"backend": "sglang", "request_rate": Infinity, "max_concurrency": 256, "duration": 50.0, "completed": 100,
   "total_input_tokens": 30010, "total_output_tokens": 20010, "request_throughput": 2.0, "output_throughput": 400.2,
   "mean_e2e_latency_ms": 4000.0, "mean_ttft_ms": 100.0, "mean_tpot_ms": 20.0, "concurrency": 8.0, "accept_length": 3.1})";
  std::string line;
  for (const char c : text) line += c == '\n' ? ' ' : c;
  const auto run = one(line);
  EXPECT_EQ(run.origin.tool, "SGLang bench_serving");
  expect_near(run.concurrency, 8);  // measured, not the limit
  EXPECT_TRUE(run.concurrency->formula.empty());
  expect_near(run.concurrency_limit, 256);
  EXPECT_EQ(run.load, LoadKind::closed);
  EXPECT_THAT(said(line), HasSubstr("line 1: a bare NaN or Infinity"));
  EXPECT_THAT(said(line), HasSubstr("speculative"));
}

std::string guidellm(const std::string& version) {
  const std::string spread = R"(, "median": 0.4, "max": 1912.0, "count": 20}})";
  const auto metric = [&](const std::string& name, const std::string& mean) {
    std::string text = "\"" + name;
    text += R"(": {"successful": {"mean": )";
    text += mean;
    return text + spread;
  };
  std::string text = R"({"metadata": {)" + version;
  text +=
      R"("guidellm_version": "0.7.3"}, "config": {"spec": {"backend": {"model": "org/m"}}}, "benchmarks": [{"config": {"strategy": {"type_": "concurrent", "streams": 8}},
   "duration": 10.0, "start_time": 1786678147.2, "metrics": {"request_totals": {"successful": 20, "errored": 1, "incomplete": 2, "total": 23}, )";
  text += metric("requests_per_second", "2.0") + ", " + metric("request_concurrency", "7.5") + ", " +
          metric("request_latency", "3.75") + ", ";
  text += metric("prompt_token_count", "500.0") + ", " + metric("output_token_count", "100.0") + ", " +
          metric("time_to_first_token_ms", "250.0") + ", ";
  text += metric("inter_token_latency_ms", "25.0") + ", " + metric("output_tokens_per_second", "200.0");
  return text + "}}]}";
}

TEST(Benchmarks, GuidellmMeansAreRatesAndMediansAreNot) {
  const auto run = one(guidellm("\"version\": 2, "));
  expect_near(run.output_tokens_per_second, 200);
  EXPECT_EQ(run.output_tokens_per_second->pointer, "/benchmarks/0/metrics/output_tokens_per_second/successful/mean");
  expect_near(run.concurrency, 7.5);
  expect_near(run.concurrency_limit, 8);
  expect_near(run.seconds_per_request, 3.75);  // in seconds, where the others are in milliseconds
  expect_near(run.time_to_first_token_seconds, 0.25);
  EXPECT_EQ(run.origin.date, "2026-08-14");
  EXPECT_EQ(run.origin.tool_version, "0.7.3");
  EXPECT_EQ(one(replaced(guidellm("\"version\": 1, "), "\"config\": {\"spec\": {\"backend\": {\"model\": \"org/m\"}}}",
                         "\"args\": {\"model\": \"org/m\"}"))
                .model,
            "org/m");
  EXPECT_EQ(refusal(guidellm("")), "wrong-version");
  EXPECT_EQ(refusal(replaced(guidellm("\"version\": 2, "), "\"successful\": 20,", "\"successful\": 0,")), "all-failed");
}

const std::string aiperf =
    R"({"request_throughput": {"unit": "requests/sec", "avg": 0.5}, "request_latency": {"unit": "ms", "avg": 4000.0},
 "time_to_first_token": {"unit": "ms", "avg": 100.0}, "inter_token_latency": {"unit": "ms", "avg": 20.0},
 "output_token_throughput": {"unit": "tokens/sec", "avg": 100.0}, "prefill_throughput": {"unit": "tokens/sec", "avg": 3000.0},
 "input_config": {"endpoint": {"model_names": ["org/m"]}, "loadgen": {"concurrency": 4}},
 "telemetry_data": {"endpoints": {"a": {"gpus": {"gpu_0": {"gpu_name": "NVIDIA X"}, "gpu_1": {"gpu_name": "NVIDIA X"}}}}},
 "start_time": "2026-01-31T23:07:32"})";

TEST(Benchmarks, AiperfHasAUnitForEachMetric) {
  const auto run = one(aiperf);
  EXPECT_EQ(run.hardware, "NVIDIA X x 2");
  expect_near(run.concurrency, 2);  // 0.5 × 4 s, though 4 were allowed
  expect_near(run.time_to_first_token_seconds, 0.1);
  EXPECT_FALSE(run.input_tokens_per_second.has_value());
  expect_near(one(replaced(aiperf, "{\"unit\": \"ms\", \"avg\": 100.0}", "{\"unit\": \"us\", \"avg\": 100.0}"))
                  .time_to_first_token_seconds,
              1e-4);
  EXPECT_EQ(refusal(replaced(aiperf, "\"tokens/sec\", \"avg\": 100.0", "\"tokens/min\", \"avg\": 100.0")),
            "unknown-unit");
  EXPECT_EQ(
      refusal(
          R"({"records": {"error_request_count": {"unit": "requests", "avg": 5.0}}, "input_config": {"loadgen": {"concurrency": 1}}})"),
      "all-failed");
  EXPECT_EQ(refusal("Metric,Unit,avg\nrequest_throughput,requests/sec,0.25\n"), "missing-key");
}

TEST(Benchmarks, LlamaBench) {
  const auto row = [](const std::string& prompt, const std::string& gen, const std::string& rate) {
    std::string text =
        R"({"build_commit": "8cf4", "gpu_info": "RTX", "backends": "CUDA", "model_filename": "m.gguf", "model_type": "7B Q4", "n_depth": 0, "n_prompt": )";
    return text + prompt + ", \"n_gen\": " + gen + R"(, "test_time": "2025-04-24T11:57:09Z", "avg_ts": )" + rate +
           R"(, "stddev_ts": 0.5})";
  };
  const auto read = parse_benchmarks(
      "[" + row("512", "0", "7000") + "," + row("0", "128", "120") + "," + row("512", "128", "900") + "]", {}, "f");
  ASSERT_EQ(read.runs.size(), 1u);
  expect_near(read.runs[0].output_tokens_per_second, 120);
  expect_near(read.runs[0].input_tokens_per_second, 7000);
  EXPECT_EQ(read.runs[0].input_tokens_per_second->pointer, "/0/avg_ts");
  expect_near(read.runs[0].concurrency, 1);
  EXPECT_EQ(read.report.rows_in, 3u);
  EXPECT_EQ(read.report.rows_out, 2u);
  EXPECT_EQ(read.report.refused.at(0).id, "mixed-tokens");
  const auto lines = parse_benchmarks(row("512", "0", "7000") + "\n" + row("0", "128", "120") + "\n", {}, "f");
  EXPECT_EQ(lines.runs.at(0).output_tokens_per_second->pointer, "/2/avg_ts");
  const auto csv = parse_benchmarks(
      "model_filename,gpu_info,n_prompt,n_gen,test_time,avg_ts,stddev_ts\n\"m.gguf\",\"RTX\",\"512\",\"0\",\"2025-04-"
      "24\",\"7000\",\"9\"\n"
      "\"m.gguf\",\"RTX\",\"0\",\"128\",\"2025-04-24\",\"120\",\"0.5\"\n",
      {}, "f");
  EXPECT_EQ(csv.runs.at(0).output_tokens_per_second->pointer, "/3/avg_ts");
  expect_near(csv.runs.at(0).input_tokens_per_second, 7000);
}

TEST(Benchmarks, LlmperfCountsItsFailures) {
  const std::string text =
      R"({"version": "2023-08-31", "model": "m", "num_concurrent_requests": 5, "results_num_requests_started": 150, "results_error_rate": 0.3267,
   "results_number_errors": 49, "results_number_input_tokens_min": "550", "results_number_input_tokens_mean": 550.0, "results_number_output_tokens_mean": 151.0,
   "results_ttft_s_mean": 0.4, "results_inter_token_latency_s_mean": 0.047, "results_end_to_end_latency_s_mean": 6.4, "results_error_code_frequency": "{-100.0: 49}",
   "results_request_output_throughput_token_per_s_mean": 21.1, "results_mean_output_throughput_token_per_s": 63.0, "results_num_completed_requests": 101,
   "results_num_completed_requests_per_min": 30.0, "timestamp": 1703638329})";
  const auto run = one(text);
  expect_near(run.output_tokens_per_second, 63);
  expect_near(run.concurrency, 0.5 * 6.4);                      // of the 5 that were allowed
  expect_near(run.stream_output_tokens_per_second, 150 / 6.0);  // without the first token
  expect_near(run.failed, 49);
  EXPECT_EQ(run.origin.date, "2023-12-27");
  EXPECT_THAT(said(text), HasSubstr("32.7 %"));
}

TEST(Benchmarks, InferencexRowsArePerGpuAndInSeconds) {
  const std::string text =
      R"([{"hw": "h200", "conc": 16, "model": "m", "framework": "vllm", "precision": "fp8", "spec_decoding": "mtp", "disagg": false, "isl": 1024, "osl": 200,
   "tp": 8, "tput_per_gpu": 900.0, "output_tput_per_gpu": 50.0, "mean_ttft": 0.2, "mean_tpot": 0.02, "mean_intvty": 50.0, "p99_intvty": 20.0, "mean_e2el": 4.0,
   "joules_per_output_token": 3.0}])";
  const auto run = one(text);
  expect_near(run.output_tokens_per_second, 400);
  EXPECT_EQ(run.hardware, "h200 x 8");
  expect_near(run.concurrency, 400.0 / 200 * 4);
  expect_near(run.time_to_first_token_seconds, 0.2);
  EXPECT_THAT(said(text), HasSubstr("power metrics"));
  EXPECT_EQ(refusal(replaced(text, "\"disagg\": false", "\"disagg\": true")), "missing-key");
  expect_near(
      one(replaced(text, "\"disagg\": false", "\"disagg\": true, \"num_decode_gpu\": 4")).output_tokens_per_second,
      200);
}

TEST(Benchmarks, InferencexRawHasNoRateOfOneStream) {
  const std::string text =
      R"({"date": "20260213-141321", "model_id": "m", "request_rate": "inf", "max_concurrency": 4, "duration": 32.0, "completed": 40,
   "total_input_tokens": 40960, "total_output_tokens": 5120, "request_throughput": 1.25, "output_throughput": 160.0, "median_ttft": 0.25, "median_e2el": 3.0, "median_tpot": 0.02})";
  const auto run = one(text);
  EXPECT_FALSE(run.stream_output_tokens_per_second.has_value());
  expect_near(run.concurrency, 3.75);
  EXPECT_THAT(run.seconds_per_request->formula, HasSubstr("median"));
}

TEST(Benchmarks, LlmdReportsInYamlAndJson) {
  const std::string yaml =
      "version: 0.2.1\nrun:\n  time:\n    start: '2025-11-05T18:00:42Z'\nscenario:\n  load:\n    standardized:\n      "
      "rate_qps: 10.0\n      tool_version: 0.3.0\n"
      "  stack:\n  - standardized:\n      accelerator: {model: H100, count: 8}\n      model: {name: org/m}\n      "
      "replicas: 2\n"
      "results:\n  request_performance:\n    aggregate:\n      requests:\n        failures: 10\n        total: 500\n   "
      "     input_length: {mean: 1000.0, units: count}\n"
      "        output_length: {mean: 100.0, units: count}\n      throughput:\n        output_token_rate: {mean: 900.0, "
      "units: tokens/s}\n        request_rate: {mean: 9.0, units: queries/s}\n"
      "      latency:\n        request_latency: {mean: 2.5, units: s}\n        time_to_first_token: {mean: 40.0, "
      "units: ms}\n        inter_token_latency: {mean: 0.025, units: s/token}\n";
  const auto run = one(yaml);
  EXPECT_EQ(run.hardware, "H100 x 16");
  EXPECT_EQ(run.model, "org/m");
  expect_near(run.output_tokens_per_second, 900);
  expect_near(run.time_to_first_token_seconds, 0.04);
  expect_near(run.stream_output_tokens_per_second, 40);
  expect_near(run.completed, 490);
  expect_near(run.concurrency, 22.5);
  EXPECT_EQ(refusal(replaced(yaml, "version: 0.2.1", "version: 0.1")), "wrong-version");
  EXPECT_EQ(refusal(replaced(yaml, "units: tokens/s", "units: tokens/min")), "unknown-unit");
  const std::string json =
      R"({"version": "0.2.1", "run": {}, "scenario": {}, "results": {"request_performance": {"aggregate": {"throughput":
    {"output_token_rate": {"mean": 9.0, "units": "tokens/s"}, "request_rate": {"mean": 0.5, "units": "requests/s"}}, "latency": {"request_latency": {"mean": 2.0, "units": "s"}}}}}})";
  expect_near(one(json).concurrency, 1);
}

TEST(Benchmarks, SweepsFromCsv) {
  const std::string csv =
      "model,hardware,gpus,precision,rps,request_throughput,tps_output,ttft_mean_ms,e2el_p50_ms,tpot_p50_ms\n"
      "m,H100,2,fp8,10,9.5,2400,50,2600,10\nm,H100,2,fp8,20,19,4500,80,3000,11\n";
  const auto read = parse_benchmarks(csv, {}, "f");
  ASSERT_EQ(read.runs.size(), 2u);
  EXPECT_EQ(read.runs[0].hardware, "H100 x 2");
  expect_near(read.runs[0].concurrency, 9.5 * 2.6);
  EXPECT_FALSE(read.runs[0].stream_output_tokens_per_second.has_value());  // 1 ÷ a median is no rate
  EXPECT_EQ(read.runs[1].output_tokens_per_second->pointer, "/3/tps_output");
  const SweepColumns columns{{"output_tokens_per_second", "Durchsatz"}, {"concurrency", "Nutzer"}};
  expect_near(one("Nutzer,Durchsatz\n4,100\n", columns).output_tokens_per_second, 100);
  EXPECT_EQ(refusal("a,b\n1,2\n", columns), "missing-column");
  EXPECT_EQ(refusal("Nutzer,Nutzer,Durchsatz\n1,1,2\n", columns), "duplicate-column");
  EXPECT_THROW(parse_benchmarks("a,b\n1,2\n", {{"outptu", "a"}}), InvalidInput);
  EXPECT_EQ(refusal("concurrency,output_throughput\n4,fast\n"), "wrong-type");
  EXPECT_EQ(refusal("concurrency,output_throughput\n4\n"), "wrong-columns");
}

// --- Curves ---

BenchmarkRun run_of(double limit, double rate, double completed = 100) {
  BenchmarkRun run{.model = "m"};
  run.origin.file = "c" + std::to_string(static_cast<int>(limit)) + ".json";
  run.load = LoadKind::closed;
  run.concurrency_limit = run.concurrency = ImportedNumber{limit, "/c", {}};
  run.output_tokens_per_second = ImportedNumber{rate, "/o", {}};
  run.input_tokens = ImportedNumber{1000, "/i", {}};
  run.output_tokens = ImportedNumber{200, "/t", {}};
  run.completed = ImportedNumber{completed, "/n", {}};
  return run;
}

std::string curve_problem(const std::vector<BenchmarkRun>& runs) {
  try {
    throughput_curve(runs);
  } catch (const InvalidInput& invalid) {
    return invalid.problems().front().id;
  }
  return "";
}

TEST(Curves, RunsByConcurrency) {
  const auto curve = throughput_curve({run_of(8, 300), run_of(1, 50), run_of(16, 280)});
  EXPECT_EQ(curve.points.size(), 3u);
  EXPECT_EQ(curve.points[0].concurrency, 1);
  EXPECT_EQ(curve.runs[2].origin.file, "c16.json");
  ASSERT_EQ(curve.notes.size(), 1u);
  EXPECT_THAT(curve.notes[0].text, HasSubstr("fewer output tokens per second"));
  EXPECT_DOUBLE_EQ(curve.workload.output.value(), 200);
}

TEST(Curves, OfOneThingOnly) {
  auto other = run_of(2, 90);
  other.model = "n";
  EXPECT_EQ(curve_problem({run_of(1, 50), other}), "mixed-models");
  other = run_of(2, 90);
  other.hardware = "H100 x 1";
  auto third = run_of(4, 150);
  third.hardware = "H200 x 1";
  EXPECT_EQ(curve_problem({other, third}), "mixed-hardware");
  other = run_of(2, 90);
  other.output_tokens->value = 100;
  EXPECT_EQ(curve_problem({run_of(1, 50), run_of(4, 150), other}), "mixed-workloads");
  EXPECT_EQ(curve_problem({}), "no-rows");
  other = run_of(2, 90);
  other.concurrency.reset();
  EXPECT_EQ(curve_problem({other}), "missing-key");
}

TEST(Curves, OfTwoRunsOfAPointTheLargerStands) {
  auto curve = throughput_curve({run_of(4, 150, 100), run_of(4, 140, 200)});
  ASSERT_EQ(curve.points.size(), 1u);
  EXPECT_DOUBLE_EQ(curve.points[0].output.value(), 140);
  EXPECT_THAT(curve.notes.at(0).text, HasSubstr("another run of the point"));
  curve = throughput_curve({run_of(4, 140), run_of(4, 150)});  // equal otherwise: the slower
  EXPECT_DOUBLE_EQ(curve.points[0].output.value(), 140);
}

}  // namespace
}  // namespace costmodel
