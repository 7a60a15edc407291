// Formats that people bring first: each in the shape that its tool writes, with numbers of our own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/import/verdicts.hpp>
#include <string>

namespace costmodel {
namespace {

using testing::HasSubstr;

BenchmarkRun one(std::string_view text) {
  const auto read = parse_benchmarks(text, {}, "f");
  EXPECT_EQ(read.runs.size(), 1u) << to_text({read.report});
  return read.runs.empty() ? BenchmarkRun{} : read.runs.front();
}

std::string said(std::string_view text) { return to_text({parse_benchmarks(text, {}, "f").report}); }

void expect_value(const MaybeImported& number, double value) {
  ASSERT_TRUE(number.has_value());
  EXPECT_NEAR(number->value, value, std::abs(value) * 1e-9);
}

template <class F>
Problem problem_of(const F& f) {
  try {
    f();
  } catch (const InvalidInput& invalid) {
    return invalid.problems().front();
  }
  return {"nothing", "", "", ""};
}

// 0.1 has its means beside the results; up to 0.4 has no version. 2 requests a second × 1.5 s = 3 in flight.
TEST(EvidenceFormats, GuideLlmBeforeVersions) {
  const auto first =
      one(R"({"benchmarks": [{"mode": "asynchronous", "rate": 2.0, "results": [{"output": "x"}], "errors": [],
    "concurrencies": [], "request_count": 100, "error_count": 3, "duration": 50.0, "start_time": 1754000000.0,
    "completed_request_rate": 2.0, "request_latency": 1.5, "time_to_first_token": 100.0, "inter_token_latency": 14.0,
    "output_token_throughput": 200.0, "prompt_token": 300.0, "output_token": 100.0}],
    "args": {"backend_type": "openai_server", "target": "http://x", "model": "org/m"}})");
  EXPECT_EQ(first.model, "org/m");
  EXPECT_EQ(first.load, LoadKind::open);
  expect_value(first.concurrency, 3);
  expect_value(first.time_to_first_token_seconds, 0.1);
  expect_value(first.failed, 3);
  const auto third = one(R"({"benchmarks": [{"type_": "generative_benchmark",
    "args": {"strategy": {"type_": "concurrent", "streams": 4}}, "worker": {"backend_model": "org/m"},
    "run_stats": {"requests_made": {"successful": 40, "errored": 1, "incomplete": 0, "total": 41}},
    "start_time": 1754000000.0, "end_time": 1754000020.0,
    "metrics": {"requests_per_second": {"successful": {"mean": 2.0}},
      "request_concurrency": {"successful": {"mean": 3.9}}, "request_latency": {"successful": {"mean": 1.95}},
      "output_tokens_per_second": {"successful": {"mean": 200.0, "median": 0.4}},
      "prompt_token_count": {"successful": {"mean": 300.0}}, "output_token_count": {"successful": {"mean": 100.0}},
      "time_to_first_token_ms": {"successful": {"mean": 100.0}},
      "inter_token_latency_ms": {"successful": {"mean": 18.0}}}}]})");
  EXPECT_EQ(third.model, "org/m");
  EXPECT_EQ(third.load, LoadKind::closed);
  expect_value(third.concurrency_limit, 4);
  expect_value(third.concurrency, 3.9);
  expect_value(third.completed, 40);
  expect_value(third.duration_seconds, 20);
  EXPECT_THAT(said(R"({"metadata": {"version": 3}, "benchmarks": [{"metrics": {}}]})"), HasSubstr("wrong-version"));
}

// A stage that asks for 20 a second and carries 10: 1000 ÷ (100 s − 4 s of the last answers) is far below 20.
const std::string stage = R"({"load_summary": {"count": 1000, "requested_rate": 20.0, "achieved_rate": 19.0},
  "successes": {"count": 1000, "latency": {"request_latency": {"mean": 4.0}, "time_per_output_token": {"mean": 0.02},
      "time_to_first_token": {"mean": 2.0}},
    "throughput": {"output_tokens_per_sec": 1000.0, "requests_per_sec": 10.0},
    "prompt_len": {"mean": 500.0}, "output_len": {"mean": 100.0}}, "failures": {"count": 7}})";

