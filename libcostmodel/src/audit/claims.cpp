#include <costmodel/audit/claims.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <utility>

#include "audit/audit.hpp"
#include "base/figures.hpp"

namespace costmodel {

namespace {

constexpr std::size_t most_ranges = 12;  ///< inputs that are ranges, in one formula: 4096 corners

/// The text of a dimension problem as a reason.
std::string in_words(const Problem& problem) {
  std::string text;
  if (problem.id == "unlike-dimensions")
    return text.append("dimensions do not fit: ")
        .append(problem.where)
        .append(" of ")
        .append(problem.found)
        .append(" and ")
        .append(problem.allowed);
  return text.append("no such value: ").append(problem.found);
}

/// What is in the way of a value, apart from a slip in the text of the formula, which is bad input.
bool is_answer(const InvalidInput& problem) {
  return std::none_of(problem.problems().begin(), problem.problems().end(), [](const Problem& p) {
    return p.id == "bad-expression" || p.id == "unknown-formula" || p.id == "unknown-unit" || p.id == "wrong-arguments";
  });
}

}  // namespace

std::string_view to_string(ClaimVerdict verdict) {
  constexpr std::array<std::string_view, claim_verdicts> names{"reproduces",    "off by a factor", "input missing",
                                                               "contradictory", "could be chance", "circular"};
  return names[static_cast<std::size_t>(verdict)];
}

const std::vector<UnitSlip>& unit_slips() {
  static const std::vector<UnitSlip> slips{
      {60, "minutes for hours, or seconds for minutes"},     {300, "a window of 5 minutes for its seconds"},
      {1000, "per thousand for per million, or one prefix"}, {3600, "seconds for hours"},
      {8, "bits for bytes, or one of eight units for all"},  {12, "months for years"}};
  return slips;
}

bool Audit::all_reproduce() const {
  return std::all_of(claims.begin(), claims.end(),
                     [](const AuditedClaim& c) { return c.verdict == ClaimVerdict::reproduces; });
}

std::size_t Audit::count(ClaimVerdict verdict) const {
  return static_cast<std::size_t>(std::count_if(
      claims.begin(), claims.end(), [&](const AuditedClaim& c) { return !c.derived && c.verdict == verdict; }));
}

std::size_t Audit::stated() const {
  return static_cast<std::size_t>(
      std::count_if(claims.begin(), claims.end(), [](const AuditedClaim& c) { return !c.derived; }));
}

namespace auditing {

const ClaimInput* Inputs::find(std::string_view name) const {
  for (const ClaimInputs* inputs : {&claim_, &file_})
    if (const auto found = inputs->find(name); found != inputs->end()) return &found->second;
  return nullptr;
}

void Inputs::note_use(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const ClaimInput& input = *find(name);
    weakest_ = weakest_ ? weaker(*weakest_, input.evidence.grade) : input.evidence.grade;
    if (!input.value && std::find(missing_.begin(), missing_.end(), name) == missing_.end()) missing_.push_back(name);
  }
}

std::vector<std::pair<std::string, std::vector<std::string>>> Inputs::solved_back(
    const std::vector<std::string>& names) const {
  std::vector<std::pair<std::string, std::vector<std::string>>> found;
  for (const auto& name : names)
    if (const ClaimInput* input = find(name); input && !input->solved_from.empty())
      found.emplace_back(name, input->solved_from);
  return found;
}

Bounds Inputs::over_ranges(const Expression& formula, const Override& other) const {
  std::vector<std::string> ranged;
  for (const auto& name : formula.names())
    if (const ClaimInput* input = find(name);
        name != other.name && input->value && input->value->low != input->value->high)
      ranged.push_back(name);
  if (ranged.size() > most_ranges)
    throw InvalidInput("too-large", "inputs", std::to_string(ranged.size()) + " ranges in one formula", "at most 12");
  Bounds bounds;
  for (std::size_t corner = 0; corner < std::size_t{1} << ranged.size(); ++corner) {
    const Measure at = formula.value([&](std::string_view name) {
      const ClaimInput& input = *find(name);
      const Measure unit = unit_named(input.unit);
      if (name == other.name) return Measure{other.value * unit.value, unit.dimension};
      const auto place = static_cast<std::size_t>(std::find(ranged.begin(), ranged.end(), name) - ranged.begin());
      const bool high = place < ranged.size() && (corner >> place & 1) != 0;
      return Measure{(high ? input.value->high : input.value->low) * unit.value, unit.dimension};
    });
    bounds.dimension = at.dimension;
    bounds.range = corner == 0 ? Range{at.value, at.value}
                               : Range{std::min(bounds.range.low, at.value), std::max(bounds.range.high, at.value)};
  }
  return bounds;
}

bool within_rounding(double value, double printed, double rounding) {
  return std::abs(value - printed) <= rounding / 2 + 1e-9 * std::max(std::abs(printed), rounding);
}

bool reproduces(const Range& computed, const PrintedValue& printed) {
  const bool one_number = computed.low == computed.high;
  if (one_number && printed.low != printed.high)  // a number against a printed range: inside it
    return computed.low >= printed.low - printed.rounding / 2 && computed.low <= printed.high + printed.rounding / 2;
  if (printed.low == printed.high && !one_number)  // a printed number against a range: it is one of them
    return printed.low >= computed.low - printed.rounding / 2 && printed.low <= computed.high + printed.rounding / 2;
  return within_rounding(computed.low, printed.low, printed.rounding) &&
         within_rounding(computed.high, printed.high, printed.rounding);
}

}  // namespace auditing

