#include <costmodel/io/horizon.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <costmodel/base/error.hpp>

#include "base/problems.hpp"
#include "io/csv.hpp"
#include "io/results_json.hpp"

namespace costmodel {

std::string to_json(const HorizonAnswer& answer) { return dumped(json_of(answer)); }

Scenario with_demand_table(Scenario scenario, std::string_view text) {
  if (!scenario.horizon || scenario.horizon->demand_csv.empty()) return scenario;
  Horizon& h = *scenario.horizon;
  h.by_month = read_demand_csv(text, h.demand_csv);
  h.read_from = std::move(h.demand_csv);
  h.demand_csv.clear();
  validate(scenario);
  return scenario;
}

std::vector<double> read_demand_csv(std::string_view given, const std::string& name) {
  std::string text(given);
  if (!text.ends_with('\n')) text += '\n';
  std::string_view rest = text;
  std::vector<double> all;
  std::vector<std::string> fields;
  std::size_t columns = 0;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::size_t length = csv::split_record(rest, fields);
    if (length == 0)
      throw InvalidInput("bad-csv", name + ": line " + std::to_string(line), "a quote that nobody closed", "CSV");
    rest.remove_prefix(length);
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (columns == 0) columns = fields.size();
    const bool semicolons =
        std::any_of(fields.begin(), fields.end(), [](const auto& f) { return f.find(';') != std::string::npos; });
    if (semicolons)
      throw InvalidInput("bad-csv", name + ": line " + std::to_string(line), "columns separated by semicolons",
                         "columns separated by commas, decimals by a point");
    if (fields.size() != columns)  // a comma within a number
      throw InvalidInput("bad-csv", name + ": line " + std::to_string(line), std::to_string(fields.size()) + " columns",
                         std::to_string(columns) + ", as in the first line: separated by commas, decimals by a point");
    const std::string& last = fields.back();
    double value = 0;
    const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), value);
    const bool number = error == std::errc() && end == last.data() + last.size() && std::isfinite(value) && value >= 0;
    if (!number && line == 1) continue;  // the heading
    if (!number)
      throw InvalidInput("bad-csv", name + ": line " + std::to_string(line), in_quotes(last.substr(0, 60)),
                         "accepted answers of the month in the last column, 0 or more");
    all.push_back(value);
  }
  if (all.empty()) throw InvalidInput("bad-csv", name, "no month", "a line for each month");
  return all;
}

}  // namespace costmodel
