// The edges of what is read: bytes that hide others, very many mistakes, pipes, and answers to questions.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cli.hpp>
#include <costmodel/costmodel.hpp>
#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/import/verdicts.hpp>
#include <costmodel/io/claims.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/io/trace.hpp>
#include <costmodel/render/table.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "scenarios.hpp"

namespace costmodel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using namespace std::string_literals;

std::string said(const std::function<void()>& read) {
  try {
    read();
  } catch (const InvalidInput& invalid) {
    return invalid.what();
  }
  return "nothing was refused";
}

TEST(Edges, WhatFollowsTheValueIsReadAndRefused) {
  const std::string good = to_json(test::lab());
  for (const std::string& after : {"\0"s, "\0garbage {{{"s, "{}"s, "x"s, ","s, "\0\n"s}) {
    EXPECT_THAT(said([&] { parse_scenario(good + after); }), HasSubstr("[malformed-json]")) << after;
    EXPECT_THAT(said([&] { parse_claims(R"({"costmodel_claims": 1, "title": "c", "claims": []})" + after); }),
                HasSubstr("[malformed-json]"))
        << after;
  }
  EXPECT_NO_THROW(parse_scenario(good + " \n// a comment\n"));
  std::string inside = good;
  inside.insert(inside.find("lab"), 1, '\0');
  EXPECT_THAT(said([&] { parse_scenario(inside); }), HasSubstr("a NUL character"));
  EXPECT_THAT(said([&] { parse_scenario("{\n  \"a\": 1\n}\n\0"s); }), HasSubstr("line 4, column 1"));
}

TEST(Edges, EvidenceWithANulIsRefused) {
  const std::string nul(1, '\0');
  const std::string trace = "timestamp,input_tokens,output_tokens,note\n0,1,2,a\n1,1,2,b";
  EXPECT_NO_THROW(parse_trace(trace));
  EXPECT_THAT(said([&] { parse_trace(trace + nul + "\n2,1,2,c\n"); }), HasSubstr("trace:3: found a NUL"));
  EXPECT_THAT(said([&] { parse_trace(trace + nul + "\n2,1,2,c\n", {.skip_bad_rows = true}); }),
              HasSubstr("trace:3: found a NUL"));
  const std::string bill = "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,Tags\n1,1,USD,Usage,a\n";
  EXPECT_NO_THROW(parse_bill(bill));
  EXPECT_THAT(said([&] { parse_bill(bill + "2,2,USD,Usage," + nul + "\n", {}, "f"); }), HasSubstr("[not-utf8]"))
      << "no text at all";
  const std::string late = bill + std::string(300'000, '1') + ",2,USD,Usage,\n";
  EXPECT_THAT(said([&] { parse_bill(late + "2,2,USD,Usage," + nul + "\n", {}, "f"); }), HasSubstr("f:4: found a NUL"));
  const std::string run =
      R"({"model_id": "m", "request_rate": "inf", "max_concurrency": 4, "completed": 2, "failed": 0, "total_input_tokens": 20, "backend": "vllm",
    "total_output_tokens": 400, "duration": 2.0, "request_throughput": 1.0, "output_throughput": 200, "mean_ttft_ms": 100, "mean_tpot_ms": 20, "mean_e2el_ms": 4000})";
  EXPECT_TRUE(parse_benchmarks(run).report.refused.empty());
  for (const std::string& bad : {run + nul, run + nul + "rest", nul + run}) {
    const auto read = parse_benchmarks(bad);
    EXPECT_TRUE(read.runs.empty());
    EXPECT_FALSE(read.report.refused.empty());
  }
  const std::string verdicts = "path,item_id,judge,accepted\nm,1,A,1\nm,2,A,0\n";
  EXPECT_EQ(parse_verdicts(verdicts).verdicts.size(), 1u);
  EXPECT_TRUE(parse_verdicts(verdicts + "m,3,A,1" + nul + "\n").verdicts.empty());
}

