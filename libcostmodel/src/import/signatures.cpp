// The marks by which each format is known.
#include <algorithm>

#include "import/recognize.hpp"

namespace costmodel::import {

namespace {

using enum EvidenceFormat;

/// The same keys in a document, or in the items of a list.
bool either(const Probe& p, std::initializer_list<std::string_view> keys) {
  const auto all = [&](std::string_view prefix) {
    return std::all_of(keys.begin(), keys.end(),
                       [&](auto key) { return p.has(std::string(prefix) + std::string(key)); });
  };
  return all("") || all("/*");
}

EvidenceFormat throughput_format(const Probe& p) {
  if (p.has("/benchmarks") && (p.has("/metadata") || p.has("/benchmarks/*/metrics") || p.has("/benchmarks/*/mode")))
    return guidellm;
  if (p.has("/results/request_performance") || (p.has("/scenario") && p.has("/run") && p.has("/version")))
    return llmd_report;
  if (p.has("/input_config") && (p.has("/request_throughput") || p.has("/output_token_throughput") ||
                                 p.has("/request_latency") || p.has("/error_request_count") || p.has("/records")))
    return aiperf;
  if (p.has("/num_concurrent_requests") && p.has("/results_num_requests_started")) return llmperf;
  if (either(p, {"/avg_ts", "/n_gen", "/n_prompt"})) return llama_bench;
  if (either(p, {"/tput_per_gpu", "/conc"})) return inferencex;
  if (either(p, {"/output_throughput", "/completed"})) {
    if (either(p, {"/mean_e2e_latency_ms"})) return sglang_serving;
    if (either(p, {"/mean_ttft_ms"}))
      return either(p, {"/concurrency"}) || either(p, {"/mean_e2e_latency_ms"}) ? sglang_serving : vllm_serve;
    if (either(p, {"/median_ttft"}) || either(p, {"/mean_ttft"})) return inferencex_raw;
    return vllm_serve;
  }
  if (p.has("/elapsed_time") && p.has("/tokens_per_second")) return vllm_throughput;
  if (p.has("/avg_latency") && p.has("/percentiles")) return vllm_latency;
  if (p.has("/load_summary") && p.has("/successes")) return inference_perf;
  if (p.has("/eval_duration") && p.has("/eval_count")) return ollama;
  if (p.has("/model") && p.has("/created_at") && p.has("/done")) return ollama;
  if (p.has("/total_test_time") && p.has("/clients")) return llmeter;
  if (p.has("/performance/system_output_throughput_tok_s") && p.has("/request_info")) return trtllm_bench;
  if (p.has("/data/resultType") && p.has("/data/result")) return vllm_metrics;
  return unknown;
}

EvidenceFormat acceptance_format(const Probe& p) {
  if (p.has("/eval") && p.has("/status") && p.has("/version")) return EvidenceFormat::inspect;
  if (p.has("/results/results/*/success") || (p.has("/results/stats") && p.has("/results/results"))) return promptfoo;
  if (p.has("/results") && (p.has("/n-samples") || p.has("/n-shot"))) return lm_eval_results;
  if (either(p, {"/doc_id", "/resps"})) return lm_eval_samples;
  if ((p.has("/spec") && p.has("/spec/eval_name")) || (p.has("/event_id") && p.has("/type") && p.has("/data")) ||
      p.has("/final_report"))
    return openai_evals;
  if (p.has("/question_id") && p.has("/judge") && (p.has("/score") || p.has("/g1_winner"))) return mt_bench;
  for (const std::string_view at : {"", "/*", "/data/*"})
    if (p.has(std::string(at) + "/traceId") && p.has(std::string(at) + "/dataType") && p.has(std::string(at) + "/name"))
      return langfuse_scores;
  if (p.has("/testCases/*/success") || p.has("/test_results/*/success") || p.has("/testCases/*/metricsData"))
    return deepeval;
  return unknown;
}

EvidenceFormat bill_format(const Probe& p) {
  if (std::any_of(p.keys.begin(), p.keys.end(),
                  [](const auto& key) { return key.starts_with("/data/*/") && key.ends_with("/totalCost"); }))
    return opencost;
  if (!p.has("/data/*/results")) return unknown;
  if (p.has("/data/*/starting_at")) return anthropic_costs;
  return p.has("/data/*/start_time") ? openai_costs : unknown;
}

EvidenceFormat price_format(const Probe& p) {
  if (p.has("/skus/*/skuId") || p.has("/skus/*/pricingInfo")) return gcp_skus;
  if (p.has("/*/models/*/prices") || (p.has("/*/api_pattern") && p.has("/*/models"))) return genai_prices;
  if (p.has("/vendor") && p.has("/models/*/price_history")) return llm_prices;
  if (p.has("/products") && p.has("/terms")) return aws_price_list;
  if (p.has("/data/*/pricing/prompt") || p.has("/data/*/pricing/completion")) return openrouter_models;
  if (p.has("/Items/*/retailPrice") && p.has("/Items/*/unitOfMeasure")) return azure_retail_prices;
  for (const auto& key : p.keys)
    if (key.ends_with("/litellm_provider") && std::count(key.begin(), key.end(), '/') == 2) return litellm_prices;
  return unknown;
}

std::string folded(std::string_view name) {
  std::string text;
  for (const char c : name)
    if (c != ' ' && c != '_' && c != '-') text += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return text;
}

EvidenceFormat csv_format(const Probe& p) {
  if (p.has_columns({"BilledCost"}) || p.has_columns({"EffectiveCost"})) return focus_bill;
  if (p.has_columns({"line_item_unblended_cost", "line_item_line_item_type"})) return aws_cur;
  if (p.has_columns({"GPU Cost", "Total Cost"}) || p.has_columns({"gpuCost", "totalCost"})) return opencost;
  for (const std::string_view cost : {"costInBillingCurrency", "CostInBillingCurrency", "PreTaxCost"})
    if (p.has_columns({cost})) return azure_costs;
  if (p.has_columns({"InstanceType", "AcceleratorName", "Price"})) return skypilot_catalog;
  if (p.has_columns({"avg_ts", "n_gen", "n_prompt"})) return llama_bench;
  if (p.has_columns({"Metric", "avg"}) || p.has_columns({"Metric", "Value"})) return aiperf_csv;
  if (p.has_columns({"item_id", "accepted"})) return verdict_rows;
  if (p.has_columns({"accepted", "total"})) return count_rows;
  if (p.has_columns({"user_input", "response"}) || p.has_columns({"question", "answer", "contexts"})) return ragas;
  bool times = false, tokens = false, rate = false;
  for (const auto& column : p.columns) {
    const std::string name = folded(column);
    times = times || name == "timestamp" || name == "starttime";
    tokens = tokens || name == "generatedtokens" || name == "responsetokens" || name == "outputtokens" ||
             name == "completiontokens";
    rate = rate || name == "tpsoutput" || name == "outputthroughput" || name == "outputtokenspersecond" ||
           name == "outputtps" || name == "outputtokspersec" || name == "outputtoks";
  }
  if (times && tokens) return request_trace;
  return rate ? load_sweep : unknown;
}

}  // namespace

namespace {

/// Requests in lines or a list of JSON, each with its time and its tokens.
bool is_trace(const Probe& p) {
  if (p.has("/resourceSpans/*/scopeSpans")) return true;  // of OpenTelemetry
  for (const std::string_view at : {"", "/*"})
    for (const std::string_view time : {"/timestamp", "/startTime", "/start_time", "/arrival_time"})
      for (const std::string_view output :
           {"/output_length", "/completion_tokens", "/output_tokens", "/generated_tokens", "/response_tokens"})
        if (p.has(std::string(at) + std::string(time)) && p.has(std::string(at) + std::string(output))) return true;
  return false;
}

}  // namespace

EvidenceFormat recognize(const Probe& p) {
  switch (p.shape) {
    case Shape::packed:
      return p.text("") == "gzip"               ? gzip
             : p.text("") == "parquet"          ? parquet
             : p.text("") == "mlperf"           ? mlperf_summary
             : p.text("") == "vllm log"         ? vllm_log
             : p.text("") == "vllm request log" ? request_trace
                                                : packed;
    case Shape::csv:
      return csv_format(p);
    case Shape::markdown:
      return p.has_columns({"model", "test", "t/s"}) ? llama_bench : unknown;
    case Shape::sql:
      return p.text("").find("avg_ts") != std::string_view::npos ? llama_bench : unknown;
    case Shape::json:
    case Shape::yaml:
      break;
    default:
      return unknown;
  }
  if (p.has("/costmodel") && p.has("/paths")) return EvidenceFormat::scenario;
  if (p.has("/$defs") || (p.has("/$schema") && p.has("/properties"))) return json_schema;
  for (const auto family : {throughput_format, acceptance_format, bill_format, price_format})
    if (const auto format = family(p); format != unknown) return format;
  return is_trace(p) ? request_trace : unknown;
}

std::string_view why_refused(EvidenceFormat format) {
  switch (format) {
    case vllm_throughput:
      return "tokens_per_second counts prompt and output tokens together, and the file does not say how many are "
             "output";
    case vllm_latency:
      return "neither batch size nor lengths are in the file, so that no rate can be derived";
    case gcp_skus:
      return "write the prices that are needed into the scenario, with the SKU as their source";
    case mlperf_summary:
      return "it has neither the model's tokens of an answer nor a concurrency; bring a run of the serving engine's "
             "benchmark";
    case vllm_log:
      return "it says neither how many tokens each answer had nor over which time its counters ran; bring the metrics "
             "from Prometheus (docs/evidence.md has the query); for a trace a log with --enable-log-requests and "
             "--enable-log-outputs in which output_token_ids stand, or OpenTelemetry spans";
    case parquet:
      return "the Python package reads it (pip install 'costmodel[parquet]'); or write it as CSV first, for example "
             "with DuckDB: COPY (FROM 'FILE.parquet') TO 'FILE.csv'";
    case gzip:
      return "packed twice, damaged, or of nothing: gunzip it first";
    case json_schema:
      return "a schema holds no measurement";
    case EvidenceFormat::scenario:
      return "a scenario is what evidence goes into";
    case packed:
      return "packed files are not unpacked; an Inspect log becomes JSON by: inspect log convert --to json";
    default:
      return {};
  }
}

}  // namespace costmodel::import
