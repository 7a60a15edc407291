// Metrics of vLLM from Prometheus, spans of OpenTelemetry, and the reports of LLMeter and trtllm-bench.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/import/import.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/io/trace.hpp>
#include <filesystem>
#include <fstream>
#include <string>

namespace costmodel {
namespace {

using testing::HasSubstr;

const std::string corpus = std::string(COSTMODEL_TESTS_DIR) + "/fuzz/corpus/";

BenchmarkRun only_run(const std::string& name) {
  const auto read = read_benchmarks(corpus + "benchmarks/" + name);
  EXPECT_EQ(read.runs.size(), 1u) << to_text({read.report});
  return read.runs.at(0);
}

// Two servers, a minute between samples: nothing; 8 then 24 in flight at the samples, so means of 4 and 16 on each.
// 24,000 output tokens each in the second minute; 48,000 and, after a restart, 24,000 in the third.
TEST(Telemetry, CountersBecomePointsByLoad) {
  const auto read = read_benchmarks(corpus + "benchmarks/vllm_metrics.json");
  ASSERT_EQ(read.runs.size(), 2u) << to_text({read.report});
  EXPECT_DOUBLE_EQ(read.runs[0].concurrency->value, 4);
  EXPECT_DOUBLE_EQ(read.runs[0].output_tokens_per_second->value, 48'000.0 / 120);
  EXPECT_DOUBLE_EQ(read.runs[0].time_to_first_token_seconds->value, 0.1);
  EXPECT_DOUBLE_EQ(read.runs[0].stream_output_tokens_per_second->value, 100);
  EXPECT_DOUBLE_EQ(read.runs[1].concurrency->value, 16);
  EXPECT_DOUBLE_EQ(read.runs[1].output_tokens_per_second->value, 72'000.0 / 120);
  EXPECT_DOUBLE_EQ(read.runs[1].output_tokens->value, 120'000.0 / 720);
  EXPECT_DOUBLE_EQ(read.runs[1].input_tokens->value, 400);
  ASSERT_EQ(read.demands.size(), 1u);
  EXPECT_DOUBLE_EQ(read.demands[0].requests, 720);
  EXPECT_DOUBLE_EQ(read.demands[0].seconds, 180);
  EXPECT_THAT(to_text({read.report}), HasSubstr("33.3 % of the time had less than half a request in flight"));
}

/// The metrics of the corpus, whose 720 prompts have 400 tokens on average and whose answers have 166.7, with counts by
/// length.
std::string with_counts(const std::string& prompts, const std::string& answers) {
  std::ifstream file(corpus + "benchmarks/vllm_metrics.json");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto one = [](const char* name, const char* end, const std::string& last) {
    return R"({"metric": {"__name__": "vllm:request_)" + std::string(name) +
           R"(_tokens_bucket", "model_name": "acme-8b", "instance": "a:8000", "le": ")" + end +
           R"("}, "values": [[1764547200, "0"], [1764547380, ")" + last + R"("]]}, )";
  };
  const auto at = text.find("\"result\": [") + 11;
  return text.insert(at, one("prompt", "100.0", "360") + one("prompt", "1000.0", prompts) +
                             one("prompt", "+Inf", "720") + one("generation", "100.0", "360") +
                             one("generation", "400.0", answers) + one("generation", "+Inf", "720"));
}

// Half of the prompts have up to 100 tokens, half up to 1,000: 70 and 730 where both stand at 0.7 between their ends.
// Answers: half up to 100, half up to 400; bounds by hand: (100, 233⅓) and (0 or 100, 100 or 400).
TEST(Telemetry, CountsByLengthBecomeClassesAndVariation) {
  const auto read = parse_benchmarks(with_counts("720", "720"));
  const MeasuredSizes& sizes = read.demands.at(0).sizes;
  ASSERT_EQ(sizes.prompts.size(), 1u) << to_text({read.report});
  EXPECT_DOUBLE_EQ(sizes.prompts[0].share, 0.5);
  EXPECT_NEAR(input_tokens_per_answer(*sizes.prompts[0].input), 730, 1e-9);
  const double mean = 120'000.0 / 720;
  EXPECT_NEAR(sizes.length_variation_range->low, (1e4 + 700.0 / 3 * 700 / 3) / 2 / (mean * mean) - 1, 1e-9);
  EXPECT_NEAR(sizes.length_variation_range->high, (5000 + 500 * (mean - 50)) / (mean * mean) - 1, 1e-9);
  EXPECT_GT(sizes.length_variation->value, sizes.length_variation_range->low);
  EXPECT_LT(sizes.length_variation->value, sizes.length_variation_range->high);
}

TEST(Telemetry, CountsByLengthThatSayLessAreNotSurerThanTheyAre) {
  const auto open = parse_benchmarks(with_counts("720", "700"));
  EXPECT_FALSE(open.demands.at(0).sizes.length_variation) << "20 answers have no upper end";
  EXPECT_THAT(to_text({open.report}), HasSubstr("at least (variance ÷ mean²), which is not used"));
  const auto wrong = parse_benchmarks(with_counts("360", "720"));  // half of the prompts beyond 1,000 tokens
  EXPECT_TRUE(wrong.demands.at(0).sizes.prompts.empty());
  EXPECT_THAT(to_text({wrong.report}), HasSubstr("no requests of the mean length can have"));
}

TEST(Telemetry, CountsByLengthEnterTheFirstScenario) {
  const auto file = std::filesystem::temp_directory_path() / "costmodel-counts-by-length.json";
  std::ofstream(file) << with_counts("720", "720");
  const Scenario scenario = import_scenario({file.string()}, {}).scenario;
  std::filesystem::remove(file);
  ASSERT_EQ(scenario.workload.classes.size(), 1u);
  EXPECT_NEAR(input_tokens_per_answer(scenario.workload.input), 400, 1e-9);
  EXPECT_NEAR(input_tokens_per_answer(by_size(scenario.workload)[1].tokens.input), 70, 1e-6);
  const auto& entry = scenario.ledger.entries.at("/workload/length_variation");
  ASSERT_TRUE(entry.range);
  EXPECT_LT(entry.range->low, scenario.workload.length_variation);
  EXPECT_GT(entry.range->high, scenario.workload.length_variation);
  EXPECT_EQ(parse_scenario(to_json(scenario)).workload.classes, scenario.workload.classes);
}

TEST(Telemetry, OneAnswerOfNowCountsSinceTheProcessBegan) {
  const auto now = [](const std::string& started) {
    const auto one = [](const std::string& name, const std::string& value) {
      return R"({"metric": {"__name__": ")" + name + R"(", "model_name": "m", "instance": "a"}, "value": [1000.0, ")" +
             value + "\"]}";
    };
    return R"({"status": "success", "data": {"resultType": "vector", "result": [)" +
           one("vllm:generation_tokens_total", "1000") + "," + one("vllm:request_success_total", "10") + "," +
           one("vllm:e2e_request_latency_seconds_sum", "200") + "," +
           one("vllm:e2e_request_latency_seconds_count", "10") + "," + one("vllm:num_requests_running", "7") + started +
           "]}}";
  };
  const auto read = parse_benchmarks(
      now(R"(,{"metric": {"__name__": "process_start_time_seconds", "instance": "a"}, "value": [1000.0, "900"]})"));
  ASSERT_EQ(read.runs.size(), 1u) << to_text({read.report});
  EXPECT_DOUBLE_EQ(read.runs[0].output_tokens_per_second->value, 10);  // in 100 s
  EXPECT_DOUBLE_EQ(read.runs[0].concurrency->value, 2);                // 0.1 a second × 20 s
  EXPECT_DOUBLE_EQ(read.demands.at(0).seconds, 100);
  const auto without = parse_benchmarks(now(""));
  EXPECT_TRUE(without.runs.empty());
  EXPECT_THAT(without.report.refused.at(0).allowed, HasSubstr("process_start_time_seconds"));
}

