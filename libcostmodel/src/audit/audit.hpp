// What the audit of one claim needs: its inputs over their ranges, factors and slips, and the check of a file.
#pragma once

#include <costmodel/audit/claims.hpp>
#include <utility>

namespace costmodel::auditing {

/// The values of a formula over the ranges of its inputs, in coherent units.
struct Bounds {
  Range range{};
  Dimension dimension{};
};

/// One input at another value, in its own unit.
struct Override {
  std::string name{};
  double value = 0;
};

/// The inputs of a claim, and behind them those of its file.
class Inputs {
 public:
  Inputs(const ClaimInputs& claim, const ClaimInputs& file) : claim_(claim), file_(file) {}

  const ClaimInput* find(std::string_view name) const;
  /// Remembers grades and what is not stated. Every name must be known.
  void note_use(const std::vector<std::string>& names);
  const std::vector<std::string>& missing() const { return missing_; }
  std::optional<Grade> weakest() const { return weakest_; }
  /// Inputs among these that were solved back from printed values, each with the claims that it came from.
  std::vector<std::pair<std::string, std::vector<std::string>>> solved_back(
      const std::vector<std::string>& names) const;

  /// Least and greatest value of a formula over all corners of its ranges.
  Bounds over_ranges(const Expression& formula, const Override& other = {}) const;
  /// The one input of the claim itself that has this dimension, and its range in coherent units.
  std::optional<std::pair<std::string, Range>> of_dimension(const Dimension& dimension) const;

 private:
  const ClaimInputs& claim_;
  const ClaimInputs& file_;
  std::vector<std::string> missing_;
  std::optional<Grade> weakest_;
};

bool within_rounding(double value, double printed, double rounding);
bool reproduces(const Range& computed, const PrintedValue& printed);

/// Printed ÷ computed of the end that is further off; none where one of them is zero or they differ in sign.
std::optional<double> further_off(const Range& computed, const PrintedValue& printed);

/// Splits "a {formula -> unit} b" into words and placeholders; throws InvalidInput ("bad-expression") for a bracket
/// alone.
struct Placeholder {
  std::string words{};    ///< before it
  std::string formula{};  ///< empty: none follows
  std::string unit{};
};
std::vector<Placeholder> placeholders(std::string_view text);

/// The usual unit of a dimension in claims: "USD/Mtok_out", "h", "tok_out/s"; without one, coherent units.
std::string usual_unit(const Dimension& dimension, double value);

/// The slip that brings what was computed within the rounding of what is printed.
std::optional<UnitSlip> slip(const Range& computed, const PrintedValue& printed);

/// "300 × too low".
std::string how_far(double factor);

/// A number or a range with its unit: six significant digits.
std::string shown(const Range& range, std::string_view unit);

/// The values of one input between which a formula lies in a range (coherent units); found where the formula rises or
/// falls with it.
std::optional<Range> implied(const Inputs& inputs, const Expression& formula, const std::string& name,
                             const Range& target);

/// Throws InvalidInput with everything in the file that is not a formula, a known name or a unit, by JSON Pointer.
void check(const ClaimFile& file);

}  // namespace costmodel::auditing
