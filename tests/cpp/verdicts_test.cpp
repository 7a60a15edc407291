// Evaluation logs become counts. The files are made up, in the shape that each tool writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/import/verdicts.hpp>
#include <string>

namespace costmodel {
namespace {

using testing::ElementsAre, testing::HasSubstr;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Verdicts one(std::string_view text, const VerdictOptions& options = {}) {
  const auto read = parse_verdicts(text, options, "f");
  EXPECT_EQ(read.verdicts.size(), 1u) << to_text({read.report});
  return read.verdicts.empty() ? Verdicts{} : read.verdicts.front();
}

std::string refusal(std::string_view text, const VerdictOptions& options = {}) {
  const auto read = parse_verdicts(text, options, "f");
  EXPECT_TRUE(read.verdicts.empty());
  return read.report.refused.empty() ? "" : read.report.refused.front().id;
}

VerdictCounts counts(std::uint64_t accepted, std::uint64_t rejected, std::uint64_t errored = 0,
                     std::uint64_t unscored = 0) {
  return {accepted, rejected, errored, unscored};
}

const std::string inspect =
    R"({"version": 2, "status": "success", "eval": {"task": "popularity", "model": "org/m", "created": "2024-10-15T12:53:13-04:00",
  "packages": {"inspect_ai": "0.3.41"}}, "results": {"total_samples": 6, "completed_samples": 5, "scores": []}, "samples": [
  {"id": 1, "epoch": 1, "input": "q", "output": {"usage": {"input_tokens": 10, "output_tokens": 4}}, "scores": {"match": {"value": "C"}}},
  {"id": "b", "epoch": 1, "output": {"usage": {"input_tokens": 20, "output_tokens": 2}}, "scores": {"match": {"value": "I"}}},
  {"id": 3, "epoch": 1, "scores": {"match": {"value": "P"}}},
  {"id": 4, "epoch": 1, "scores": {"match": {"value": 1.0}}},
  {"id": 5, "epoch": 1, "error": {"message": "boom"}},
  {"id": 6, "epoch": 1, "scores": {"match": {"value": 0.3}}}]})";

TEST(Verdicts, Inspect) {
  const auto v = one(inspect);
  EXPECT_EQ(v.counts, counts(2, 2, 1, 1));
  EXPECT_EQ(v.path, "org/m");
  EXPECT_EQ(v.judge, "match");
  EXPECT_EQ(v.origin.date, "2024-10-15");
  EXPECT_EQ(v.origin.tool_version, "0.3.41");
  EXPECT_THAT(v.items, ElementsAre("1", "b", "3", "4", "6", "5"));
  ASSERT_TRUE(v.output_tokens.has_value());
  EXPECT_DOUBLE_EQ(v.output_tokens->value, 3);
  EXPECT_EQ(v.output_tokens->pointer, "/samples/0/output/usage");
  EXPECT_EQ(one(inspect, {.threshold = 0.25}).counts, counts(4, 1, 1, 0));
  EXPECT_EQ(refusal(replaced(inspect, "\"success\"", "\"cancelled\"")), "unfinished");
  EXPECT_EQ(refusal(replaced(inspect, "\"version\": 2", "\"version\": 1")), "wrong-version");
  EXPECT_EQ(refusal(replaced(inspect, "\"status\"", "\"invalidated\": true, \"status\"")), "unfinished");
  EXPECT_EQ(refusal(R"({"version": 2, "status": "success", "eval": {}})"), "no-rows");
  EXPECT_EQ(refusal(inspect.substr(0, inspect.size() - 20)), "malformed-json");
}

TEST(Verdicts, EpochsAreRepeatedItems) {
  const auto v = one(replaced(inspect, "\"id\": \"b\"", "\"id\": 1"));
  EXPECT_TRUE(v.repeated);
  EXPECT_EQ(v.items[1], "1#2");
  EXPECT_THAT(to_text({parse_verdicts(replaced(inspect, "\"id\": \"b\"", "\"id\": 1")).report}),
              HasSubstr("not independent"));
}

TEST(Verdicts, PackedInspectLogsSayWhatToDo) {
  EXPECT_THAT(to_text({parse_verdicts("PK\x03\x04").report}), HasSubstr("inspect log convert --to json"));
}