TEST(Telemetry, DemandOfTheMonthAtTheAcceptanceOfTheModel) {
  const auto folder = std::filesystem::temp_directory_path() / "costmodel_telemetry_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "verdicts.csv") << "path,accepted,total\nacme-8b,30,40\n";
  const auto imported = import_scenario({corpus + "benchmarks/vllm_metrics.json", (folder / "verdicts.csv").string()});
  std::filesystem::remove_all(folder);
  // 720 in 180 s is 4 a second, 730 hours a month; three of four are accepted
  EXPECT_NEAR(accepted_answers_per_month(imported.scenario.demand), 4 * 730 * 3600 * 0.75, 1e-6);
  EXPECT_EQ(imported.scenario.ledger.entries.at("/demand/accepted_answers_per_month").evidence.grade, Grade::derived);
}

TEST(Telemetry, AMetricsPageOrALogSaysTheWay) {
  for (const char* text : {"# HELP vllm:num_requests_running Number of requests\nvllm:num_requests_running 1.0\n",
                           "INFO 08-09 07:27:23 [loggers.py:111] Engine 000: Avg prompt throughput: 8.0 tokens/s, Avg "
                           "generation throughput: 30.4 tokens/s, Running: 1 reqs\n"}) {
    const auto read = parse_benchmarks(text);
    ASSERT_EQ(read.report.refused.size(), 1u);
    EXPECT_THAT(read.report.refused[0].found, HasSubstr("bring the metrics from Prometheus")) << text;
  }
}

