// Every command takes every option that it offers, and a wrong value of it is refused: none is read and then forgotten.
#include <algorithm>
#include <cli.hpp>
#include <costmodel/base/error.hpp>
#include <filesystem>
#include <gmock/gmock.h>
#include <map>
#include <outputs.hpp>
#include <regex>
#include <sstream>

namespace costmodel {
namespace {

using testing::HasSubstr;

const std::string lab = COSTMODEL_EXAMPLES_DIR "/scenarios/fine_tune_economics.json";
const std::string evidence = COSTMODEL_EXAMPLES_DIR "/evidence";

struct Ran {
  int status;
  std::string out, err;
};

Ran run(const std::vector<std::string>& args) {
  std::ostringstream out, err;
  const int status = run_cli(args, out, err);
  return {status, out.str(), err.str()};
}

/// What each command needs to run at all.
std::map<std::string, std::vector<std::string>> commands() {
  return {{"decide", {lab}},
          {"cost", {lab}},
          {"crossover", {lab, "--between", "cmi", "spark_llama"}},
          {"winners", {lab, "--axis", "demand", "--domain", "10", "20000"}},
          {"map", {lab, "--x", "demand", "--y", "output_tokens_per_answer"}},
          {"risk", {lab, "--path", "cmi"}},
          {"explain", {lab, "usd_per_month"}},
          {"compare-bill", {lab, evidence + "/bill.csv", "--path", "cmi", "--accepted", "20000"}},
          {"check", {lab}},
          {"report", {lab, "-o", (std::filesystem::temp_directory_path() / "costmodel_options").string()}}};
}

/// Options with the type of their value, from the command's own help.
std::map<std::string, std::string> offered(const std::string& command) {
  std::map<std::string, std::string> options;
  const std::string help = run({command, "--help"}).out;
  const std::regex line(R"((--[a-z-]+)(?: ([A-Z=\[\]@]+(?: [A-Z]+)?))?)");
  for (std::sregex_iterator it(help.begin(), help.end(), line), end; it != end; ++it)
    if ((*it)[2].matched) options.emplace((*it)[1], (*it)[2]);
  return options;
}

/// A value that no option of that type can take; empty: any text is one.
std::vector<std::string> wrong(const std::string& option, const std::string& type) {
  if (type.starts_with("LOW")) return {"7", "low"};
  if (type.starts_with("A B")) return {"cmi", "nobody"};
  if (option == "--template" || option == "--words" || option == "--trace") return {"/no/such/file"};
  if (type.starts_with("FILE") || type.starts_with("DIR") || type.starts_with("TEXT")) return {};
  return {"no such thing"};
}

TEST(Commands, RefuseAWrongValueOfEveryOptionThatTheyOffer) {
  int tried = 0;
  for (const auto& [command, needs] : commands()) {
    std::vector<std::string> plain{command};
    plain.insert(plain.end(), needs.begin(), needs.end());
    EXPECT_LE(run(plain).status, 1) << command << run(plain).err;  // it works without a wrong value
    for (const auto& [option, type] : offered(command)) {
      const auto value = wrong(option, type);
      if (value.empty()) continue;
      std::vector<std::string> args{command};
      for (auto it = needs.begin(); it != needs.end(); ++it)  // an option that it needs is given once
        if (*it == option) it += option == "--between" || option == "--domain" ? 2 : 1;
        else args.push_back(*it);
      args.push_back(option);
      args.insert(args.end(), value.begin(), value.end());
      const Ran r = run(args);
      EXPECT_EQ(r.status, 2) << command << ' ' << option << ' ' << value.front() << '\n' << r.out.substr(0, 200);
      EXPECT_FALSE(r.err.empty()) << command << ' ' << option;
      ++tried;
    }
  }
  EXPECT_GT(tried, 40);
}

// The prices by hand: 183.69 with today's, 255.02 with those of October.
TEST(Commands, UseThePricesOfTheDayThatWasAskedFor) {
  const std::vector<std::string> winners{"winners", lab, "--axis", "demand", "--domain", "10", "20000", "--format", "json"};
  auto then = winners;
  then.insert(then.end(), {"--as-of", "2026-10-01"});
  EXPECT_THAT(run(winners).out, HasSubstr("183.6"));
  EXPECT_THAT(run(then).out, HasSubstr("255.0"));
  const std::vector<std::string> map{"map", lab, "--x", "demand", "--y", "output_tokens_per_answer", "--x-domain", "10", "20000", "--format", "json"};
  auto map_then = map;
  map_then.insert(map_then.end(), {"--as-of", "2026-10-01"});
  EXPECT_NE(run(map).out, run(map_then).out);
  const std::vector<std::string> explain{"explain", lab, "usd_per_month", "--path", "cmi"};
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
               "throughput": {"points": [{"output_tokens_per_second": 900}]}}]})"}}, {});
  std::istringstream csv(run({"cost", file.string(), "--utilization", "0.3", "--format", "csv"}).out);
  std::string header, row;
  while (std::getline(csv, header) && header.find("packed") == std::string::npos) {}
  std::getline(csv, row);
  const auto cell = [](const std::string& line, std::ptrdiff_t i) {
    std::istringstream cells(line);
    std::string one;
    for (std::ptrdiff_t k = 0; k <= i && std::getline(cells, one, ','); ++k) {}
    return one;
  };
  const auto column = [&](const std::string& title) {  // commas within quotes are none
    std::ptrdiff_t n = 0;
    bool quoted = false;
    for (const char c : header.substr(0, header.find(title))) quoted ^= c == '"', n += c == ',' && !quoted;
    return n;
  };
  ASSERT_NE(header.find("at random"), std::string::npos) << header;
  EXPECT_EQ(cell(row, column("packed")), cell(row, column("at random"))) << row;  // a rented unit costs the same either way
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace costmodel