TEST(EvidenceFormats, InferencePerfAndTransientLoads) {
  const auto run = one(stage);
  EXPECT_TRUE(run.transient);
  expect_value(run.concurrency, 40);
  expect_value(run.failed, 7);
  const auto point = operating_point(run);
  EXPECT_FALSE(point.time_to_first_token);  // it grew with the length of the run
  EXPECT_FALSE(point.stream_output);
  EXPECT_NEAR(output_tokens_per_second(point.output), 1000, 1e-9);
  EXPECT_THAT(said(stage), HasSubstr("transient"));
  std::string carried = stage;
  carried.replace(carried.find("20.0"), 4, "10.3");
  EXPECT_FALSE(one(carried).transient);
  EXPECT_TRUE(operating_point(one(carried)).time_to_first_token);
  std::string summary = stage;
  summary.replace(summary.find(R"("requested_rate": 20.0, )"), 24, "");
  EXPECT_THAT(said(summary), HasSubstr("a summary of several stages"));
}

// In a sweep, a rate that another row carries is not beyond saturation: what it lost, it lost at its end.
TEST(EvidenceFormats, TransientRowsOfASweep) {
  const auto read = parse_benchmarks(
      "model,rps,request_throughput,tps_output,e2el_mean_ms\n"
      "m,5,4,400,1000\nm,10,8,800,1200\nm,40,12,1200,9000\n",
      {}, "f");
  ASSERT_EQ(read.runs.size(), 3u);
  EXPECT_FALSE(read.runs[0].transient);
  EXPECT_FALSE(read.runs[1].transient);
  EXPECT_TRUE(read.runs[2].transient);
}

// 259 tokens in 4.23271 s; 26 prompt tokens in 0.130079 s.
TEST(EvidenceFormats, Ollama) {
  const std::string answer =
      R"({"model": "llama3.2", "created_at": "2026-08-04T19:22:45Z", "response": "", "done": true,
    "total_duration": 10706818083, "load_duration": 6338219291, "prompt_eval_count": 26,
    "prompt_eval_duration": 130079000, "eval_count": 259, "eval_duration": 4232710000})";
  const auto run = one(answer);
  EXPECT_EQ(run.model, "llama3.2");
  EXPECT_EQ(run.load, LoadKind::single);
  expect_value(run.concurrency, 1);
  expect_value(run.output_tokens_per_second, 259 / 4.23271);
  expect_value(run.input_tokens_per_second, 26 / 0.130079);
  EXPECT_THAT(said(answer), HasSubstr("loading the model took"));
  EXPECT_EQ(parse_benchmarks(R"({"model":"m","created_at":"2026-08-04","response":"a","done":false}
)" + answer)
                .runs.size(),
            1u);
}

const std::string genai_perf =
    "Metric,avg,min,max\nTime To First Token (ms),16.26,12.39,17.25\nInter Token Latency (ms),1.85,1.55,2.04\n"
    "Request Latency (ms),500.0,451.01,554.61\nOutput Sequence Length (tokens),261.0,256,298\n"
    "Input Sequence Length (tokens),550.0,550,553\n\nMetric,Value\nOutput Token Throughput (per sec),522.0\n"
    "Request Throughput (per sec),2.0\n";

TEST(EvidenceFormats, GenAiPerfCsv) {
  const auto run = one(genai_perf);
  expect_value(run.output_tokens_per_second, 522);
  expect_value(run.concurrency, 1);  // 2 a second × 0.5 s
  expect_value(run.time_to_first_token_seconds, 0.01626);
  expect_value(run.input_tokens, 550);
  EXPECT_EQ(run.model, "");
  const auto aiperf =
      one("Metric,Unit,avg,min\nrequest_throughput,requests/sec,2.0,\nrequest_latency,ms,500.0,1\n"
          "output_token_throughput,tokens/sec,522.0,\ntime_to_first_token,ms,16.26,1\n");
  expect_value(aiperf.concurrency, 1);
  expect_value(aiperf.output_tokens, 261);
}