TEST(Telemetry, SpansAreATraceInTheOrderOfTheirStarts) {
  const auto read = read_trace(corpus + "traces/spans.jsonl");
  ASSERT_EQ(read.trace.size(), 2u);  // a tool has no tokens, and is no request
  EXPECT_EQ(read.trace.time_ns[1] - read.trace.time_ns[0], 3'500'000'000);
  EXPECT_EQ(read.trace.input[0], 5u);
  EXPECT_EQ(read.trace.output[1], 34u);
}

TEST(Telemetry, SpansOfCallsWithoutCountsAreRefusedAndCounted) {
  const auto span = [](const char* start, const char* attributes) {
    return std::string(R"({"name": "s", "startTimeUnixNano": ")") + start + R"(000000000", "attributes": [)" +
           attributes + "]}";
  };
  const char* in = R"({"key": "gen_ai.usage.input_tokens", "value": {"intValue": "12"}})";
  const char* both = R"({"key": "gen_ai.usage.input_tokens", "value": {"intValue": "12"}},
                        {"key": "gen_ai.usage.output_tokens", "value": {"intValue": "34"}})";
  const char* chat = R"({"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}})";
  const std::string agent =
      std::string(R"({"key": "gen_ai.operation.name", "value": {"stringValue": "invoke_agent"}},)") + both;
  const std::string text = R"({"resourceSpans": [{"scopeSpans": [{"spans": [)" + span("1764547200", both) + "," +
                           span("1764547201", in) + "," + span("1764547202", chat) + "," +
                           span("1764547203", agent.c_str()) + "]}]}]}";
  EXPECT_THROW(parse_trace(text), InvalidInput) << "two of three calls say not how long they were";
  const auto read = parse_trace(text, {.skip_bad_rows = true});
  EXPECT_EQ(read.trace.size(), 1u) << "an agent adds up calls that have spans of their own";
  EXPECT_EQ(read.report.rows_read, 3u);
  EXPECT_EQ(read.report.rows_refused(), 2u);
}

TEST(Telemetry, AGapInTheGaugeLosesThatTimeAlone) {
  std::ifstream file(corpus + "benchmarks/vllm_metrics.json");
  const std::string whole((std::istreambuf_iterator<char>(file)), {});
  std::string text = whole;
  const auto gauge = text.find("vllm:num_requests_running");
  const auto sample = text.find("\"24\"", gauge);  // the third of the first server
  ASSERT_NE(sample, std::string::npos) << text.substr(gauge, 300);
  text.replace(sample, 4, "\"NaN\"");
  const auto read = parse_benchmarks(text);
  ASSERT_EQ(read.runs.size(), 1u) << to_text({read.report});
  EXPECT_DOUBLE_EQ(read.runs[0].concurrency->value, 4) << "the minute in which a server's gauge is missing is left out";
  EXPECT_THAT(to_text({read.report}), HasSubstr("33.3 % of the time lacks vllm:num_requests_running of a server"));
}

TEST(Telemetry, LLMeter) {
  const auto run = only_run("llmeter.json");
  EXPECT_EQ(run.model, "acme-8b");
  EXPECT_DOUBLE_EQ(run.output_tokens_per_second->value, 760);
  EXPECT_DOUBLE_EQ(run.concurrency->value, 7.6);  // 380 answers ÷ 100 s × 2 s, and 8 clients at most
  EXPECT_DOUBLE_EQ(run.stream_output_tokens_per_second->value, 199 / 1.99);
  EXPECT_DOUBLE_EQ(run.completed->value, 380);
}

TEST(Telemetry, TrtllmBench) {
  const auto run = only_run("trtllm.json");
  EXPECT_DOUBLE_EQ(run.output_tokens_per_second->value, 6400);
  EXPECT_DOUBLE_EQ(run.concurrency->value, 60.5);
  EXPECT_DOUBLE_EQ(run.accelerators->value, 2);
  EXPECT_DOUBLE_EQ(run.seconds_per_request->value, 2.42);
  EXPECT_THAT(run.variant, HasSubstr("TP 2"));
  EXPECT_THAT(run.variant, HasSubstr("FP8"));
}

}  // namespace
}  // namespace costmodel
