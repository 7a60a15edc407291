// How amounts and numbers are shown. Inside, money is USD: it leaves in another currency, at a dated rate.
#pragma once

#include <optional>
#include <string>

namespace costmodel {

/// Words for who holds a layer; an organisation may have its own.
struct PlacementWords {
  std::string retained = "Retained";
  std::string delegated = "Delegated";
  std::string ceded = "Ceded";
  std::string absent = "Absent";

  bool operator==(const PlacementWords&) const = default;
};

/// The currency and the marks in which tables, prose and charts show numbers. Inputs stay in the units that the
/// scenario names, and so does JSON.
struct Presentation {
  std::string currency = "USD";          ///< ISO 4217 code
  std::string symbol{};                  ///< "€"; without one, "$" for USD and the code for any other
  bool symbol_after = false;             ///< 12.30 €
  std::optional<double> usd_per_unit{};  ///< USD that one unit of the currency is worth; none for USD
  std::string decimal_mark = ".";
  std::string thousands_mark = ",";  ///< may be empty
  PlacementWords placements{};

  bool operator==(const Presentation&) const = default;
};

/// The amount in the presentation's currency: USD ÷ `usd_per_unit`.
inline double in_currency(const Presentation& shown, double dollars) {
  return dollars / shown.usd_per_unit.value_or(1);
}

/// What stands beside an amount: the symbol, or the code.
inline std::string currency_symbol(const Presentation& shown) {
  return !shown.symbol.empty() ? shown.symbol : shown.currency == "USD" ? "$" : shown.currency;
}

}  // namespace costmodel
