// What the command writes, and what it never writes over: its inputs, links that lead nowhere, somebody else's files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli.hpp>
#include <costmodel/io/scenario.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace costmodel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr const char* scenario_text = R"(// a comment that no output has
{"costmodel": 1, "title": "t", "demand": {"accepted_answers_per_month": 1000, "arrivals": "poisson"},
 "workload": {"output_tokens_per_answer": 300},
 "evidence_files": {"cited.json": {"sha256": "0000000000000000000000000000000000000000000000000000000000000000"}},
 "paths": [{"id": "import", "pricing": {"kind": "active_window", "usd_per_unit_minute": 0.05, "units_per_copy": 2, "window_minutes": 5, "rule": "keep_alive"},
            "throughput": {"points": [{"concurrency": 1, "output_tokens_per_second": 95}]}, "acceptance": {"accepted": 21, "of": 30}},
           {"id": "api", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 2}, "acceptance": {"accepted": 14, "of": 30}}]})";
constexpr const char* claims_text = R"({"costmodel_claims": 1, "title": "c", "sources": {"s": {"title": "S"}},
 "inputs": {"a": {"value": 2, "grade": "assumed"}},
 "claims": [{"id": "one", "statement": "two", "source": "s", "formula": "a", "printed": {"value": 2, "rounding": 1}}]})";
constexpr const char* bill_text =
    "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,"
    "ConsumedUnit,ServiceName,SkuMeter\n"
    "0.06,0.06,USD,Usage,2026-05-01T00:00:00Z,2026-05-31T10:00:00Z,150000,Tokens,Models,Output Tokens\n";
constexpr const char* prices_text =
    R"({"vendor": "v", "models": [{"id": "m-1", "price_history": [{"input": 0.4, "output": 1.6, "from_date": "2026-03-01"}]}]})";
constexpr const char* run_text =
    R"({"date": "20260809-072723", "model_id": "org/m", "request_rate": "inf", "max_concurrency": 4, "completed": 2, "failed": 0,
 "total_input_tokens": 2001, "total_output_tokens": 401, "duration": 2.0, "request_throughput": 1.0, "output_throughput": 200.5,
 "mean_ttft_ms": 100.0, "mean_tpot_ms": 20.0, "mean_e2el_ms": 4000.0})";
constexpr const char* trace_text = "timestamp,input_tokens,output_tokens\n0,10,300\n60,10,300\n120,10,300\n";
constexpr const char* words_text =
    R"({"Retained": "Ours", "Delegated": "Lent", "Ceded": "Theirs", "Absent": "Nobody's"})";

constexpr const char* years_text = R"({"costmodel": 1, "title": "y", "demand": {"accepted_answers_per_month": 100},
 "workload": {"output_tokens_per_answer": 300}, "horizon": {"months": 2, "demand_csv": "demand.csv"},
 "paths": [{"id": "api", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 2}, "acceptance": {"accepted": 14, "of": 30},
            "throughput": {"points": [{"output_tokens_per_second": 900, "power_watts": 300}]}}]})";
constexpr const char* demand_text = "month,answers\n1,100\n2,120\n";

class Outputs : public testing::Test {
 protected:
  Outputs() : folder_(fs::path(testing::TempDir()) / ("outputs_" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "runs");
    for (const auto& [name, text] : files) write(name, text);
  }
  ~Outputs() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }

  struct Ran {
    int status;
    std::string out, err;
  };
  /// The command with its arguments; those that name a file of the folder, or "@X" one that is to be, are put in full.
  Ran run(const std::vector<std::string>& words) const {
    std::vector<std::string> args;
    for (const auto& word : words) args.push_back(word.starts_with('@') ? at(word.substr(1)) : word);
    std::ostringstream out, err;
    const int status = run_cli(args, out, err);
    return {status, out.str(), err.str()};
  }

  const std::vector<std::pair<std::string, std::string>> files{
      {"s.json", scenario_text},  {"cited.json", "{}"},         {"claims.json", claims_text},
      {"bill.csv", bill_text},    {"prices.json", prices_text}, {"runs/r.json", run_text},
      {"trace.csv", trace_text},  {"words.json", words_text},   {"years.json", years_text},
      {"demand.csv", demand_text}};
  fs::path folder_;
};