TEST(EvidenceFormats, AiPerf011NamesItsModelElsewhere) {
  const auto run = one(R"({"schema_version": "1.3", "aiperf_version": "0.11.0",
    "request_throughput": {"unit": "requests/sec", "avg": 20.0}, "request_latency": {"unit": "ms", "avg": 6000.0},
    "request_count": {"unit": "requests", "avg": 600.0}, "output_token_throughput": {"unit": "tokens/sec", "avg": 5000.0},
    "output_sequence_length": {"unit": "tokens", "avg": 250.0}, "benchmark_duration": {"unit": "sec", "avg": 30.0},
    "input_config": {"models": {"items": [{"name": "acme-4b"}]},
      "phases": [{"name": "warmup", "concurrency": 2}, {"name": "profiling", "concurrency": 128}]}})");
  EXPECT_EQ(run.model, "acme-4b");
  EXPECT_EQ(run.origin.tool_version, "0.11.0");
  expect_value(run.concurrency_limit, 128);
  expect_value(run.concurrency, 120);
}

// Before it wrote rates and means of the first token: 300 ÷ 300 s = 1 a second, × 8 s.
TEST(EvidenceFormats, OlderSgLang) {
  const auto run =
      one(R"({"backend": "sglang", "request_rate": 1.0, "max_concurrency": null, "total_input_tokens": 150001,
    "total_output_tokens": 160001, "mean_e2e_latency_ms": 8000.0, "median_ttft_ms": 85.0, "output_throughput": 533.33667,
    "duration": 300.0, "completed": 300})");
  expect_value(run.requests_per_second, 1);
  expect_value(run.concurrency, 8);
  EXPECT_EQ(run.origin.tool, "SGLang bench_serving");
}

TEST(EvidenceFormats, LlamaBenchMarkdownAndSql) {
  const auto run =
      one("| model                | size     | backend | ngl | test  | t/s             |\n"
          "| -------------------- | -------: | ------- | --: | ----: | --------------: |\n"
          "| llama 8B Q4_K Medium | 4.58 GiB | CUDA    |  99 | pp512 | 9000.12 ± 30.10 |\n"
          "| llama 8B Q4_K Medium | 4.58 GiB | CUDA    |  99 | tg128 | 120.51 ± 0.40   |\n\nbuild: 8cf427ff (5163)\n");
  EXPECT_EQ(run.model, "llama 8B Q4_K Medium");
  expect_value(run.output_tokens_per_second, 120.51);
  expect_value(run.input_tokens_per_second, 9000.12);
  const auto read =
      parse_benchmarks("| model | test | t/s |\n|---|---|---|\n| m | pp1+tg1 | 5 ± 1 |\n| m | what | 5 |\n");
  EXPECT_EQ(read.runs.size(), 0u);
  EXPECT_EQ(read.report.rows_in, 2u);
  const auto sql =
      one("CREATE TABLE IF NOT EXISTS llama_bench (\n  n_prompt INTEGER,\n  avg_ts REAL\n);\n\n"
          "INSERT INTO llama_bench (model_filename, n_prompt, n_gen, avg_ts) VALUES ('a, b', '0', '128', '120.5');\n");
  EXPECT_EQ(sql.model, "a, b");
  expect_value(sql.output_tokens_per_second, 120.5);
}

// Rows that differ in a setting are different configurations, and not one point measured twice.
TEST(EvidenceFormats, LlamaBenchSettingsAreConfigurations) {
  const auto read =
      parse_benchmarks(R"([{"model_filename": "m", "n_prompt": 0, "n_gen": 128, "avg_ts": 50.0, "n_gpu_layers": 0},
    {"model_filename": "m", "n_prompt": 0, "n_gen": 128, "avg_ts": 120.0, "n_gpu_layers": 99}])");
  ASSERT_EQ(read.runs.size(), 2u);
  EXPECT_NE(read.runs[0].variant, read.runs[1].variant);
}

ReadVerdicts judged(const std::string& text, std::optional<double> threshold = {}) {
  return parse_verdicts(text, {.threshold = threshold}, "f");
}

