#include "import/csv_table.hpp"

#include <algorithm>
#include <set>

#include "import/recognize.hpp"
#include "io/csv.hpp"

namespace costmodel::import {

namespace {

/// Spreadsheets that part fields by ";" write decimals with a comma.
void point_for_comma(std::string& field) {
  const auto comma = field.find(',');
  if (comma == std::string::npos || comma == 0 || comma + 1 == field.size()) return;
  for (std::size_t i = 0; i < field.size(); ++i)
    if (i != comma && !(field[i] >= '0' && field[i] <= '9') && !(i == 0 && field[i] == '-')) return;
  field[comma] = '.';
}

}  // namespace

std::vector<std::string> read_table(Reading& reading,
                                    const std::function<void(const std::vector<std::string>&)>& header,
                                    const std::function<void(std::uint64_t, const std::vector<std::string>&)>& row) {
  std::string text = reading.input->text();
  if (!text.ends_with('\n')) text += '\n';
  std::vector<std::string> columns, fields;
  std::uint64_t line = 1;
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  const char separator = separator_of(first_line(rest));
  while (!rest.empty()) {
    const auto here = line;
    const std::size_t length = csv::split_record(rest, fields, separator);
    if (separator == ';')
      for (auto& field : fields) point_for_comma(field);
    if (length == 0)
      refuse("unclosed-quote", reading.input->at_line(here), "a quote that nobody closes",
             "fields quoted as RFC 4180 says");
    line +=
        static_cast<std::uint64_t>(std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length), '\n'));
    rest.remove_prefix(length);
    if (fields.size() == 1 && (fields[0].empty() || fields[0].starts_with('#'))) continue;
    if (columns.empty()) {
      columns = fields;
      std::set<std::string> seen;
      for (const auto& column : columns)
        if (!seen.insert(column).second)
          refuse("duplicate-column", reading.input->at_line(here), '"' + plain::shortened(column, 60) + "\" twice",
                 "each column once");
      header(columns);
    } else if (fields.size() == columns.size()) {
      row(here, fields);
    } else {
      ++reading.report.rows_in;
      reading.report.refused.push_back({"wrong-columns", reading.input->at_line(here),
                                        std::to_string(fields.size()) + " fields", std::to_string(columns.size())});
    }
  }
  if (columns.empty()) refuse("no-rows", reading.input->name(), "an empty file", "a header and rows");
  return columns;
}

}  // namespace costmodel::import
