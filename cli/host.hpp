// What the command gets from the program around it, and shares between its files.
#pragma once

#include <costmodel/io/scenario.hpp>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// What a report is drawn from. Texts are as the library writes them.
struct ReportRequest {
  std::string scenario;    ///< JSON
  std::string data;        ///< JSON, see docs/report-data.md
  std::string latex;       ///< the report in LaTeX
  std::string template_file;  ///< an organisation's own page; empty: the one that comes along
};

/// Files of a report, named relative to its directory, and what could not be made.
struct ReportDrawing {
  std::vector<NamedText> files{};
  std::vector<std::string> left_out{};
};

struct CliHost {
  std::istream* answers = nullptr;  ///< where questions are answered; none: nobody is asked
  std::function<ReportDrawing(const ReportRequest&)> draw{};  ///< charts and the page; none: neither
};

/// The report as files in a directory. Returns the exit status.
int run_report(Scenario scenario, const std::string& directory, std::optional<Demand<>> demand,
               const std::string& template_file, const std::string& words_file, const CliHost& host, std::ostream& out);

/// What `costmodel new` was told; the rest is asked, or taken from the example.
struct NewScenario {
  std::string file = "my_scenario.json";
  std::optional<std::string> title{};
  std::vector<std::optional<std::string>> numbers{};  ///< as written, in the order of `new_questions`
  bool overwrite = false;
};

/// One number that a first scenario needs.
struct NewQuestion {
  const char* option;    ///< "--demand"
  const char* words;     ///< as a person is asked
  const char* fallback;  ///< where nothing is said
};
const std::vector<NewQuestion>& new_questions();

/// Writes a commented scenario and prints its first table. Returns the exit status.
int run_new(const NewScenario& wanted, const CliHost& host, std::ostream& out);

/// The scenario of a file, with the prices that held on a day where one is given. Throws InvalidInput.
Scenario load_scenario_as_of(const std::string& file, const std::optional<std::string>& day);

/// Makes the directory, or throws InvalidInput.
void make_directory(const std::string& directory);

/// Writes all of the files whole, or none of them; throws InvalidInput.
void write_files(const std::vector<NamedText>& files);

/// The number that the whole text is. Its domain is checked by whoever uses it.
double number(const std::string& option, const std::string& text);

}  // namespace costmodel