TEST(EvidenceFormats, VerdictsOfSpreadsheets) {
  const auto read = judged("\xEF\xBB\xBFpath;item_id;judge;accepted\nbox;1;a;yes\nbox;2;a;n\nbox;3;a;Y\nbox;4;a;0\n");
  ASSERT_EQ(read.verdicts.size(), 1u) << to_text({read.report});
  EXPECT_EQ(read.verdicts[0].counts, (VerdictCounts{2, 2, 0, 0}));
  const auto scores = judged("item_id;accepted;judge_cost_usd\n1;0,75;0,01\n2;0,5;0,01\n", 0.7);
  ASSERT_EQ(scores.verdicts.size(), 1u);
  EXPECT_EQ(scores.verdicts[0].counts, (VerdictCounts{1, 1, 0, 0}));
  EXPECT_THAT(to_text({scores.report}), HasSubstr("not read: column judge_cost_usd"));
  EXPECT_THAT(to_text({judged("item_id,accepted\n1,perhaps\n2,1\n").report}), HasSubstr("yes or no"));
}

TEST(EvidenceFormats, MtBench) {
  const std::string lines =
      R"({"question_id": 81, "model": "acme-7b", "judge": ["gpt-4", "single-v1"], "score": 9, "turn": 1}
{"question_id": 81, "model": "acme-7b", "judge": ["gpt-4", "single-v1"], "score": 4, "turn": 2}
{"question_id": 82, "model": "acme-7b", "judge": ["gpt-4", "single-v1"], "score": -1, "turn": 1}
)";
  const auto read = judged(lines, 7);
  ASSERT_EQ(read.verdicts.size(), 1u) << to_text({read.report});
  EXPECT_EQ(read.verdicts[0].path, "acme-7b");
  EXPECT_EQ(read.verdicts[0].judge, "gpt-4 single-v1");
  EXPECT_EQ(read.verdicts[0].counts, (VerdictCounts{1, 1, 1, 0}));
  EXPECT_EQ(judged(lines).report.refused.front().id, "missing-threshold");
  EXPECT_THAT(to_text({judged(R"({"question_id": 1, "judge": ["g"], "model_1": "a", "g1_winner": "tie"})", 7).report}),
              HasSubstr("judgments of pairs"));
}

TEST(EvidenceFormats, LangfuseScores) {
  const auto read = judged(R"({"data": [
    {"id": "1", "traceId": "t1", "name": "correct", "dataType": "BOOLEAN", "value": 1, "stringValue": "True"},
    {"id": "2", "traceId": "t2", "name": "correct", "dataType": "BOOLEAN", "value": 0, "stringValue": "False"},
    {"id": "3", "traceId": "t2", "name": "tone", "dataType": "CATEGORICAL", "value": null, "stringValue": "pass"}],
    "meta": {"page": 1}})");
  ASSERT_EQ(read.verdicts.size(), 2u) << to_text({read.report});
  EXPECT_EQ(read.verdicts[0].judge, "correct");
  EXPECT_EQ(read.verdicts[0].counts, (VerdictCounts{1, 1, 0, 0}));
  EXPECT_EQ(read.verdicts[1].counts, (VerdictCounts{1, 0, 0, 0}));
}

