#include <costmodel/io/billing_risk.hpp>

#include "base/figures.hpp"
#include "io/json.hpp"
#include "io/results_json.hpp"

namespace costmodel {

namespace {

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

}  // namespace

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
