// Files that break off, and files that contradict themselves: what is whole is read, and what is not is named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/import.hpp>
#include <costmodel/import/verdicts.hpp>
#include <string>

namespace costmodel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string run(int concurrency, const std::string& more = "") {
  return R"({"model_id": "m", "num_prompts": 100, "completed": 100, "duration": 10.0, "total_input_tokens": 1050,)"
         R"( "total_output_tokens": 2050, "output_throughput": 205.0, "request_throughput": 10.0,)"
         R"( "request_rate": "inf", "max_concurrency": )" +
         std::to_string(concurrency) + R"(, "mean_ttft_ms": 20.0, "mean_tpot_ms": 5.0)" + more + "}\n";
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string first_problem(const ImportReport& report) {
  return report.refused.empty() ? "" : report.refused[0].id + " " + report.refused[0].where;
}

TEST(ImperfectFiles, ALastLineThatBreaksOffCostsThatLine) {
  const std::string whole = run(4) + run(8);
  for (std::size_t cut = run(4).size() + 1; cut < whole.size() - 1; ++cut) {
    const auto read = parse_benchmarks(whole.substr(0, cut), {}, "f");
    ASSERT_EQ(read.runs.size(), 1u) << cut;
    EXPECT_EQ(read.runs[0].concurrency_limit->value, 4);
    ASSERT_EQ(read.report.refused.size(), 1u) << cut;
    EXPECT_EQ(read.report.refused[0].id, "malformed-json");
    EXPECT_THAT(read.report.refused[0].where, HasSubstr("f:2, column "));
    EXPECT_EQ(read.report.rows_in, 2u);
    EXPECT_EQ(read.report.rows_out, 1u);
  }
  EXPECT_EQ(parse_benchmarks(whole).runs.size(), 2u);
  EXPECT_TRUE(parse_benchmarks(run(4).substr(0, 60)).runs.empty());             // nothing is whole
  EXPECT_TRUE(parse_benchmarks(run(4) + "{\"a\": }\n" + run(8)).runs.empty());  // broken in the middle: no JSON lines
  const auto with_word = parse_benchmarks(changed(run(4), "20.0", "NaN") + run(8).substr(0, 50), {}, "f");
  EXPECT_EQ(with_word.report.rows_in, 2u);
}

TEST(ImperfectFiles, VerdictsBeforeALineThatBreaksOffCount) {
  const std::string line = R"({"doc_id": 1, "resps": [["x"]], "metrics": ["acc"], "acc": 1.0})";
  const auto read = parse_verdicts(line + "\n" + changed(line, ": 1,", ": 2,") + "\n" + line.substr(0, 30), {}, "f");
  ASSERT_EQ(read.verdicts.size(), 1u);
  EXPECT_EQ(read.verdicts[0].counts.accepted, 2u);
  EXPECT_EQ(first_problem(read.report), "malformed-json f:3, column 31");
  EXPECT_EQ(read.report.rows_in, 3u);
  EXPECT_EQ(read.report.rows_out, 2u);
}

TEST(ImperfectFiles, AReportThatItsLogContradicts) {
  const auto log = [](const char* accuracy) {
    return std::string(R"({"spec": {"completion_fns": ["m"], "eval_name": "e", "created_at": "2026-01-01"}})") +
           "\n{\"final_report\": {\"accuracy\": " + accuracy + "}}\n" +
           R"({"event_id": 0, "sample_id": "a", "type": "match", "data": {"correct": true}})" + "\n" +
           R"({"event_id": 1, "sample_id": "b", "type": "match", "data": {"correct": false}})" + "\n";
  };
  const auto fits = parse_verdicts(log("0.5"));
  ASSERT_EQ(fits.verdicts.size(), 1u);
  EXPECT_EQ(fits.verdicts[0].counts.accepted, 1u);
  const auto other = parse_verdicts(log("0.9"), {}, "f");
  EXPECT_TRUE(other.verdicts.empty());
  EXPECT_EQ(first_problem(other.report), "contradiction f");
  EXPECT_THAT(other.report.refused[0].found, HasSubstr("0.9, and its 2 match events 0.5"));
  const auto cut = parse_verdicts(log("0.9") + R"({"event_id": 2, "sam)");  // the report is of more than is here
  EXPECT_EQ(cut.verdicts.size(), 1u);
}

TEST(ImperfectFiles, RunsThatContradictThemselves) {
  EXPECT_EQ(
      first_problem(parse_benchmarks(changed(run(4), "\"completed\": 100", "\"completed\": 101"), {}, "f").report),
      "contradiction f#/completed");
  EXPECT_EQ(first_problem(parse_benchmarks(changed(run(4), "\"duration\": 10.0", "\"duration\": 0"), {}, "f").report),
            "out-of-range f#/duration");
  const auto some = parse_benchmarks(changed(run(4), "\"completed\": 100", "\"completed\": 90"));
  ASSERT_EQ(some.runs.size(), 1u);
  EXPECT_EQ(some.runs[0].failed->value, 10);
}

TEST(ImperfectFiles, OnePriceOfAMachine) {
  try {
    import_scenario({std::string(COSTMODEL_TESTS_DIR) + "/fuzz/corpus/benchmarks"},
                    {.usd_per_unit_hour = 4.0, .usd_per_gpu_hour = 1.0});
    FAIL() << "one of them would be dropped";
  } catch (const InvalidInput& invalid) {
    EXPECT_EQ(invalid.problems()[0].id, "one-of-several");
  }
}

/// What judged answers cost stands beside the verdicts, and is named with its sum.
TEST(ImperfectFiles, MoneyInAnEvaluationLogIsNamed) {
  const auto read = parse_verdicts(
      R"({"results": {"version": 3, "stats": {"successes": 2, "failures": 0, "errors": 0}, "results": [
        {"success": true, "testIdx": 0, "promptIdx": 0, "provider": {"id": "m"}, "cost": 0.25, "metadata": {"fee": 2}},
        {"success": true, "testIdx": 1, "promptIdx": 0, "provider": {"id": "m"}, "cost": 0.5, "latencyMs": 3}]}})",
      {}, "f");
  ASSERT_EQ(read.verdicts.size(), 1u);
  std::vector<std::string> named;
  for (const auto& note : read.report.notes)
    if (note.text.starts_with("not read")) named.push_back(note.where + ": " + note.text);
  EXPECT_THAT(named, ElementsAre("f#/results/results/0/cost: not read: results/results/*/cost, 0.25 to 0.5, in 2 "
                                 "places, 0.75 in all",
                                 "f#/results/results/0/metadata/fee: not read: results/results/*/metadata/fee, 2"));
}

}  // namespace
}  // namespace costmodel
