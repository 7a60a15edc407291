#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <set>

#include "audit/audit.hpp"
#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "base/pointer_path.hpp"
#include "base/problems.hpp"

namespace costmodel::auditing {

namespace {

/// Collects what is wrong with a file of claims, by JSON Pointer.
class Check {
 public:
  std::vector<Problem> problems;

  void file(const ClaimFile& file) {
    file_ = &file;
    if (file.claims.empty()) add("empty-list", "/claims", "no claims", "at least one");
    place_.within("inputs", [&] { inputs(file.inputs); });
    solved_from(file.inputs);
    std::set<std::string, std::less<>> ids;
    for (std::size_t i = 0; i < file.claims.size(); ++i)
      place_.within("claims", [&] {
        place_.within(std::to_string(i), [&] {
          const Claim& claim = file.claims[i];
          if (claim.id.empty() || claim.id.size() > 200)
            add("bad-id", place_.at("id"), in_quotes(claim.id), "1 to 200 characters");
          else if (!ids.insert(claim.id).second)
            add("duplicate-id", place_.at("id"), in_quotes(claim.id), "an id that no other claim has");
          this->claim(claim);
        });
      });
  }

 private:
  void add(std::string id, std::string where, std::string found, std::string allowed) {
    problems.push_back({std::move(id), std::move(where), std::move(found), std::move(allowed)});
  }

  /// Runs what may throw, and puts its problems at this place.
  template <class Body>
  void at(std::string_view key, Body body) {
    try {
      body();
    } catch (const InvalidInput& invalid) {
      for (auto problem : invalid.problems()) {
        problem.found.append(" (").append(problem.where).append(")");
        problem.where = place_.at(key);
        problems.push_back(std::move(problem));
      }
    }
  }

  void unit(const std::string& text) {
    at("unit", [&] { unit_named(text); });
  }

  void inputs(const ClaimInputs& inputs) {
    for (const auto& entry : inputs)
      place_.within(entry.first, [&] {
        const auto& input = entry.second;
        unit(input.unit);
        if (!input.value) return;
        if (!(std::isfinite(input.value->low) && std::isfinite(input.value->high) &&
              input.value->low <= input.value->high))
          add("bad-range", place_.text(), number_text(input.value->low) + ", " + number_text(input.value->high),
              "low ≤ high, both finite");
      });
  }

  /// The formulas within words, and their units.
  void words(std::string_view key, const std::string& text) {
    at(key, [&] {
      for (const auto& part : placeholders(text)) {
        if (!part.formula.empty()) formula(key, part.formula, false);
        if (!part.unit.empty()) unit_named(part.unit);
      }
    });
  }

  void solved_from(const ClaimInputs& inputs) {
    for (const auto& entry : inputs)
      for (const auto& id : entry.second.solved_from)
        if (std::none_of(file_->claims.begin(), file_->claims.end(), [&](const Claim& c) { return c.id == id; }))
          place_.within("inputs", [&] {
            place_.within(entry.first, [&] {
              add("unknown-claim", place_.at("solved_from"), in_quotes(id), "the id of a claim of this file");
            });
          });
  }

  void formula(std::string_view key, const std::string& text, bool condition) {
    at(key, [&] {
      const Expression expression(text);
      if (expression.is_condition() != condition)
        throw InvalidInput("bad-expression", "column 1", condition ? "no comparison" : "a comparison",
                           condition ? "<, <=, >, >=, == or !=" : "a formula whose value is a number");
      for (const auto& name : expression.names())
        if (!claim_->inputs.contains(name) && !file_->inputs.contains(name))
          add("unknown-input", place_.at(key), in_quotes(name), "one of the inputs" + did_you_mean(name, known()));
    });
  }

  std::vector<std::string> known() const {
    std::vector<std::string> names;
    for (const ClaimInputs* all : {&claim_->inputs, &file_->inputs})
      for (const auto& [name, input] : *all) names.push_back(name);
    return names;
  }

  void claim(const Claim& claim) {
    claim_ = &claim;
    if (claim.statement.empty()) add("missing-key", place_.at("statement"), "nothing", "what is claimed, in words");
    if (claim.derived && !claim.quote.empty())
      add("quote-of-derived", place_.at("quote"), "a quotation", "none, since the source does not say it");
    place_.within("inputs", [&] { inputs(claim.inputs); });
    solved_from(claim.inputs);
    words("note", claim.note);
    if (!claim.p_value.empty()) formula("p_value", claim.p_value, false);
    if (claim.formula) {
      formula("formula", claim.formula->low, false);
      if (claim.formula->high != claim.formula->low) formula("formula", claim.formula->high, false);
      if (!claim.printed)
        add("missing-key", place_.at("printed"), "nothing", "the printed value, for the formula to be held against");
    }
    if (claim.printed) printed(*claim.printed);
    if (!claim.formula && !claim.printed && claim.conditions.empty() && claim.p_value.empty())
      add("missing-key", place_.at("formula"), "nothing", "a formula and a printed value, conditions, or a p-value");
    const auto each = [&](std::string_view list, std::size_t i, std::string_view key, const std::string& text,
                          bool condition) {
      place_.within(list, [&] { place_.within(std::to_string(i), [&] { formula(key, text, condition); }); });
    };
    for (std::size_t i = 0; i < claim.conditions.size(); ++i)
      each("conditions", i, "that", claim.conditions[i].that, true);
    for (std::size_t i = 0; i < claim.readings.size(); ++i)
      each("readings", i, "formula", claim.readings[i].formula, false);
    const auto within = [&](std::string_view list, std::size_t i, auto body) {
      place_.within(list, [&] { place_.within(std::to_string(i), body); });
    };
    for (std::size_t i = 0; i < claim.conditions.size(); ++i)
      within("conditions", i, [&] { words("because", claim.conditions[i].because); });
    for (std::size_t i = 0; i < claim.readings.size(); ++i)
      within("readings", i, [&] {
        words("what", claim.readings[i].what);
        if (!claim.readings[i].unit.empty()) unit(claim.readings[i].unit);
      });
  }

  void printed(const PrintedValue& printed) {
    place_.within("printed", [&] {
      unit(printed.unit);
      if (!(std::isfinite(printed.low) && std::isfinite(printed.high) && printed.low <= printed.high))
        add("bad-range", place_.text(), number_text(printed.low) + ", " + number_text(printed.high),
            "low ≤ high, both finite");
      if (!(printed.rounding > 0 && std::isfinite(printed.rounding)))
        add("out-of-range", place_.at("rounding"), number_text(printed.rounding),
            "more than 0: the step that it is rounded to");
    });
  }

  const ClaimFile* file_ = nullptr;
  const Claim* claim_ = nullptr;
  fields::PointerPath place_;
};

}  // namespace

void check(const ClaimFile& file) {
  Check check;
  check.file(file);
  if (!check.problems.empty()) throw InvalidInput(std::move(check.problems));
}

}  // namespace costmodel::auditing