namespace {

using namespace auditing;

/// One claim at a time.
class Auditor {
 public:
  Auditor(const ClaimFile& file, const Claim& claim) : claim_(claim), inputs_(claim.inputs, file.inputs) {
    result_.id = claim.id;
    result_.statement = claim.statement;
    result_.quote = claim.quote;
    result_.derived = claim.derived;
    const auto source = file.sources.find(claim.source);
    result_.source = source == file.sources.end() ? claim.source : source->second.title;
    result_.printed = claim.printed;
  }

  AuditedClaim audited() {
    const bool stands = conditions();
    if (claim_.formula)
      formula();
    else if (claim_.printed)
      no_formula(stands);
    else
      result_.verdict = ClaimVerdict::reproduces;
    if (unchecked_ && result_.verdict == ClaimVerdict::reproduces) not_stated();
    solved_back();
    if (result_.verdict == ClaimVerdict::reproduces || result_.verdict == ClaimVerdict::input_missing) by_chance();
    if (!stands) result_.verdict = ClaimVerdict::contradictory;
    readings();
    result_.note = worded(claim_.note);
    result_.missing = inputs_.missing();
    result_.evidence = inputs_.weakest();
    return std::move(result_);
  }

 private:
  void say(std::string words) { result_.because.push_back(std::move(words)); }

  Expression parsed(const std::string& text) {
    Expression expression(text);
    inputs_.note_use(expression.names());
    return expression;
  }

  bool missing(const Expression& expression) const {
    return std::any_of(expression.names().begin(), expression.names().end(),
                       [&](const std::string& name) { return !inputs_.find(name)->value; });
  }

  void no_formula(bool stands) {
    result_.verdict = ClaimVerdict::input_missing;
    const bool held = stands && !claim_.conditions.empty();
    say(held ? "stated, not derived; what was checked does not contradict it" : "stated, not derived");
  }

  bool conditions() {
    bool all = true;
    for (const auto& condition : claim_.conditions) {
      const Expression expression = parsed(condition.that);
      if (missing(expression)) {
        unchecked_ = true;
        continue;
      }
      std::string why;
      try {
        if (condition_holds(expression)) continue;
        why = condition.because.empty() ? "does not hold: " + condition.that : worded(condition.because);
      } catch (const InvalidInput& problem) {
        if (!is_answer(problem)) throw;
        why = in_words(problem.problems().front());
      }
      say(std::move(why));
      all = false;
    }
    return all;
  }

