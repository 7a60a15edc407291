// Formulas as text: + − × ÷ and powers, numbers with units, and the library's own formulas by name. Every step checks
// dimensions.
#pragma once

#include <costmodel/audit/dimension.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// A parsed formula.
///
///   3999 [USD] / rent                          numbers may have a unit in brackets, names are inputs
///   owned_output_price(flat, output_rate = r)  formulas of the library, arguments by place or by name
///   a < b                                      as a whole: a condition
///
/// Operators in the order in which they bind: ^ (whole exponents), unary −, * and /, + and −, then one of < <= > >= ==
/// !=.
class Expression {
 public:
  /// Throws InvalidInput: "bad-expression" with the column, "unknown-formula", "wrong-arguments", "unknown-unit".
  explicit Expression(std::string_view text);
  ~Expression();
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;

  /// Names of inputs, each once, in order of appearance.
  const std::vector<std::string>& names() const;
  /// Whether it compares two values.
  bool is_condition() const;

  using Lookup = std::function<Measure(std::string_view)>;

  /// Its value in coherent units. Throws InvalidInput: "unlike-dimensions" where sums, comparisons, powers or arguments
  /// do not fit, "no-value" where a formula has none, and what the formula itself throws.
  Measure value(const Lookup& input) const;
  /// Whether a condition holds. Throws as `value`.
  bool holds(const Lookup& input) const;

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

/// What a named formula takes and gives, for documents.
struct FormulaDescription {
  std::string name{};
  std::vector<std::string> parameters{};  ///< "flat: USD/month", "utilization = 1"
  std::string result{};                   ///< its unit
  std::string about{};
};

/// Every formula that an expression may call, in the order of the theory.
std::vector<FormulaDescription> named_formulas();

}  // namespace costmodel