/// A command, its options for outputs, and the files that it reads.
struct Command {
  std::vector<std::string> words, options, inputs;
};

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      {{"decide", "@s.json"}, {"-o"}, {"s.json", "cited.json"}},
      {{"cost", "@s.json"}, {"-o"}, {"s.json", "cited.json"}},
      {{"crossover", "@s.json"}, {"-o"}, {"s.json", "cited.json"}},
      {{"crossover", "@s.json", "--draws", "64"}, {"-o"}, {"s.json", "cited.json"}},
      {{"winners", "@s.json", "--axis", "demand"}, {"-o"}, {"s.json", "cited.json"}},
      {{"winners", "@s.json", "--axis", "demand", "--path", "api"}, {"-o"}, {"s.json", "cited.json"}},
      {{"map", "@s.json", "--x", "demand", "--y", "workload/output_tokens_per_answer"},
       {"-o"},
       {"s.json", "cited.json"}},
      {{"risk", "@s.json", "--path", "import"}, {"-o"}, {"s.json", "cited.json"}},
      {{"risk", "@s.json", "--path", "import", "--trace", "@trace.csv"}, {"-o"}, {"s.json", "cited.json", "trace.csv"}},
      {{"audit", "@claims.json"}, {"-o"}, {"claims.json"}},
      {{"import", "@runs/r.json"}, {"-o", "--report"}, {"runs/r.json"}},
      {{"import", "@runs"}, {"-o", "--report"}, {"runs/r.json"}},
      {{"prices", "@prices.json"}, {"-o"}, {"prices.json"}},
      {{"compare-bill", "@s.json", "@bill.csv", "--path", "api", "--accepted", "100"},
       {"-o"},
       {"s.json", "cited.json", "bill.csv"}},
      {{"explain", "@s.json", "--path", "api"}, {"-o"}, {"s.json", "cited.json"}},
      {{"horizon", "@years.json"}, {"-o"}, {"years.json", "demand.csv"}},
      {{"energy", "@years.json"}, {"-o"}, {"years.json", "demand.csv"}},
      {{"drift", "@s.json", "@years.json"}, {"-o"}, {"s.json", "cited.json", "years.json", "demand.csv"}},
      {{"drift", "@years.json", "@s.json"}, {"-o"}, {"s.json", "cited.json", "years.json", "demand.csv"}}};
  return all;
}

TEST_F(Outputs, NoOutputOfAnyCommandIsOneOfItsInputs) {
  for (const auto& command : commands())
    for (const auto& option : command.options)
      for (const auto& input : command.inputs) {
        fs::create_symlink(at(input), folder_ / "link");
        fs::create_hard_link(at(input), folder_ / "hard");
        for (const std::string& output : {input, std::string("./") + input, std::string("runs/../") + input,
                                          std::string("link"), std::string("hard")}) {
          auto words = command.words;
          words.insert(words.end(), {option, "@" + output});
          if (option == "-o" && words[0] == "import") words.push_back("--overwrite");
          const Ran ran = run(words);
          const std::string what = command.words[0] + " " + option + " " + output;
          EXPECT_EQ(ran.status, 2) << what;
          EXPECT_THAT(ran.err, HasSubstr("[output-is-input]")) << what;
          for (const auto& [name, text] : files) EXPECT_EQ(read(name), text) << what << " changed " << name;
        }
        fs::remove(folder_ / "link");
        fs::remove(folder_ / "hard");
      }
}

TEST_F(Outputs, ElsewhereEveryCommandWrites) {
  for (const auto& command : commands())
    for (const auto& option : command.options) {
      auto words = command.words;
      words.insert(words.end(), {option, "@made.json"});
      const Ran ran = run(words);
      EXPECT_LT(ran.status, 2) << command.words[0] << ": " << ran.err;
      EXPECT_TRUE(fs::remove(folder_ / "made.json")) << command.words[0] << " " << option;
    }
}

