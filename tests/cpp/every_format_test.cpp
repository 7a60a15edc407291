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
  const auto imported = import_scenario(folders, {.threshold = 0.5, .gate = GateRule::all});
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
  for (const char* named : {"not read: pricing/image", "not read: savingsPlan",
                            "not read: search_context_cost_per_query", "not read: x_SurchargeFee", "not read: spend"})
    EXPECT_THAT(text, HasSubstr(named));
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
