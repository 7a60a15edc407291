#include <algorithm>
#include <costmodel/import/imported.hpp>
#include <filesystem>
#include <unordered_map>

#include "base/utf8.hpp"
#include "import/import_fields.hpp"
#include "import/input.hpp"
#include "io/results_json.hpp"

namespace costmodel {

std::string_view to_string(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::throughput:
      return "throughput";
    case EvidenceKind::acceptance:
      return "acceptance";
    case EvidenceKind::prices:
      return "prices";
    case EvidenceKind::bill:
      return "bill";
    case EvidenceKind::trace:
      return "trace";
    case EvidenceKind::none:
      break;
  }
  return "none";
}

std::string sha256_of(const std::string& file) { return import::Input::as_it_lies(file).sha256(); }

std::vector<std::string> evidence_files(const std::vector<std::string>& files_and_folders) {
  constexpr std::size_t most_files = 10'000;
  std::vector<std::string> files;
  for (const auto& name : files_and_folders) {
    std::error_code error;
    if (!std::filesystem::is_directory(name, error)) {
      import::Input::as_it_lies(name);
      files.push_back(name);
      continue;
    }
    std::vector<std::string> inside;
    for (auto entry = std::filesystem::recursive_directory_iterator(name, error);
         !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
      if (entry->is_regular_file(error)) inside.push_back(entry->path().string());
      if (inside.size() > most_files)
        import::refuse("too-large", name, "more than 10,000 files", "a folder of evidence");
    }
    if (error) import::refuse("unreadable-file", name, error.message(), "a folder that can be read");
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

namespace {

/// A place as it is said under the name of its file: "#/pointer" or "line 17", and nothing for the file as a whole.
std::string within(std::string_view where, std::string_view file) {
  if (file.empty() || !where.starts_with(file)) return std::string(where);
  where.remove_prefix(file.size());
  if (where.starts_with(':')) return "line " + std::string(where.substr(1));
  return std::string(where.starts_with("#/") ? where.substr(1) : where);
}

/// What is said of many places is said once, with the first of them.
void add_notes(std::string& text, std::string_view title, const std::vector<ImportNote>& notes, std::string_view file) {
  std::unordered_map<std::string_view, std::size_t> times;
  for (const auto& note : notes) ++times[note.text];
  for (const auto& note : notes) {
    auto& n = times[note.text];
    if (n == 0) continue;
    text += title;
    std::string place = within(note.where, file);
    if (n > 1) place += (place.empty() ? "" : " ") + std::string("and ") + std::to_string(n - 1) + " more";
    text += place.empty() ? "" : place + ": ";
    text += note.text + "\n";
    n = 0;
  }
}

}  // namespace

std::string to_text(const std::vector<ImportReport>& reports) {
  std::string text;
  for (const auto& report : reports) {
    text += report.file + ": " + std::string(to_string(report.format));
    if (report.rows_in > 0)
      text += ", " + std::to_string(report.rows_out) + " of " + std::to_string(report.rows_in) + " read";
    else if (!report.read())
      text += ", refused";
    text += "\n";
    add_notes(text, "  derived ", report.derived, report.file);
    add_notes(text, "  note    ", report.notes, report.file);
    for (Problem problem : report.refused) {
      problem.where = within(problem.where, report.file);
      if (problem.where.empty()) problem.where = "the file";
      text += "  refused " + to_string(problem) + "\n";
    }
  }
  return plain::clean(text);
}

std::string to_json(const std::vector<ImportReport>& reports) {
  return dumped(json_of(results::ImportedFiles{reports}));
}

}  // namespace costmodel
