// Scenario files: JSON with comments, in and out.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <string>
#include <string_view>

namespace costmodel {

/// Reads a scenario. Throws InvalidInput with every problem: malformed JSON (line and column), unknown keys (with the
/// nearest known one), wrong types, values outside their domain, references that lead nowhere.
Scenario parse_scenario(std::string_view json);

/// Reads a scenario file. Throws InvalidInput as above; a file that cannot be read is a problem of its own.
Scenario load_scenario(const std::string& file);

/// Reads an organisation's own words for the placements: {"Retained": "Ours", …}. Throws as `load_scenario` does.
PlacementWords load_placement_words(const std::string& file);

/// Writes a scenario with all its evidence: `parse_scenario(to_json(s))` is the same scenario. Comments are not kept.
std::string to_json(const Scenario& scenario);

/// The JSON Schema (draft 2020-12) of scenario files, made from the same tables that read them.
std::string scenario_schema();

/// Writes text to a file whole or not at all: to a temporary file beside it, then renamed. Throws
/// std::filesystem::filesystem_error. Where a link stands, what it leads to is written.
void write_whole(const std::string& file, std::string_view text);

struct NamedText {
  std::string file;
  std::string text;
};

/// The same for several files: none takes its place before all are written.
void write_together(const std::vector<NamedText>& texts);

}  // namespace costmodel
