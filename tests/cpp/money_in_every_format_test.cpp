// Each reader is fed a field that nobody knows and that carries money, and names it. The formats are those that the
// library lists, so that a new reader is in this test or makes it fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/import/import.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

namespace costmodel {
namespace {

using testing::HasSubstr;

/// A file of the corpus, and the text before which the field is put; of a table, no text: it gets one more column.
struct Fixture {
  std::string file;
  std::string before{};
};

const std::map<EvidenceFormat, Fixture>& fixtures() {
  using enum EvidenceFormat;
  static const std::map<EvidenceFormat, Fixture> all{
      {vllm_serve, {"benchmarks/vllm.json", "\"duration\""}},
      {sglang_serving, {"benchmarks/sglang_old.jsonl", "\"duration\""}},
      {guidellm, {"benchmarks/guidellm.json", "\"duration\""}},
      {aiperf, {"benchmarks/aiperf.json", "\"request_latency\""}},
      {llama_bench, {"benchmarks/llama_bench.json", "\"n_gen\""}},
      {llmperf, {"benchmarks/llmperf.json", "\"results_error_rate\""}},
      {inferencex, {"benchmarks/inferencex.json", "\"conc\""}},
      {inferencex_raw, {"benchmarks/inferencex_raw.json", "\"duration\""}},
      {llmd_report, {"benchmarks/llmd.yaml", "      requests:"}},
      {load_sweep, {"benchmarks/sweep.csv"}},
      {inference_perf, {"benchmarks/inference_perf.json", "\"successes\""}},
      {aiperf_csv, {"benchmarks/aiperf_units.csv", "request_throughput,"}},
      {ollama, {"benchmarks/ollama.json", "\"done\""}},
      {llmeter, {"benchmarks/llmeter.json", "\"clients\""}},
      {trtllm_bench, {"benchmarks/trtllm.json", "\"engine\""}},
      {vllm_metrics, {"benchmarks/vllm_metrics.json", "{\"metric\""}},
      {EvidenceFormat::inspect, {"verdicts/inspect.json", "\"scores\""}},
      {promptfoo, {"verdicts/promptfoo.json", "\"failureReason\""}},
      {lm_eval_results, {"verdicts/lm_eval.json", "\"acc,none\""}},
      {lm_eval_samples, {"verdicts/lm_eval.jsonl", "\"filter\""}},
      {openai_evals, {"verdicts/openai.jsonl", "\"sample_id\""}},
      {deepeval, {"verdicts/deepeval.json", "\"name\""}},
      {ragas, {"verdicts/ragas.csv"}},
      {verdict_rows, {"verdicts/rows.csv"}},
      {count_rows, {"verdicts/counts.csv"}},
      {mt_bench, {"verdicts/mtbench.jsonl", "\"score\""}},
      {langfuse_scores, {"verdicts/langfuse.json", "\"traceId\""}},
      {genai_prices, {"prices/genai.json", "\"output_mtok\""}},
      {litellm_prices, {"prices/litellm.json", "\"input_cost_per_token\""}},
      {llm_prices, {"prices/llm.json", "\"output\""}},
      {skypilot_catalog, {"prices/sky.csv"}},
      {aws_price_list, {"prices/aws.json", "\"unit\""}},
      {openrouter_models, {"prices/openrouter.json", "\"completion\""}},
      {azure_retail_prices, {"prices/azure.json", "\"retailPrice\""}},
      {focus_bill, {"bills/focus.csv"}},
      {openai_costs, {"bills/openai.json", "\"line_item\""}},
      {anthropic_costs, {"bills/anthropic.json", "\"currency\""}},
      {aws_cur, {"bills/cur.csv"}},
      {opencost, {"bills/opencost.json", "\"gpuCost\""}},
      {azure_costs, {"bills/azure.csv"}},
      {request_trace, {"traces/mooncake.jsonl", "\"timestamp\""}},
  };
  return all;
}

std::string with_money(const Fixture& fixture) {
  std::ifstream stream(std::string(COSTMODEL_TESTS_DIR) + "/fuzz/corpus/" + fixture.file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!fixture.before.empty()) {
    const auto at = text.find(fixture.before);
    if (at == std::string::npos) return {};
    if (fixture.file.ends_with(".yaml"))
      text.insert(at, "      moonlight_fee_usd: 3.5\n");
    else if (fixture.file.ends_with(".csv"))
      text.insert(at, "moonlight_fee_usd,usd,3.5,\n");
    else if (fixture.before.starts_with('{'))  // a whole series
      text.insert(at, R"({"metric": {"__name__": "vllm:moonlight_cost_usd"}, "values": [[1764547200, "3.5"]]}, )");
    else
      text.insert(at, "\"moonlight_fee_usd\": 3.5, ");
    return text;
  }
  std::string table;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) table += line + (at == 0 ? ",moonlight_fee_usd\n" : ",3.5\n");
    at = end + 1;
  }
  return table;
}

TEST(MoneyInEveryFormat, AnUnknownFieldThatCarriesMoneyIsNamed) {
  const auto folder = std::filesystem::temp_directory_path() / "costmodel_money_test";
  for (std::size_t i = 0; i < evidence_formats; ++i) {
    const auto format = static_cast<EvidenceFormat>(i);
    if (kind_of(format) == EvidenceKind::none) continue;
    const auto found = fixtures().find(format);
    if (found == fixtures().end()) {
      ADD_FAILURE() << "no fixture of " << to_string(format);
      continue;
    }
    const std::string text = with_money(found->second);
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto file = folder / std::filesystem::path(found->second.file).filename();
    std::ofstream(file, std::ios::binary) << text;
    const auto read = read_evidence({file.string()}, {}, 0.5, {}, "USD");
    ASSERT_EQ(read.reports.size(), 1u);
    EXPECT_EQ(read.reports[0].format, format) << to_string(format);
    const std::string said = to_text(read.reports);
    EXPECT_TRUE(said.find("not read: ") != std::string::npos && said.find("moonlight") != std::string::npos)
        << to_string(format) << "\n"
        << said;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace costmodel
