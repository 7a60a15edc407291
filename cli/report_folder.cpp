#include <report_folder.hpp>

#include <algorithm>
#include <costmodel/base/error.hpp>
#include <filesystem>
#include <iterator>

#include "io/json.hpp"
#include "io/own_json.hpp"

namespace costmodel {

namespace {

namespace fs = std::filesystem;

constexpr const char* key = "costmodel_report";

bool among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A name that leads down into the folder and nowhere else: "report.pdf", "tables/costs.csv".
bool leads_inside(const std::string& name) {
  const fs::path path(name);
  const auto plain = [](const fs::path& part) { return !part.empty() && part != "." && part != ".."; };
  return !name.empty() && path.is_relative() && name.find('\0') == std::string::npos &&
         std::all_of(path.begin(), path.end(), plain);
}

/// Whether it is a plain file, and no folder on the way to it is a link.
bool is_own_file(const fs::path& folder, const std::string& name) {
  std::error_code error;
  fs::path at = folder;
  const fs::path path(name);
  for (auto part = path.begin(); part != path.end(); ++part) {
    at /= *part;
    const auto status = fs::symlink_status(at, error);
    const bool last = std::next(part) == path.end();
    if (last ? !fs::is_regular_file(status) : !fs::is_directory(status)) return false;
  }
  return true;
}

/// The files that a report's manifest lists; none where it is no such manifest.
std::vector<std::string> listed(const std::string& manifest) {
  const Json json = Json::parse(manifest, nullptr, false);
  const auto format = json.is_object() ? json.find(key) : json.end();
  const auto files = json.is_object() ? json.find("files") : json.end();
  std::vector<std::string> names;
  if (format == json.end() || *format != 1 || files == json.end() || !files->is_array()) return names;
  for (const Json& entry : *files)
    if (entry.is_string()) names.push_back(entry.get<std::string>());
  return names;
}

}  // namespace

std::string manifest_of(const std::vector<std::string>& files) {
  const Json json{{key, 1}, {"files", files}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string manifest_in(const std::string& directory) {
  if (!is_own_file(directory, manifest_name)) return {};
  try {
    return text_of_file((fs::path(directory) / manifest_name).string(), "a report's manifest");
  } catch (const InvalidInput&) {
    return {};
  }
}

std::vector<std::string> foreign(const std::string& directory, const std::string& manifest,
                                 const std::vector<std::string>& now) {
  std::vector<std::string> owned = listed(manifest), found;
  if (!owned.empty()) owned.push_back(manifest_name);
  std::error_code error;
  for (const auto& name : now)
    if (!among(owned, name) && fs::is_regular_file(fs::path(directory) / name, error)) found.push_back(name);
  return found;
}

std::vector<std::string> remove_stale(const std::string& directory, const std::string& old_manifest,
                                      const std::vector<std::string>& now, const std::vector<std::string>& inputs) {
  std::vector<std::string> removed;
  std::error_code error;
  for (const auto& name : listed(old_manifest)) {
    if (!leads_inside(name) || name == manifest_name || among(now, name) || !is_own_file(directory, name)) continue;
    const fs::path file = fs::path(directory) / name;
    const bool input =
        std::any_of(inputs.begin(), inputs.end(), [&](const auto& one) { return fs::equivalent(file, one, error); });
    if (!input && fs::remove(file, error)) removed.push_back(name);
  }
  return removed;
}

std::vector<std::string> strangers(const std::string& directory, const std::vector<std::string>& now) {
  std::vector<std::string> found;
  const auto look = [&](const std::string& name) {
    if (!among(now, name) && is_own_file(directory, name)) found.push_back(name);
  };
  for (const char* name : {"report.html", "report.md", "report.tex", "report.pdf", "report.xlsx", "decision.json"})
    look(name);
  for (const char* folder : {"tables", "charts"}) {
    std::error_code error;
    for (auto entry = fs::directory_iterator(fs::path(directory) / folder, error);
         !error && entry != fs::directory_iterator(); entry.increment(error)) {
      const std::string ending = entry->path().extension().string();
      if (ending == ".csv" || ending == ".svg" || ending == ".png")
        look(std::string(folder) + "/" + entry->path().filename().string());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace costmodel
