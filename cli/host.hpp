// What the command line gets from the program around it.
#pragma once

#include <costmodel/decide/decision.hpp>
#include <costmodel/io/scenario.hpp>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace costmodel {

/// What a report is drawn from. Texts are as the library writes them.
struct ReportRequest {
  std::string scenario;       ///< JSON
  std::string data;           ///< JSON, see docs/report-data.md
  std::string latex;          ///< the report in LaTeX
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
  std::istream* answers = nullptr;                            ///< where questions are answered; none: nobody is asked
  bool interactive = false;                                   ///< whether a person answers, who can be asked again
  std::function<ReportDrawing(const ReportRequest&)> draw{};  ///< charts and the page; none: neither
};

/// The answer in one sentence.
std::string headline(const Scenario& scenario, const Decision& decision);

}  // namespace costmodel
