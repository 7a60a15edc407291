// What a scenario is made of: each field once, with its key, unit, domain and meaning. Reading, writing, checking,
// listing and the JSON Schema are visitors of these tables, so they cannot drift apart.
//
// A visitor has a method for each kind of field: number, limit (a number that may be absent: no limit), whole, pair, text,
// flag, choice, texts; object, section (an object without a type of its own), list, map; pricing, cells, placements.
#pragma once

#include <costmodel/scenario.hpp>

namespace costmodel::fields {

/// Numbers that a field may hold.
struct Domain {
  double low;
  double high;
};

// Wide enough for every real machine and tariff, narrow enough that no product of a few of them overflows.
inline constexpr Domain positive{1e-12, 1e15};
inline constexpr Domain nonnegative{0, 1e15};
inline constexpr Domain zero_to_one{0, 1};

enum class Presence { required, optional };
using enum Presence;

template <class V, class T> void describe(V& v, FixedAmortized<T>& p) {
  v.number("price_usd", p.price, usd, nonnegative, optional, "purchase price of one unit, before tax");
  v.number("sales_tax_rate", p.sales_tax, fraction, zero_to_one, optional, "sales tax, fraction of the price");
  v.number("residual_usd", p.residual, usd, nonnegative, optional, "resale value of one unit at the end of its life");
  v.number("life_months", p.life, months, nonnegative, optional, "months of use; needed where there is a price");
  v.number("discount_rate_per_year", p.discount_rate_per_year, fraction, {0, 10}, optional, "effective discount rate, 0.08 for 8 %");
  v.number("flat_usd_per_month", p.flat, usd_per_month, nonnegative, optional, "lease or known amortization of one unit");
  v.number("idle_watts", p.idle_power, watts, nonnegative, optional, "power of one unit while idle");
  v.number("load_watts", p.load_power, watts, nonnegative, optional, "power of one unit while busy");
  v.number("pue", p.pue, fraction, {1, 10}, optional, "facility power ÷ machine power");
  v.number("usd_per_kwh", p.energy_price, usd_per_kwh, nonnegative, optional, "price of electricity");
  v.number("colocation_usd_per_kw_month", p.colocation, usd_per_kw_month, nonnegative, optional, "colocation, per kW of load power");
  v.number("support_usd_per_month", p.support, usd_per_month, nonnegative, optional, "support contract of one unit");
  v.number("staff_usd_per_month", p.staff, usd_per_month, nonnegative, optional, "staff for all units together");
  v.number("min_units", p.min_units, fraction, {1, 1e9}, optional, "units that stand ready at any load");
  v.limit("max_units", p.max_units, {1, 1e9}, "most units that can be added; without it, no limit");
}

template <class V, class T> void describe(V& v, ActiveWindow<T>& p) {
  v.number("usd_per_unit_minute", p.price, usd_per_minute, nonnegative, required, "price of one unit while billed");
  v.number("units_per_copy", p.units_per_copy, fraction, {1e-6, 1e9}, optional, "billing units of one model copy");
  v.number("window_minutes", p.window, minutes, positive, required, "length of a window, or the idle timeout");
  v.choice("rule", p.rule, optional, "when billing starts and stops");
  v.number("storage_usd_per_unit_month", p.storage, usd_per_month, nonnegative, optional, "storage of one unit, open or not");
  v.limit("max_copies", p.max_copies, {1, 1e9}, "most copies that can be added; without it, no limit");
}

template <class V, class T> void describe(V& v, Provisioned<T>& p) {
  v.number("usd_per_unit_hour", p.price, usd_per_hour, nonnegative, required, "price of one unit");
  v.number("hours_up_per_month", p.hours_up, hours_per_month, positive, optional, "time kept up; without it, all month");
  v.number("discount", p.discount, fraction, zero_to_one, optional, "discount for commitment, fraction of the price");
  v.number("block_hours", p.block, hours_per_month, positive, optional, "sold in whole prepaid blocks of this length");
  v.number("min_units", p.min_units, fraction, {1, 1e9}, optional, "units that stand ready at any load");
  v.limit("max_units", p.max_units, {1, 1e9}, "most units that can be added; without it, no limit");
}

template <class V, class T> void describe(V& v, PerToken<T>& p) {
  v.number("usd_per_million_input_tokens", p.input, usd_per_million_input_tokens, nonnegative, optional, "price of input tokens");
  v.number("usd_per_million_cached_input_tokens", p.cached_input, usd_per_million_input_tokens, nonnegative, optional, "price of input tokens read from a cache");
  v.number("usd_per_million_output_tokens", p.output, usd_per_million_output_tokens, nonnegative, optional, "price of output tokens");
  v.number("usd_per_answer", p.per_answer, usd_per_answer, nonnegative, optional, "price of one call, beside its tokens");
  v.number("multiplier", p.multiplier, fraction, nonnegative, optional, "batch or service tier, on all of the above");
  v.number("hosting_usd_per_month", p.hosting, usd_per_month, nonnegative, optional, "fee of the deployment beside its tokens");
}

template <class V, class T> void describe(V& v, Workload<T>& w) {
  v.number("input_tokens_per_answer", w.input, input_tokens_per_answer, nonnegative, optional, "prompt tokens of one attempt, cached ones not counted");
  v.number("cached_input_tokens_per_answer", w.cached_input, input_tokens_per_answer, nonnegative, optional, "prompt tokens that a cache already holds");
  v.number("output_tokens_per_answer", w.output, output_tokens_per_answer, positive, required, "output tokens of one attempt, thinking included");
}

template <class V, class T> void describe(V& v, OperatingPoint<T>& p) {
  v.number("concurrency", p.concurrency, fraction, {1e-6, 1e9}, optional, "requests in flight during the measurement");
  v.number("output_tokens_per_second", p.output, output_tokens_per_second, positive, required, "output rate of all streams together");
  v.number("stream_output_tokens_per_second", p.stream_output, output_tokens_per_second, positive, optional, "output rate of one stream; without it, all ÷ concurrency");
  v.number("input_tokens_per_second", p.input, input_tokens_per_second, positive, optional, "prefill rate; without it, prefill was not measured apart");
  v.number("time_to_first_token_seconds", p.time_to_first_token, seconds, nonnegative, optional, "time to first token");
}

template <class V, class T> void describe(V& v, BandwidthEstimate<T>& e) {
  v.number("active_weight_gb", e.active_weight_gb, fraction, positive, required, "weights read for each output token, in 1e9 bytes");
  v.number("memory_gb_per_second", e.memory_gb_per_second, fraction, positive, required, "memory bandwidth, in 1e9 bytes");
  v.number("overhead_seconds_per_output_token", e.overhead, seconds_per_output_token, nonnegative, optional, "time of each output token beside reading the weights");
}

template <class V, class T> void describe(V& v, BasicAcceptance<T>& a) {
  v.number("accepted", a.accepted, fraction, nonnegative, optional, "attempts that passed the gate");
  v.number("of", a.of, fraction, nonnegative, optional, "attempts that were judged");
  v.number("rate", a.rate, fraction, zero_to_one, optional, "acceptance where there are no counts");
  v.text("same_as", a.same_as, optional, "id of the path whose acceptance this one shares");
}

template <class V, class T> void describe(V& v, BasicTuning<T>& t) {
  v.number("one_off_usd", t.one_off, usd, nonnegative, optional, "cost of making the weights");
  v.number("life_months", t.life, months, nonnegative, optional, "months over which it is spread");
  v.number("usd_per_month", t.recurring, usd_per_month, nonnegative, optional, "retraining and stored models, each month");
}

template <class V> void describe(V& v, Access& a) {
  v.number("quota_units", a.quota_units, fraction, nonnegative, optional, "units that the provider grants; 0: none");
  v.number("lead_time_days", a.lead_time_days, fraction, nonnegative, optional, "wait before the first answer");
  v.number("minimum_purchase_usd", a.minimum_purchase, usd, nonnegative, optional, "least that can be bought");
  v.flag("weights_exportable", a.weights_exportable, "the weights can be taken away");
  v.flag("licence_permits", a.licence_permits, "the licence of the weights permits this use");
  v.texts("residency", a.residency, "regions in which data can be kept");
  v.number("memory_gb", a.memory_gb, fraction, positive, optional, "memory of one unit for weights and cache");
  v.text("unavailable", a.unavailable, optional, "why the path cannot be had at all");
}

template <class V> void describe(V& v, Holder& h) {
  v.choice("run_by", h.run_by, required, "who runs the layer: me, provider or nobody");
  v.text("who", h.who, optional, "name of the provider or system");
  v.flag("change", h.change, "I can change it");
  v.flag("audit", h.audit, "I can inspect it");
  v.flag("leave", h.leave, "I can leave with what is mine");
  v.text("note", h.note, optional, "");
}

template <class V, class T> void describe(V& v, BasicPath<T>& p) {
  v.text("id", p.id, required, "unique id of the path");
  v.text("name", p.name, optional, "name for people");
  v.text("note", p.note, optional, "");
  v.pricing("pricing", p.pricing);
  v.section("throughput", optional, "measured operating points, or an estimate in their place; without either the path is not measured", [&](auto& w) {
    w.list("points", p.points, optional, "one measurement each");
    w.object("estimate", p.estimate, optional, "a single stream from memory bandwidth, in place of measurements");
  });
  v.object("acceptance", p.acceptance, required, "how often an attempt passes the quality gate");
  v.object("workload", p.workload, optional, "tokens of one attempt, where they differ from the scenario's");
  v.object("tuning", p.tuning, optional, "cost of making the weights");
  v.number("data_plane_usd_per_answer", p.data_plane, usd_per_answer, nonnegative, optional, "storage, retrieval and transfer of one attempt");
  v.object("access", p.access, optional, "what stands between me and the path");
  v.cells("layers", p.cells);
}

template <class V, class T> void describe(V& v, Tries<T>& t) {
  v.whole("limit", t.limit, {1, 1000}, "most attempts at one request");
  v.number("correlation", t.correlation, fraction, zero_to_one, optional, "0: tries are independent; 1: a retry never helps");
}

template <class V, class T> void describe(V& v, Rejected<T>& r) {
  v.choice("handling", r.handling, optional, "what becomes of a request whose every try was rejected");
  v.number("usd_per_request", r.cost, usd_per_request, nonnegative, optional, "what such a request costs");
}

template <class V> void describe(V& v, Requirements& r) {
  v.number("min_acceptance", r.min_acceptance, fraction, zero_to_one, optional, "quality bar");
  v.number("confidence", r.confidence, fraction, {0.5, 1}, optional, "P(acceptance ≥ bar) that is asked for");
  v.number("min_stream_output_tokens_per_second", r.latency.min_stream_output, output_tokens_per_second, positive, optional, "least output rate of one stream");
  v.number("max_time_to_first_token_seconds", r.latency.max_time_to_first_token, seconds, positive, optional, "longest wait for the first token");
  v.number("max_seconds_per_answer", r.latency.max_response_time, seconds, positive, optional, "longest wait for an answer");
  v.flag("exportable_weights", r.exportable_weights, "the weights must be exportable");
  v.text("residency", r.residency, optional, "region in which data must stay");
  v.number("max_lead_time_days", r.max_lead_time_days, fraction, nonnegative, optional, "longest wait for access");
  v.number("max_minimum_purchase_usd", r.max_minimum_purchase, usd, nonnegative, optional, "most that may have to be bought at once");
  v.number("min_memory_gb", r.min_memory_gb, fraction, positive, optional, "memory that the model needs");
  v.placements("placements", r.placements);
}

template <class V> void describe(V& v, Source& s) {
  v.text("title", s.title, required, "");
  v.text("url", s.url, optional, "");
  v.text("date", s.date, optional, "ISO date");
  v.text("note", s.note, optional, "");
}

template <class V> void describe(V& v, EvidenceFile& f) {
  v.text("sha256", f.sha256, required, "SHA-256 of the file as it was read");
  v.text("tool", f.tool, optional, "what wrote it");
  v.text("tool_version", f.tool_version, optional, "");
  v.text("schema_version", f.schema_version, optional, "");
  v.text("date", f.date, optional, "ISO date of the measurement");
}

template <class V> void describe(V& v, Schedule& s) {
  v.text("label", s.label, required, "how people say it, e.g. 8 h a week");
  v.number("hours_per_month", s.hours, hours_per_month, positive, required, "the same in hours a month");
}

template <class V> void describe(V& v, RentOrBuy& r) {
  v.text("buy", r.buy, required, "id of the bought path");
  v.text("rent", r.rent, required, "id of the rented path");
  v.list("schedules", r.schedules, required, "hours of use to hold against the break-even");
}

template <class V, class T> void describe(V& v, BasicScenario<T>& s) {
  v.text("title", s.title, required, "");
  v.text("question", s.question, optional, "the question that the scenario answers");
  v.text("date", s.date, optional, "ISO date for which the prices hold");
  v.map("sources", s.sources, "where numbers come from, by id");
  v.map("evidence_files", s.evidence_files, "files that numbers were read from, by path relative to this file");
  v.number("hours_per_month", s.month, hours_per_month, {1, 744}, optional, "length of the billing month");
  v.section("demand", required, "the load", [&](auto& w) {
    w.number("accepted_answers_per_month", s.demand, accepted_answers_per_month, positive, required, "accepted answers wanted");
    w.pair("domain_accepted_answers_per_month", s.domain_low, s.domain_high, accepted_answers_per_month, positive, "demands between which crossovers and bands are looked for");
    w.choice("arrivals", s.arrivals, optional, "when requests arrive");
  });
  v.object("workload", s.workload, required, "tokens of one attempt");
  v.section("gate", optional, "the quality gate", [&](auto& w) {
    w.number("usd_per_answer", s.gate, usd_per_answer, nonnegative, optional, "cost of judging one attempt");
  });
  v.object("tries", s.tries, optional, "attempts at one request");
  v.object("rejected", s.rejected, optional, "what a rejected request costs");
  v.object("requirements", s.requirements, optional, "what a path must satisfy before its price is looked at");
  v.object("rent_or_buy", s.rent_or_buy, optional, "renting against buying, hour for hour");
  v.list("paths", s.paths, required, "the ways of serving that compete");
}

}  // namespace costmodel::fields