TEST(Verdicts, PromptfooErrorsAreNoRejections) {
  const std::string row =
      R"({"success": false, "failureReason": 2, "promptIdx": 0, "testIdx": 1, "provider": {"id": "openai:m"}, "error": "429"})";
  const std::string text = R"({"results": {"version": 3, "timestamp": "2026-04-20T13:03:13Z", "results": [
    {"success": true, "failureReason": 0, "promptIdx": 0, "testIdx": 0, "provider": {"id": "openai:m"}, "response": {"tokenUsage": {"prompt": 40, "completion": 2}}},
    )" + row + R"(,
    {"success": false, "failureReason": 1, "promptIdx": 0, "testIdx": 2, "provider": {"id": "openai:m"}, "gradingResult": {"pass": false}},
    {"success": true, "failureReason": 0, "promptIdx": 1, "testIdx": 0, "provider": {"id": "openai:m"}}],
    "stats": {"successes": 2, "failures": 1, "errors": 1}}})";
  const auto read = parse_verdicts(text, {}, "f");
  ASSERT_EQ(read.verdicts.size(), 2u);
  EXPECT_EQ(read.verdicts[0].path, "openai:m prompt 0");
  EXPECT_EQ(read.verdicts[0].counts, counts(1, 1, 1));
  EXPECT_EQ(read.verdicts[1].counts, counts(1, 0));
  EXPECT_DOUBLE_EQ(read.verdicts[0].input_tokens->value, 40);
  EXPECT_THAT(to_text({parse_verdicts(replaced(text, "\"successes\": 2", "\"successes\": 3")).report}),
              HasSubstr("says 3, and the rows say 2"));
  EXPECT_EQ(refusal(replaced(text, "\"version\": 3", "\"version\": 9")), "wrong-version");
}

TEST(Verdicts, LmEvalRatesAreCountsOnlyIfTheirErrorSaysSo) {
  const std::string text =
      R"({"results": {"t": {"alias": "t", "acc,none": 0.7, "acc_stderr,none": 0.0850962943396763, "f1,none": 0.5, "f1_stderr,none": "N/A"}},
    "n-samples": {"t": {"original": 30, "effective": 30}}, "n-shot": {"t": 0}, "date": 1769440248.5, "lm_eval_version": "0.4.10", "model_name": "org/m"})";
  const auto v = one(text);
  EXPECT_EQ(v.counts, counts(21, 9));
  EXPECT_EQ(v.judge, "acc,none");
  EXPECT_EQ(v.path, "org/m t");
  EXPECT_EQ(v.origin.date, "2026-01-26");
  EXPECT_THAT(to_text({parse_verdicts(text).report}), HasSubstr("without a standard error"));
  EXPECT_EQ(refusal(replaced(text, "0.0850962943396763", "0.02")), "not-counts");
  EXPECT_EQ(refusal(replaced(text, "\"acc,none\": 0.7,", "\"acc,none\": 0.71,")), "not-counts");
  EXPECT_EQ(refusal(replaced(text, "\"effective\": 30", "\"effective\": null")), "missing-key");
}

TEST(Verdicts, LmEvalSamples) {
  const std::string text =
      R"({"doc_id": 0, "doc": {"q": 1}, "resps": [["a"]], "filter": "none", "metrics": ["acc", "acc_norm"], "acc": 1.0, "acc_norm": 0.0})"
      "\n"
      R"({"doc_id": 1, "doc": {"q": 2}, "resps": [["b"]], "filter": "none", "metrics": ["acc", "acc_norm"], "acc": 0.0, "acc_norm": NaN})"
      "\n";
  const auto read = parse_verdicts(text, {}, "f");
  ASSERT_EQ(read.verdicts.size(), 2u);
  EXPECT_EQ(read.verdicts[0].judge, "acc,none");
  EXPECT_EQ(read.verdicts[0].counts, counts(1, 1));
  EXPECT_EQ(read.verdicts[1].counts, counts(0, 1, 0, 1));
  EXPECT_EQ(one(R"([{"doc_id": 0, "resps": [], "acc": 1.0}])").counts, counts(1, 0));
}

