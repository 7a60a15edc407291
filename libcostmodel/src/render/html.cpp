// One self-contained page: no network, no script; readable on a phone, in the dark and on paper.
#include <algorithm>

#include "base/utf8.hpp"
#include "render/formats.hpp"

namespace costmodel {

namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --rule: #1b1f24; --hair: #d0d7de; --page: #fff; --shade: #f6f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9da7b1; --rule: #b1bac4; --hair: #30363d; --page: #0d1117; --shade: #161b22; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 80rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 .5rem; }
p, ul { max-width: 46rem; margin: .5rem 0; }
.lead { font-size: 1.05rem; }
.costmodel { overflow-x: auto; margin: 1rem 0 .5rem; }
table { border-collapse: collapse; border-top: 2px solid var(--rule); border-bottom: 2px solid var(--rule);
  font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0 0 .4rem; }
caption.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .4rem .75rem .4rem 0; text-align: left; vertical-align: top; }
th + th, th + td, td + td { padding-left: .25rem; }
thead th { border-bottom: 1px solid var(--rule); vertical-align: bottom; font-weight: 600; }
tbody th { font-weight: 600; }
tbody tr + tr > * { border-top: 1px solid var(--hair); }
.n { text-align: right; white-space: nowrap; }
thead .n { white-space: normal; }
.p { min-width: 15rem; overflow-wrap: anywhere; }
.notes { color: var(--soft); font-size: .875rem; padding-left: 1.1rem; }
@media (max-width: 40rem) {
  body { padding-top: 1.25rem; }
  .cards table, .cards tbody, .cards tr, .cards th, .cards td, .cards caption { display: block; }
  .cards thead { display: none; }
  .cards table { border: 0; }
  .cards caption { border-bottom: 2px solid var(--rule); }
  .cards tbody { border-top: 1px solid var(--rule); }
  .cards tr { padding: .6rem 0; border-bottom: 1px solid var(--rule); }
  .cards tbody tr > * { border: 0; padding: .1rem 0; text-align: left; white-space: normal; min-width: 0; }
  .cards tbody td { display: grid; grid-template-columns: 8rem 1fr; gap: .75rem; }
  .cards td::before { content: attr(data-label); color: var(--soft); font-size: .75rem; line-height: 1.65; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 9pt; }
  table { font-size: 7.5pt; }
  .costmodel { overflow: visible; }
  .p { min-width: 0; }
  tr, h2 { break-inside: avoid; break-after: auto; }
  h2 { break-after: avoid; }
}
)css";

/// Where the word around `i` ends.
std::size_t word_end(std::u32string_view text, std::size_t i) {
  return std::min(text.find_first_of(U" \n", i), text.size());
}

/// Characters of a page as text, also inside a quoted attribute. Long words may be broken where that reads well.
std::string escaped(std::u32string_view text, bool may_break) {
  constexpr std::size_t long_word = 16;
  std::u32string result;
  result.reserve(text.size() + 16);
  for (std::size_t i = 0, start = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (c == ' ' || c == '\n') start = i + 1;
    switch (c) {
      case '&':
        result += U"&amp;";
        break;
      case '<':
        result += U"&lt;";
        break;
      case '>':
        result += U"&gt;";
        break;
      case '"':
        result += U"&quot;";
        break;
      case '\'':
        result += U"&#39;";
        break;
      case '\n':
        result += may_break ? U"<br>" : U" ";
        break;
      default:
        result += c;
    }
    if (may_break && plain::breaks_after(c) && word_end(text, i) - start > long_word) result += U"<wbr>";
  }
  return plain::utf8(result);
}

std::string body_text(std::string_view text) { return escaped(plain::code_points(text), true); }
std::string attribute(std::string_view text) { return escaped(plain::code_points(text), false); }

std::string html_paragraph(std::string_view text, std::string_view kind = "") {
  return (kind.empty() ? "<p>" : "<p class=\"" + std::string(kind) + "\">") + body_text(text) + "</p>\n";
}

/// Classes of a column: numbers to the right, running text with room. A table that stands in somebody else's page
/// brings its alignment with it, because notebooks align every cell to the right.
std::string class_of(const Table& table, std::size_t i, bool prose, bool alone) {
  const bool number = table.columns[i].align == Align::right;
  std::string text = number ? " class=\"n\"" : prose ? " class=\"p\"" : "";
  if (alone)
    text += number ? " style=\"text-align:right;vertical-align:top\"" : " style=\"text-align:left;vertical-align:top\"";
  return text;
}

/// `starts`: of the cells of a row, the same for all of them.
std::string row_html(const std::vector<std::string>& row, const std::vector<std::string>& starts) {
  std::string text = "<tr>";
  for (std::size_t i = 0; i < starts.size(); ++i)
    text.append(starts[i]).append(body_text(cell(row, i))).append(i == 0 ? "</th>" : "</span></td>");
  return text + "</tr>\n";
}

}  // namespace

namespace {

std::string html_table(const Table& table, bool titled, bool alone) {
  std::vector<std::string> classes, starts;
  bool any_prose = false;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool prose = is_prose(table, i);
    any_prose = any_prose || (prose && table.columns.size() > 2);
    classes.push_back(class_of(table, i, prose, alone));
    starts.push_back(i == 0 ? "<th scope=\"row\"" + classes[i] + '>'
                            : "<td" + classes[i] + " data-label=\"" + attribute(table.columns[i].title) + "\"><span>");
  }
  std::string text = std::string("<div class=\"costmodel tex2jax_ignore mathjax_ignore") + (any_prose ? " cards" : "") +
                     "\" tabindex=\"0\" role=\"region\" aria-label=\"" + attribute(table.title) + "\">\n<table" +
                     (table.id.empty() ? "" : " id=\"" + attribute(table.id) + '"') + ">\n";
  text += std::string(titled ? alone ? "<caption style=\"text-align:left;font-weight:600\">" : "<caption>"
                             : "<caption class=\"unseen\">") +
          body_text(table.title) + "</caption>\n<thead><tr>";
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    text += "<th scope=\"col\"" + classes[i] + '>' + body_text(table.columns[i].title) + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) text += row_html(row, starts);
  text += "</tbody>\n</table>\n</div>\n";
  if (table.notes.empty()) return text;
  text += "<ul class=\"notes tex2jax_ignore mathjax_ignore\">\n";
  for (const auto& note : table.notes) text += "<li>" + body_text(note) + "</li>\n";
  return text + "</ul>\n";
}

}  // namespace

std::string to_html(const Table& table) { return html_table(table, true, true); }

std::string to_html(const Report& report) {
  std::string text =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri "
      "'none'; "
      "form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      attribute(report.title) + "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body>\n<main>\n<h1>" +
      body_text(report.title) + "</h1>\n";
  for (const auto& words : report.lead) text += html_paragraph(words, "lead");
  for (const auto& section : report.sections) {
    if (!section.heading.empty()) text += "<h2>" + body_text(section.heading) + "</h2>\n";
    for (const auto& words : section.paragraphs) text += html_paragraph(words);
    for (const auto& table : section.tables) text += html_table(table, table.title != section.heading, false);
  }
  return text + "</main>\n</body>\n</html>\n";
}

}  // namespace costmodel
