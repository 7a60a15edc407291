#include "render/formats.hpp"

#include <algorithm>
#include <array>
#include <costmodel/base/error.hpp>

#include "base/figures.hpp"
#include "base/nearest.hpp"
#include "base/utf8.hpp"

namespace costmodel {

namespace {

struct Extent {
  std::size_t least = 1;    ///< longest word, up to a limit
  std::size_t natural = 1;  ///< longest line
  std::size_t titled = 1;   ///< the title's line, up to a limit; taken where there is room to spare
};

constexpr std::size_t longest_unbroken = 18;
constexpr std::size_t longest_title_line = 24;

Extent extent(const Table& table, std::size_t column) {
  Extent e;
  const auto see = [&](std::string_view text) {
    const auto points = plain::code_points(text);
    e.least = std::max(e.least, std::min(plain::longest_word(points), longest_unbroken));
    for (const auto& line : plain::lines(points)) e.natural = std::max(e.natural, plain::width(line));
  };
  for (const auto& row : table.rows) see(cell(row, column));
  e.titled = std::min<std::size_t>(plain::width(plain::code_points(table.columns[column].title)), longest_title_line);
  const std::size_t of_rows = e.natural;
  see(table.columns[column].title);
  e.natural = std::max(of_rows, e.least);  // a title may be broken, the cells decide
  return e;
}

}  // namespace

const std::string& cell(const std::vector<std::string>& row, std::size_t column) {
  static const std::string empty;
  return column < row.size() ? row[column] : empty;
}

bool is_prose(const Table& table, std::size_t column) {
  constexpr std::size_t long_line = 28;
  return extent(table, column).natural > long_line;
}

std::vector<std::size_t> column_widths(const Table& table, std::size_t total) {
  std::vector<Extent> extents;
  for (std::size_t i = 0; i < table.columns.size(); ++i) extents.push_back(extent(table, i));
  const auto at = [&](std::size_t level) {
    std::vector<std::size_t> widths;
    for (const auto& e : extents) widths.push_back(std::min(e.natural, std::max(e.least, level)));
    return widths;
  };
  const auto sum = [](const std::vector<std::size_t>& widths) {
    std::size_t all = 0;
    for (const std::size_t width : widths) all += width;
    return all;
  };
  // Too many columns for their words: break the longest words.
  for (std::size_t longest = longest_unbroken; longest > 8 && sum(at(1)) > total; --longest)
    for (auto& e : extents) e.least = std::min(e.least, longest);
  std::size_t level = 1;
  while (level < total && sum(at(level + 1)) <= total) ++level;
  auto widths = at(level);
  std::size_t left = total - std::min(total, sum(widths));
  for (std::size_t i = 0; i < widths.size() && left > 0; ++i)
    if (widths[i] < extents[i].natural) ++widths[i], --left;
  for (std::size_t i = 0; i < widths.size() && left > 0; ++i)
    for (; widths[i] < extents[i].titled && left > 0; --left) ++widths[i];
  return widths;
}

Format format_named(std::string_view name) {
  constexpr std::array<std::string_view, 5> known{"text", "md", "html", "latex", "csv"};
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end())
    throw InvalidInput("unknown-format", "format", '"' + std::string(name) + '"',
                       text::joined(known) + did_you_mean(name, known));
  return static_cast<Format>(found - known.begin());
}

std::string render(const Table& table, Format format) {
  switch (format) {
    case Format::text:
      return to_text(table);
    case Format::markdown:
      return to_markdown(table);
    case Format::html:
      return to_html(table);
    case Format::latex:
      return to_latex(table);
    case Format::csv:
      break;
  }
  return to_csv(table);
}

std::string render(const Report& report, Format format) {
  switch (format) {
    case Format::text:
      return to_text(report);
    case Format::markdown:
      return to_markdown(report);
    case Format::html:
      return to_html(report);
    case Format::latex:
      return to_latex(report);
    case Format::csv:
      break;
  }
  for (const auto& section : report.sections)
    if (!section.tables.empty()) return to_csv(section.tables.front());
  return {};
}

}  // namespace costmodel
