#include <costmodel/io/results.hpp>
#include <costmodel/io/winners.hpp>

#include <algorithm>
#include <set>

#include "base/number_text.hpp"
#include "io/json.hpp"
#include "io/results_json.hpp"

namespace costmodel {

namespace {

/// A quantity in a named unit, or null where there is none.
template <class U>
Json in(const Named<U>& unit, const std::optional<Quantity<U>>& quantity) {
  return quantity ? number_or_null(unit(*quantity)) : Json(nullptr);
}

Json latency_json(const std::optional<Latency>& l) {
  if (!l) return nullptr;
  return {{"mean", number_or_null(seconds(l->mean))}, {"p50", in(seconds, l->p50)}, {"p90", in(seconds, l->p90)}, {"p95", in(seconds, l->p95)}, {"p99", in(seconds, l->p99)}};
}

Json usual_json(const std::optional<UsualPromise>& usual) {
  if (!usual) return nullptr;
  return {{"of", to_string(usual->promise.of)}, {"percentile", *usual->promise.percentile}, {"at_most_seconds", usual->promise.seconds},
          {"units", usual->units ? number_or_null(*usual->units) : Json(nullptr)}, {"usd_per_month_more", in(usd_per_month, usual->more)}};
}

/// How the units of a path run at its load, or null.
Json operation_json(const std::optional<Operation>& o) {
  if (!o) return nullptr;
  return {{"capacity_at", {{"concurrency", o->capacity_concurrency},
                           {"output_tokens_per_second", output_tokens_per_second(o->capacity_output)},
                           {"estimated", o->estimated},
                           {"prefill_seconds_per_answer", in(seconds_per_answer, o->prefill)},
                           {"decode_seconds_per_answer", seconds_per_answer(o->decode)}}},
          {"state", to_string(o->running)},
          {"requests_in_flight", o->in_flight ? number_or_null(*o->in_flight) : Json(nullptr)},
          {"stream_output_tokens_per_second", in(output_tokens_per_second, o->stream_output)},
          {"time_to_first_token_seconds", in(seconds, o->first_token)},
          {"response_seconds", in(seconds, o->response)},
          {"tries", o->tries},
          {"p_wait", o->p_wait ? number_or_null(*o->p_wait) : Json(nullptr)},
          {"wait_seconds", latency_json(o->wait)},
          {"first_token_seconds", latency_json(o->first_token_after_wait)},
          {"answer_seconds", latency_json(o->answer)},
          {"note", o->note}};
}
Json optional_json(const std::optional<double>& value) { return value ? number_or_null(*value) : Json(nullptr); }

Json path_json(const PathCost& c) {
  Json terms = Json::object();
  for (const auto& [name, amount] : c.terms) terms[name] = usd_per_month(amount);
  Json interval = nullptr;
  if (c.interval)
    interval = {usd_per_accepted_answer(c.interval->first), usd_per_accepted_answer(c.interval->second)};
  Json json{{"id", c.id},
            {"name", c.name},
            {"kind", c.kind},
            {"arrivals", to_string(c.arrivals)},
            {"utilization", c.utilization ? number_or_null(*c.utilization) : Json(nullptr)},
            {"units", c.units ? number_or_null(*c.units) : Json(nullptr)},
            {"load_answers_per_month", in(answers_per_month, c.load)},
            {"demand_accepted_answers_per_month", in(accepted_answers_per_month, c.demand)},
            {"usd_per_accepted_answer", in(usd_per_accepted_answer, c.per_accepted)},
            {"usd_per_accepted_answer_95", interval},
            {"usd_per_million_output_tokens", in(usd_per_million_output_tokens, c.per_output_token)},
            {"usd_per_million_output_tokens_at_full_utilization", in(usd_per_million_output_tokens, c.per_output_token_full)},
            {"usd_per_month", in(usd_per_month, c.per_month)},
            {"usd_per_month_between", c.between ? Json({usd_per_month(c.between->first), usd_per_month(c.between->second)}) : Json(nullptr)},
            {"terms", terms},
            {"capacity_answers_per_month", in(answers_per_month, c.capacity)},
            {"units_without_promises", optional_json(c.units_unpromised)},
            {"usd_per_month_of_promises", in(usd_per_month, c.promise)},
            {"usual_promise", usual_json(c.usual_promise)},
            {"operation", operation_json(c.operation)},
            {"cold_starts_per_month", optional_json(c.cold_starts)},
            {"share_of_requests_meeting_a_cold_start", optional_json(c.cold_share)},
            {"notes", c.notes},
            {"not_priced", c.not_priced},
            {"feasible", c.feasible},
            {"reasons", c.reasons},
            {"evidence", to_string(c.evidence)},
            {"weakest_input", c.weakest_input},
            {"prices_by_date", prices_json(c.prices)}};
  if (!c.utilization)
    json["no_utilization_because"] = c.reasons.empty() || c.per_month ? "the path has no known capacity" : c.reasons.front();
  return json;
}

Json paths_json(const std::vector<PathCost>& costs) {
  Json all = Json::array();
  for (const auto& c : costs) all.push_back(path_json(c));
  return all;
}

std::string arrivals_text(const Comparison& c) { return c.arrivals ? std::string(to_string(*c.arrivals)) : "any"; }

Json crossing_json(const Comparison& c, const PathCrossing& x) {
  return {{"a", c.a},
          {"b", c.b},
          {"at", x.at},
          {"kind", to_string(x.kind)},
          {"arrivals", arrivals_text(c)},
          {"cheaper_below", x.cheaper_below},
          {"cheaper_above", x.cheaper_above},
          {"demand_accepted_answers_per_month", optional_json(x.demand)},
          {"utilization", optional_json(x.utilization)},
          {"utilization_of", c.reference},
          {"usd_per_accepted_answer", {{"a", number_or_null(x.usd_per_accepted_a)}, {"b", number_or_null(x.usd_per_accepted_b)}}},
          {"usd_per_month_below", {{"a", x.below.a}, {"b", x.below.b}}},
          {"usd_per_month_above", {{"a", x.above.a}, {"b", x.above.b}}},
          {"slope_below", {{"a", number_or_null(x.below.slope_a)}, {"b", number_or_null(x.below.slope_b)}}},
          {"slope_above", {{"a", number_or_null(x.above.slope_a)}, {"b", number_or_null(x.above.slope_b)}}},
          {"range", x.range ? Json({x.range->low, x.range->high}) : Json(nullptr)},
          {"may_vanish_within_ranges", x.may_vanish},
          {"measured_at_unlike_load", !c.unlike.empty()}};
}

Json comparisons_json(const std::vector<Comparison>& all) {
  Json crossings = Json::array(), never = Json::array(), missing = Json::array(), unsettled = Json::array(), equal = Json::array(), unlike = Json::array();
  std::set<std::string> flagged;
  double low = std::numeric_limits<double>::infinity(), high = 0;
  bool complete = true;
  std::string ends_because;
  for (const auto& c : all) {
    if (ends_because.empty()) ends_because = c.ends_because;
    low = std::min(low, c.low);
    high = std::max(high, c.high);
    complete = complete && c.complete;
    for (const auto& x : c.crossings) crossings.push_back(crossing_json(c, x));
    if (!c.never.empty()) never.push_back({{"a", c.a}, {"b", c.b}, {"arrivals", arrivals_text(c)}, {"because", c.never}, {"searched", {c.searched.low, c.searched.high}},
                                       {"proven_for_all_values", c.proven_never}, {"crosses_beyond_at", c.beyond ? Json(*c.beyond) : Json(nullptr)},
                                       {"measured_at_unlike_load", !c.unlike.empty()}});
    for (const auto& s : c.missing)
      missing.push_back({{"a", c.a}, {"b", c.b}, {"arrivals", arrivals_text(c)}, {"from", s.from}, {"to", s.to}});
    for (const auto& s : c.unsettled)
      unsettled.push_back({{"a", c.a}, {"b", c.b}, {"arrivals", arrivals_text(c)}, {"from", s.from}, {"to", s.to}});
    for (const auto& s : c.equal)
      equal.push_back({{"a", c.a}, {"b", c.b}, {"arrivals", arrivals_text(c)}, {"from", s.from}, {"to", s.to}});
    if (!c.unlike.empty() && flagged.insert(c.unlike).second) unlike.push_back(c.unlike);
  }
  const Comparison none{};
  const Comparison& first = all.empty() ? none : all.front();
  Json json{{"axis", first.axis_name},
          {"unit", first.axis_unit},
          {"domain", {number_or_null(low), number_or_null(high)}},
          {"domain_ends_because", ends_because},
          {"complete", complete},
          {"crossovers", crossings},
          {"never", never},
          {"equal", equal},
          {"measured_at_unlike_load", unlike}};
  std::vector<DatedPrice> prices;
  for (const auto& c : all)
    for (const auto& price : c.prices)
      if (std::find(prices.begin(), prices.end(), price) == prices.end()) prices.push_back(price);
  json["prices_by_date"] = prices_json(prices);
  if (first.axis == Axis::input) json["cannot_be_priced"] = missing;
  if (!unsettled.empty()) json["unsettled"] = unsettled;
  return json;
}

Json bands_json(const std::vector<PathBand>& bands) {
  Json all = Json::array();
  for (const auto& band : bands)
    all.push_back({{"from", band.from}, {"to", band.to}, {"path", band.path}, {"same_cost", band.equals},
                   {"to_is_end_of_search", band.to_is_end_of_search}, {"measured_at_unlike_load", !band.unlike.empty()}});
  return all;
}

Json layer_json(const LayerRow& row) {
  Json others = Json::array();
  for (const auto& other : row.alternatives)
    others.push_back({{"path", other.path}, {"placement", other.placement ? Json(*other.placement) : Json(nullptr)}, {"extra_usd_per_month", in(usd_per_month, other.extra)},
                      {"feasible", other.feasible}});
  Json json{{"layer", row.layer},
            {"name", row.name},
            {"placement", row.placement ? Json(*row.placement) : Json(nullptr)},
            {"path", row.path ? Json(*row.path) : Json(nullptr)},
            {"because", row.because},
            {"price_of_authority_usd_per_month", in(usd_per_month, row.price_of_authority)},
            {"flips_if", row.flips_if},
            {"evidence", to_string(row.evidence)},
            {"confidence", optional_json(row.confidence)},
            {"alternatives", others}};
  if (!row.price_of_authority) json["no_price_because"] = row.no_price_because;
  return json;
}

Json rent_or_buy_json(const RentOrBuyAnswer& answer) {
  Json schedules = Json::array();
  for (const auto& row : answer.schedules)
    schedules.push_back({{"label", row.label},
                         {"hours_per_month", hours_per_month(row.hours)},
                         {"price_over_rent_months", number_or_null(months(row.price_over_rent))},
                         {"until_cheaper_months", row.until_cheaper ? Json(months(*row.until_cheaper)) : Json(nullptr)},
                         {"rented_usd_per_month", usd_per_month(row.rented)},
                         {"bought_usd_per_month", usd_per_month(row.bought)}});
  return {{"buy", answer.buy},
          {"rent", answer.rent},
          {"break_even_hours", number_or_null(hours(answer.break_even))},
          {"life_months", months(answer.life)},
          {"session_hours", answer.session ? Json(hours(*answer.session)) : Json(nullptr)},
          {"line_hours_per_month", answer.line ? Json(hours_per_month(*answer.line)) : Json(nullptr)},
          {"rent_below", answer.rent_below},
          {"schedules", schedules}};
}


Json measurement_json(const std::optional<Measurement>& m) {
  if (!m) return nullptr;
  Json json{{"unknown", m->unknown}, {"usd_per_month", m->usd_per_month}};
  if (!m->judge.empty())
    json.update({{"judge_answers_of", m->judge}, {"answers", m->answers}, {"fewest_answers", m->fewest_answers},
                 {"probability_of_change", m->probability_of_change}});
  return json;
}

Json switching_json(const std::vector<SwitchingValue>& all) {
  Json json = Json::array();
  for (const auto& s : all) {
    json.push_back({{"input", s.input}, {"unit", s.unit}, {"now", s.now}, {"at", s.at}, {"side", s.above ? "above" : "below"},
                    {"path", s.path.empty() ? Json(nullptr) : Json(s.path)}});
    if (s.of > 0) json.back()["at_accepted"] = s.accepted, json.back()["of"] = s.of;
  }
  return json;
}

Json uncertainty_json(const Uncertainty& u) {
  Json paths = Json::array(), knowing = Json::array(), judging = Json::array();
  for (const auto& p : u.paths)
    paths.push_back({{"id", p.id},
                     {"usd_per_accepted_answer_5_50_95", spread_json(p.usd_per_accepted)},
                     {"feasible_now", p.feasible_now},
                     {"probability_feasible", p.probability_feasible},
                     {"probability_cheapest", p.probability_cheapest},
                     {"probability_cheapest_at_stated_demand", p.probability_cheapest_at_stated_demand},
                     {"expected_usd_per_month", number_or_null(p.expected_usd_per_month)},
                     {"probability_cheapest_at", p.probability_cheapest_at}});
  Json unproven = Json::array();
  for (const auto& p : u.unproven)
    unproven.push_back({{"id", p.id},
                        {"accepted", p.accepted},
                        {"of", p.of},
                        {"probability_acceptance_reaches_bar", p.probability_acceptance_reaches_bar},
                        {"probability_cheaper", optional_json(p.probability_cheaper)},
                        {"usd_per_month_less", optional_json(p.usd_per_month_less)},
                        {"answers_to_judge", optional_json(p.answers_to_judge)}});
  for (const auto& k : u.worth_knowing) knowing.push_back({{"unknown", k.unknown}, {"usd_per_month", k.usd_per_month}});
  for (const auto& k : u.worth_judging)
    judging.push_back({{"path", k.path}, {"answers", k.answers}, {"usd_per_month", k.usd_per_month},
                       {"probability_of_change", k.probability_of_change}});
  return {{"draws", u.draws},
          {"decision", u.decision},
          {"probability_right", optional_json(u.probability_right)},
          {"no_probability_because", u.probability_right ? Json(nullptr) : Json(u.no_probability_because)},
          {"coverage", {{"acceptance_counts", u.coverage.acceptance_counts}, {"ranges", u.coverage.ranges},
                        {"without_range", u.coverage.without_range}, {"assumed_without_range", u.coverage.assumed}, {"not_drawn", u.coverage.not_drawn},
                        {"words", to_string(u.coverage)}}},
          {"unproven", unproven},
          {"expected_regret_usd_per_month", u.expected_regret_usd_per_month},
          {"paths", paths},
          {"demands_accepted_answers_per_month", u.demands},
          {"grid_takes_as_stated", u.grid_takes_as_stated},
          {"worth_knowing", knowing},
          {"worth_judging", judging},
          {"cheapest_measurement", measurement_json(u.measurement)}};
}

}  // namespace

Json input_json(const Input& input) {
  const Evidence& evidence = input.provenance.evidence;
  const auto& range = input.provenance.range;
  return {{"input", input.name}, {"path", input.path},          {"value", input.value}, {"grade", to_string(evidence.grade)},
          {"source", evidence.source}, {"note", evidence.note}, {"range", range ? Json({range->low, range->high}) : Json(nullptr)}};
}

Json spread_json(const std::optional<Spread>& s) { return s ? Json({s->low, s->median, s->high}) : Json(nullptr); }

std::string to_json(const std::vector<PathCost>& costs) { return dumped({{"paths", paths_json(costs)}}); }

std::string to_json(const std::vector<Comparison>& comparisons) { return dumped(comparisons_json(comparisons)); }

Json brief_json(const Decision& d) {
  return {{"path", d.path ? Json(*d.path) : Json(nullptr)}, {"bands", bands_json(d.bands)}};
}

Json decision_json(const Decision& d) {
  Json rows = Json::array(), not_measured = Json::array();
  for (const auto& row : d.layers) rows.push_back(layer_json(row));
  for (const auto& input : d.not_measured) not_measured.push_back(input_json(input));
  Json json{{"demand", {{"accepted_answers_per_month", accepted_answers_per_month(d.demand)}, {"arrivals", to_string(d.arrivals)}}},
            {"path", d.path ? Json(*d.path) : Json(nullptr)},
            {"because", d.because},
            {"wins", d.profile.wins},
            {"gives_up", d.profile.gives_up},
            {"layers", rows},
            {"bands", bands_json(d.bands)},
            {"bands_packed", bands_json(d.bands_packed)},
            {"paths", paths_json(d.paths)},
            {"paths_packed", paths_json(d.paths_packed)},
            {"crossovers", comparisons_json(d.crossovers)},
            {"utilization_crossovers", comparisons_json(d.utilization_crossovers)},
            {"switching_values", switching_json(d.switching_values)},
            {"pairs_left_out", d.pairs_left_out},
            {"crossover_spreads", Json::array()},
            {"not_measured", not_measured}};
  for (const auto& spread : d.crossover_spreads) json["crossover_spreads"].push_back(Json::parse(to_json(spread)));
  if (d.uncertainty) json["uncertainty"] = uncertainty_json(*d.uncertainty);
  if (d.rent_or_buy) json["rent_or_buy"] = rent_or_buy_json(*d.rent_or_buy);
  return json;
}

std::string to_json(const Decision& d) { return dumped(decision_json(d)); }

}  // namespace costmodel
