// What the command gets from the program around it, and shares between its files.
#pragma once

#include <costmodel/decide/decision.hpp>
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

/// How the command ends: done; done, and no path is feasible or not every claim reproduces; bad input.
inline constexpr int done = 0, nothing_feasible = 1, not_all_reproduce = 1, bad_input = 2;

struct CliHost {
  std::istream* answers = nullptr;  ///< where questions are answered; none: nobody is asked
  bool interactive = false;         ///< whether a person answers, who can be asked again
  std::function<ReportDrawing(const ReportRequest&)> draw{};  ///< charts and the page; none: neither
};

/// What `costmodel report` was told.
struct ReportWanted {
  std::string scenario_file{};
  std::string directory{};
  std::optional<Demand<>> demand{};
  std::string template_file{};
  std::string words_file{};
};

/// The report as files in a directory. Returns the exit status.
int run_report(Scenario scenario, const ReportWanted& wanted, const CliHost& host, std::ostream& out);

/// The answer in one sentence.
std::string headline(const Scenario& scenario, const Decision& decision);

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
  bool counts = false;   ///< whether it is a count, and no rate
  bool judged = false;   ///< whether the count is of those that the answer before is a part of
};
const std::vector<NewQuestion>& new_questions();

/// The number that a person wrote: 40k, 40,000, 1_200, 85 %, 2.5M. Throws InvalidInput "not-a-number".
double written_number(const std::string& option, const std::string& text);

/// Writes a commented scenario and prints its first table, with what was assumed. A bad answer is refused at once: a person is
/// asked again, from a pipe it is an error that names the question. Returns the exit status.
int run_new(const NewScenario& wanted, const CliHost& host, std::ostream& out);

/// The scenario of a file, with the prices that held on a day where one is given. Throws InvalidInput.
Scenario load_scenario_as_of(const std::string& file, const std::optional<std::string>& day);

/// The number that the whole text is. Its domain is checked by whoever uses it.
double number(const std::string& option, const std::string& text);

}  // namespace costmodel
