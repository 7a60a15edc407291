// costmodel report: everything that people read, as files in one directory.
#include <algorithm>
#include <costmodel/decide/decision.hpp>
#include <costmodel/error.hpp>
#include <costmodel/io/report_data.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <host.hpp>
#include <ostream>

namespace costmodel {

namespace {

constexpr int done = 0, nothing_feasible = 1;

std::string in(const std::string& directory, const std::string& name) { return (std::filesystem::path(directory) / name).string(); }

bool has(const std::vector<NamedText>& files, const std::string& name) {
  return std::any_of(files.begin(), files.end(), [&](const NamedText& f) { return f.file == name; });
}

}  // namespace

int run_report(Scenario scenario, const std::string& directory, std::optional<Demand<>> demand,
               const std::string& template_file, const std::string& words_file, const CliHost& host, std::ostream& out) {
  if (demand) scenario = at_demand(std::move(scenario), *demand);
  if (!words_file.empty()) scenario.presentation.placements = load_placement_words(words_file);
  Answer answer = answer_to(scenario);
  const Decision& decision = answer.decision;
  const std::string data = host.draw ? report_data(scenario, answer, {.html = true}) : std::string();
  Report report = with_charts(std::move(answer.report));

  std::vector<NamedText> files{{"report.tex", render(report, Format::latex)}, {"decision.json", to_json(decision)}};
  for (const auto& section : report.sections)
    for (const auto& table : section.tables) files.push_back({"tables/" + table.id + ".csv", render(table, Format::csv)});

  ReportDrawing drawing;
  if (host.draw) {
    drawing = host.draw({to_json(scenario), data, files.front().text, template_file});
  } else {
    drawing.left_out = {"charts and the page that answers back: pip install costmodel[report]"};
    if (!template_file.empty())
      throw InvalidInput("unknown-option", "--template", "a program without templates", "the command of the Python package: pip install costmodel[report]");
  }
  for (auto& file : drawing.files) files.push_back(std::move(file));
  for (auto& section : report.sections)
    std::erase_if(section.figures, [&](const Figure& figure) { return !has(files, figure.file); });
  files.push_back({"report.md", render(report, Format::markdown)});
  if (!has(files, "report.html")) files.push_back({"report.html", render(report, Format::html)});

  make_directory(directory);
  for (const auto& file : files)
    if (const auto slash = file.file.find('/'); slash != std::string::npos) make_directory(in(directory, file.file.substr(0, slash)));
  std::vector<NamedText> placed;
  for (auto& file : files) placed.push_back({in(directory, file.file), std::move(file.text)});
  write_files(placed);

  out << render(placement_table(decision), Format::text) << "\nThe report is in " << directory << ": report.html, report.md, report.tex, "
      << placed.size() << " files in all.\n";
  for (const auto& what : drawing.left_out) out << "Left out: " << what << '\n';
  out << std::flush;
  if (!out) throw InvalidInput("unwritable-file", "standard output", "a stream that takes no more", "one that can be written");
  return decision.path ? done : nothing_feasible;
}

}  // namespace costmodel
