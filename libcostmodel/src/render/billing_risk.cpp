#include <costmodel/render/billing_risk.hpp>
#include <costmodel/render/report.hpp>

#include "base/figures.hpp"
#include "render/tables.hpp"

namespace costmodel {

namespace {

std::string rule_name(Billed rule) {
  std::string name(to_string(rule));
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

}  // namespace

Table billing_risk_table(const BillingRisk& risk) {
  const text::Figures as(risk.presentation);
  const auto money = [&](MoneyPerMonth<> amount) { return as.money(usd_per_month(amount)); };
  const auto whole = [&](double number) { return as.fixed(number, 0); };
  Table t{.id = "billing_risk",
          .title = "Billing risk of " + risk.path + ": " + as.count(answers_per_month(risk.load)) +
                   " answers a month, " + risk.arrivals,
          .columns = {{"Rule"},
                      {"What the wording must mean"},
                      {"Billed h/month", Align::right},
                      {risk.presentation.currency + "/month", Align::right},
                      {"Cold starts/month", Align::right},
                      {"Requests that meet one", Align::right},
                      {"× packed", Align::right},
                      {"By"}},
          .shown = risk.presentation};
  for (const auto& r : risk.rows) {
    const double half = usd_per_month(r.half_width);
    t.rows.push_back({rule_name(r.rule) + (r.fits ? "" : " (for comparison)"), r.wording,
                      as.significant(r.billed_hours),
                      money(r.cost) + (half > 1e-6 * usd_per_month(r.cost) ? " ± " + as.money(half) : ""),
                      r.rule == Billed::packed ? std::string(text::none) : whole(r.cold_starts),
                      r.rule == Billed::packed ? std::string(text::none)
                                               : whole(r.cold_requests) + " (" + as.percent(r.cold_share) + ")",
                      as.significant(r.times_packed), r.method});
  }
  if (!risk.why_not.empty())
    t.notes.push_back("No bill: " + risk.why_not + ".");
  else
    t.notes.push_back("Billing risk: " + money(risk.spread()) +
                      " a month between the rules that fit the wording, from " + money(risk.least) + " to " +
                      money(risk.most) + "; the packed price is " + money(risk.packed) + ".");
  for (const auto& note : risk.notes) t.notes.push_back(note);
  return t;
}

Table other_paths_table(const BillingRisk& risk) {
  const text::Figures as(risk.presentation);
  Table t{.id = "other_paths",
          .title = "As many accepted answers on the other paths",
          .columns = {{"Path"},
                      {"Serving"},
                      {"Attempts/month", right},
                      {"Units", right},
                      {"Utilization of one", right},
                      {risk.presentation.currency + "/month", right},
                      {"Mean wait, s", right},
                      {"Longest wait, s", right},
                      {"State"}},
          .shown = risk.presentation};
  const std::string none(text::none);
  for (const auto& o : risk.others) {
    std::string serving(to_string(o.kind));
    for (char& c : serving)
      if (c == '_') c = ' ';
    const auto wait = [&](const std::optional<Time<>>& time) { return time ? as.significant(seconds(*time)) : none; };
    std::string state = !o.why_not.empty()                    ? o.why_not
                        : o.utilization && *o.utilization > 1 ? "one unit alone would be saturated"
                                                              : "carries it";
    if (o.estimated) state += ";\ncapacity estimated from bandwidth";
    t.rows.push_back(
        {o.path, serving, as.count(answers_per_month(o.load)), o.units && o.utilization ? as.count(*o.units) : none,
         o.utilization ? as.percent(*o.utilization) : none, o.cost ? as.money(usd_per_month(*o.cost)) : none,
         wait(o.mean_wait), wait(o.longest_wait), state});
  }
  if (t.rows.empty()) return t;
  t.notes.push_back(
      "Each path's bill for as many accepted answers, by attempts of these requests' mean tokens, tuning and data "
      "plane included; a "
      "path that is billed by windows by its own rule and the scenario's arrivals. Waits: every recorded request in "
      "its turn, "
      "closer together where a path needs more attempts.");
  return t;
}

Report billing_risk_report(const BillingRisk& risk) {
  Report report{.title = "Billing risk of " + risk.path, .sections = {{}}};
  for (auto&& table : {billing_risk_table(risk), other_paths_table(risk), price_table(risk.prices, risk.presentation)})
    if (table.id == "billing_risk" || !table.rows.empty()) report.sections.front().tables.push_back(table);
  return report;
}

}  // namespace costmodel
