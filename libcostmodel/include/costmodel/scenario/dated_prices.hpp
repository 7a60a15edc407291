// Prices move. A number may be stated by date, and a scenario replayed as of any day since the first of them.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// A price that was picked by its date.
struct DatedPrice {
  std::string pointer;  ///< JSON Pointer into the scenario
  std::string path;     ///< id of the path that it belongs to; empty: the scenario
  std::string name;     ///< pointer without the path
  double value = 0;     ///< in the unit that the key names
  std::string from{};   ///< ISO date of the first day on which it held
  std::string to{};     ///< of the last; empty: still, or until the next price
  std::string as_of{};  ///< the day that it was picked for; empty: the latest
  Evidence evidence{};

  bool operator==(const DatedPrice&) const = default;
};

/// The scenario with every number that is stated by date as it held on that day (ISO, e.g. "2025-06-30"), which becomes
/// its own date. An empty date takes the latest of each. Throws InvalidInput: "bad-date"; "no-price-at-date", for a day
/// before the first price or in a gap, with the days that are covered; "no-dated-prices" where nothing is stated by
/// date.
Scenario as_of(Scenario scenario, std::string_view date);

/// The prices by date that hold in the scenario; of one path and of the scenario itself where a path is named.
std::vector<DatedPrice> dated_prices(const Scenario& scenario, std::string_view path = {});

/// Whether any number is stated by date.
bool has_dated_prices(const Scenario& scenario);

/// Whether the text is a day of the calendar, as 2026-11-21.
bool is_iso_date(std::string_view text);

}  // namespace costmodel
