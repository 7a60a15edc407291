// A document for pdflatex with booktabs and longtable. Anything that the fonts may not have is written as its code
// point.
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/figures.hpp"
#include "base/utf8.hpp"
#include "render/formats.hpp"

namespace costmodel {

namespace {

constexpr std::string_view preamble = R"tex(\documentclass[10pt,a4paper]{article}
\IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\usepackage[utf8]{inputenc}
\usepackage[landscape,margin=15mm]{geometry}
\usepackage{array,booktabs,graphicx,longtable}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\LTleft}{0pt}
\setlength{\LTpre}{4pt}
\setlength{\LTpost}{2pt}
\setlength{\emergencystretch}{3em}
\renewcommand{\arraystretch}{1.1}
\newcommand{\room}[1]{\par\ifdim\pagegoal=\maxdimen\else\ifdim\dimexpr\pagegoal-\pagetotal\relax<#1\relax\newpage\fi\fi}
\begin{document}
)tex";

using Replacement = std::pair<char32_t, std::string_view>;
// clang-format off
constexpr Replacement replacements[] = {
    {'\\', "\\textbackslash{}"}, {'{', "\\{"}, {'}', "\\}"}, {'$', "{\\char36}"}, {'&', "\\&"}, {'%', "\\%"},
    {'#', "\\#"}, {'_', "\\_"}, {'~', "\\textasciitilde{}"}, {'^', "\\textasciicircum{}"},
    {'<', "\\textless{}"}, {'>', "\\textgreater{}"}, {'|', "\\textbar{}"}, {'"', "{''}"}, {'[', "{[}"},
    {']', "{]}"}, {'*', "{*}"}, {'`', "{`}"}, {'\'', "{'}"}, {'-', "-{}"}, {0xA0, "~"}, {0xA3, "GBP"},
    {0xA7, "$\\S$"}, {0xA9, "(c)"}, {0xAE, "(R)"}, {0xB0, "$^\\circ$"}, {0xB1, "$\\pm$"}, {0xB2, "$^2$"},
    {0xB3, "$^3$"}, {0xB5, "$\\mu$"}, {0xB7, "$\\cdot$"}, {0xBC, "$\\frac14$"}, {0xBD, "$\\frac12$"},
    {0xBE, "$\\frac34$"}, {0xD7, "$\\times$"}, {0xF7, "$\\div$"}, {0x3B1, "$\\alpha$"}, {0x3B2, "$\\beta$"},
    {0x3BB, "$\\lambda$"}, {0x3BC, "$\\mu$"}, {0x3C1, "$\\rho$"}, {0x3C3, "$\\sigma$"}, {0x3C6, "$\\varphi$"},
    {0x394, "$\\Delta$"}, {0x3A3, "$\\Sigma$"}, {0x2010, "-{}"}, {0x2011, "-{}"}, {0x2013, "--"},
    {0x2014, "---"}, {0x2018, "`"}, {0x2019, "'"}, {0x201C, "``"}, {0x201D, "''"}, {0x2022, "$\\bullet$"},
    {0x2026, "\\ldots{}"}, {0x202F, "\\,"}, {0x2009, "\\,"}, {0x20AC, "EUR\\,"}, {0x2190, "$\\leftarrow$"},
    {0x2192, "$\\rightarrow$"}, {0x2212, "$-$"}, {0x2248, "$\\approx$"}, {0x2260, "$\\neq$"},
    {0x2264, "$\\leq$"}, {0x2265, "$\\geq$"},
};
// clang-format on

/// Letters that LaTeX makes of any Latin font, with an accent where the font lacks them.
bool is_latin_letter(char32_t c) {
  constexpr std::u32string_view beyond_latin_1 = U"ĂăĆćČčĎďĚěĞğİıŁłŃńŇňŐőŔŕŘřŚśŞşŠšŤťŮůŰűŹźŻżŽžŒœ";
  constexpr std::u32string_view missing = U"ÐðÞþ";
  if (c >= 0xC0 && c <= 0xFF) return missing.find(c) == std::u32string_view::npos;
  return beyond_latin_1.find(c) != std::u32string_view::npos;
}

std::string code_point_name(char32_t c) {
  std::string digits;
  for (; c > 0 || digits.size() < 4; c >>= 4) digits.insert(0, 1, "0123456789ABCDEF"[c & 0xF]);
  return "{[}U+" + digits + "{]}";
}

std::string character(char32_t c) {
  const auto found = std::find_if(std::begin(replacements), std::end(replacements),
                                  [&](const Replacement& r) { return r.first == c; });
  if (found != std::end(replacements)) return std::string(found->second);
  if (c < 0x7F || is_latin_letter(c)) return plain::utf8(std::u32string_view(&c, 1));
  return code_point_name(c);
}

std::string escaped(std::string_view text, std::string_view line_end) {
  std::string result;
  std::size_t in_word = 0;
  for (const char32_t c : plain::code_points(text)) {
    in_word = c == ' ' || c == '\n' ? 0 : in_word + 1;
    result += c == '\n' ? std::string(line_end) : character(c);
    if (in_word > 6 && plain::breaks_after(c) && c != '.' && c != ',') result += "\\allowbreak{}";
  }
  return result;
}

std::string in_cell(std::string_view text) { return escaped(text, "\\linebreak{}"); }
std::string in_line(std::string_view text) { return escaped(text, " "); }
std::string latex_paragraph(std::string_view text) { return escaped(text, "\\newline{}") + "\n\n"; }

constexpr std::size_t characters_on_a_line = 150;

/// Lines of the highest cell of a row, in columns of these widths.
template <class TextOf>
std::size_t lines_of(const std::vector<std::size_t>& widths, const TextOf& text_of) {
  std::size_t most = 1;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::size_t length = plain::code_points(text_of(i)).size(), width = std::max<std::size_t>(1, widths[i]);
    most = std::max(most, (length + width - 1) / width);
  }
  return most;
}

