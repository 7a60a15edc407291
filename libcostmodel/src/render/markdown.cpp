// GitHub-flavoured Markdown that also reads as text.
#include "base/utf8.hpp"
#include "render/formats.hpp"

namespace costmodel {

namespace {

bool is_word(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c > 0x7F;
}

/// Markdown takes this character as its own wherever it stands; an underscore only at the edge of a word.
bool is_special(std::u32string_view text, std::size_t i) {
  if (text[i] == '_') return i == 0 || i + 1 == text.size() || !is_word(text[i - 1]) || !is_word(text[i + 1]);
  return std::u32string_view(U"\\`*[]|~$").find(text[i]) != std::u32string_view::npos;
}

/// The length of what would make a line a heading, a list item, a quotation or a rule: "# ", "- ", "12. ", "> ", "===".
std::size_t marker(std::u32string_view line) {
  if (line.empty()) return 0;
  if (std::u32string_view(U"#>+-=").find(line[0]) != std::u32string_view::npos) return 1;
  std::size_t i = 0;
  while (i < line.size() && line[i] >= '0' && line[i] <= '9') ++i;
  const bool ends_item = i + 1 == line.size() || (i + 1 < line.size() && line[i + 1] == ' ');
  return i > 0 && i < line.size() && (line[i] == '.' || line[i] == ')') && ends_item ? i + 1 : 0;
}

/// One line escaped. Outside a table a line may begin with something that means a block.
std::string inline_text(std::u32string_view line, bool starts_block) {
  while (line.starts_with(U' ')) line.remove_prefix(1);
  const std::size_t marked = starts_block ? marker(line) : 0;
  std::u32string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '<')
      text += U"&lt;";
    else if (line[i] == '&')
      text += U"&amp;";
    else {
      if (is_special(line, i) || (marked > 0 && i == marked - 1)) text += U'\\';
      text += line[i];
    }
  }
  return plain::utf8(text);
}

std::string escaped(std::string_view text, std::string_view line_end, bool starts_block) {
  std::string result;
  for (const auto& line : plain::lines(plain::code_points(text))) {
    if (!result.empty()) result += line_end;
    result += inline_text(line, starts_block);
  }
  return result;
}

std::string markdown_paragraph(std::string_view text) { return escaped(text, "<br>\n", true) + "\n"; }
std::string heading(std::string_view text) { return escaped(text, " ", false); }

}  // namespace

namespace {

std::string markdown_table(const Table& table, bool titled) {
  std::string text;
  if (titled && !table.title.empty()) text += "**" + heading(table.title) + "**\n\n";
  const auto record = [&](const auto& text_of) {
    text += '|';
    for (std::size_t i = 0; i < table.columns.size(); ++i) text += ' ' + escaped(text_of(i), "<br>", false) + " |";
    text += '\n';
  };
  record([&](std::size_t i) { return table.columns[i].title; });
  text += '|';
  for (const auto& column : table.columns) text += column.align == Align::right ? "---:|" : "---|";
  text += '\n';
  for (const auto& row : table.rows) record([&](std::size_t i) { return cell(row, i); });
  if (!table.notes.empty()) text += '\n';
  for (const auto& note : table.notes) text += "- " + escaped(note, " ", true) + '\n';
  return text;
}

}  // namespace

std::string to_markdown(const Table& table) { return markdown_table(table, true); }

std::string to_markdown(const Report& report) {
  std::string text = "# " + heading(report.title) + "\n";
  for (const auto& words : report.lead) text += '\n' + markdown_paragraph(words);
  for (const auto& section : report.sections) {
    if (!section.heading.empty()) text += "\n## " + heading(section.heading) + '\n';
    for (const auto& words : section.paragraphs) text += '\n' + markdown_paragraph(words);
    for (const auto& table : section.tables) text += '\n' + markdown_table(table, table.title != section.heading);
    for (const auto& figure : section.figures) text += "\n![" + heading(figure.caption) + "](" + figure.file + ")\n";
  }
  return text;
}

}  // namespace costmodel
