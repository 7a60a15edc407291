// A first scenario from a folder of evidence, and the command that makes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli.hpp>
#include <costmodel/costmodel.hpp>
#include <costmodel/import/import.hpp>
#include <costmodel/io/explain.hpp>
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
    std::string text =
        R"({"date": "20260809-072723", "model_id": "org/m", "request_rate": "inf", "max_concurrency": )" + limit;
    text += R"(, "completed": 2, "failed": 0, "total_input_tokens": 2001, "total_output_tokens": 401, "duration": )" +
            duration;
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
  EXPECT_EQ(import_scenario({folder_.string()}).scenario.paths[0].access.unavailable,
            "its price is not in the evidence");
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
  const auto imported =
      import_scenario({folder_.string()}, {.relative_to = folder_.string(), .usd_per_unit_hour = 2.5});
  const std::string text = to_json(imported.scenario);
  const Scenario again = parse_scenario(text);
  EXPECT_EQ(to_json(again), text);
  EXPECT_EQ(again.paths[0].ledger, imported.scenario.paths[0].ledger);
}

TEST_F(Import, SeveralJudgesNeedARule) {
  write("verdicts.csv", "path,item_id,judge,accepted\norg/m,1,A,1\norg/m,1,B,0\norg/m,2,A,1\norg/m,2,B,1\n");
  const auto unsaid = import_scenario({folder_.string()});
  EXPECT_THAT(to_text(unsaid.reports), HasSubstr("several judges: A, B"));
  EXPECT_EQ(import_scenario({folder_.string()}, {.gate = GateRule::all}).scenario.paths[0].acceptance,
            (Acceptance{.accepted = 1, .of = 2}));
  EXPECT_EQ(import_scenario({folder_.string()}, {.judge = "A"}).scenario.paths[0].acceptance,
            (Acceptance{.accepted = 2, .of = 2}));
}

constexpr const char* price_file =
    R"({"vendor": "maker", "models": [{"id": "hosted-1", "name": "Hosted", "price_history": [
  {"input": 0.4, "output": 1.6, "input_cached": 0.1, "from_date": "2026-03-01", "to_date": null},
  {"input": 0.5, "output": 2.0, "input_cached": null, "from_date": "2026-01-01", "to_date": "2026-02-28"}]}]})";

constexpr const char* hosted_log = R"({"evalId": "e", "results": {"version": 3, "prompts": [], "results": [
  {"provider": {"id": "maker:hosted-1"}, "promptIdx": 0, "testIdx": 0, "success": true, "score": 1, "failureReason": 0,
   "response": {"tokenUsage": {"prompt": 100, "completion": 50, "total": 150}}},
  {"provider": {"id": "maker:hosted-1"}, "promptIdx": 0, "testIdx": 1, "success": false, "score": 0, "failureReason": 1,
   "response": {"tokenUsage": {"prompt": 100, "completion": 50, "total": 150}}}], "stats": {"successes": 1, "failures": 1, "errors": 0}}})";

constexpr const char* bill_file =
    "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,"
    "ConsumedUnit,ServiceName,SkuMeter,SkuPriceDetails\n"
    "8,8,USD,Usage,2026-05-01T00:00:00Z,2026-05-31T10:00:00Z,20000000,Tokens,Models,Input "
    "Tokens,\"{\"\"ModelId\"\":\"\"hosted-1\"\",\"\"TokenDirection\"\":\"\"Input\"\"}\"\n"
    "20,20,USD,Usage,2026-05-01T00:00:00Z,2026-05-31T10:00:00Z,10000000,Tokens,Models,Output "
    "Tokens,\"{\"\"ModelId\"\":\"\"hosted-1\"\",\"\"TokenDirection\"\":\"\"Output\"\"}\"\n";