TEST_F(Outputs, TablesAndReportFoldersSpareTheInputsToo) {
  fs::create_directories(folder_ / "dir/tables");
  fs::copy_file(at("s.json"), folder_ / "dir/decision.json");
  EXPECT_THAT(run({"report", "@dir/decision.json", "-o", "@dir"}).err, HasSubstr("[output-is-input]"));
  EXPECT_EQ(read("dir/decision.json"), scenario_text);
  EXPECT_FALSE(fs::exists(at("dir/report.md"))) << "nothing is written where one file is refused";
  fs::copy_file(at("words.json"), folder_ / "dir/report.md");
  EXPECT_THAT(run({"report", "@s.json", "-o", "@dir", "--words", "@dir/report.md"}).err,
              HasSubstr("[output-is-input]"));
  EXPECT_EQ(read("dir/report.md"), words_text);
  ASSERT_EQ(run({"decide", "@s.json", "--tables", "@dir/tables"}).status, 0);
  const std::string table = fs::directory_iterator(at("dir/tables"))->path().filename().string();
  fs::copy_file(at("s.json"), folder_ / "dir/tables" / table, fs::copy_options::overwrite_existing);
  EXPECT_THAT(run({"decide", "@dir/tables/" + table, "--tables", "@dir/tables"}).err, HasSubstr("[output-is-input]"));
  EXPECT_EQ(read("dir/tables/" + table), scenario_text);
}

/// What no report wrote is somebody's own, whatever it is called; what one wrote is written anew.
TEST_F(Outputs, AReportSparesFilesThatNoReportWrote) {
  for (const std::string name : {"report.md", "manifest.json", "tables/costs.csv"}) {
    const std::string other = name == "manifest.json" ? R"({"name": "an app", "files": ["report.md"]})" : "my own";
    fs::create_directories(folder_ / "dir/tables");
    write("dir/" + name, other);
    const Ran refused = run({"report", "@s.json", "-o", "@dir"});
    EXPECT_EQ(refused.status, 2) << name;
    EXPECT_THAT(refused.err, HasSubstr("[file-exists]"));
    EXPECT_THAT(refused.err, HasSubstr(name));
    EXPECT_EQ(read("dir/" + name), other);
    EXPECT_FALSE(fs::exists(at("dir/decision.json"))) << "nothing is written where one file is refused";
    EXPECT_EQ(run({"report", "@s.json", "-o", "@dir", "--overwrite"}).status, 0);
    EXPECT_NE(read("dir/" + name), other);
    EXPECT_EQ(run({"report", "@s.json", "-o", "@dir"}).status, 0) << "its own files it writes anew";
    fs::remove_all(folder_ / "dir");
  }
}

TEST_F(Outputs, TwoOutputsAreTwoFiles) {
  EXPECT_THAT(run({"import", "@runs", "-o", "@x.json", "--report", "@runs/../x.json"}).err, HasSubstr("[same-output]"));
  EXPECT_FALSE(fs::exists(at("x.json")));
}

