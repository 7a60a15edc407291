// Where a number came from, and how far to trust it.
#pragma once

#include <costmodel/stats/distribution.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// Grades from strongest to weakest; a result is as strong as its weakest input. Estimated: by a formula that is known
/// to miss by factors (throughput from memory bandwidth).
enum class Grade { measured, published, derived, assumed, estimated, inferred };

inline constexpr Grade strongest_grade = Grade::measured;

/// The weaker of two grades.
constexpr Grade weaker(Grade a, Grade b) { return a < b ? b : a; }

std::string_view to_string(Grade grade);

/// What stands behind one input.
struct Evidence {
  Grade grade = Grade::assumed;
  std::optional<double> n{};  ///< sample size of a measurement
  std::string source{};       ///< id of an entry in the scenario's sources, or a citation
  std::string date{};         ///< ISO date on which it was read or measured
  std::string formula{};      ///< how a derived number was derived
  std::string note{};
  std::string file{};     ///< evidence file that it was read from, relative to the scenario file
  std::string pointer{};  ///< where in that file: JSON Pointer; "/17" of CSV and JSON lines is line 17

  bool operator==(const Evidence&) const = default;
};

/// The range within which an input may lie.
struct Range {
  double low = 0;
  double high = 0;
  bool operator==(const Range&) const = default;
};

/// A number as it held from one day to another.
struct DatedValue {
  double value = 0;
  std::string from{};  ///< ISO date of the first day
  std::string to{};    ///< of the last; empty: until the next value begins
  Evidence evidence{};
  bool operator==(const DatedValue&) const = default;
};

/// What is known of one input beside its value.
struct Provenance {
  Evidence evidence{};
  std::optional<Range> range{};
  std::optional<Distribution> distribution{};
  std::string shared{};     ///< inputs of one such name are one unknown: the same draw for all of them
  std::string currency{};   ///< that it was stated in; empty: USD
  double usd_per_unit = 1;  ///< of that currency, when it was read; value, range and dates are in USD
  std::vector<DatedValue>
      by_date{};  ///< in order of time, the value that is used among them; empty: it holds at any date
  bool operator==(const Provenance&) const = default;
};

/// Provenance of inputs by name: JSON Pointer relative to the object that holds the ledger, e.g. "/pricing/price_usd".
/// An entry for an object ("/pricing") is the default for the plain numbers inside it.
struct Ledger {
  std::map<std::string, Provenance, std::less<>> entries{};
  std::map<std::string, bool, std::less<>>
      zeros{};  ///< plain numbers that were stated to be 0, by pointer, true: not the same as nothing said

  /// The entry of this input, else that of the nearest enclosing object, else an assumption without a source.
  const Provenance& of(std::string_view pointer) const;

  /// Whether a number that is 0 was stated to be.
  bool states(std::string_view pointer) const { return entries.contains(pointer) || zeros.contains(pointer); }

  bool operator==(const Ledger&) const = default;
};

}  // namespace costmodel
