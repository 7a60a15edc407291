// One writer for each format. Each escapes what it is given.
#pragma once

#include <costmodel/render/table.hpp>
#include <string>
#include <vector>

namespace costmodel {

std::string to_text(const Table& table);
std::string to_text(const Report& report);
std::string to_markdown(const Table& table);
std::string to_markdown(const Report& report);
std::string to_html(const Table& table);
std::string to_html(const Report& report);
std::string to_latex(const Table& table);
std::string to_latex(const Report& report);
std::string to_csv(const Table& table);

/// Widths of a table's columns that add up to `total`, counted in characters: what each column needs, and the long ones
/// share what is left over. Words are broken only where there is no room for them.
std::vector<std::size_t> column_widths(const Table& table, std::size_t total);

/// Whether a column holds running text: any cell of more than 28 characters on a line.
bool is_prose(const Table& table, std::size_t column);

/// A row's cell; empty where the row is short.
const std::string& cell(const std::vector<std::string>& row, std::size_t column);

}  // namespace costmodel
