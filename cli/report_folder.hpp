// The folder of a report: what a report owns there, what an earlier one left behind.
#pragma once

#include <string>
#include <vector>

namespace costmodel {

/// Name of the file that lists the others of a report.
inline constexpr const char* manifest_name = "manifest.json";

/// The text of the manifest that lists these files, named relative to the folder.
std::string manifest_of(const std::vector<std::string>& files);

/// Removes the files that the manifest of an earlier report lists and that are not among `now`: plain files inside the
/// folder alone, never through links, and none of `inputs`. Returns the names that were removed. To be called with the
/// old manifest's text, once the new files are in their places.
std::vector<std::string> remove_stale(const std::string& directory, const std::string& old_manifest,
                                      const std::vector<std::string>& now, const std::vector<std::string>& inputs);

/// The text of the manifest in a folder; empty where there is none that can be read.
std::string manifest_in(const std::string& directory);

/// Files with the names of a report's files (report.*, decision.json, tables, charts) that are not among `now`.
std::vector<std::string> strangers(const std::string& directory, const std::vector<std::string>& now);

}  // namespace costmodel