  /// Ranges may leave a condition open; it holds if it does at some corner.
  bool condition_holds(const Expression& expression) const {
    for (const bool high : {false, true})
      if (expression.holds([&](std::string_view name) {
            const ClaimInput& input = *inputs_.find(name);
            const Measure unit = unit_named(input.unit);
            return Measure{(high ? input.value->high : input.value->low) * unit.value, unit.dimension};
          }))
        return true;
    return false;
  }

  void formula() {
    const Expression low = parsed(claim_.formula->low), high = parsed(claim_.formula->high);
    if (missing(low) || missing(high)) return input_missing(low);
    try {
      compare(inputs_.over_ranges(low), inputs_.over_ranges(high));
    } catch (const InvalidInput& problem) {
      if (!is_answer(problem)) throw;
      result_.verdict = ClaimVerdict::contradictory;
      say(in_words(problem.problems().front()));
    }
  }

  void not_stated() {
    result_.verdict = ClaimVerdict::input_missing;
    say("not stated: " + text::joined(inputs_.missing()));
  }

  /// A claim whose own printed value gave one of its inputs shows nothing by reproducing it.
  void solved_back() {
    if (!claim_.formula) return;
    std::vector<std::string> names = Expression(claim_.formula->low).names();
    const Expression high(claim_.formula->high);
    for (const auto& name : high.names())
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    std::vector<std::string> solved;
    for (const auto& [name, claims] : inputs_.solved_back(names)) {
      solved.push_back(name + " (" + text::joined(claims) + ")");
      const bool own = std::find(claims.begin(), claims.end(), claim_.id) != claims.end();
      if (own && result_.verdict == ClaimVerdict::reproduces) result_.verdict = ClaimVerdict::circular;
    }
    if (!solved.empty()) say("solved back from what is printed: " + text::joined(solved));
  }

  /// One rule: a difference whose p-value lies above `chance_above` could be chance.
  void by_chance() {
    if (claim_.p_value.empty()) return;
    const Expression expression = parsed(claim_.p_value);
    if (missing(expression)) return;
    const Range p = inputs_.over_ranges(expression).range;
    if (p.high <= chance_above) return say("more than chance: p = " + text::significant(p.high, 3));
    result_.verdict = ClaimVerdict::chance;
    say("could be chance: p = " + text::significant(p.low, 3) +
        (p.low == p.high ? "" : std::string(text::dash_between) + text::significant(p.high, 3)));
  }

  /// Words with the values of their placeholders.
  std::string worded(const std::string& words) const {
    std::string said;
    for (const auto& part : placeholders(words)) {
      said += part.words;
      if (part.formula.empty()) continue;
      const Expression expression(part.formula);
      if (missing(expression)) {
        said += "(not stated)";
        continue;
      }
      try {
        const auto [range, unit] = in_unit(inputs_.over_ranges(expression), part.unit);
        const auto number = [](double value) {
          return value == std::round(value) ? text::plain(value) : text::significant(value, 3);
        };
        said += number(range.low);
        if (range.high != range.low) said.append(text::dash_between).append(number(range.high));
        if (unit != "1") said.append("\u00A0").append(unit);
      } catch (const InvalidInput& problem) {
        if (!is_answer(problem)) throw;
        said += "(" + in_words(problem.problems().front()) + ")";
      }
    }
    return said;
  }

  /// A value in the unit that was asked for, or in the usual one of its dimension.
  static std::pair<Range, std::string> in_unit(const Bounds& bounds, std::string unit) {
    if (unit.empty()) unit = bounds.dimension == Dimension{} ? "1" : usual_unit(bounds.dimension, bounds.range.high);
    if (unit.empty()) return {bounds.range, to_string(bounds.dimension)};
    const Measure one = unit_named(unit);
    if (one.dimension != bounds.dimension)
      throw InvalidInput("unlike-dimensions", unit, to_string(bounds.dimension), to_string(one.dimension));
    return {{bounds.range.low / one.value, bounds.range.high / one.value}, std::move(unit)};
  }