TEST(Verdicts, OpenaiEvalsWithTheReportFirst) {
  const std::string event = R"(,"data": {"correct": true}})";
  const std::string text =
      R"({"spec": {"completion_fns": ["fn"], "eval_name": "test-match", "created_at": "2023-04-17 22:08:21"}})"
      "\n"
      R"({"final_report": {"accuracy": 0.5}})"
      "\n"
      R"({"sample_id": "a", "event_id": 0, "type": "sampling", "data": {}})"
      "\n"
      R"({"sample_id": "a", "event_id": 1, "type": "match")" +
      event + "\n" +
      R"({"sample_id": "b", "event_id": 2, "type": "match", "data": {"correct": false}})"
      "\n"
      R"({"sample_id": "c", "event_id": 3, "type": "sampling", "data": {}})"
      "\n";
  const auto v = one(text);
  EXPECT_EQ(v.counts, counts(1, 1, 0, 1));
  EXPECT_EQ(v.path, "fn");
  EXPECT_EQ(v.judge, "test-match");
  const auto torn = parse_verdicts(text + "{\"torn\": ", {}, "f");
  ASSERT_EQ(torn.verdicts.size(), 1u);
  EXPECT_EQ(torn.verdicts[0].counts, counts(1, 1, 0, 1));
  EXPECT_EQ(torn.report.refused.at(0).id, "malformed-json");
}

TEST(Verdicts, DeepevalJudgesFailAndCost) {
  const std::string text = R"({"testCases": [
    {"name": "t1", "success": true, "metricsData": [{"name": "Correctness", "score": 0.9, "success": true, "error": null, "evaluationModel": "gpt-j", "evaluationCost": 0.002}]},
    {"name": "t2", "success": false, "metricsData": [{"name": "Correctness", "score": 0.2, "success": false, "evaluationModel": "gpt-j", "evaluationCost": 0.003}]},
    {"name": "t3", "success": false, "metricsData": [{"name": "Correctness", "score": null, "success": false, "error": "timeout", "evaluationModel": "gpt-j"}]}]})";
  const auto v = one(text);
  EXPECT_EQ(v.judge, "Correctness by gpt-j");
  EXPECT_EQ(v.counts, counts(1, 1, 1));
  EXPECT_DOUBLE_EQ(v.judge_usd->value, 0.005);
  EXPECT_EQ(
      one(R"({"test_results": [{"name": "t", "success": true, "metrics_data": [{"name": "M", "success": true, "evaluation_model": "j"}]}]})")
          .judge,
      "M by j");
}

TEST(Verdicts, RagasNeedsAThreshold) {
  const std::string text = "user_input,response,faithfulness\n\"a, b\",x,0.9\nq,\"line\nbreak\",0.2\nq,z,\nq,z,nan\n";
  EXPECT_EQ(refusal(text), "missing-threshold");
  EXPECT_EQ(one(text, {.threshold = 0.5}).counts, counts(1, 1, 2));
}

const std::string two_judges =
    "path,item_id,judge,accepted\nft,1,A,1\nft,1,B,1\nft,2,A,1\nft,2,B,0\nft,3,A,0\nft,3,B,0\nft,4,A,error\nft,4,B,"
    "1\nft,5,A,\nft,5,B,0\n";

TEST(Verdicts, RowsOfItemsAndJudges) {
  const auto read = parse_verdicts(two_judges, {}, "f");
  ASSERT_EQ(read.verdicts.size(), 2u);
  EXPECT_EQ(read.verdicts[0].counts, counts(2, 1, 1, 1));
  EXPECT_EQ(read.verdicts[1].counts, counts(2, 3));
  EXPECT_EQ(read.report.rows_in, 10u);
  const auto bad = parse_verdicts("item_id,accepted\n1,maybe\n2,1\n", {}, "f");
  EXPECT_EQ(bad.report.refused.at(0).where, "f:2");
  EXPECT_EQ(bad.verdicts.at(0).counts, counts(1, 0));
}