// Anthropic's amounts are cents: 12,378.912 are 123.78912 USD.
TEST(EvidenceFormats, CostReportsOfProviders) {
  const auto anthropic =
      parse_bill(R"({"data": [{"starting_at": "2026-08-01T00:00:00Z", "ending_at": "2026-08-02T00:00:00Z",
    "results": [{"currency": "USD", "amount": "12378.912", "description": "Claude Usage - Input Tokens", "cost_type": "tokens",
      "model": "claude-x", "service_tier": "standard", "token_type": "uncached_input_tokens"},
     {"currency": "USD", "amount": "100", "description": "Web search", "cost_type": "web_search"}]}], "has_more": true})");
  EXPECT_NEAR(usd(anthropic.effective(Charge::usage)), 124.78912, 1e-9);
  EXPECT_EQ(anthropic.groups.front().model, "claude-x");
  EXPECT_EQ(anthropic.groups.front().direction, "Input");
  EXPECT_NEAR(hours(anthropic.period), 24, 1e-9);
  EXPECT_THAT(to_text({anthropic.report}), HasSubstr("has_more"));
  const auto openai = parse_bill(R"({"object": "page", "data": [{"object": "bucket", "start_time": 1759622400,
    "end_time": 1759708800, "results": [
      {"object": "organization.costs.result", "amount": {"value": 0.06, "currency": "usd"}, "line_item": "gpt-x, input"},
      {"object": "organization.costs.result", "amount": {"value": 0.5, "currency": "usd"}, "line_item": "gpt-x, output"},
      {"object": "organization.costs.result", "amount": {"value": 0.01, "currency": "usd"}, "line_item": "web search"}]}]})");
  EXPECT_NEAR(usd(openai.effective(Charge::usage)), 0.57, 1e-12);
  EXPECT_EQ(openai.groups.front().direction, "Output");
  EXPECT_EQ(openai.from, "2025-10-05T00:00:00Z");
  EXPECT_NEAR(hours(openai.period), 24, 1e-9);
  EXPECT_EQ(openai.report.format, EvidenceFormat::openai_costs);
  const auto usage = problem_of(
      [] { parse_bill(R"({"data": [{"start_time": 1, "end_time": 2, "results": [{"input_tokens": 5}]}]})"); });
  EXPECT_EQ(usage.id, "missing-key");
  EXPECT_THAT(usage.found, HasSubstr("tokens without costs"));
}

TEST(EvidenceFormats, AwsCostAndUsageReport) {
  const std::string header =
      "line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_usage_amount,line_item_unblended_"
      "cost,"
      "line_item_currency_code,line_item_usage_start_date,line_item_usage_end_date\n";
  const auto bill =
      parse_bill(header +
                 "Usage,AmazonBedrock,USE1-Llama-input-tokens,1000,0.22,USD,2026-09-01T00:00:00Z,2026-09-02T00:00:00Z\n"
                 "Tax,AmazonBedrock,,,0.02,USD,2026-09-01T00:00:00Z,2026-09-02T00:00:00Z\n"
                 "EdpDiscount,AmazonBedrock,,,-0.01,USD,2026-09-01T00:00:00Z,2026-09-02T00:00:00Z\n");
  EXPECT_NEAR(usd(bill.effective(Charge::usage)), 0.22, 1e-12);
  EXPECT_NEAR(usd(bill.billed(Charge::tax)), 0.02, 1e-12);
  EXPECT_NEAR(usd(bill.effective(Charge::credit)), -0.01, 1e-12);
  const auto endless = problem_of([] {
    parse_bill(
        "line_item_line_item_type,line_item_unblended_cost,line_item_currency_code,line_item_usage_start_date\n"
        "Usage,0.22,USD,2026-09-01T00:00:00Z\n");
  });
  EXPECT_EQ(endless.found, "no line_item_usage_end_date");
  const auto commitment = problem_of([&] {
    parse_bill(header + "SavingsPlanCoveredUsage,AmazonEC2,x,1,2,USD,2026-09-01T00:00:00Z,2026-09-02T00:00:00Z\n");
  });
  EXPECT_THAT(commitment.allowed, HasSubstr("export FOCUS"));
}

