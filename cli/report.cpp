#include <algorithm>
#include <commands.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/report_data.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <options.hpp>
#include <ostream>
#include <report_folder.hpp>

namespace costmodel {

namespace {

std::string in(const std::string& directory, const std::string& name) {
  return (std::filesystem::path(directory) / name).string();
}

bool has(const std::vector<NamedText>& files, const std::string& name) {
  return std::any_of(files.begin(), files.end(), [&](const NamedText& f) { return f.file == name; });
}

/// The texts of the report and what is drawn of it.
ReportDrawing files_of_report(const Scenario& scenario, Answer answer, const std::string& page, const CliHost& host) {
  const std::string data = host.draw ? report_data(scenario, answer, {.html = true}) : std::string();
  Report report = with_charts(std::move(answer.report));
  std::vector<NamedText> files{{"report.tex", render(report, Format::latex)},
                               {"decision.json", to_json(answer.decision)}};
  for (const auto& section : report.sections)
    for (const auto& table : section.tables)
      files.push_back({"tables/" + table.id + ".csv", render(table, Format::csv)});

  ReportDrawing drawing;
  if (host.draw) {
    drawing = host.draw({to_json(scenario), data, files.front().text, page});
  } else {
    drawing.left_out = {"charts and the page that answers back: pip install costmodel[report]"};
    if (!page.empty())
      throw InvalidInput("unknown-option", "--template", "a program without templates",
                         "the command of the Python package: pip install costmodel[report]");
  }
  for (auto& file : drawing.files) files.push_back(std::move(file));
  for (auto& section : report.sections)
    std::erase_if(section.figures, [&](const Figure& figure) { return !has(files, figure.file); });
  files.push_back({"report.md", render(report, Format::markdown)});
  if (!has(files, "report.html")) files.push_back({"report.html", render(report, Format::html)});
  drawing.files = std::move(files);
  return drawing;
}

std::string joined(const std::vector<std::string>& names) {
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more" : text;
}

/// Puts the files into their places with a manifest; what an earlier report wrote and this one does not goes. Returns
/// what is to be said of that.
std::string place(const std::string& directory, std::vector<NamedText> files, const std::vector<std::string>& inputs) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.file);
  files.push_back({manifest_name, manifest_of(names)});
  std::vector<NamedText> placed;
  std::vector<std::string> outputs;
  for (auto& file : files) {
    outputs.push_back(in(directory, file.file));
    placed.push_back({outputs.back(), std::move(file.text)});
  }
  check_outputs(outputs, inputs);
  make_directory(directory);
  for (const auto& name : names)
    if (const auto slash = name.find('/'); slash != std::string::npos)
      make_directory(in(directory, name.substr(0, slash)));
  const std::string before = manifest_in(directory);
  write_files(placed, inputs);
  const auto removed = remove_stale(directory, before, names, inputs), left = strangers(directory, names);
  std::string said;
  if (!removed.empty())
    said += "Removed, as an earlier report wrote it and this one does not: " + joined(removed) + ".\n";
  if (!left.empty()) said += "Not of this report, and still in " + directory + ": " + joined(left) + ".\n";
  return said;
}

class ReportCommand final : public Command {
 public:
  explicit ReportCommand(CLI::App& parent)
      : Command(parent, "report", "Write the whole report: page, Markdown, LaTeX, tables, charts, decision") {
    output_.option()->required();
  }

 private:
  int obey(const Surroundings& at) const override {
    const Scenario scenario = asked();
    std::vector<std::string> inputs = scenario_.files(scenario);
    for (const auto& file : {template_.text(), words_.text()})
      if (!file.empty()) inputs.push_back(file);
    Answer answer = answer_to(scenario);
    const Decision decision = answer.decision;
    ReportDrawing drawing = files_of_report(scenario, std::move(answer), template_.text(), at.host);
    Written written{.pdf = has(drawing.files, "report.pdf"), .count = drawing.files.size() + 1};
    written.said = naming_place("--output", [&] { return place(output_.text(), std::move(drawing.files), inputs); });
    at.out << headline(scenario, decision) << "\n\n" << render(placement_table(decision), Format::text);
    say(written, drawing.left_out, at.out);
    return decision.path ? done : nothing_feasible;
  }

  Scenario asked() const {
    Scenario scenario = scenario_.load();
    if (const auto demand = demand_.demand()) scenario = at_demand(std::move(scenario), *demand);
    if (!words_.text().empty())
      scenario.presentation.placements = naming_place("--words", [&] { return load_placement_words(words_.text()); });
    return scenario;
  }

  struct Written {
    bool pdf = false;
    std::size_t count = 0;
    std::string said{};  ///< of files of an earlier report
  };

  void say(const Written& written, const std::vector<std::string>& left_out, std::ostream& out) const {
    const std::string& directory = output_.text();
    out << "\nThe report is in " << directory << ": report.html, " << (written.pdf ? "report.pdf, " : "")
        << "report.md, report.tex, " << written.count << " files in all.\n"
        << "Page: " << in(directory, "report.html") << '\n';
    if (written.pdf) out << "PDF:  " << in(directory, "report.pdf") << '\n';
    out << written.said;
    for (const auto& what : left_out) out << "Left out: " << what << '\n';
    print("", out);
  }

  ScenarioOptions scenario_{app()};
  TextOption output_{app(), "-o,--output", "DIR", "Directory to write into"};
  DemandOption demand_{app()};
  TextOption template_{app(), "--template", "FILE", "Jinja2 template of the page, instead of the one that comes along"};
  TextOption words_{app(), "--words", "FILE", "JSON file of your own words for the placements: {\"Retained\": …}"};
};

}  // namespace

std::string headline(const Scenario& scenario, const Decision& decision) {
  const auto lead = decision_report(scenario, decision).lead;  // the question, if one is asked, and the answer
  return lead.at(scenario.question.empty() ? 0 : 1);
}

std::unique_ptr<Command> report_command(CLI::App& app) { return std::make_unique<ReportCommand>(app); }

}  // namespace costmodel
