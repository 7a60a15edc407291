// When requests arrive. The bill of a path that scales to zero depends on it more than on any price.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

enum class Arrivals {
  packed,   ///< back to back, as in a batch job: every billed window is full
  poisson,  ///< at random, independent of each other
  periodic  ///< evenly
};

std::string_view to_string(Arrivals arrivals);

enum class BatchSizes {
  fixed,     ///< each batch of the same size
  geometric  ///< of geometric size, at least 1
};

std::string_view to_string(BatchSizes sizes);

/// Hours of the day and days of the week in which requests come.
struct WorkingHours {
  int from = 9;  ///< o'clock
  int to = 17;
  int days = 5;  ///< from Monday on
};

/// What arrivals that are not packed may have beside: batches, and hours of the week.
struct ArrivalShape {
  double batch = 1;  ///< mean number of requests that come at one instant
  BatchSizes sizes = BatchSizes::fixed;
  std::optional<WorkingHours> hours{};
  std::vector<double>
      weights{};        ///< of 24 hours of each day, or of 168 hours of the week from Monday 00:00; empty: even
  std::string trace{};  ///< file of recorded requests, for what replays them

  bool even() const { return !hours && weights.empty(); }
};

/// Hours of the week with a load of their own.
template <class T = double>
struct Level {
  T share{1};     ///< of the month
  T arrivals{1};  ///< calls an hour ÷ their mean over the month
  T busy{1};      ///< … ÷ those of the busiest hour, for which capacity is stated

  bool operator==(const Level&) const = default;
};

/// Weight of each hour of the week. Weights must be of 24 or 168 hours, ≥ 0, not all 0.
std::array<double, 168> hours_of_week(const ArrivalShape& shape);

/// The hours of the week by their load, hours without any left out; empty where all are alike.
std::vector<Level<>> levels(const ArrivalShape& shape);

/// Load of the busiest hour ÷ the mean one.
double peak(const std::vector<Level<>>& levels);

/// "at random, in batches of 8, from 9 to 17 o'clock on 5 days a week"
std::string words(Arrivals arrivals, const ArrivalShape& shape);

}  // namespace costmodel
