#include <costmodel/render/explain.hpp>

#include <algorithm>
#include <set>

#include "base/figures.hpp"
#include "scenario/names.hpp"
#include "scenario/sources.hpp"

namespace costmodel {

namespace {

/// Title of the source, and the place in the evidence file.
std::string source_text(const Scenario& scenario, const Evidence& evidence) {
  const Source* source = source_of(scenario, evidence);
  std::string text = source ? source->title : evidence.source;
  if (!evidence.file.empty())
    text.append(text.empty() ? "" : "\n").append(evidence.file).append("\n").append(evidence.pointer);
  return text;
}

Table number_table(const std::vector<ExplainedNumber>& numbers, std::string id, std::string title) {
  Table table{.id = std::move(id), .title = std::move(title)};
  table.columns = {{"Number"}, {"Value", Align::right}, {"Unit"}, {"Formula"}, {"Made of"}};
  for (const auto& number : numbers) {
    std::string from = text::joined(number.from);
    for (const auto& input : number.inputs) from.append(from.empty() ? "" : ", ").append(input.name);
    table.rows.push_back({number.name, text::significant(number.value, 6), number.unit, number.formula, from});
  }
  return table;
}

Table input_table(const Scenario& scenario, const std::vector<ExplainedNumber>& numbers) {
  Table table{.id = "inputs", .title = "Inputs and what stands behind them"};
  table.columns = {{"Input"}, {"Value", Align::right}, {"Enters"}, {"Grade"}, {"Source"}, {"Date"}, {"Note"}};
  std::vector<std::string> seen;
  for (const auto& number : numbers)
    for (const auto& input : number.inputs) {
      const std::string key = input.pointer + " " + input.path + " " + input.name;
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) continue;
      seen.push_back(key);
      std::vector<std::string> enters;
      for (const auto& other : numbers)
        for (const auto& its : other.inputs)
          if (its.pointer == input.pointer && its.path == input.path && its.name == input.name)
            enters.push_back(other.name);
      const Evidence& evidence = input.provenance.evidence;
      std::string note = evidence.formula;
      if (!evidence.note.empty()) note.append(note.empty() ? "" : "\n").append(evidence.note);
      table.rows.push_back(
          {(input.path.empty() ? "" : input.path + "/") + input.name,
           evidence.formula.empty() ? text::plain(input.value) : text::significant(input.value, 6),
           text::joined(enters),
           std::string(to_string(evidence.grade)) + (evidence.n ? ", n = " + text::count(*evidence.n) : ""),
           source_text(scenario, evidence), evidence.date, note});
    }
  return table;
}

/// The evidence files that inputs were read from, each once.
Table file_table(const Scenario& scenario, const std::vector<ExplainedNumber>& numbers) {
  Table table{.id = "files", .title = "Files that they were read from"};
  table.columns = {{"File"}, {"Written by"}, {"Date"}, {"SHA-256"}};
  std::set<std::string> seen;
  for (const auto& number : numbers)
    for (const auto& input : number.inputs) {
      const Evidence& evidence = input.provenance.evidence;
      const EvidenceFile* file = file_of(scenario, evidence);
      if (!file || !seen.insert(evidence.file).second) continue;
      std::string tool = file->tool;
      if (!file->tool_version.empty()) tool.append(" ").append(file->tool_version);
      if (!file->schema_version.empty()) tool.append(", schema ").append(file->schema_version);
      table.rows.push_back({evidence.file, tool, file->date, file->sha256});
    }
  return table;
}

}  // namespace

Report explanation_report(const Scenario& scenario, const Explanation& e) {
  Report report{.title = e.path + ": " + e.asked};
  report.sections = {{}};
  auto& tables = report.sections.front().tables;
  std::vector<ExplainedNumber> all = e.numbers;
  all.insert(all.end(), e.years.begin(), e.years.end());
  if (e.why_not.empty()) {
    const ExplainedNumber& asked = e.numbers.front();
    report.lead = {text::significant(asked.value, 6) + " " + asked.unit +
                   ". It is as strong as its weakest input: " + std::string(to_string(e.evidence)) + "."};
    tables.push_back(number_table(e.numbers, "numbers", "From the number to its inputs"));
  } else {
    report.lead = {"There is no such number: " + e.why_not + "."};
  }
  if (!e.years.empty()) {
    report.lead.push_back("That is of the first month. Over the months of the horizon the best plan costs " +
                          text::significant(e.years.front().value, 6) + " USD in present value.");
    tables.push_back(number_table(e.years, "present_cost", "How the present cost of the best plan is put together"));
  }
  if (Table table = input_table(scenario, all); !table.rows.empty()) tables.push_back(std::move(table));
  if (Table table = file_table(scenario, all); !table.rows.empty()) tables.push_back(std::move(table));
  if (tables.empty()) report.sections.clear();
  return report;
}

}  // namespace costmodel