TEST_F(Outputs, AScenarioMadeByHandIsNotImportedOver) {
  write("mine.json", scenario_text);
  const Ran refused = run({"import", "@runs", "-o", "@mine.json"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("[file-exists]"));
  EXPECT_EQ(read("mine.json"), scenario_text);
  EXPECT_EQ(run({"import", "@runs", "-o", "@mine.json", "--overwrite"}).status, 0);
  EXPECT_THAT(read("mine.json"), Not(HasSubstr("a comment")));
}

TEST_F(Outputs, ALinkIsFollowedUnlessItLeadsNowhere) {
  fs::create_symlink(at("nothing.json"), folder_ / "dangling");
  fs::create_symlink(at("b"), folder_ / "a");
  fs::create_symlink(at("a"), folder_ / "b");
  write("old.txt", "old");
  fs::create_symlink("old.txt", folder_ / "good");
  EXPECT_THAT(run({"decide", "@s.json", "-o", "@dangling"}).err, HasSubstr("a link that leads nowhere"));
  EXPECT_THAT(run({"decide", "@s.json", "-o", "@a"}).err, HasSubstr("a link that leads in a circle"));
  EXPECT_THAT(run({"new", "-o", "@dangling"}).err, HasSubstr("[unwritable-file]"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "dangling") && fs::is_symlink(folder_ / "a"));
  EXPECT_FALSE(fs::exists(at("nothing.json")));
  EXPECT_EQ(run({"decide", "@s.json", "-o", "@good"}).status, 0);
  EXPECT_TRUE(fs::is_symlink(folder_ / "good"));
  EXPECT_NE(read("old.txt"), "old");
}

TEST_F(Outputs, AFolderThatIsUsedAgainKeepsNothingOfAnotherReport) {
  fs::create_directories(folder_ / "dir/tables");
  fs::create_directories(folder_ / "dir/charts");
  fs::create_directories(folder_ / "elsewhere");
  for (const char* name : {"report.pdf", "tables/other.csv", "charts/cost.png", "notes.txt"})
    write(std::string("dir/") + name, "of another");
  const Ran first = run({"report", "@s.json", "-o", "@dir"});
  ASSERT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("Not of this report, and still in"));
  for (const char* name : {"report.pdf", "tables/other.csv", "charts/cost.png"})
    EXPECT_THAT(first.out, HasSubstr(name));
  EXPECT_THAT(first.out, Not(HasSubstr("notes.txt")));
  EXPECT_EQ(read("dir/report.pdf"), "of another") << "without a manifest nothing is removed";

  write("outside.txt", "outside");
  write("elsewhere/kept.csv", "kept");
  fs::create_symlink(at("elsewhere"), folder_ / "dir/linked");
  fs::create_symlink(at("outside.txt"), folder_ / "dir/report.link");
  write(
      "dir/manifest.json",
      R"({"costmodel_report": 1, "files": ["report.pdf", "tables/other.csv", "charts/cost.png", "report.md", "linked/kept.csv",
    "report.link", "../outside.txt", ")" +
          at("outside.txt") + R"(", "tables", "", ".", "tables/../notes.txt", 7, "decision.json"]})");
  const Ran second = run({"report", "@s.json", "-o", "@dir", "--overwrite"});
  ASSERT_EQ(second.status, 0) << second.err;
  for (const char* name : {"dir/report.pdf", "dir/tables/other.csv", "dir/charts/cost.png"})
    EXPECT_FALSE(fs::exists(at(name))) << name;
  for (const char* name : {"dir/notes.txt", "outside.txt", "elsewhere/kept.csv", "dir/report.md", "dir/decision.json"})
    EXPECT_TRUE(fs::exists(at(name))) << name;
  EXPECT_TRUE(fs::is_symlink(folder_ / "dir/report.link"));
  EXPECT_THAT(second.out, HasSubstr("Removed, as an earlier report wrote it"));
  EXPECT_THAT(read("dir/manifest.json"), HasSubstr("\"report.md\""));
  EXPECT_THAT(run({"report", "@s.json", "-o", "@dir"}).out, Not(HasSubstr("Removed")));

  const std::string manifest = read("dir/manifest.json");
  write("dir/report.pdf", "mine");
  for (const char* broken : {"", "{", "[]", "7", R"({"costmodel_report": 2, "files": ["report.pdf"]})",
                             R"({"files": ["report.pdf"]})", R"({"costmodel_report": 1, "files": "report.pdf"})"}) {
    write("dir/manifest.json", broken);
    EXPECT_THAT(run({"report", "@s.json", "-o", "@dir"}).err, HasSubstr("[file-exists]")) << broken;
    EXPECT_EQ(read("dir/manifest.json"), broken);
    EXPECT_EQ(run({"report", "@s.json", "-o", "@dir", "--overwrite"}).status, 0) << broken;
    EXPECT_EQ(read("dir/report.pdf"), "mine") << broken;
    EXPECT_EQ(read("dir/manifest.json"), manifest) << broken;
  }
}

TEST_F(Outputs, AReportSaysItsAnswerAndWhereItIs) {
  const Ran ran = run({"report", "@s.json", "-o", "@dir"});
  EXPECT_THAT(ran.out, HasSubstr("Page: " + at("dir/report.html")));
  const std::string decided = run({"decide", "@s.json", "--format", "md"}).out;
  const std::string sentence = ran.out.substr(0, ran.out.find(':'));
  EXPECT_FALSE(sentence.empty());
  EXPECT_THAT(ran.out.substr(0, 200), HasSubstr("cheapest"));
  EXPECT_THAT(decided, HasSubstr("cheapest"));
}

}  // namespace
}  // namespace costmodel