TEST(Verdicts, RowsOfCounts) {
  const auto read = parse_verdicts("path,accepted,total\nft,21,30\nbase,7,30\nodd,31,30\n", {}, "f");
  ASSERT_EQ(read.verdicts.size(), 2u);
  EXPECT_EQ(acceptance_of(read.verdicts[1]), (Acceptance{.accepted = 21, .of = 30}));
  EXPECT_EQ(read.report.refused.at(0).id, "bad-counts");
}

TEST(Verdicts, JudgesAreCombinedByARule) {
  const auto judges = parse_verdicts(two_judges).verdicts;
  EXPECT_EQ(combined(judges, GateRule::all).counts, counts(1, 3, 1, 0));
  EXPECT_EQ(combined(judges, GateRule::agreeing).counts, counts(1, 1, 1, 2));
  EXPECT_EQ(combined(judges, GateRule::all).judge, "all of A, B");
  EXPECT_THROW(combined(judges, GateRule::majority), InvalidInput);
  auto three = judges;
  three.push_back(judges[1]);
  EXPECT_EQ(combined(three, GateRule::majority).counts, counts(2, 3, 0, 0));
  EXPECT_THROW(combined({judges[0]}, GateRule::all), InvalidInput);
}

TEST(Verdicts, PathsArePairedByItem) {
  const auto read =
      parse_verdicts("path,item_id,accepted\na,1,1\na,2,1\na,3,0\na,4,1\nb,1,1\nb,2,0\nb,3,0\nb,5,1\n").verdicts;
  const auto result = paired(read[0], read[1]);
  EXPECT_EQ(result.pairs, (Pairs{.both = 1, .first_only = 1, .second_only = 0, .neither = 1}));
  EXPECT_EQ(result.first_alone, 1u);
  EXPECT_EQ(result.second_alone, 1u);
  const auto other = parse_verdicts("path,item_id,accepted\nc,9,1\n").verdicts;
  EXPECT_THROW(paired(read[0], other[0]), InvalidInput);
}

TEST(Verdicts, BenchmarksAreNoEvaluations) {
  EXPECT_EQ(
      refusal(
          R"({"model_id":"m","output_throughput":1,"completed":2,"mean_ttft_ms":3,"spec_decode_acceptance_rate":70})"),
      "wrong-format");
}

TEST(Verdicts, AnItemWithoutAnIdIsCalledByItsLine) {
  const auto read = parse_verdicts(
      R"({"spec": {"completion_fns": ["fn"], "eval_name": "test-match", "created_at": "2023-04-17 22:08:21"}})"
      "\n"
      R"({"event_id": 1, "type": "match", "data": {"correct": true}})"
      "\n"
      R"({"event_id": 2, "type": "sampling", "data": {}})"
      "\n"
      R"({"sample_id": "b", "event_id": 3, "type": "match", "data": {"correct": false}})"
      "\n");
  ASSERT_EQ(read.verdicts.size(), 1u);
  EXPECT_EQ(read.verdicts[0].items, (std::vector<std::string>{"line 2", "b"}));
  EXPECT_EQ(read.verdicts[0].counts.accepted, 1u);
  EXPECT_EQ(read.verdicts[0].counts.rejected, 1u);
  EXPECT_EQ(read.verdicts[0].counts.unscored, 0u);
}

/// Python's json module writes NaN, which is no JSON; the line is said, the rest is read.
TEST(Verdicts, ANaNIsNoVerdictAndIsSaid) {
  const auto read = parse_verdicts(
      "{\"doc_id\": 0, \"resps\": [], \"metrics\": [\"acc\"], \"acc\": 1.0}\n"
      "{\"doc_id\": 1, \"resps\": [], \"metrics\": [\"acc\"], \"acc\": NaN}\n",
      {}, "f");
  ASSERT_EQ(read.verdicts.size(), 1u);
  EXPECT_EQ(read.verdicts[0].counts.accepted, 1u);
  EXPECT_EQ(read.verdicts[0].counts.unscored, 1u);
  ASSERT_FALSE(read.report.notes.empty());
  EXPECT_EQ(read.report.notes[0].where, "f:2");
  EXPECT_THAT(read.report.notes[0].text, HasSubstr("a bare NaN or Infinity"));
}

}  // namespace
}  // namespace costmodel
