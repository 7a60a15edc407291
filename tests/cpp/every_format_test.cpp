// A folder with one file of each format: every file is used, or named with the reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/import/import.hpp>
#include <costmodel/io/trace.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace costmodel {
namespace {

using testing::HasSubstr;

const std::string corpus = std::string(COSTMODEL_TESTS_DIR) + "/fuzz/corpus/";

TEST(EveryFormat, EveryFileIsUsedOrNamedWithTheReason) {
  std::vector<std::string> folders;
  for (const char* name : {"benchmarks", "prices", "bills", "traces", "verdicts"}) folders.push_back(corpus + name);
  const auto imported = import_scenario(folders, {.threshold = 0.5, .bill_currency = "USD", .gate = GateRule::all});
  EXPECT_EQ(imported.reports.size(), evidence_files(folders).size());
  std::set<EvidenceFormat> seen;
  for (const auto& report : imported.reports) {
    EXPECT_TRUE(report.read() || !report.refused.empty()) << report.file;
    EXPECT_NE(report.format, EvidenceFormat::unknown) << report.file;
    EXPECT_EQ(report.sha256.size(), 64u) << report.file;
    if (report.read()) seen.insert(report.format);
  }
  for (std::size_t i = 0; i < evidence_formats; ++i) {
    const auto format = static_cast<EvidenceFormat>(i);
    if (kind_of(format) == EvidenceKind::none) continue;
    EXPECT_TRUE(seen.contains(format)) << "no file that is read of " << to_string(format);
  }
  EXPECT_FALSE(imported.scenario.paths.empty());
  const auto text = to_text(imported.reports);
  for (const char* named :
       {"not read: pricing/image", "not read: savingsPlan", "not read: search_context_cost_per_query",
        "not read: x_SurchargeFee", "not read: spend", "not read: surchargeFee", "not read: licenceFee"})
    EXPECT_THAT(text, HasSubstr(named));
}

/// Of what is known and of no use there is a reason, and the folder is read all the same.
TEST(EveryFormat, WhatIsOfNoUseIsNamedWithTheWay) {
  using namespace std::string_view_literals;
  const auto folder = std::filesystem::temp_directory_path() / "costmodel_of_no_use_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::set<EvidenceFormat> named;
  for (const auto& [name, text] : {
           std::pair{"throughput.json"sv, R"({"elapsed_time": 2, "tokens_per_second": 5})"sv},
           {"latency.json"sv, R"({"avg_latency": 2, "percentiles": {}})"sv},
           {"skus.json"sv, R"({"skus": [{"skuId": "A", "pricingInfo": []}]})"sv},
           {"mlperf.txt"sv, "=====\nMLPerf Results Summary\n=====\nSUT name : x\n"sv},
           {"vllm.log"sv, "INFO 11-21 08:02:11 [logger.py:41] Received request a: params: x, lora_request: None.\n"sv},
           {"bill.parquet"sv, "PAR1\x15\x00\x15"sv},
           {"schema.json"sv, R"({"$schema": "x", "properties": {}})"sv},
           {"scenario.json"sv, R"({"costmodel": 1, "paths": []})"sv},
           {"log.zip"sv, "PK\x03\x04"sv},
           {"other.txt"sv, "nothing of note"sv},
       })
    std::ofstream(folder / name, std::ios::binary) << text;
  const auto imported = import_scenario({corpus + "benchmarks", folder.string()}, {});
  for (const auto& report : imported.reports) {
    if (!report.file.starts_with(folder.string())) continue;
    EXPECT_FALSE(report.read()) << report.file;
    ASSERT_FALSE(report.refused.empty()) << report.file;
    EXPECT_FALSE(report.refused[0].found.empty()) << report.file;
    EXPECT_FALSE(report.refused[0].allowed.empty()) << report.file;
    named.insert(report.format);
  }
  for (std::size_t i = 0; i < evidence_formats; ++i)
    if (const auto format = static_cast<EvidenceFormat>(i);
        kind_of(format) == EvidenceKind::none && format != EvidenceFormat::gzip)  // PackedFiles has it
      EXPECT_TRUE(named.contains(format)) << "no file of " << to_string(format);
  std::filesystem::remove_all(folder);
}

TEST(EveryFormat, TheRequestLogOfVllmIsATrace) {
  const auto log = read_trace(corpus + "traces/vllm.log", {.skip_bad_rows = true});
  ASSERT_EQ(log.trace.size(), 2u);
  EXPECT_EQ(log.trace.time_ns[1], 1'000'000'000);
  EXPECT_EQ(log.trace.input[0], 4u);  // the list in the prompt is none of its tokens
  EXPECT_EQ(log.trace.output[0], 3u);
  EXPECT_EQ(log.trace.output[1], 3u);         // in two pieces as it streamed
  ASSERT_EQ(log.report.problems.size(), 1u);  // no answer
  EXPECT_EQ(log.report.problems[0].id, "missing-tokens");
  EXPECT_THAT(log.report.problems[0].where, HasSubstr(":9"));
  const auto turn = parse_trace(
      "INFO 12-31 23:59:59 [l] Received request a: prompt: 'x', prompt_token_ids: [1], prompt_embeds shape: None\n"
      "INFO 01-01 00:00:01 [l] Received request b: prompt: 'x', prompt_token_ids: [1, 2], prompt_embeds shape: None\n"
      "INFO 01-01 00:00:02 [l] Generated response a: output: 'y', output_token_ids: [], finish_reason: stop\n"
      "INFO 01-01 00:00:02 [l] Generated response b: output: 'y', output_token_ids: (1, 2), finish_reason: stop\n");
  EXPECT_EQ(turn.trace.time_ns[1], 2'000'000'000);
  EXPECT_EQ(turn.trace.output[0], 0u);
  EXPECT_EQ(turn.trace.output[1], 2u);
  try {
    parse_trace("INFO 12-31 23:59:59 [l] Received request a: params: x.\n");
    FAIL();
  } catch (const InvalidInput& invalid) {
    EXPECT_THAT(invalid.problems().at(0).allowed, HasSubstr("--enable-log-outputs"));
  }
}

TEST(EveryFormat, TracesInJson) {
  const auto mooncake = read_trace(corpus + "traces/mooncake.jsonl");
  ASSERT_EQ(mooncake.trace.size(), 2u);
  EXPECT_EQ(mooncake.trace.time_ns[1], 3'052'000'000);  // milliseconds
  EXPECT_EQ(mooncake.trace.input[1], 7319u);
  const auto bailian = read_trace(corpus + "traces/bailian.jsonl");
  ASSERT_EQ(bailian.trace.size(), 2u);
  EXPECT_EQ(bailian.trace.time_ns[1], 1'750'000'000);  // seconds
  const auto spend = read_trace(corpus + "traces/litellm_spend.json");
  ASSERT_EQ(spend.trace.size(), 2u);
  EXPECT_EQ(spend.trace.time_ns[1], 3'000'000'000);
  EXPECT_EQ(spend.trace.output[1], 6u);
  const auto broken = parse_trace(
      "{\"timestamp\": 0, \"input_length\": 1, \"output_length\": 2}\n{\"timestamp\": 1, \"input_length\": 1}\n"
      "{\"timestamp\"\n{\"timestamp\": 2, \"input_length\": 3, \"output_length\": 4}\n",
      {.skip_bad_rows = true}, "f");
  EXPECT_EQ(broken.trace.size(), 2u);
  ASSERT_EQ(broken.report.problems.size(), 2u);
  EXPECT_EQ(broken.report.problems[0].where, "f:2");
  EXPECT_EQ(broken.report.problems[1].where, "f:3");
}

}  // namespace
}  // namespace costmodel