/// Lines that the title of a table, its head and its first rows take, all rows where they are few, so that none of them
/// stands alone at the foot of a page.
std::size_t lines_to_keep(const Table& table) {
  constexpr std::size_t least = 7, most = 24, few = 12;
  const std::size_t rows = table.rows.size() <= few ? few : 2;
  const auto widths = column_widths(table, characters_on_a_line);
  std::size_t lines = 3 + lines_of(widths, [&](std::size_t i) { return table.columns[i].title; });
  for (std::size_t r = 0; r < std::min(rows, table.rows.size()); ++r)
    lines += lines_of(widths, [&](std::size_t i) { return cell(table.rows[r], i); });
  return std::clamp(lines, least, most);
}

/// The same of a heading, its paragraphs and its first table.
std::size_t lines_to_keep(const Section& section) {
  constexpr std::size_t least = 10, most = 30;
  std::size_t lines = 3;
  for (const auto& words : section.paragraphs) lines += 1 + plain::code_points(words).size() / characters_on_a_line;
  if (!section.tables.empty()) lines += lines_to_keep(section.tables.front());
  return std::clamp(lines, least, most);
}

std::string room_for(std::size_t lines) { return "\\room{" + std::to_string(lines) + "\\baselineskip}"; }

/// Room for so many lines and, where they are drawn, the figures that follow.
std::string room_with_figures(std::size_t lines, const Section& section) {
  constexpr std::size_t of_a_figure = 20, most = 38;
  if (section.figures.empty()) return room_for(lines);
  return "\\IfFileExists{" + section.figures.front().file + "}{" + room_for(std::min(most, lines + of_a_figure)) +
         "}{" + room_for(lines) + "}";
}

/// Column types: paragraphs whose widths are shares of the line, counted in characters.
std::string column_types(const Table& table) {
  const auto widths = column_widths(table, characters_on_a_line);
  std::string types;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const double share =
        static_cast<double>(widths[i] + 2) / static_cast<double>(characters_on_a_line + 2 * widths.size());
    types += std::string(">{\\") + (table.columns[i].align == Align::right ? "raggedleft" : "raggedright") +
             "\\arraybackslash}p{\\dimexpr " + text::fixed(share, 4) + "\\linewidth-2\\tabcolsep\\relax}";
  }
  return types;
}

}  // namespace

namespace {

std::string latex_table(const Table& table, bool titled) {
  const auto record = [&](const auto& text_of, std::string_view before, std::string_view after) {
    std::string text;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string words = in_cell(text_of(i));
      text += (i > 0 ? " & " : "") + (words.empty() ? "" : std::string(before) + words + std::string(after));
    }
    return text + " \\\\\n";
  };
  const std::string head = record([&](std::size_t i) { return table.columns[i].title; }, "\\textbf{", "}");
  std::string text = "{\\footnotesize\\setlength{\\tabcolsep}{3pt}\\hyphenpenalty=10000\n";
  if (titled && !table.title.empty())
    text += room_for(lines_to_keep(table)) + "\\textbf{" + in_line(table.title) + "}\\nopagebreak\n";
  text += "\\begin{longtable}{" + column_types(table) + "}\n\\toprule\n" + head +
          "\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n";
  const bool tall = table.columns.size() > 2 && [&] {
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (is_prose(table, i)) return true;
    return false;
  }();
  for (std::size_t r = 0; r < table.rows.size(); ++r)
    text += (tall && r > 0 ? "\\addlinespace\n" : "") +
            record([&](std::size_t i) { return cell(table.rows[r], i); }, "{}", "");
  text += "\\end{longtable}\n";
  for (const auto& note : table.notes) text += "$\\bullet$ " + in_line(note) + "\n\n";
  return text + "}\n";
}

}  // namespace

namespace {

/// Half a line wide, so that two stand beside each other; where the file is not there, nothing stands.
std::string figure_text(const Figure& figure) {
  return "\\IfFileExists{" + figure.file +
         "}{\\raisebox{-\\height}{\\includegraphics[width=0.49\\linewidth,"
         "height=0.5\\textheight,keepaspectratio]{" +
         figure.file + "}}}{}\n";
}

}  // namespace

std::string to_latex(const Table& table) { return latex_table(table, true); }

std::string to_latex(const Report& report) {
  std::string text = std::string(preamble) + "{\\Large\\bfseries " + in_line(report.title) + "\\par}\n\n";
  for (const auto& words : report.lead) text += latex_paragraph(words);
  for (const auto& section : report.sections) {
    const std::size_t lines = lines_to_keep(section);
    const bool together = section.tables.size() < 2;
    if (!section.heading.empty())
      text += (together ? room_with_figures(lines, section) : room_for(lines)) + "\\section*{" +
              in_line(section.heading) + "}\n";
    for (const auto& words : section.paragraphs) text += latex_paragraph(words);
    for (const auto& table : section.tables) {
      const bool before_figures =
          section.tables.size() > 1 && &table == &section.tables.back() && !section.figures.empty();
      if (before_figures) text += room_with_figures(lines_to_keep(table), section);
      text += latex_table(table, table.title != section.heading) + "\n";
    }
    for (const auto& figure : section.figures) text += figure_text(figure);
    if (!section.figures.empty()) text += "\\par\n";
  }
  return text + "\\end{document}\n";
}

}  // namespace costmodel