TEST(EvidenceFormats, AzureCostExports) {
  const std::string header =
      "date,meterCategory,meterName,unitOfMeasure,quantity,costInBillingCurrency,billingCurrency,chargeType,"
      "pricingModel\n";
  const auto bill = parse_bill(header +
                               "08/31/2026,Cognitive Services,gpt-x Inp,1K,1500,0.6,USD,Usage,OnDemand\n"
                               "09/01/2026,Cognitive Services,gpt-x Outp,1K,500,0.8,USD,Usage,OnDemand\n"
                               "09/01/2026,,,,,-0.1,USD,Refund,\n"
                               "09/01/2026,Marketplace,licence,1,1,40,USD,Purchase,OnDemand\n");
  EXPECT_NEAR(usd(bill.effective(Charge::usage)), 1.4, 1e-12);
  EXPECT_NEAR(usd(bill.effective(Charge::adjustment)), -0.1, 1e-12);
  EXPECT_NEAR(usd(bill.billed(Charge::purchase)), 40, 1e-12);
  EXPECT_EQ(bill.from, "2026-08-31");
  EXPECT_NEAR(hours(bill.period), 48, 1e-9);
  EXPECT_THAT(to_text({bill.report}), HasSubstr("a purchase of 40 is cash"));
  const auto amortized = parse_bill(header +
                                    "08/31/2026,Virtual Machines,NC,1 Hour,20,200,USD,Usage,Reservation\n"
                                    "08/31/2026,Virtual Machines,NC,1 Hour,4,40,USD,UnusedReservation,Reservation\n");
  EXPECT_NEAR(usd(amortized.effective(Charge::usage)), 200, 1e-12);
  EXPECT_NEAR(usd(amortized.effective(Charge::idle)), 40, 1e-12);
  EXPECT_THAT(to_text({amortized.report}), HasSubstr("amortized costs"));
  const auto actual =
      problem_of([&] { parse_bill(header + "08/31/2026,Virtual Machines,NC,1 Hour,20,0,USD,Usage,Reservation\n"); });
  EXPECT_THAT(actual.found, HasSubstr("usage under a commitment is free"));
  EXPECT_THAT(actual.allowed, HasSubstr("FOCUS"));
  EXPECT_EQ(problem_of([&] { parse_bill(header + "31/08/2026,V,N,1,1,1,USD,Usage,\n"); }).id, "bad-date");
  EXPECT_EQ(problem_of([&] { parse_bill(header + "08/31/2026,V,N,1,1,1,EUR,Usage,\n"); }).id, "not-usd");
  EXPECT_EQ(problem_of([&] { parse_bill(header + "08/31/2026,V,N,1,1,1,USD,Moonlight,\n"); }).id, "unknown-name");
  const auto bare = problem_of([] { parse_bill("Date,CostInBillingCurrency,MeterName\n2026-01-01,1,x\n"); });
  EXPECT_EQ(bare.found, "an Azure cost export without BillingCurrency");
  EXPECT_THAT(bare.allowed, HasSubstr("FOCUS"));
}

TEST(EvidenceFormats, OpenCostAllocations) {
  const std::string window = R"("window": {"start": "2026-05-01T00:00:00Z", "end": "2026-05-31T00:00:00Z"})";
  const std::string text = R"({"code": 200, "data": [{"llm": {"gpuCost": 500, "totalCost": 531.5, )" + window +
                           R"(}, "__idle__": {"totalCost": 100, )" + window + "}}]}";
  const auto bill = parse_bill(text, {.currency = "USD"});
  EXPECT_NEAR(usd(bill.effective(Charge::usage)), 631.5, 1e-12);
  EXPECT_NEAR(hours(bill.period), 720, 1e-9);
  EXPECT_EQ(bill.groups.front().service, "llm");
  EXPECT_NEAR(usd(parse_bill(text, {.service = "llm", .currency = "USD"}).effective(Charge::usage)), 531.5, 1e-12);
  EXPECT_EQ(problem_of([&] { parse_bill(text, {.currency = "EUR"}); }).id, "not-usd");
  EXPECT_THAT(problem_of([&] { parse_bill(text); }).allowed, HasSubstr("--bill-currency USD"));
  EXPECT_THAT(problem_of([] { parse_bill("Name,CPU Cost,GPU Cost,Total Cost\nllm,1,2,3\n"); }).allowed,
              HasSubstr("opencost:9003/allocation"));
}

/// What is known and cannot be used says what it is, what lacks, and the way.
TEST(EvidenceFormats, RefusalsNameTheWay) {
  using namespace std::string_view_literals;
  for (const auto& [text, name, way] :
       {std::tuple{"PAR1\x15\x00\x15"sv, "Parquet"sv, "DuckDB"sv},
        {"=====\nMLPerf Results Summary\n=====\nSUT name : x\n"sv, "MLPerf summary"sv, "benchmark"sv}}) {
    const auto problem = problem_of([&, &file = text] { parse_bill(file); });
    EXPECT_EQ(problem.id, "wrong-format");
    EXPECT_THAT(problem.found, HasSubstr(std::string(name)));
    EXPECT_THAT(problem.found, HasSubstr(std::string(way)));
  }
}

}  // namespace
}  // namespace costmodel