TEST_F(Import, PricesOfFilesAreOfThePathsThatHaveTheirModel) {
  write("hosted.json", hosted_log);
  write("prices.json", price_file);
  const auto imported = import_scenario({folder_.string()}, {.relative_to = folder_.string()});
  const Path& path = imported.scenario.path("maker_hosted_1_prompt_0");
  EXPECT_EQ(path.access.unavailable, "");
  const auto& price = std::get<PerToken<>>(path.pricing);
  EXPECT_DOUBLE_EQ(usd_per_million_output_tokens(price.output), 1.6);
  EXPECT_DOUBLE_EQ(usd_per_million_input_tokens(price.cached_input.value()), 0.1);
  const Provenance& output = path.ledger.of("/pricing/usd_per_million_output_tokens");
  EXPECT_EQ(output.evidence.grade, Grade::published);
  EXPECT_EQ(output.evidence.file, "prices.json");
  EXPECT_EQ(output.evidence.pointer, "/models/0/price_history/0/output");
  EXPECT_EQ(output.evidence.date, "2026-03-01");
  ASSERT_EQ(output.by_date.size(), 2u);
  EXPECT_EQ(output.by_date[0].value, 2.0);
  EXPECT_EQ(output.by_date[0].evidence.pointer, "/models/0/price_history/1/output");
  EXPECT_EQ(path.workload.output->value(), 50);
  const auto before = import_scenario({folder_.string()}, {.relative_to = folder_.string(), .on = "2026-02-01"});
  EXPECT_DOUBLE_EQ(usd_per_million_output_tokens(
                       std::get<PerToken<>>(before.scenario.path("maker_hosted_1_prompt_0").pricing).output),
                   2.0);
  const Path& earlier =
      before.scenario.path("maker_hosted_1_prompt_0");  // no price of cached input was stated then, and that is not 0
  EXPECT_EQ(std::get<PerToken<>>(earlier.pricing).cached_input, std::get<PerToken<>>(earlier.pricing).input);
  EXPECT_EQ(earlier.ledger.of("/pricing/usd_per_million_cached_input_tokens").evidence.grade, Grade::assumed);
  EXPECT_EQ(to_json(parse_scenario(to_json(imported.scenario))), to_json(imported.scenario));
  const Scenario on = as_of(imported.scenario, "2026-02-01");
  EXPECT_DOUBLE_EQ(
      usd_per_million_output_tokens(std::get<PerToken<>>(on.path("maker_hosted_1_prompt_0").pricing).output), 2.0);
}