  void input_missing(const Expression& expression) {
    const auto names = inputs_.missing();
    not_stated();
    if (names.size() != 1 || !claim_.printed) return;
    const Measure unit = unit_named(claim_.printed->unit);
    const double half = claim_.printed->rounding / 2;
    result_.implied = implied(inputs_, expression, names.front(),
                              {(claim_.printed->low - half) * unit.value, (claim_.printed->high + half) * unit.value});
    if (!result_.implied) return;
    result_.implied_unit = inputs_.find(names.front())->unit;
    say("it would have to be " + shown(*result_.implied, result_.implied_unit));
  }

  void compare(const Bounds& low, const Bounds& high) {
    const PrintedValue& printed = *claim_.printed;
    const Measure unit = unit_named(printed.unit);
    const Range found = claim_.formula->low == claim_.formula->high ? low.range : Range{low.range.low, high.range.high};
    if (low.dimension != unit.dimension || high.dimension != unit.dimension) return unlike(low.dimension, found, unit);
    result_.computed = Range{found.low / unit.value, found.high / unit.value};
    judge(*result_.computed);
  }

  void judge(const Range& computed) {
    const PrintedValue& printed = *claim_.printed;
    if (reproduces(computed, printed)) {
      result_.verdict = ClaimVerdict::reproduces;
      return;
    }
    result_.verdict = ClaimVerdict::off_by_factor;
    result_.factor = further_off(computed, printed);
    result_.slip = slip(computed, printed);
    if (!result_.factor) return say("nothing against something: no factor");
    say(how_far(*result_.factor));
    if (result_.slip) say("a slip of units: " + std::string(result_.slip->what));
  }

  /// The formula is of another dimension than what is printed. Where one input is just what is lacking, the claim is
  /// off by it.
  void unlike(const Dimension& dimension, const Range& found, const Measure& unit) {
    result_.verdict = ClaimVerdict::contradictory;
    const Dimension lacking = unit.dimension / dimension;
    say("the formula gives " + to_string(dimension) + ", printed is " + to_string(unit.dimension) + ": it lacks " +
        to_string(lacking));
    const auto mend = inputs_.of_dimension(lacking);
    if (!mend) return;
    const Range computed{found.low * mend->second.low / unit.value, found.high * mend->second.high / unit.value};
    result_.computed = computed;
    judge(computed);
    if (result_.verdict == ClaimVerdict::reproduces) return;
    say("with " + mend->first + " in it: " + shown(computed, claim_.printed->unit));
  }

  void readings() {
    for (const auto& reading : claim_.readings) {
      const Expression expression = parsed_reading(reading.formula);
      ReadingResult& result = result_.readings.emplace_back(ReadingResult{.what = worded(reading.what)});
      if (missing(expression)) {
        std::vector<std::string> names = expression.names();
        std::erase_if(names, [&](const std::string& name) { return inputs_.find(name)->value.has_value(); });
        result.why_not = "not stated: " + text::joined(names);
        continue;
      }
      try {
        const Bounds bounds = inputs_.over_ranges(expression);
        // A plain number stays one: a p-value beside a printed share is no percentage, unless the reading says so.
        const bool as_printed = reading.unit.empty() && claim_.printed && bounds.dimension != Dimension{} &&
                                unit_named(claim_.printed->unit).dimension == bounds.dimension;
        const auto [value, unit] = in_unit(bounds, as_printed ? claim_.printed->unit : reading.unit);
        result.value = value;
        result.unit = unit;
        result.reproduces =
            claim_.printed && unit == claim_.printed->unit && auditing::reproduces(value, *claim_.printed);
      } catch (const InvalidInput& problem) {
        if (!is_answer(problem)) throw;
        result.why_not = in_words(problem.problems().front());
      }
    }
  }

  static Expression parsed_reading(const std::string& text) { return Expression(text); }

  const Claim& claim_;
  Inputs inputs_;
  AuditedClaim result_;
  bool unchecked_ = false;  ///< a condition hangs on what is not stated
};

}  // namespace

Audit audit(const ClaimFile& file) {
  check(file);
  Audit result{.title = file.title, .date = file.date, .sources = file.sources};
  for (const auto& claim : file.claims) result.claims.push_back(Auditor(file, claim).audited());
  return result;
}

}  // namespace costmodel
