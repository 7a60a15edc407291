// Published claims, and whether they follow from their own inputs.
#pragma once

#include <costmodel/audit/expression.hpp>
#include <costmodel/measured/evidence.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// What a claim rests on: a number or a range, or something that nobody stated.
struct ClaimInput {
  std::optional<Range> value{};  ///< in `unit`; low = high for a number; none: not stated
  std::string unit = "1";
  std::vector<std::string> solved_from{};  ///< ids of the claims whose printed values it was solved back from
  Evidence evidence{};
};
using ClaimInputs = std::map<std::string, ClaimInput, std::less<>>;

/// What is printed: a number, or the two ends of a range, each rounded to a multiple of `rounding`.
struct PrintedValue {
  double low = 0;
  double high = 0;
  std::string unit = "1";
  double rounding = 0;
};

/// A formula for the printed value; where both ends of a printed range have their own, `low` and `high` differ.
struct ClaimFormula {
  std::string low{};
  std::string high{};
  bool operator==(const ClaimFormula&) const = default;
};

/// Something that must hold if the claim is to stand.
struct ClaimCondition {
  std::string that{};
  std::string because{};  ///< said where it does not hold; "{formula -> unit}" stands for a value
};

/// Another way to arrive at a number, shown beside the claim. It does not change the verdict.
struct ClaimReading {
  std::string formula{};
  std::string what{};
  std::string unit{};  ///< to show it in; without it the printed unit, or the usual one of its dimension
};

/// A difference whose p-value lies above this could be chance. One rule for all claims.
inline constexpr double chance_above = 0.05;

struct Claim {
  std::string id{};
  std::string statement{};  ///< what is claimed, in our words
  std::string quote{};      ///< the same in the words of the source
  bool derived = false;     ///< the source does not say it: we derived it from what it says
  std::string source{};     ///< id of an entry in the file's sources, or a citation
  std::string date{};
  std::string note{};
  ClaimInputs inputs{};  ///< beside those of the whole file, and before them
  std::optional<ClaimFormula> formula{};
  std::optional<PrintedValue> printed{};
  std::string p_value{};  ///< formula: the p-value of the difference that the claim rests on
  std::vector<ClaimCondition> conditions{};
  std::vector<ClaimReading> readings{};
};

struct ClaimFile {
  std::string title{};
  std::string date{};
  std::map<std::string, Source, std::less<>> sources{};
  ClaimInputs inputs{};
  std::vector<Claim> claims{};
};

enum class ClaimVerdict {
  reproduces,     ///< the printed value lies within its own rounding of what the inputs give
  off_by_factor,  ///< it does not; the factor is said, and whether a slip of units explains it
  input_missing,  ///< something that the formula needs was not stated, or no formula was
  contradictory,  ///< dimensions do not fit, a condition does not hold, or there is no such value
  chance,         ///< it rests on a difference that could be chance: its p-value is above `chance_above`
  circular        ///< the printed value follows from an input that was solved back from it
};
inline constexpr std::size_t claim_verdicts = 6;

std::string_view to_string(ClaimVerdict verdict);

/// A factor that comes of taking one unit for another.
struct UnitSlip {
  double factor = 1;
  std::string what{};
};

struct ReadingResult {
  std::string what{};
  std::optional<Range> value{};  ///< in `unit`
  std::string unit{};
  bool reproduces = false;  ///< the printed value
  std::string why_not{};
};

struct AuditedClaim {
  std::string id{};
  std::string statement{};
  std::string quote{};   ///< in the words of the source; empty where it is not quoted
  bool derived = false;  ///< derived by us, not said by the source
  std::string source{};
  ClaimVerdict verdict = ClaimVerdict::contradictory;
  std::optional<PrintedValue> printed{};
  std::optional<Range> computed{};  ///< in the printed unit; over the ranges of the inputs
  std::optional<double> factor{};   ///< printed ÷ computed, of the end that is further off
  std::optional<UnitSlip> slip{};   ///< a slip of units that explains the factor
  std::vector<std::string> missing{};
  std::optional<Range> implied{};  ///< what the one missing input must have been, in its own unit
  std::string implied_unit{};
  std::vector<std::string> because{};
  std::vector<ReadingResult> readings{};
  std::optional<Grade> evidence{};  ///< weakest grade among the inputs; none without inputs
  std::string note{};
};

struct Audit {
  std::string title{};
  std::string date{};
  std::vector<AuditedClaim> claims{};
  std::map<std::string, Source, std::less<>> sources{};

  /// Whether every claim reproduces, those derived by us among them.
  bool all_reproduce() const;
  /// Claims of that verdict, those derived by us left aside.
  std::size_t count(ClaimVerdict verdict) const;
  /// Claims that the sources make.
  std::size_t stated() const;
};

/// Re-derives every claim. Inputs that are ranges are taken at their ends, in every combination: that bounds formulas
/// which rise or fall with each of them. Throws InvalidInput with every formula, name and unit that is not one, by JSON
/// Pointer.
Audit audit(const ClaimFile& file);

/// The slips of units that are looked for: 60, 300, 1000, 3600, 8, 12.
const std::vector<UnitSlip>& unit_slips();

}  // namespace costmodel
