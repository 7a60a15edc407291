// Years as JSON, and the demand of each month from a file.
#pragma once

#include <costmodel/horizon/horizon.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// Paths by month, the plan, switching dates; numbers in USD, null where there are none.
std::string to_json(const HorizonAnswer& answer);

/// The demand of each month: the last column of a CSV table, a month a line; a first line of words is its heading.
/// Separated by commas, decimals by a point. Throws InvalidInput: "bad-csv" with the name of the file and the line.
std::vector<double> read_demand_csv(std::string_view text, const std::string& name = "demand_csv");

/// The scenario with the table that its `demand_csv` names, given the text of that file. Throws as `read_demand_csv`
/// and `validate`.
Scenario with_demand_table(Scenario scenario, std::string_view text);

}  // namespace costmodel
