// A first scenario from a folder of evidence, and the command that makes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli.hpp>
#include <costmodel/io/import.hpp>
#include <costmodel/io/scenario.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace costmodel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Import : public testing::Test {
 protected:
  Import() : folder_(fs::path(testing::TempDir()) / ("import_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_ / "runs");
    write("runs/c4.json", vllm("4", "200.5", "2.0"));
    write("runs/c8.json", vllm("8", "350.5", "1.14408"));
    write("verdicts.csv", "path,item_id,judge,accepted\norg/m,1,A,1\norg/m,2,A,1\norg/m,3,A,0\norg/m,4,A,error\n");
    write("notes.md", "# nothing to read\n");
  }
  ~Import() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  static std::string vllm(const std::string& limit, const std::string& rate, const std::string& duration) {
    std::string text = R"({"date": "20260809-072723", "model_id": "org/m", "request_rate": "inf", "max_concurrency": )" + limit;
    text += R"(, "completed": 2, "failed": 0, "total_input_tokens": 2001, "total_output_tokens": 401, "duration": )" + duration;
    text += R"(, "request_throughput": 1.0, "output_throughput": )" + rate;
    return text + R"(, "mean_ttft_ms": 100.0, "mean_tpot_ms": 20.0, "mean_e2el_ms": )" + limit + "000.0}";
  }

  fs::path folder_;
};

TEST_F(Import, EveryNumberKnowsItsFile) {
  const auto imported = import_scenario({folder_.string()}, {.relative_to = folder_.string()});
  const Scenario& s = imported.scenario;
  ASSERT_EQ(s.paths.size(), 1u);
  const Path& path = s.paths[0];
  EXPECT_EQ(path.id, "m");
  ASSERT_EQ(path.points.size(), 2u);
  EXPECT_EQ(path.points[0].concurrency, 4);
  EXPECT_EQ(path.acceptance, (Acceptance{.accepted = 2, .of = 3}));
  const auto& rate = path.ledger.of("/throughput/points/1/output_tokens_per_second").evidence;
  EXPECT_EQ(rate.grade, Grade::measured);
  EXPECT_EQ(rate.file, "runs/c8.json");
  EXPECT_EQ(rate.pointer, "/output_throughput");
  EXPECT_EQ(rate.date, "2026-08-09");
  EXPECT_EQ(path.ledger.of("/throughput/points/1/concurrency").evidence.grade, Grade::derived);
  EXPECT_THAT(path.ledger.of("/acceptance/accepted").evidence.note, HasSubstr("1 errored"));
  EXPECT_EQ(s.evidence_files.at("runs/c4.json").sha256, sha256_of(at("runs/c4.json")));
  EXPECT_EQ(s.evidence_files.at("runs/c4.json").tool, "vLLM bench serve");
}

TEST_F(Import, WhatIsMissingIsSaidAndIsNotZero) {
  EXPECT_EQ(import_scenario({folder_.string()}).scenario.paths[0].access.unavailable, "its price is not in the evidence");
  const auto priced = import_scenario({at("runs")}, {.usd_per_unit_hour = 2.5});
  EXPECT_EQ(priced.scenario.paths[0].access.unavailable, "its acceptance is not in the evidence");
  try {
    import_scenario({at("notes.md")});
    FAIL();
  } catch (const InvalidInput& invalid) {
    EXPECT_EQ(invalid.problems().front().id, "no-evidence");
  }
}

TEST_F(Import, RoundTripsWithoutLoss) {
  const auto imported = import_scenario({folder_.string()}, {.relative_to = folder_.string(), .usd_per_unit_hour = 2.5});
  const std::string text = to_json(imported.scenario);
  const Scenario again = parse_scenario(text);
  EXPECT_EQ(to_json(again), text);
  EXPECT_EQ(again.paths[0].ledger, imported.scenario.paths[0].ledger);
}

TEST_F(Import, SeveralJudgesNeedARule) {
  write("verdicts.csv", "path,item_id,judge,accepted\norg/m,1,A,1\norg/m,1,B,0\norg/m,2,A,1\norg/m,2,B,1\n");
  const auto unsaid = import_scenario({folder_.string()});
  EXPECT_THAT(to_text(unsaid.reports), HasSubstr("several judges: A, B"));
  EXPECT_EQ(import_scenario({folder_.string()}, {.gate = GateRule::all}).scenario.paths[0].acceptance, (Acceptance{.accepted = 1, .of = 2}));
  EXPECT_EQ(import_scenario({folder_.string()}, {.judge = "A"}).scenario.paths[0].acceptance, (Acceptance{.accepted = 2, .of = 2}));
}

TEST_F(Import, EvidenceFilesMustBeListed) {
  auto scenario = import_scenario({folder_.string()}).scenario;
  scenario.evidence_files.clear();
  try {
    validate(scenario);
    FAIL();
  } catch (const InvalidInput& invalid) {
    EXPECT_EQ(invalid.problems().front().id, "unknown-evidence-file");
  }
}

TEST_F(Import, TheCommand) {
  std::ostringstream out, err;
  EXPECT_EQ(run_cli({"import", folder_.string(), "-o", at("s.json"), "--usd-per-unit-hour", "2.5", "--demand", "5000"}, out, err), 0) << err.str();
  EXPECT_THAT(err.str(), HasSubstr("notes.md: unknown, refused"));
  const Scenario scenario = load_scenario(at("s.json"));
  EXPECT_TRUE(scenario.evidence_files.contains("runs/c4.json"));
  std::ostringstream table, errors;
  EXPECT_EQ(run_cli({"decide", at("s.json")}, table, errors), 0) << errors.str();
  EXPECT_THAT(table.str(), HasSubstr("runs/c4.json"));
  std::ostringstream quiet;
  EXPECT_EQ(run_cli({"import", at("runs"), "-o", at("t.json"), "--report", at("r.json")}, quiet, quiet), 0) << quiet.str();
  EXPECT_EQ(quiet.str(), "");
  EXPECT_TRUE(fs::exists(at("r.json")));
  EXPECT_EQ(run_cli({"import", at("runs"), "--gate", "some"}, quiet, quiet), 2);
  EXPECT_EQ(run_cli({"import", at("runs"), "--column", "users"}, quiet, quiet), 2);
}

}  // namespace
}  // namespace costmodel