TEST(Edges, OtherEncodingsAreNamed) {
  const std::string text = "{\"costmodel\": 1}";
  std::string little = "\xFF\xFE", big = "\xFE\xFF", bare, wide = "\xFF\xFE\0\0"s;
  for (const char c : text) {
    little += c, little += '\0';
    big += '\0', big += c;
    bare += c, bare += '\0';
    wide += c, wide.append(3, '\0');
  }
  for (const auto& utf16 : {little, big, bare})
    EXPECT_THAT(said([&] { parse_scenario(utf16); }), HasSubstr("found UTF-16, allowed: UTF-8 [not-utf8]"));
  EXPECT_THAT(said([&] { parse_scenario(wide); }), HasSubstr("found UTF-32"));
}

/// Seconds that it takes to refuse the text, and the problems.
std::pair<double, std::vector<Problem>> refused(const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<Problem> problems;
  try {
    parse_scenario(text);
  } catch (const InvalidInput& invalid) {
    problems = invalid.problems();
  }
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), problems};
}

TEST(Edges, VeryManyMistakesAreCountedAndNotListed) {
  const std::string good = to_json(test::lab());
  std::string keys = good.substr(0, good.find('{') + 1), twice = keys, wrong = keys;
  for (int i = 0; i < 15'000; ++i) keys += "\"key_" + std::to_string(i) + "\": 0, ";
  for (int i = 0; i < 100'000; ++i) twice += "\"title\": 0, ";
  const std::string rest = good.substr(good.find('{') + 1);
  const auto [seconds, problems] = refused(keys + rest);
  ASSERT_EQ(problems.size(), 51u);
  EXPECT_EQ(problems.back().id, "more-problems");
  EXPECT_EQ(to_string(problems.back()), "and 14,950 more problems [more-problems]");
  EXPECT_LT(seconds, 20) << "linear, also where nothing is optimised";
  for (int i = 0; i < 300'000; ++i) keys += "\"more_" + std::to_string(i) + "\": 0, ";
  const auto [at_once, too_large] = refused(keys + rest);
  ASSERT_EQ(too_large.size(), 1u);
  EXPECT_EQ(too_large[0].id, "too-large");
  EXPECT_LT(at_once, 20);
  EXPECT_EQ(refused(twice + rest).second.size(), 51u);
  std::string paths =
      R"({"costmodel": 1, "title": "t", "demand": {"accepted_answers_per_month": 1}, "workload": {"output_tokens_per_answer": 1}, "paths": [)";
  for (int i = 0; i < 60; ++i) paths += std::string(i > 0 ? "," : "") + "{\"id\": 7}";
  EXPECT_EQ(refused(paths + "]}").second.size(), 51u);
}

TEST(Edges, AMatrixOfThousandsIsRefusedAtOnce) {
  Scenario s = test::lab();
  s.correlations.emplace();
  for (int i = 0; i < 2000; ++i) s.correlations->inputs.push_back("x" + std::to_string(i));
  s.correlations->matrix.assign(2000, std::vector<double>(2000, 2.0));
  const auto start = std::chrono::steady_clock::now();
  const std::string message = said([&] { validate(s); });
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 5);
  EXPECT_THAT(message, HasSubstr("2,000 inputs, allowed: at most 200"));
  EXPECT_LT(message.size(), 10'000u);
  s.correlations->inputs.resize(150);
  s.correlations->matrix.assign(150, std::vector<double>(150, 2.0));
  EXPECT_THAT(said([&] { validate(s); }), HasSubstr("and 22,450 more problems"));
}

class Files : public testing::Test {
 protected:
  Files() : folder_(fs::path(testing::TempDir()) / ("edges_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~Files() override { fs::remove_all(folder_); }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  fs::path folder_;
};

TEST_F(Files, AScenarioMayComeOutOfAPipe) {
  const std::string text = to_json(test::lab());
  ASSERT_EQ(mkfifo(at("pipe").c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(at("pipe")) << text; });
  EXPECT_EQ(load_scenario(at("pipe")).title, "lab");
  writer.join();
  std::thread endless([&] {
    const int pipe = open(at("pipe").c_str(), O_WRONLY);
    const std::string block(1 << 20, ' ');
    signal(SIGPIPE, SIG_IGN);
    while (write(pipe, block.data(), block.size()) > 0) {
    }
    close(pipe);
  });
  EXPECT_THAT(said([&] { load_scenario(at("pipe")); }), HasSubstr("[too-large]"));
  endless.join();
  EXPECT_THAT(said([] { load_scenario("/dev/zero"); }), HasSubstr("a device"));
  EXPECT_THAT(said([&] { load_scenario(folder_.string()); }), HasSubstr("a directory"));
  EXPECT_THAT(said([&] { load_scenario(at("none")); }), HasSubstr("No such file"));
}

class New : public Files {
 protected:
  struct Ran {
    int status;
    std::string out, err;
  };
  Ran ask(const std::string& answers, bool interactive, std::vector<std::string> options = {}) const {
    std::istringstream in(answers);
    std::ostringstream out, err;
    options.insert(options.begin(), {"new", "-o", at("s.json"), "--overwrite"});
    const int status = run_cli(options, out, err, {.answers = &in, .interactive = interactive});
    return {status, out.str(), err.str()};
  }
};

TEST_F(New, AnswersComeFromAPipe) {
  const Ran ran = ask("40k\n1_200\n3,000.5\n0.25\n$\n", false);
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("USD a month for the machine of your own (--own-usd-per-month): found \"$\""));
  EXPECT_FALSE(fs::exists(at("s.json")));
  ASSERT_LT(ask("40k\n1_200\n3,000.5\n85 %\n", false).status, 2);
  const Scenario s = load_scenario(at("s.json"));
  EXPECT_EQ(accepted_answers_per_month(s.demand), 40'000);
  EXPECT_EQ(input_tokens_per_answer(s.workload.input), 1200);
  EXPECT_EQ(output_tokens_per_answer(s.workload.output), 3000.5);
  EXPECT_EQ(usd_per_request(s.rejected.cost), 0.85);
}

TEST_F(New, ABadAnswerIsAskedAgainAndLosesNothing) {
  const Ran ran = ask("-5\nmany\n12,34\n1,5\n500\n\n\n\n\n\n\n0.85\n-1\n21\n7\n30\n", true);
  ASSERT_LT(ran.status, 2) << ran.err;
  const Scenario s = load_scenario(at("s.json"));
  EXPECT_EQ(accepted_answers_per_month(s.demand), 500);
  EXPECT_EQ(s.paths[0].acceptance, (Acceptance{.accepted = 21, .of = 30}));
  EXPECT_THAT(ran.out, HasSubstr("a whole number: how many, not what share"));
  EXPECT_THAT(ran.out, HasSubstr("at least the 21 that were accepted of them"));
  EXPECT_EQ(ask("", true, {"--own-accepted", "0.85"}).status, 2);
  EXPECT_THAT(ask("", true, {"--demand", "-5"}).err, HasSubstr("--demand: found -5"));
  EXPECT_LT(ask("", true, {"--demand", "20k"}).status, 2);
}

TEST_F(New, WhatNobodySaidIsListed) {
  const Ran ran = ask("500\n", false, {"--api-judged", "100", "--api-accepted", "80"});
  ASSERT_LT(ran.status, 2) << ran.err;
  std::ostringstream file;
  file << std::ifstream(at("s.json")).rdbuf();
  for (const std::string& text : {ran.out, file.str()}) {
    EXPECT_THAT(text, HasSubstr("Output tokens of one attempt: 300 (--output-tokens)"));
    EXPECT_THAT(text, testing::Not(HasSubstr("Accepted answers a month: ")));
    EXPECT_THAT(text, testing::Not(HasSubstr("--api-judged")));
  }
  EXPECT_THAT(ran.out, HasSubstr("Assumed, because nobody said it:"));
  EXPECT_THAT(ran.out, HasSubstr(": cheapest"));
  const Ran more = ask("", false, {"--own-accepted", "40"});
  ASSERT_LT(more.status, 2) << more.err;
  EXPECT_EQ(load_scenario(at("s.json")).paths[0].acceptance.of, 40) << "no fewer are judged than were accepted";
}

TEST(Csv, NoCellIsAFormulaOfAnyWidth) {
  const Table table{.id = "t",
                    .title = "t",
                    .columns = {{"a"}},
                    .rows = {{"＝1+1"}, {"＋1"}, {"－1"}, {"＠x"}, {" ＝1"}, {"=1"}, {"1＝1"}}};
  EXPECT_EQ(render(table, Format::csv), "a\r\n'＝1+1\r\n'＋1\r\n'－1\r\n'＠x\r\n' ＝1\r\n'=1\r\n1＝1\r\n");
}

}  // namespace
}  // namespace costmodel
