#include <costmodel/render/drift.hpp>

#include "base/figures.hpp"
#include "render/tables.hpp"

namespace costmodel {

namespace {

std::string choice_text(const std::optional<std::string>& path) { return path ? *path : "none feasible"; }

std::string cost_text(const text::Figures& as, const std::optional<MoneyPerAccepted<>>& cost) {
  return cost ? as.amount_significant(usd_per_accepted_answer(*cost)) : dash();
}

}  // namespace

Table drift_table(const Drift& drift) {
  const text::Figures as(drift.presentation);
  const std::string currency = drift.presentation.currency;
  const std::string decision = drift.first_month_alone ? "The decision of the first month " : "The decision ";
  Table table{.id = "drift",
              .title = decision + (drift.holds ? "holds: " + choice_text(drift.after)
                                               : "does not hold: " + choice_text(drift.before) + ", now " +
                                                     choice_text(drift.after)),
              .shown = drift.presentation};
  table.columns = {{"Change"},
                   {"Before", right},
                   {"Now", right},
                   {"Chosen if this alone had changed"},
                   {"Chosen now without it"},
                   {currency + " per accepted answer of the earlier choice", right}};
  for (const auto& r : drift.inputs) {
    table.rows.push_back({r.name, r.before ? as.significant(*r.before, 6) : dash(),
                          r.after ? as.significant(*r.after, 6) : dash(),
                          r.why_not.empty() ? choice_text(r.choice_with) + (r.moves ? " *" : "") : dash(),
                          r.why_not.empty() ? choice_text(r.choice_without) + (r.decides ? " †" : "") : dash(),
                          cost_text(as, r.earlier_choice_with)});
    if (!r.why_not.empty()) table.notes.push_back(r.name + " was not exchanged alone: " + r.why_not + ".");
  }
  if (drift.before)
    table.notes.push_back(*drift.before + ": " + cost_text(as, drift.cost_before) + " " + currency +
                          " per accepted answer then, " + cost_text(as, drift.cost_now) + " now.");
  if (!drift.holds && drift.after)
    table.notes.push_back(*drift.after + ": " + cost_text(as, drift.cost_of_choice_now) + " " + currency +
                          " per accepted answer now.");
  for (const auto& reason : drift.why_not_now) table.notes.push_back(*drift.before + " now: " + reason + ".");
  if (drift.first_month_alone)
    table.notes.push_back(
        "Of the first month alone: what is best over the years of the horizon is not compared, and may have changed.");
  table.notes.push_back("* It alone turns the earlier decision. † Without it the earlier decision would stand.");
  if (drift.not_tried > 0)
    table.notes.push_back(as.count(static_cast<double>(drift.not_tried)) +
                          " more numbers changed, by less, and were not exchanged alone.");
  return table;
}

}  // namespace costmodel
