#include <costmodel/io/billing_risk.hpp>

#include "../text.hpp"
#include "json.hpp"
#include "results_json.hpp"

namespace costmodel {

namespace {

std::string rule_name(Billed rule) {
  std::string name(to_string(rule));
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

Json row_json(const RiskRow& r) {
  return {{"rule", to_string(r.rule)},
          {"wording", r.wording},
          {"fits_the_wording", r.fits},
          {"method", r.method},
          {"billed_hours_per_month", r.billed_hours},
          {"usd_per_month", usd_per_month(r.cost)},
          {"usd_per_month_half_width_95", usd_per_month(r.half_width)},
          {"cold_starts_per_month", r.cold_starts},
          {"requests_meeting_a_cold_start_per_month", r.cold_requests},
          {"share_of_requests_meeting_a_cold_start", r.cold_share},
          {"failed_requests_per_month", r.failed},
          {"most_copies", r.most_copies},
          {"mean_wait_seconds", seconds(r.mean_wait)},
          {"longest_wait_seconds", seconds(r.longest_wait)},
          {"times_packed", number_or_null(r.times_packed)}};
}

Json other_json(const OtherPath& o) {
  const auto number = [](const std::optional<double>& value) { return value ? number_or_null(*value) : Json(nullptr); };
  Json json{{"path", o.path},
            {"kind", o.kind},
            {"load_answers_per_month", number_or_null(answers_per_month(o.load))},
            {"units", number(o.units)},
            {"utilization", number(o.utilization)},
            {"usd_per_month", o.cost ? number_or_null(usd_per_month(*o.cost)) : Json(nullptr)},
            {"capacity_estimated", o.estimated},
            {"mean_wait_seconds", o.mean_wait ? number_or_null(seconds(*o.mean_wait)) : Json(nullptr)},
            {"longest_wait_seconds", o.longest_wait ? number_or_null(seconds(*o.longest_wait)) : Json(nullptr)}};
  if (!o.why_not.empty()) json["no_cost_because"] = o.why_not;
  return json;
}

std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace

Table billing_risk_table(const BillingRisk& risk) {
  const text::Figures as(risk.presentation);
  const auto money = [&](MoneyPerMonth<> amount) { return as.money(usd_per_month(amount)); };
  const auto whole = [&](double number) { return as.fixed(number, 0); };
  Table t{.id = "billing_risk",
          .title = "Billing risk of " + risk.path + ": " + as.count(answers_per_month(risk.load)) + " answers a month, " + risk.arrivals,
          .columns = {{"Rule"}, {"What the wording must mean"}, {"Billed h/month", Align::right}, {risk.presentation.currency + "/month", Align::right},
                      {"Cold starts/month", Align::right}, {"Requests that meet one", Align::right}, {"× packed", Align::right}, {"By"}},
          .shown = risk.presentation};
  for (const auto& r : risk.rows) {
    const double half = usd_per_month(r.half_width);
    t.rows.push_back({rule_name(r.rule) + (r.fits ? "" : " (for comparison)"), std::string(r.wording), as.significant(r.billed_hours),
                      money(r.cost) + (half > 1e-6 * usd_per_month(r.cost) ? " ± " + as.money(half) : ""),
                      r.rule == Billed::packed ? std::string(text::none) : whole(r.cold_starts),
                      r.rule == Billed::packed ? std::string(text::none) : whole(r.cold_requests) + " (" + as.percent(r.cold_share) + ")", as.significant(r.times_packed), r.method});
  }
  if (!risk.why_not.empty()) t.notes.push_back("No bill: " + risk.why_not + ".");
  else
    t.notes.push_back("Billing risk: " + money(risk.spread()) + " a month between the rules that fit the wording, from " +
                      money(risk.least) + " to " + money(risk.most) + "; the packed price is " + money(risk.packed) + ".");
  for (const auto& note : risk.notes) t.notes.push_back(note);
  return t;
}

Table other_paths_table(const BillingRisk& risk) {
  const text::Figures as(risk.presentation);
  constexpr Align right = Align::right;
  Table t{.id = "other_paths",
          .title = "As many accepted answers on the other paths",
          .columns = {{"Path"}, {"Serving"}, {"Attempts/month", right}, {"Units", right}, {"Utilization of one", right}, {risk.presentation.currency + "/month", right},
                      {"Mean wait, s", right}, {"Longest wait, s", right}, {"State"}},
          .shown = risk.presentation};
  const std::string none(text::none);
  for (const auto& o : risk.others) {
    std::string serving(o.kind);
    for (char& c : serving)
      if (c == '_') c = ' ';
    const auto wait = [&](const std::optional<Time<>>& time) { return time ? as.significant(seconds(*time)) : none; };
    std::string state = !o.why_not.empty() ? o.why_not : o.utilization && *o.utilization > 1 ? "one unit alone would be saturated" : "carries it";
    if (o.estimated) state += ";\ncapacity estimated from bandwidth";
    t.rows.push_back({o.path, serving, as.count(answers_per_month(o.load)), o.units && o.utilization ? as.count(*o.units) : none, o.utilization ? as.percent(*o.utilization) : none,
                      o.cost ? as.money(usd_per_month(*o.cost)) : none, wait(o.mean_wait), wait(o.longest_wait), state});
  }
  if (t.rows.empty()) return t;
  t.notes.push_back("Each path's bill for as many accepted answers, by attempts of these requests' mean tokens, tuning and data plane included; a "
                    "path that is billed by windows by its own rule and the scenario's arrivals. Waits: every recorded request in its turn, "
                    "closer together where a path needs more attempts.");
  return t;
}

Report billing_risk_report(const BillingRisk& risk) {
  Report report{.title = "Billing risk of " + risk.path, .sections = {{}}};
  for (auto&& table : {billing_risk_table(risk), other_paths_table(risk), price_table(risk.prices, risk.presentation)})
    if (table.id == "billing_risk" || !table.rows.empty()) report.sections.front().tables.push_back(table);
  return report;
}

Json risk_json(const BillingRisk& risk) {
  Json rows = Json::array();
  for (const auto& r : risk.rows) rows.push_back(row_json(r));
  Json json{{"path", risk.path},
            {"arrivals", risk.arrivals},
            {"load_answers_per_month", number_or_null(answers_per_month(risk.load))},
            {"demand_accepted_answers_per_month", number_or_null(accepted_answers_per_month(risk.demand))},
            {"utilization_of_one_copy", number_or_null(risk.utilization)},
            {"rules", rows}};
  const bool any = risk.why_not.empty();
  json["usd_per_month_packed"] = any ? Json(usd_per_month(risk.packed)) : Json(nullptr);
  json["usd_per_month_least"] = any ? Json(usd_per_month(risk.least)) : Json(nullptr);
  json["usd_per_month_most"] = any ? Json(usd_per_month(risk.most)) : Json(nullptr);
  json["spread_usd_per_month"] = any ? Json(usd_per_month(risk.spread())) : Json(nullptr);
  Json others = Json::array();
  for (const auto& other : risk.others) others.push_back(other_json(other));
  json["other_paths"] = others;
  json["prices_by_date"] = prices_json(risk.prices);
  json["notes"] = risk.notes;
  if (!any) json["no_bill_because"] = risk.why_not;
  return json;
}

std::string to_json(const BillingRisk& risk) { return dumped(risk_json(risk)); }

std::vector<std::string> trace_notes(const TraceReport& r) {
  const auto n = [](std::uint64_t count) { return text::fixed(static_cast<double>(count), 0); };
  std::vector<std::string> notes{r.file + ": " + n(r.rows_kept) + " of " + n(r.rows_read) + " rows kept (" + r.layout + " layout), over " +
                                 text::significant(seconds(r.span)) + " s. Time zone: " + r.zone + "."};
  for (std::size_t i = 0; i < bad_row_kinds; ++i)
    if (r.refused[i] > 0) notes.push_back(n(r.refused[i]) + " rows refused: " + std::string(to_string(static_cast<BadRow>(i))) + ".");
  if (r.out_of_order > 0) notes.push_back(n(r.out_of_order) + " rows were out of order; the trace was sorted by time.");
  if (r.duplicate_times > 0)
    notes.push_back(n(r.duplicate_times) + " requests came at the instant of another, " + n(r.duplicate_rows) + " of them with the same tokens; all are kept.");
  if (r.blank_lines > 0) notes.push_back(n(r.blank_lines) + " blank lines.");
  if (!r.final_newline) notes.push_back("The file ends without a line feed: its last row may have lost digits.");
  return notes;
}

std::string to_json(const TraceReport& r) {
  Json refused = Json::object(), problems = Json::array();
  for (std::size_t i = 0; i < bad_row_kinds; ++i)
    if (r.refused[i] > 0) refused[std::string(to_string(static_cast<BadRow>(i)))] = r.refused[i];
  for (const auto& p : r.problems) problems.push_back(to_string(p));
  return dumped({{"file", r.file}, {"layout", r.layout}, {"rows_read", r.rows_read}, {"rows_kept", r.rows_kept}, {"refused", refused},
                 {"problems", problems}, {"blank_lines", r.blank_lines}, {"out_of_order", r.out_of_order},
                 {"duplicate_times", r.duplicate_times}, {"duplicate_rows", r.duplicate_rows}, {"byte_order_mark", r.byte_order_mark},
                 {"crlf", r.crlf}, {"final_newline", r.final_newline}, {"zone", r.zone}, {"span_seconds", seconds(r.span)}});
}

}  // namespace costmodel
