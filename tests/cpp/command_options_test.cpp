// Every command takes every option that it offers, and a wrong value of it is refused by name: none is read and then
// forgotten. Commands and options are those that the help lists, so that a new one is tried or fails here.
#include <gmock/gmock.h>
#include <algorithm>
#include <cli.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <outputs.hpp>
#include <set>
#include <sstream>

namespace costmodel {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

const std::string lab = COSTMODEL_EXAMPLES_DIR "/scenarios/fine_tune_economics.json";
const std::string evidence = COSTMODEL_EXAMPLES_DIR "/evidence";

struct Ran {
  int status;
  std::string out, err;
};

/// Draws no chart, and takes a template as the Python package does: it must be there.
CliHost drawing() {
  CliHost host;
  host.draw = [](const ReportRequest& wanted) {
    if (wanted.template_file.empty()) return ReportDrawing{};
    if (!fs::exists(wanted.template_file))
      throw InvalidInput("unreadable-file", "--template", wanted.template_file, "a template");
    return ReportDrawing{.files = {{"report.html", "a page of one's own"}}};
  };
  return host;
}

Ran run(const Words& args) {
  std::ostringstream out, err;
  const int status = run_cli(args, out, err, drawing());
  return {status, out.str(), err.str()};
}

/// The commands that the help lists.
std::vector<std::string> listed() {
  std::vector<std::string> names;
  std::istringstream help(run({"--help"}).out);
  std::string line;
  while (std::getline(help, line) && line != "Subcommands:") {
  }
  while (std::getline(help, line) && line.starts_with("  "))
    if (line[2] != ' ') names.push_back(line.substr(2, line.find(' ', 2) - 2));
  return names;
}

struct Offered {
  std::string name;  ///< "--output"
  bool takes_value = false;
};

/// The options that a command's help lists: "  -o,--output FILE REQUIRED   words".
std::vector<Offered> offered(const std::string& command) {
  std::vector<Offered> options;
  std::istringstream help(run({command, "--help"}).out);
  std::string line;
  while (std::getline(help, line)) {
    if (!line.starts_with("  -")) continue;
    std::istringstream words(line.substr(0, line.find("  ", 2)));
    std::string names, type;
    words >> names >> type;
    const Offered one{.name = names.substr(names.rfind("--")), .takes_value = !type.empty()};
    if (one.name != "--help") options.push_back(one);
  }
  return options;
}

/// What is good for an option and what is not; nothing wrong: any text will do, as of a title.
struct Values {
  Words good{};
  Words wrong{};
};

/// A folder for what commands write, with what they read that is no example.
class Options : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("costmodel_options_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "evidence");
    for (const auto& entry : fs::directory_iterator(evidence))
      fs::copy(entry.path(), folder_ / "evidence" / entry.path().filename(), fs::copy_options::recursive);
    write_files(
        {{at("trace.csv"), "timestamp,input_tokens,output_tokens\n0,2000,300\n60,1500,200\n2591940,1000,100\n"},
         {at("words.json"), R"({"Retained": "Ours", "Delegated": "Lent", "Ceded": "Theirs", "Absent": "Nobody's"})"},
         {at("evidence/sweep.csv"), "users,tok/s,model\n1,14,swept\n8,60,swept\n"},
         {at("two.json"), two_paths()},
         {at("years.json"), two_paths(Horizon{.months = 12, .growth_per_month = 0.02})},
         {at("bill.csv"), bill_with_resources()}},
        {});
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// The lab's scenario with two of its paths, for commands that take long.
  static std::string two_paths(std::optional<Horizon> horizon = {}) {
    Scenario s = load_scenario(lab);
    s.horizon = std::move(horizon);
    std::erase_if(s.paths, [](const Path& path) { return path.id != "cmi" && path.id != "spark_llama"; });
    return to_json(s);
  }

  /// The bill of the examples, all of one resource.
  static std::string bill_with_resources() {
    std::ifstream bill(evidence + "/bill.csv");
    std::string text, line;
    while (std::getline(bill, line)) text += line + (text.empty() ? ",ResourceId\n" : ",arn:one\n");
    return text;
  }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  /// What a command needs to run at all; options as they would be written.
  std::map<std::string, std::pair<Words, std::map<std::string, Words>>> needs() const {
    return {{"decide", {{lab}, {}}},
            {"cost", {{lab}, {}}},
            {"crossover", {{lab}, {{"--between", {"cmi", "spark_llama"}}}}},
            {"winners", {{lab}, {{"--axis", {"demand"}}}}},
            {"map", {{at("two.json")}, {{"--x", {"demand"}}, {"--y", {"output_tokens_per_answer"}}}}},
            {"risk", {{lab}, {{"--path", {"cmi"}}}}},
            {"horizon", {{at("years.json")}, {}}},
            {"size", {{lab}, {{"--path", {"spark_llama"}}}}},
            {"energy", {{lab}, {}}},
            {"drift", {{lab, lab}, {}}},
            {"audit", {{COSTMODEL_EXAMPLES_DIR "/claims/dgx_spark_review.json"}, {}}},
            {"import", {{at("evidence")}, {}}},
            {"report", {{at("two.json")}, {{"--output", {at("report")}}}}},
            {"new", {{}, {{"--output", {at("new.json")}}, {"--overwrite", {}}}}},
            {"check", {{lab}, {}}},
            {"prices", {{evidence + "/prices.json"}, {}}},
            {"compare-bill", {{lab, at("bill.csv")}, {{"--path", {"cmi"}}, {"--accepted", {"20000"}}}}},
            {"explain", {{lab, "usd_per_month"}, {}}},
            {"schema", {{}, {}}}};
  }

  Values values(const std::string& command, const std::string& option) const {
    const auto all = table();
    const auto found = all.find(command + " " + option), common = all.find(option);
    return found != all.end() ? found->second : common != all.end() ? common->second : Values{};
  }

 private:
  /// The values by option, and where one command means something else by it, by command and option.
  std::map<std::string, Values> table() const {
    return {{"import --output", {{at("imported.json")}, {lab}}},
            {"--as-of", {{"2026-10-01"}, {"garbage"}}},
            {"--set", {{"cmi/pricing/usd_per_unit_minute=0.06"}, {"cmi/pricing/usd_per_unit_minute=-1"}}},
            {"--month", {{"12"}, {"0"}}},
            {"--switch", {{"cmi", "spark_llama"}, {"cmi", "nobody"}}},
            {"--years", {{"3"}, {"-1"}}},
            {"--months", {{"36"}, {"1.5"}}},
            {"--growth-per-month", {{"4%"}, {"-2"}}},
            {"--growth-per-year", {{"60%"}, {"-2"}}},
            {"--price-decline-per-year", {{"20%"}, {"2"}}},
            {"--discount-rate", {{"8%"}, {"-1"}}},
            {"--own-price-usd", {{"3999"}, {"-1"}}},
            {"--format", {{"json"}, {"jsn"}}},
            {"--output", {{at("out.txt")}, {at("no/such/folder/out.txt")}}},
            {"report --output", {{at("report")}, {at("words.json") + "/report"}}},
            {"--demand", {{"500"}, {"-5"}}},
            {"--tables", {{at("tables")}, {at("words.json") + "/tables"}}},
            {"--path", {{"cmi"}, {"nobody"}}},
            {"--utilization", {{"0.2"}, {"2"}}},
            {"--arrivals", {{"packed"}, {"pakced"}}},
            {"--between", {{"cmi", "spark_llama"}, {"cmi", "nobody"}}},
            {"--axis", {{"demand"}, {"no such input"}}},
            {"--x", {{"demand"}, {"no such input"}}},
            {"--y", {{"output_tokens_per_answer"}, {"no such input"}}},
            {"--domain", {{"10", "20000"}, {"20000", "10"}}},
            {"--x-domain", {{"10", "20000"}, {"20000", "10"}}},
            {"--y-domain", {{"100", "500"}, {"100", "100"}}},
            {"--draws", {{"64"}, {"10"}}},
            {"--promise", {{"p99 wait 2"}, {"p99 weight 2"}}},
            {"size --path", {{"spark_llama"}, {"nobody"}}},
            {"--watts-beside", {{"200"}, {"-1"}}},
            {"--facility-factor", {{"1.2"}, {"0.9"}}},
            {"--grams-co2e-per-kwh", {{"400"}, {"-1"}}},
            {"--embodied-grams-co2e-per-hour", {{"50"}, {"-1"}}},
            {"--trace", {{at("trace.csv")}, {at("no trace.csv")}}},
            {"--words", {{at("words.json")}, {at("no words.json")}}},
            {"--template", {{at("words.json")}, {at("no template.html")}}},
            {"--report", {{at("said.json")}, {at("evidence")}}},
            {"--usd-per-unit-hour", {{"2.5"}, {"-1"}}},
            {"--usd-per-gpu-hour", {{"2.5"}, {"-1"}}},
            {"--price-of", {{"hosted=hosted-mini"}, {"hosted="}}},
            {"--on", {{"2026-11-01"}, {"yesterday"}}},
            {"--column", {{"concurrency=users"}, {"concurency=users"}}},
            {"--judge", {{"grounded"}, {"nobody"}}},
            {"--gate", {{"all"}, {"some"}}},
            {"--threshold", {{"0.5"}, {"high"}}},
            {"--model", {{"hosted-mini"}, {"nothing of that name"}}},
            {"--bill-currency", {{"USD"}, {"EUR"}}},
            {"--accepted", {{"20000"}, {"-1"}}},
            {"--service", {{"Maker Model API"}, {"Nobody's API"}}},
            {"--resource", {{"arn:one"}, {"arn:two"}}},
            {"--title", {{"A title"}, {}}},
            {"--input-tokens", {{"2k"}, {"-1"}}},
            {"--output-tokens", {{"300"}, {"-1"}}},
            {"--reject-usd", {{"0.5"}, {"-1"}}},
            {"--own-usd-per-month", {{"200"}, {"-1"}}},
            {"--own-concurrency", {{"1"}, {"0"}}},
            {"--own-tokens-per-second", {{"14"}, {"0"}}},
            {"--own-accepted", {{"21"}, {"20.5"}}},
            {"--own-judged", {{"30"}, {"1"}}},
            {"--api-usd-per-million-input", {{"0.5"}, {"-1"}}},
            {"--api-usd-per-million-output", {{"2"}, {"-1"}}},
            {"--api-accepted", {{"21"}, {"20.5"}}},
            {"--api-judged", {{"30"}, {"1"}}}};
  }

 protected:
  /// The command with what it needs, and with this value of that option instead of any other.
  Words with(const std::string& command, const std::string& option, const Words& value) const {
    auto [args, needed] = needs().at(command);
    args.insert(args.begin(), command);
    if (option == "--month")  // of a scenario that has some
      for (auto& word : args)
        if (word == lab || word == at("two.json")) word = at("years.json");
    if (!option.empty()) needed[option] = value;
    for (const auto& [name, words] : needed) {
      args.push_back(name);
      args.insert(args.end(), words.begin(), words.end());
    }
    return args;
  }

  fs::path folder_;
};

std::string spoken(const Words& args) {
  std::string text = "costmodel";
  for (const auto& word : args) text += " " + word;
  return text;
}

TEST(Commands, AreAllTried) {
  const auto names = listed();
  EXPECT_THAT(names, testing::SizeIs(testing::Ge(15u)));
  for (const auto& name : names) EXPECT_EQ(run({name, "--help"}).status, 0) << name;
}

TEST_P(Options, AreTakenByTheCommandThatOffersThem) {
  const std::string command = GetParam();
  ASSERT_TRUE(needs().contains(command)) << "what it needs to run is not known";
  const Ran plain = run(with(command, "", {}));
  EXPECT_LE(plain.status, 1) << spoken(with(command, "", {})) << plain.err;
  for (const auto& option : offered(command)) {
    const Values v = values(command, option.name);
    ASSERT_EQ(!v.good.empty(), option.takes_value) << "a good value of " << option.name;
    const Words args = with(command, option.name, v.good);
    const Ran r = run(args);
    EXPECT_LE(r.status, 1) << spoken(args) << '\n' << r.err;
  }
}

TEST_P(Options, AreNamedWhereTheirValueIsWrong) {
  const std::string command = GetParam();
  ASSERT_TRUE(needs().contains(command)) << "what it needs to run is not known";
  for (const auto& option : offered(command)) {
    if (!option.takes_value || option.name == "--title") continue;  // any text is a title
    if (command == "import" && option.name == "--model") continue;  // or the name of a model
    const Values v = values(command, option.name);
    ASSERT_THAT(v.wrong, Not(IsEmpty())) << "a wrong value of " << option.name;
    const Words args = with(command, option.name, v.wrong);
    const Ran r = run(args);
    EXPECT_EQ(r.status, 2) << spoken(args) << '\n' << r.out.substr(0, 200) << r.err;
    EXPECT_THAT(r.err, HasSubstr(option.name)) << spoken(args);
  }
}

INSTANTIATE_TEST_SUITE_P(OfEveryCommand, Options, testing::ValuesIn(listed()), [](const auto& tried) {
  std::string name = tried.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

/// What follows the key in a JSON text, up to the end of the line.
std::string after(const std::string& json, const std::string& key) {
  const auto at = json.find('"' + key + "\": ");
  return at == std::string::npos
             ? ""
             : json.substr(at + key.size() + 4, json.find_first_of(",\n", at) - at - key.size() - 4);
}

// A machine of a flat price costs just that; a provisioned unit 730 hours of its price, and this demand needs one.
TEST(Commands, SetInputs) {
  const auto cost = [](const std::string& path, const Words& set) {
    Words args{"cost", lab, "--path", path, "--format", "json"};
    for (const auto& one : set) args.insert(args.end(), {"--set", one});
    const Ran r = run(args);
    EXPECT_LE(r.status, 1) << r.err;  // 1: done, and not feasible
    return std::stod(after(r.out, "usd_per_month"));
  };
  EXPECT_DOUBLE_EQ(cost("spark_llama", {}), 200);
  EXPECT_DOUBLE_EQ(cost("spark_llama", {"spark_llama/pricing/flat_usd_per_month=275"}), 275);
  const Words both{"spark_llama/pricing/flat_usd_per_month=160", "bedrock_pt/pricing/usd_per_unit_hour=10"};
  EXPECT_DOUBLE_EQ(cost("spark_llama", both), 160);
  EXPECT_DOUBLE_EQ(cost("bedrock_pt", both), 7300);
  EXPECT_DOUBLE_EQ(cost("spark_llama", {both[0], "/paths/2/pricing/flat_usd_per_month=161"}), 161)
      << "the last one holds";
}

TEST(Commands, SayWhatCannotBeSet) {
  const Ran r =
      run({"decide", lab, "--set", "cmi/pricing/usd_per_unit_minut=1", "--set", "spark_llama/acceptance/rate=1.5"});
  EXPECT_EQ(r.status, 2);
  EXPECT_THAT(r.err, HasSubstr("--set cmi/pricing/usd_per_unit_minut: found no such input"));
  EXPECT_THAT(r.err, HasSubstr("did you mean \"cmi/pricing/usd_per_unit_minute\"?"));
  EXPECT_THAT(r.err, HasSubstr("1.5")) << "both at once";
  for (const char* text : {"cmi/pricing/usd_per_unit_minute", "=3",
                           "cmi/pricing/usd_per_unit_minute=", "cmi/pricing/usd_per_unit_minute=dear"})
    EXPECT_THAT(run({"check", lab, "--set", text}).err, HasSubstr("--set")) << text;
}

// A crossover is at a demand of its own, so that another one beside it would be read and forgotten.
TEST(Commands, RefuseWhatTheyWouldIgnore) {
  const Ran refused = run({"explain", lab, "crossover:spark_llama", "--path", "cmi", "--demand", "500"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("--demand"));
  EXPECT_EQ(run({"explain", lab, "crossover:spark_llama", "--path", "cmi"}).status, 0);
}

// The prices by hand: 183.69 with today's, 255.02 with those of October.
TEST(Commands, UseThePricesOfTheDayThatWasAskedFor) {
  const Words winners{"winners", lab, "--axis", "demand", "--domain", "10", "20000", "--format", "json"};
  auto then = winners;
  then.insert(then.end(), {"--as-of", "2026-10-01"});
  EXPECT_THAT(run(winners).out, HasSubstr("183.6"));
  EXPECT_THAT(run(then).out, HasSubstr("255.0"));
  const Words map{"map",        lab,  "--x",   "demand",   "--y", "output_tokens_per_answer",
                  "--x-domain", "10", "20000", "--format", "json"};
  auto map_then = map;
  map_then.insert(map_then.end(), {"--as-of", "2026-10-01"});
  EXPECT_NE(run(map).out, run(map_then).out);
  const Words explain{"explain", lab, "usd_per_month", "--path", "cmi"};
  auto explain_then = explain;
  explain_then.insert(explain_then.end(), {"--as-of", "2026-10-01"});
  EXPECT_NE(run(explain).out, run(explain_then).out);
}

// Both columns of a row are at one demand: that of the row.
TEST(Commands, CompareArrivalsAtOneDemand) {
  const auto file = std::filesystem::temp_directory_path() / "costmodel_one_demand.json";
  write_files({{file.string(), R"({"costmodel": 1, "title": "t",
    "demand": {"accepted_answers_per_month": 100000, "working_hours": {"from_hour": 8, "to_hour": 20, "days_per_week": 5}},
    "workload": {"output_tokens_per_answer": 300},
    "paths": [{"id": "p", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 4}, "acceptance": {"rate": 1},
               "throughput": {"points": [{"output_tokens_per_second": 900}]}}]})"}},
              {});
  std::istringstream csv(run({"cost", file.string(), "--utilization", "0.3", "--format", "csv"}).out);
  std::string header, row;
  while (std::getline(csv, header) && header.find("packed") == std::string::npos) {
  }
  std::getline(csv, row);
  const auto cell = [](const std::string& line, std::ptrdiff_t i) {
    std::istringstream cells(line);
    std::string one;
    for (std::ptrdiff_t k = 0; k <= i && std::getline(cells, one, ','); ++k) {
    }
    return one;
  };
  const auto column = [&](const std::string& title) {  // commas within quotes are none
    std::ptrdiff_t n = 0;
    bool quoted = false;
    for (const char c : header.substr(0, header.find(title))) quoted ^= c == '"', n += c == ',' && !quoted;
    return n;
  };
  ASSERT_NE(header.find("at random"), std::string::npos) << header;
  EXPECT_EQ(cell(row, column("packed")), cell(row, column("at random")))
      << row;  // a rented unit costs the same either way
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace costmodel
