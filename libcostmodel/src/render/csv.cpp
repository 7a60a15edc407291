// CSV after RFC 4180, and safe to open in a spreadsheet.
#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "render/formats.hpp"

namespace costmodel {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The number without its thousands separators, or nothing: 12,345.60 is one, 1,2 is not.
std::string bare_number(std::string_view text) {
  std::string bare;
  if (text.starts_with('+')) text.remove_prefix(1);  // of a difference
  std::size_t i = text.starts_with('-') ? 1 : 0;
  if (i == 1) bare = "-";
  const std::size_t point = std::min(text.find('.'), text.size());
  if (i == point) return {};
  for (; i < point; ++i) {
    const bool separator = (point - i) % 4 == 0 && i > (text.starts_with('-') ? 1u : 0u);
    if (separator ? text[i] != ',' && !is_digit(text[i]) : !is_digit(text[i])) return {};
    if (text[i] != ',') bare += text[i];
  }
  if (point == text.size()) return bare;
  const auto decimals = text.substr(point + 1);
  if (decimals.empty() || !std::all_of(decimals.begin(), decimals.end(), is_digit)) return {};
  return bare.append(text.substr(point));
}

/// A number in the table's marks with those that `bare_number` knows.
std::string with_usual_marks(std::string_view text, const Table& table) {
  std::string usual;
  for (std::size_t i = 0; i < text.size();) {
    const auto is = [&](const std::string& mark) { return !mark.empty() && text.substr(i).starts_with(mark); };
    const bool decimal = is(table.shown.decimal_mark), thousands = !decimal && is(table.shown.thousands_mark);
    usual += decimal ? '.' : thousands ? ',' : text[i];
    i += decimal ? table.shown.decimal_mark.size() : thousands ? table.shown.thousands_mark.size() : 1;
  }
  return usual;
}

std::string field(std::string_view text, const Table& table) {
  if (const std::string number = bare_number(with_usual_marks(text, table)); !number.empty()) return number;
  if (constexpr std::string_view share = " %"; text.ends_with(share))
    if (const std::string number = bare_number(with_usual_marks(text.substr(0, text.size() - share.size()), table));
        !number.empty())
      return number + " %";
  auto points = plain::code_points(text);
  std::replace(points.begin(), points.end(), U'\u00A0', U' ');
  std::replace(points.begin(), points.end(), U'\n', U' ');  // a record is a line
  std::string cell = plain::utf8(points);
  const std::size_t first = cell.find_first_not_of(' ');  // a tab has become a space
  constexpr std::array<std::string_view, 8> formula{"=",      "+",      "-",      "@",
                                                    "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};  // full width as well
  const auto starts = [&](std::string_view sign) { return std::string_view(cell).substr(first).starts_with(sign); };
  if (first != std::string::npos && std::any_of(formula.begin(), formula.end(), starts)) cell.insert(0, 1, '\'');
  if (cell.find_first_of(",\"") == std::string::npos && !cell.starts_with(' ') && !cell.ends_with(' ')) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

}  // namespace

std::string to_csv(const Table& table) {
  std::string text;
  const auto record = [&](const auto& text_of, const std::vector<std::string>& more) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) text += (i > 0 ? "," : "") + field(text_of(i), table);
    for (std::size_t i = 0; i < table.of_csv_titles.size(); ++i) text += ',' + field(cell(more, i), table);
    text += "\r\n";
  };
  static const std::vector<std::string> none;
  record([&](std::size_t i) { return table.columns[i].title; }, table.of_csv_titles);
  for (std::size_t r = 0; r < table.rows.size(); ++r)
    record([&](std::size_t i) { return cell(table.rows[r], i); },
           r < table.of_csv_rows.size() ? table.of_csv_rows[r] : none);
  return text;
}

}  // namespace costmodel