TEST_F(Import, ABillPricesWhatNoPriceFileDoesAndSaysTheDemand) {
  write("hosted.json", hosted_log);
  write("bill.csv", bill_file);
  const auto imported = import_scenario({folder_.string()}, {.relative_to = folder_.string()});
  const Scenario& s = imported.scenario;
  const Path& path = s.path("maker_hosted_1_prompt_0");
  EXPECT_DOUBLE_EQ(usd_per_million_input_tokens(std::get<PerToken<>>(path.pricing).input), 0.4);
  EXPECT_DOUBLE_EQ(usd_per_million_output_tokens(std::get<PerToken<>>(path.pricing).output), 2);
  const auto& evidence = path.ledger.of("/pricing/usd_per_million_output_tokens").evidence;
  EXPECT_EQ(evidence.file, "bill.csv");
  EXPECT_EQ(evidence.pointer, "/3");
  EXPECT_THAT(evidence.formula, HasSubstr("EffectiveCost ÷ ConsumedQuantity, 1 charge"));
  // 10 M output tokens in 730 h at 50 an answer, of which the judge accepted half
  EXPECT_NEAR(accepted_answers_per_month(s.demand), 100'000, 1e-6);
  EXPECT_EQ(s.ledger.of("/demand/accepted_answers_per_month").evidence.file, "bill.csv");
  EXPECT_EQ(s.ledger.of("/demand/accepted_answers_per_month").evidence.grade, Grade::derived);
  const auto stated = import_scenario({folder_.string()}, {.demand = accepted_answers_per_month(7.0)});
  EXPECT_EQ(accepted_answers_per_month(stated.scenario.demand), 7);
  write("prices.json", price_file);  // a stated price stands, and the bill is held against it
  const auto both = import_scenario({folder_.string()}, {.relative_to = folder_.string()});
  EXPECT_EQ(
      both.scenario.path("maker_hosted_1_prompt_0").ledger.of("/pricing/usd_per_million_output_tokens").evidence.file,
      "prices.json");
  EXPECT_THAT(to_text(both.reports), HasSubstr("to be held against path maker_hosted_1_prompt_0"));
}

TEST_F(Import, PricesThatDoNotSettleItAreNamedAndNotTaken) {
  write("hosted.json", hosted_log);
  write("prices.json", price_file);
  std::string other(price_file);
  other.replace(other.find("maker"), 5, "other");
  write("same.json", other);
  EXPECT_THAT(to_text(import_scenario({folder_.string()}).reports),
              testing::Not(HasSubstr("several prices")));  // the maker's own
  std::string unnamed(hosted_log);
  for (auto at = unnamed.find("maker:"); at != std::string::npos; at = unnamed.find("maker:")) unnamed.erase(at, 6);
  write("hosted.json", unnamed);
  EXPECT_THAT(to_text(import_scenario({folder_.string()}).reports), HasSubstr("says the same of hosted_1_prompt_0"));
  other.replace(other.find("1.6"), 3, "9.6");
  write("same.json", other);
  const auto torn = import_scenario({folder_.string()});
  EXPECT_THAT(to_text(torn.reports),
              HasSubstr("several prices for hosted_1_prompt_0: hosted-1 of maker, hosted-1 of other"));
  EXPECT_EQ(torn.scenario.path("hosted_1_prompt_0").access.unavailable, "its price is not in the evidence");
  EXPECT_THROW(import_scenario({folder_.string()}, {.price_of = {{"hosted_1_prompt_0", "none"}}}), InvalidInput);
}

TEST_F(Import, AMachineIsPricedByItsNameInACatalogue) {
  write("vms.csv",
        "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice\n"
        "gpu_1x,H100,1,26,225,2.49,us-east-1,,\ngpu_1x,H100,1,26,225,2.79,eu-1,,\n");
  const auto imported = import_scenario(
      {folder_.string()},
      {.relative_to = folder_.string(), .price_of = {{"m", "gpu_1x@eu-1"}, {"spare", "gpu_1x@us-east-1"}}});
  const Path& path = imported.scenario.path("m");
  EXPECT_DOUBLE_EQ(usd_per_hour(std::get<Provisioned<>>(path.pricing).price), 2.79);
  EXPECT_EQ(path.ledger.of("/pricing/usd_per_unit_hour").evidence.pointer, "/3");
  EXPECT_EQ(imported.scenario.path("spare").access.unavailable, "its acceptance is not in the evidence");
  EXPECT_THAT(to_text(import_scenario({folder_.string()}, {.price_of = {{"m", "gpu_1x"}}}).reports),
              HasSubstr("gpu_1x@us-east-1, gpu_1x@eu-1"));
}

TEST_F(Import, ATraceSaysTheTokensOfAnAnswer) {
  write("trace.csv", "timestamp,input_tokens,output_tokens\n0,100,10\n1,300,30\n");
  const auto imported = import_scenario({at("verdicts.csv"), at("trace.csv")}, {.relative_to = folder_.string()});
  EXPECT_EQ(imported.scenario.workload.output.value(), 20);
  EXPECT_EQ(imported.scenario.shape.trace, "trace.csv");
  EXPECT_EQ(imported.scenario.ledger.of("/workload/output_tokens_per_answer").evidence.file, "trace.csv");
}

TEST_F(Import, WhatCannotBeReadIsRefusedAndTheRestIsRead) {
  write("prices.json", std::string(price_file).substr(0, 200));
  write("bill.csv", std::string(bill_file) + "1,1,EUR,Usage,,,,,,,\n");
  const auto text = to_text(import_scenario({folder_.string()}).reports);
  EXPECT_THAT(text, HasSubstr("prices.json: llm-prices, refused\n  refused line "));
  EXPECT_THAT(text, HasSubstr("mixed-currencies"));
}

TEST_F(Import, ExplainLeadsToTheFiles) {
  const auto imported =
      import_scenario({folder_.string()}, {.relative_to = folder_.string(), .usd_per_unit_hour = 2.5});
  const Explanation e = explain(imported.scenario, "m");
  const std::string text =
      render(explanation_report(imported.scenario, e), Format::csv) + to_json(imported.scenario, e);
  EXPECT_THAT(text, HasSubstr("runs/c8.json"));
  EXPECT_THAT(text, HasSubstr("\"evidence_pointer\": \"/output_throughput\""));
  EXPECT_THAT(text, HasSubstr(sha256_of(at("runs/c8.json"))));
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
  EXPECT_EQ(run_cli({"import", folder_.string(), "-o", at("s.json"), "--usd-per-unit-hour", "2.5", "--demand", "5000"},
                    out, err),
            0)
      << err.str();
  EXPECT_THAT(err.str(), HasSubstr("notes.md: unknown, refused"));
  const Scenario scenario = load_scenario(at("s.json"));
  EXPECT_TRUE(scenario.evidence_files.contains("runs/c4.json"));
  std::ostringstream table, errors;
  EXPECT_EQ(run_cli({"decide", at("s.json")}, table, errors), 0) << errors.str();
  EXPECT_THAT(table.str(), HasSubstr("runs/c4.json"));
  std::ostringstream quiet;
  EXPECT_EQ(run_cli({"import", at("runs"), "-o", at("t.json"), "--report", at("r.json")}, quiet, quiet), 0)
      << quiet.str();
  EXPECT_EQ(quiet.str(), "");
  EXPECT_TRUE(fs::exists(at("r.json")));
  EXPECT_EQ(run_cli({"import", at("runs"), "--gate", "some"}, quiet, quiet), 2);
  EXPECT_EQ(run_cli({"import", at("runs"), "--column", "users"}, quiet, quiet), 2);
  EXPECT_EQ(run_cli({"import", at("runs"), "--price-of", "m="}, quiet, quiet), 2);
  EXPECT_EQ(run_cli({"import", at("runs"), "--on", "today"}, quiet, quiet), 2);
}

}  // namespace
}  // namespace costmodel
