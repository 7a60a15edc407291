// What a file is, by what stands in it.
#pragma once

#include <costmodel/import/imported.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "import/input.hpp"

namespace costmodel::import {

enum class Shape { json, csv, yaml, markdown, sql, packed, not_utf8, other };

/// What the start of a file shows.
struct Probe {
  Shape shape = Shape::other;
  std::set<std::string, std::less<>> keys{};  ///< pointers of up to four parts, "*" for indices
  std::map<std::string, std::string, std::less<>>
      texts{};                         ///< short texts and numbers by the same pointers, the first of each
  std::vector<std::string> columns{};  ///< of a CSV

  bool has(std::string_view pointer) const { return keys.contains(pointer); }
  bool has_columns(std::initializer_list<std::string_view> names) const;
  std::string_view text(std::string_view pointer) const;
};

/// The first line that is neither blank nor a comment.
std::string_view first_line(std::string_view text);

/// What parts the fields of a CSV with this header: a comma, else a semicolon, else a tab.
char separator_of(std::string_view header);

/// The cells of one row of a Markdown table, blanks around them left out.
std::vector<std::string> markdown_cells(std::string_view line);

Probe probe(const Input& input);
EvidenceFormat recognize(const Probe& probe);

/// Why a file of a format that is known, but of no use, is refused; empty where it is of use.
std::string_view why_refused(EvidenceFormat format);

}  // namespace costmodel::import
