// A report as sections of prose and tables, before anybody decides what it looks like.
#pragma once

#include <costmodel/decide/decision.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

enum class Align { left, right };

struct Column {
  std::string title{};
  Align align = Align::left;
};

struct Table {
  std::string id{};     ///< stable, for file names and anchors: "placement", "costs", …
  std::string title{};
  std::vector<Column> columns{};
  std::vector<std::vector<std::string>> rows{};  ///< plain text; a line feed separates lines inside a cell
  std::vector<std::string> notes{};
};

/// A heading with paragraphs before its table, if it has one.
struct Section {
  std::string heading{};
  std::vector<std::string> paragraphs{};
  std::vector<Table> tables{};
};

struct Report {
  std::string title{};
  std::vector<std::string> lead{};
  std::vector<Section> sections{};
};

/// The Layer placement decision table alone.
Table placement_table(const Decision& decision);

/// The cost table, with requests packed and at random, and the "$ ÷ U" column.
Table cost_table(const std::vector<PathCost>& costs, const std::vector<PathCost>& packed = {});

/// Crossovers, packed and at random side by side.
Table crossover_table(const std::vector<Comparison>& comparisons);

/// The decision table and everything that stands beside it.
Report decision_report(const Scenario& scenario, const Decision& decision);

enum class Format { text, markdown, html, latex, csv };

/// The format of that name (text, md, html, latex, csv). Throws InvalidInput with the nearest name.
Format format_named(std::string_view name);

/// A whole document. CSV holds the tables' rows alone, the first table only.
std::string render(const Report& report, Format format);

/// One table, to be pasted into a document of that format.
std::string render(const Table& table, Format format);

}  // namespace costmodel
