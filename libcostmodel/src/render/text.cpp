// Plain text of 118 columns: rules above and below the header and at the end, no vertical bars.
#include <algorithm>

#include "base/utf8.hpp"
#include "render/formats.hpp"

namespace costmodel {

namespace {

constexpr std::size_t page = 118;
constexpr std::size_t prose_width = 100;
constexpr std::size_t gap = 2;

std::string repeated(std::string_view what, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += what;
  return text;
}

std::string line(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

/// One cell wrapped and padded to its column.
std::vector<std::string> block(std::string_view text, std::size_t width, Align align) {
  std::vector<std::string> result;
  for (auto& piece : plain::wrapped(plain::code_points(text), width)) {
    std::replace(piece.begin(), piece.end(), U'\u00A0', U' ');  // it has kept its line together
    const std::string space(width - std::min(width, plain::width(piece)), ' ');
    result.push_back(align == Align::right ? space + plain::utf8(piece) : plain::utf8(piece) + space);
  }
  return result;
}

/// A row's blocks side by side, from the top, or standing on the line below for a header.
std::string side_by_side(const std::vector<std::vector<std::string>>& blocks, const std::vector<std::size_t>& widths,
                         bool from_top) {
  std::size_t height = 0;
  for (const auto& b : blocks) height = std::max(height, b.size());
  std::string text;
  for (std::size_t y = 0; y < height; ++y) {
    std::string row;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const std::size_t above = from_top ? 0 : height - blocks[i].size();
      const bool inside = y >= above && y - above < blocks[i].size();
      row += (i > 0 ? std::string(gap, ' ') : "") + (inside ? blocks[i][y - above] : std::string(widths[i], ' '));
    }
    text += line(std::move(row));
  }
  return text;
}

std::string paragraph(std::string_view text, std::size_t indent = 0) {
  std::string result;
  for (const auto& piece : plain::wrapped(plain::code_points(text), prose_width)) {
    result += line(std::string(result.empty() ? 0 : indent, ' ') + plain::utf8(piece));
  }
  return result;
}

std::string underlined(std::string_view heading, std::string_view with) {
  const auto pieces = plain::wrapped(plain::code_points(heading), prose_width);
  std::size_t widest = 0;
  for (const auto& piece : pieces) widest = std::max(widest, plain::width(piece));
  return paragraph(heading) + repeated(with, widest) + "\n";
}

}  // namespace

namespace {

std::string table_text(const Table& table, bool titled) {
  const std::size_t columns = table.columns.size();
  const std::size_t gaps = gap * (columns - std::min<std::size_t>(columns, 1));
  const auto widths = column_widths(table, page - std::min(page, gaps));
  std::size_t total = gaps;
  for (const std::size_t width : widths) total += width;

  const auto blocks_of = [&](const auto& text_of) {
    std::vector<std::vector<std::string>> blocks;
    for (std::size_t i = 0; i < columns; ++i) blocks.push_back(block(text_of(i), widths[i], table.columns[i].align));
    return blocks;
  };
  std::vector<std::string> rows;
  bool tall = false;
  for (const auto& row : table.rows) {
    rows.push_back(side_by_side(blocks_of([&](std::size_t i) { return cell(row, i); }), widths, true));
    tall = tall || std::count(rows.back().begin(), rows.back().end(), '\n') > 2;
  }
  std::string text = titled && !table.title.empty() ? paragraph(table.title) : "";
  text += repeated("━", total) + "\n";
  text += side_by_side(blocks_of([&](std::size_t i) { return table.columns[i].title; }), widths, false);
  text += repeated("─", total) + "\n";
  for (std::size_t i = 0; i < rows.size(); ++i) text += (tall && i > 0 ? "\n" : "") + rows[i];
  text += repeated("━", total) + "\n";
  for (const auto& note : table.notes) text += paragraph("· " + note, 2);
  return text;
}

}  // namespace

std::string to_text(const Table& table) { return table_text(table, true); }

std::string to_text(const Report& report) {
  std::string text = underlined(report.title, "═");
  for (const auto& words : report.lead) text += "\n" + paragraph(words);
  for (const auto& section : report.sections) {
    if (!section.heading.empty()) text += "\n\n" + underlined(section.heading, "─");
    for (const auto& words : section.paragraphs) text += "\n" + paragraph(words);
    for (const auto& table : section.tables) text += "\n" + table_text(table, table.title != section.heading);
  }
  return text;
}

}  // namespace costmodel
