// Prose and tables before anybody decides what they look like, and the formats that they can take.
#pragma once

#include <costmodel/base/presentation.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

enum class Align { left, right };
inline std::string_view to_string(Align align) { return align == Align::left ? "left" : "right"; }

struct Column {
  std::string title{};
  Align align = Align::left;
};

struct Table {
  std::string id{};  ///< stable, for file names and anchors: "placement", "costs", …
  std::string title{};
  std::vector<Column> columns{};
  std::vector<std::vector<std::string>> rows{};  ///< plain text; a line feed separates lines inside a cell
  std::vector<std::string> notes{};
  Presentation shown{};                      ///< how its numbers are written
  std::vector<std::string> of_csv_titles{};  ///< titles of columns that CSV alone has: it shows no second table
  std::vector<std::vector<std::string>> of_csv_rows{};  ///< their cells, for each row
};

/// A picture in a file beside the report. Shown by Markdown and, where the file is there, by LaTeX.
struct Figure {
  std::string file{};  ///< relative to the report: "charts/cost.png"
  std::string caption{};
};

/// A heading with paragraphs before its tables and pictures behind them, if it has any.
struct Section {
  std::string heading{};
  std::vector<std::string> paragraphs{};
  std::vector<Table> tables{};
  std::vector<Figure> figures{};
};

struct Report {
  std::string title{};
  std::vector<std::string> lead{};
  std::vector<Section> sections{};
};

enum class Format { text, markdown, html, latex, csv };

/// The format of that name (text, md, html, latex, csv). Throws InvalidInput with the nearest name.
Format format_named(std::string_view name);

/// A whole document, the same bytes everywhere. Whatever the text holds, it comes out as text: escaped, and without
/// control characters. CSV (RFC 4180) is the first table's rows alone; a cell that a spreadsheet would take for a
/// formula gets an apostrophe, and numbers are plain: a decimal point, nothing between thousands.
std::string render(const Report& report, Format format);

/// One table, to be pasted into a document of that format. LaTeX needs the packages of the whole document.
std::string render(const Table& table, Format format);

}  // namespace costmodel
