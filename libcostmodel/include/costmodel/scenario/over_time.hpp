// What changes from month to month: demand, prices, machines that age, contracts that end.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// Another price from a month on, as at the end of a contract.
struct PriceStep {
  double from_month = 1;  ///< 1 is the first
  double multiplier = 1;
};

/// What a machine still fetches at an age.
struct ResaleAt {
  double age_months = 0;
  double fraction = 0;  ///< of its price
};

/// How a path changes over a horizon; a month alone reads none of it.
struct OverTime {
  double price_change_per_year = 0;  ///< of what is paid for tokens, calls, time and machines; −0.25: falls a quarter
  std::vector<PriceStep> price_steps{};  ///< beside that
  std::vector<ResaleAt> resale{};  ///< straight lines between; empty: one from the price to the residual at its life
  std::optional<double> refresh_months{};          ///< age at which a machine is bought anew; none: its life
  double migration_usd = 0;                        ///< once, when the path is taken into service
  double retraining_usd = 0;                       ///< when the base model is replaced …
  std::optional<double> retrained_every_months{};  ///< … so often
};

/// How many months are looked at, and what they bring.
struct Horizon {
  int months = 0;
  double discount_rate_per_year = 0;  ///< effective and nominal
  double inflation_per_year = 0;      ///< between nominal and real money
  double growth_per_month = 0;        ///< of demand
  std::optional<double> ceiling{};    ///< demand at which growth ends: an S-curve
  std::vector<double> by_month{};     ///< demand of each month, in place of growth
  std::vector<double> seasonal{};     ///< weights of January to December; the scale has no meaning
  std::string demand_csv{};           ///< file of the demand of each month; read into `by_month`, it is empty
  std::string read_from{};            ///< the file that it was read from
  std::string now{};                  ///< id of the path that serves now
};

}  // namespace costmodel
