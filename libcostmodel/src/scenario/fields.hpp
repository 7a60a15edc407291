// What a scenario is made of: each field once, with its key, unit, domain and meaning. Reading, writing, checking,
// listing and the JSON Schema are visitors of these tables, so they cannot drift apart.
//
// A visitor has a method for each kind of field: number, limit (a number that may be absent: no limit), whole, pair,
// numbers, text, flag, choice, texts, matrix; object, section (an object without a type of its own), list, map;
// pricing, cells, placements.
#pragma once

#include <costmodel/scenario/scenario.hpp>

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
inline constexpr Domain counts{0, 1e12};     // whole numbers, which a double holds one by one
inline constexpr Domain demand{1e-9, 1e15};  // of accepted answers a month, wherever a demand is given

enum class Presence { required, optional };

/// Base of visitors that numbers alone concern: the fields that no formula reads are passed over.
struct PassesOverWords {
  template <class M>
  void texts(std::string_view, M&, std::string_view) {}
  template <class M>
  void cells(std::string_view, M&) {}
  template <class M>
  void placements(std::string_view, M&) {}
  template <class M>
  void matrix(std::string_view, M&, std::string_view) {}
  template <class M>
  void map(std::string_view, M&, std::string_view) {}
};
using enum Presence;

template <class V, class T>
void describe(V& v, Resource<T>& r) {
  v.text("name", r.name, optional, "what it is: GPU, core, GiB");
  v.number("amount", r.amount, called(fraction, "count"), nonnegative, optional,
           "how many of them, 1 unless said otherwise");
  v.number("usd_per_second", r.price, usd_per_second, nonnegative, required, "price of one of them");
}

template <class V, class T>
void describe(V& v, Charges<T>& c) {
  v.number("minimum_usd_per_month", c.minimum, usd_per_month, nonnegative, optional,
           "least that is charged in a month");
  v.number("credit_usd_per_month", c.credit, usd_per_month, nonnegative, optional, "free each month");
  v.number("plan_usd_per_month", c.plan, usd_per_month, nonnegative, optional,
           "fee of the plan, beside minimum and credit");
}

template <class V, class T>
void describe(V& v, Overflow<T>& o) {
  v.number("usd_per_million_input_tokens", o.input, usd_per_million_input_tokens, nonnegative, optional,
           "price of input tokens");
  v.number("usd_per_million_cached_input_tokens", o.cached_input, usd_per_million_input_tokens, nonnegative, optional,
           "price of input tokens read from a cache; without it, as other input");
  v.number("usd_per_million_output_tokens", o.output, usd_per_million_output_tokens, nonnegative, optional,
           "price of output tokens");
}

template <class V, class T>
void describe(V& v, ContextStep<T>& s) {
  v.number("above_input_tokens_per_answer", s.above, input_tokens_per_answer, positive, required,
           "prompt length, cached tokens included, above which it holds");
  v.number("input_multiplier", s.input_multiplier, called(fraction, "multiple"), nonnegative, optional,
           "on the prices of input");
  v.number("output_multiplier", s.output_multiplier, called(fraction, "multiple"), nonnegative, optional,
           "on the price of output");
}

template <class V, class T>
void describe(V& v, VolumeStep<T>& s) {
  v.number("above_million_tokens_per_month", s.above_millions, called(fraction, "million tokens per month"), positive,
           required, "tokens of all kinds, beyond which it holds");
  v.number("multiplier", s.multiplier, called(fraction, "multiple"), nonnegative, required,
           "on the prices of the tokens beyond");
}

/// What machines need beside their price, owned or rented.
template <class V, class P>
void upkeep(V& v, P& p) {
  v.number("support_usd_per_month", p.support, usd_per_month, nonnegative, optional, "support contract of one unit");
  v.number("staff_usd_per_month", p.staff, usd_per_month, nonnegative, optional, "staff for all units together");
  v.number("staff_usd_per_unit_month", p.staff_per_unit, called(usd_per_month, "USD per unit month"), nonnegative,
           optional, "staff for one unit");
  v.number("facility_usd_per_month", p.facility, usd_per_month, nonnegative, optional,
           "room, network and what else all units share");
}

template <class V, class T>
void describe(V& v, FixedAmortized<T>& p) {
  v.number("price_usd", p.price, usd, nonnegative, optional, "purchase price of one unit, before tax");
  v.number("sales_tax_rate", p.sales_tax, fraction, zero_to_one, optional, "sales tax, fraction of the price");
  v.number("residual_usd", p.residual, usd, nonnegative, optional, "resale value of one unit at the end of its life");
  v.number("life_months", p.life, months, nonnegative, optional, "months of use; needed where there is a price");
  v.number("discount_rate_per_year", p.discount_rate_per_year, called(fraction, "fraction per year"), {0, 10}, optional,
           "effective discount rate, 0.08 for 8 %");
  v.number("installation_usd", p.installation, usd, nonnegative, optional,
           "cooling, cabling and power of one unit, gone at the end of its life");
  v.number("flat_usd_per_month", p.flat, usd_per_month, nonnegative, optional,
           "lease or known amortization of one unit");
  v.number("idle_watts", p.idle_power, watts, nonnegative, optional, "power of one unit while idle");
  v.number("load_watts", p.load_power, watts, nonnegative, optional,
           "power of one unit while busy; needed where idle_watts is given");
  v.number("pue", p.pue, called(fraction, "multiple of machine power"), {1, 10}, optional,
           "facility power ÷ machine power");
  v.number("usd_per_kwh", p.energy_price, usd_per_kwh, nonnegative, optional, "price of electricity");
  v.number("colocation_usd_per_kw_month", p.colocation, usd_per_kw_month, nonnegative, optional,
           "colocation, per kW of load power");
  upkeep(v, p);
  v.number("failure_rate_per_year", p.failures_per_year, called(fraction, "fraction of the units per year"), {0, 10},
           optional, "share of the units that must be bought anew each year");
  v.number("spare_units", p.spares, called(fraction, "units"), {0, 1e9}, optional,
           "units that stand by, beside those that the load needs");
  v.number("min_units", p.min_units, called(fraction, "units"), {1, 1e9}, optional,
           "units that stand ready at any load");
  v.limit("max_units", p.max_units, {1, 1e9}, "most units that can be added; without it, no limit");
}

template <class V, class T>
void describe(V& v, ActiveWindow<T>& p) {
  v.number("usd_per_unit_minute", p.price, called(usd_per_minute, "USD per unit minute"), nonnegative, required,
           "price of one unit while billed; 0 where resources say it all");
  v.number("units_per_copy", p.units_per_copy, called(fraction, "units"), {1e-6, 1e9}, optional,
           "billing units of one model copy");
  v.list("resources", p.resources, optional, "GPUs, cores and memory of one copy, each billed by the second");
  v.number("multiplier", p.multiplier, called(fraction, "multiple"), nonnegative, optional,
           "region, priority and the like: on price and resources");
  v.number("window_minutes", p.window, minutes, nonnegative, optional,
           "length of a window, or the idle timeout; needed by all rules but per_second");
  v.choice("rule", p.rule, optional, "when billing starts and stops");
  v.number("tail_seconds", p.tail, seconds, nonnegative, optional,
           "per_second: idle time that is billed before the copy is gone");
  v.number("quantum_seconds", p.quantum, seconds, nonnegative, optional,
           "per_second: billed in steps of so long; 0: exactly");
  v.number("minimum_seconds", p.minimum, seconds, nonnegative, optional, "per_second: least that is billed each time");
  v.number("idle_timeout_minutes", p.idle_timeout, minutes, nonnegative, optional,
           "idle time after which a copy is gone; without it the window or the tail");
  v.number("start_up_seconds", p.start_up, seconds, nonnegative, optional,
           "from the call that finds no copy until the copy answers");
  v.flag("start_up_billed", p.start_up_billed, "start-up is billed");
  v.choice("when_cold", p.when_cold, optional, "calls while a copy starts: queued or failed");
  v.choice("when_full", p.when_full, optional, "calls beyond all places on all copies: queued or failed");
  v.number("concurrency_per_copy", p.concurrency, called(fraction, "calls at once"), {1, 1e9}, optional,
           "calls at once on a copy, more starting another; without it those of the measurement");
  v.number("usd_per_million_input_tokens", p.input, usd_per_million_input_tokens, nonnegative, optional,
           "price of input tokens, beside the time");
  v.number("usd_per_million_output_tokens", p.output, usd_per_million_output_tokens, nonnegative, optional,
           "price of output tokens, beside the time");
  v.number("storage_usd_per_unit_month", p.storage, called(usd_per_month, "USD per unit month"), nonnegative, optional,
           "storage of one unit of one copy, open or not: the weights are stored once, whatever the copies");
  v.number("staff_usd_per_month", p.staff, usd_per_month, nonnegative, optional, "staff for all copies together");
  v.limit("max_copies", p.max_copies, {1, 1e9}, "most copies that can be added; without it, no limit", "copies");
  describe(v, p.charges);
}

template <class V, class T>
void describe(V& v, Provisioned<T>& p) {
  v.number("usd_per_unit_hour", p.price, called(usd_per_hour, "USD per unit hour"), nonnegative, required,
           "price of one unit; 0 where resources say it all");
  v.list("resources", p.resources, optional, "GPUs, cores and memory of one unit, each billed by the second");
  v.number("multiplier", p.multiplier, called(fraction, "multiple"), nonnegative, optional,
           "region, priority and the like: on price and resources");
  v.number("hours_up_per_month", p.hours_up, hours_per_month, positive, optional,
           "time kept up; without it, all month");
  v.number("up_hours_per_day", p.up_per_day, called(hours, "hours per day"), {1e-3, 24}, optional,
           "time kept up as a schedule: hours of a day");
  v.number("up_days_per_week", p.up_days_per_week, called(fraction, "days per week"), {1e-3, 7}, optional,
           "days of the week on which the schedule holds, from Monday on");
  v.number("up_from_hour", p.up_from, called(fraction, "o'clock"), {0, 23.999}, optional,
           "hour of the day from which the schedule is up; without it, wherever fewest requests come while it is off");
  v.number("usd_per_answer_while_off", p.while_off, usd_per_answer, nonnegative, optional,
           "price of an attempt that comes while it is off, served elsewhere; without it the path is infeasible then");
  v.number("lost_hours", p.lost, hours, nonnegative, optional, "of each start, or of each block: paid, and of no use");
  v.number("interrupted_fraction", p.interrupted, fraction, {0, 0.999}, optional,
           "share of the time kept up that interruptions take");
  v.flag("interrupted_time_billed", p.interrupted_billed, "time that interruptions take is billed");
  v.number("discount", p.discount, fraction, zero_to_one, optional, "discount for commitment, fraction of the price");
  v.number("term_months", p.term, months, {1e-3, 1e4}, optional, "sold for whole terms of this length");
  v.number("needed_months", p.needed, months, {1e-3, 1e4}, optional,
           "how long it is needed; without it, for whole terms");
  v.number("block_hours", p.block, called(hours_per_month, "hours"), positive, optional,
           "sold in whole prepaid blocks of this length");
  v.number("storage_usd_per_unit_month", p.storage, called(usd_per_month, "USD per unit month"), nonnegative, optional,
           "storage of one unit, up or not");
  upkeep(v, p);
  v.number("min_units", p.min_units, called(fraction, "units"), {1, 1e9}, optional,
           "units that stand ready at any load");
  v.limit("max_units", p.max_units, {1, 1e9}, "most units that can be added; without it, no limit");
  v.object("overflow", p.overflow, optional,
           "prices of tokens that max_units do not carry; without it they are not served");
  describe(v, p.charges);
}

template <class V, class T>
void describe(V& v, PerToken<T>& p) {
  v.number("usd_per_million_input_tokens", p.input, usd_per_million_input_tokens, nonnegative, optional,
           "price of input tokens");
  v.number("usd_per_million_cached_input_tokens", p.cached_input, usd_per_million_input_tokens, nonnegative, optional,
           "price of input tokens read from a cache; without it, as other input");
  v.number("usd_per_million_cache_write_tokens", p.cache_write, usd_per_million_input_tokens, nonnegative, optional,
           "price of input tokens written to a cache; without it, as other input");
  v.number("usd_per_million_output_tokens", p.output, usd_per_million_output_tokens, nonnegative, optional,
           "price of output tokens");
  v.number("usd_per_answer", p.per_answer, usd_per_answer, nonnegative, optional,
           "price of one call, beside its tokens");
  v.number("multiplier", p.multiplier, called(fraction, "multiple"), nonnegative, optional,
           "service tier or custom weights, on all of the above");
  v.number("batch_fraction", p.batch_share, fraction, zero_to_one, optional,
           "share of the answers that can wait for a batch");
  v.number("batch_multiplier", p.batch_multiplier, called(fraction, "multiple"), nonnegative, optional,
           "on all of the above, for that share");
  v.list("context_steps", p.context_steps, optional,
         "other prices for long prompts, rising; the last one passed holds for the whole answer");
  v.list("volume_steps", p.volume_steps, optional, "other prices for tokens beyond so many a month, rising");
  v.number("hosting_usd_per_month", p.hosting, usd_per_month, nonnegative, optional,
           "fee of the deployment beside its tokens");
  v.number("hosting_usd_per_hour", p.hosting_rate, usd_per_hour, nonnegative, optional,
           "the same by the hour, idle or not");
  v.number("lifetime_hours", p.lifetime, hours, {1e-3, 1e6}, optional, "after which the deployment is deleted");
  v.number("redeployment_usd", p.redeployment, usd, nonnegative, optional, "what it costs to make it anew");
  v.number("storage_usd_per_month", p.storage, usd_per_month, nonnegative, optional, "storage of the weights");
  describe(v, p.charges);
}

template <class V, class T>
void describe(V& v, RequestClass<T>& c) {
  v.number("share", c.share, fraction, {1e-9, 1}, required, "of all requests");
  v.number("input_tokens_per_answer", c.input, input_tokens_per_answer, nonnegative, optional,
           "prompt tokens of such a request, cached ones not counted");
  v.number("cached_input_tokens_per_answer", c.cached_input, input_tokens_per_answer, nonnegative, optional,
           "prompt tokens that a cache already holds");
  v.number("output_tokens_per_answer", c.output, output_tokens_per_answer, positive, optional, "output tokens");
}

template <class V, class T>
void describe(V& v, Workload<T>& w) {
  v.number("input_tokens_per_answer", w.input, input_tokens_per_answer, nonnegative, optional,
           "prompt tokens of one attempt, cached ones not counted");
  v.number("cached_input_tokens_per_answer", w.cached_input, input_tokens_per_answer, nonnegative, optional,
           "prompt tokens that a cache already holds");
  v.number("cache_write_tokens_per_answer", w.cache_write, input_tokens_per_answer, nonnegative, optional,
           "those of the prompt tokens not cached that are also written to a cache");
  v.number("output_tokens_per_answer", w.output, output_tokens_per_answer, positive, required,
           "output tokens of one attempt, thinking included");
  v.number("length_variation", w.length_variation, called(fraction, "variance ÷ mean²"), {0, 1000}, optional,
           "squared coefficient of variation of the length of answers: 1 exponential, 0 all alike; stretches the wait "
           "in line; with classes, of the answers of each");
  v.list("classes", w.classes, optional,
         "requests that are of another size, by share; what they leave of the mean is the size of the others");
}

template <class V, class T>
void describe(V& v, WorkloadOverrides<T>& w) {
  v.number("input_tokens_per_answer", w.input, input_tokens_per_answer, nonnegative, optional,
           "prompt tokens of one attempt, cached ones not counted; without it, the scenario's");
  v.number("cached_input_tokens_per_answer", w.cached_input, input_tokens_per_answer, nonnegative, optional,
           "prompt tokens that a cache already holds; without it, the scenario's");
  v.number("cache_write_tokens_per_answer", w.cache_write, input_tokens_per_answer, nonnegative, optional,
           "those of the prompt tokens not cached that are also written to a cache; without it, the scenario's");
  v.number("output_tokens_per_answer", w.output, output_tokens_per_answer, positive, optional,
           "output tokens of one attempt, thinking included; without it, the scenario's");
}

template <class V, class T>
void describe(V& v, OperatingPoint<T>& p) {
  v.number("concurrency", p.concurrency, called(fraction, "requests in flight"), {1e-6, 10'000}, optional,
           "requests in flight during the measurement");
  v.number("output_tokens_per_second", p.output, output_tokens_per_second, positive, required,
           "output rate of all streams together");
  v.number("stream_output_tokens_per_second", p.stream_output, output_tokens_per_second, positive, optional,
           "output rate of one stream; without it, all ÷ concurrency");
  v.number("input_tokens_per_second", p.input, input_tokens_per_second, positive, optional,
           "prefill rate; without it, prefill was not measured apart");
  v.number("time_to_first_token_seconds", p.time_to_first_token, seconds, nonnegative, optional, "time to first token");
  v.number("power_watts", p.power, watts, positive, optional,
           "electric power during the measurement, of what was measured: the note says whether chips or the machine");
}

template <class V, class T>
void describe(V& v, BandwidthEstimate<T>& e) {
  v.number("active_weight_gb", e.active_weight_gb, called(fraction, "GB"), positive, required,
           "weights read for each output token, in 1e9 bytes");
  v.number("memory_gb_per_second", e.memory_gb_per_second, called(fraction, "GB per second"), positive, required,
           "memory bandwidth, in 1e9 bytes");
  v.number("overhead_seconds_per_output_token", e.overhead, seconds_per_output_token, nonnegative, optional,
           "time of each output token beside reading the weights");
}

template <class V, class T>
void describe(V& v, BasicAcceptance<T>& a) {
  v.number("accepted", a.accepted, called(fraction, "attempts"), counts, optional,
           "attempts that passed the gate: a whole number, at most `of`");
  v.number("of", a.of, called(fraction, "attempts"), counts, optional, "attempts that were judged: a whole number");
  v.number("rate", a.rate, fraction, zero_to_one, optional, "acceptance where there are no counts");
  v.text("same_as", a.same_as, optional, "id of the path whose acceptance this one shares");
}

template <class V, class T>
void describe(V& v, BasicTuning<T>& t) {
  v.number("one_off_usd", t.one_off, usd, nonnegative, optional, "cost of making the weights");
  v.number("life_months", t.life, months, nonnegative, optional, "months over which it is spread");
  v.number("usd_per_month", t.recurring, usd_per_month, nonnegative, optional, "what each month adds beside");
  v.number("million_training_tokens", t.million_training_tokens, called(fraction, "million tokens"), nonnegative,
           optional, "tokens × epochs of one run, in millions");
  v.number("usd_per_million_training_tokens", t.per_million_training_tokens,
           called(usd, "USD per million training tokens"), nonnegative, optional, "price of a run");
  v.number("retrains_per_month", t.retrains_per_month, called(fraction, "runs per month"), nonnegative, optional,
           "runs beyond the first");
  v.number("stored_models", t.stored_models, called(fraction, "models"), nonnegative, optional, "models that are kept");
  v.number("usd_per_stored_model_month", t.per_stored_model, called(usd_per_month, "USD per stored model month"),
           nonnegative, optional, "storage of one of them");
}

template <class V>
void describe(V& v, Access& a) {
  v.number("quota_units", a.quota_units, called(fraction, "units"), nonnegative, optional,
           "units that the provider grants; 0: none");
  v.number("lead_time_days", a.lead_time_days, called(fraction, "days"), nonnegative, optional,
           "wait before the first answer");
  v.number("minimum_purchase_usd", a.minimum_purchase, usd, nonnegative, optional,
           "least that can be bought, where it is more than a block, a term or the fewest machines");
  v.flag("weights_exportable", a.weights_exportable, "the weights can be taken away");
  v.flag("licence_permits", a.licence_permits, "the licence of the weights permits this use");
  v.texts("residency", a.residency, "regions in which data can be kept");
  v.number("memory_gb", a.memory_gb, called(fraction, "GB"), positive, optional,
           "memory of one unit for weights and cache");
  v.text("unavailable", a.unavailable, optional, "why the path cannot be had at all");
}

template <class V>
void describe(V& v, PriceStep& s) {
  v.number("from_month", s.from_month, called(fraction, "month"), {1, 600}, required, "first month with it; 1 is now");
  v.number("multiplier", s.multiplier, called(fraction, "multiple"), nonnegative, required,
           "on what is paid for tokens, calls, time and machines");
}

template <class V>
void describe(V& v, ResaleAt& r) {
  v.number("age_months", r.age_months, called(fraction, "months"), {0, 1200}, required, "age of the machine");
  v.number("fraction_of_price", r.fraction, fraction, {0, 10}, required,
           "of its price before tax, that it still fetches");
}

template <class V>
void describe(V& v, OverTime& o) {
  v.number("price_change_per_year", o.price_change_per_year, called(fraction, "fraction per year"), {-0.9999, 10},
           optional, "of what is paid for tokens, calls, time and machines; -0.25: it falls by a quarter each year");
  v.list("price_steps", o.price_steps, optional, "other prices from a month on, as when a contract ends; in order");
  v.list("resale", o.resale, optional,
         "what an owned machine fetches by age, in order; without it, a straight line from its price to residual_usd");
  v.number("refresh_months", o.refresh_months, called(fraction, "months"), {1, 1200}, optional,
           "age at which an owned machine is sold and bought anew; without it, its life");
  v.number("migration_usd", o.migration_usd, called(fraction, "USD"), nonnegative, optional,
           "once, when the path is taken into service in place of another");
  v.number("retraining_usd", o.retraining_usd, called(fraction, "USD"), nonnegative, optional,
           "each time that its base model is replaced");
  v.number("retrained_every_months", o.retrained_every_months, called(fraction, "months"), {1, 1200}, optional,
           "months from one base model to the next; without it, it is never replaced");
}

template <class V>
void describe(V& v, Horizon& h) {
  v.whole("months", h.months, {1, 600}, "months that are looked at", "months");
  v.number("discount_rate_per_year", h.discount_rate_per_year, called(fraction, "fraction per year"), {0, 10}, optional,
           "effective nominal discount rate, 0.08 for 8 %");
  v.number("inflation_per_year", h.inflation_per_year, called(fraction, "fraction per year"), {-0.5, 10}, optional,
           "of money, for costs in the money of the first month");
  v.number("growth_per_month", h.growth_per_month, called(fraction, "fraction per month"), {-0.99, 10}, optional,
           "of demand, from that of the scenario on; 0.04 for 4 %");
  v.number("ceiling_accepted_answers_per_month", h.ceiling, called(fraction, "accepted answers per month"), demand,
           optional, "demand that growth levels off at: an S-curve (logistic)");
  v.numbers("accepted_answers_by_month", h.by_month, {0, demand.high},
            "demand of each month, in place of the scenario's and its growth");
  v.text("demand_csv", h.demand_csv, optional,
         "CSV file of the demand of each month, relative to this file; its last column counts");
  v.numbers("seasonal_weights", h.seasonal, nonnegative,
            "weights of January to December on the demand; the scale has no meaning");
  v.text("now", h.now, optional, "id of the path that serves now, and goes on until another takes over");
}

template <class V>
void describe(V& v, Holder& h) {
  v.choice("run_by", h.run_by, required, "who runs the layer: me, provider or nobody");
  v.text("who", h.who, optional, "name of the provider or system");
  v.flag("change", h.change, "I can change it");
  v.flag("audit", h.audit, "I can inspect it");
  v.flag("leave", h.leave, "I can leave with what is mine");
  v.text("note", h.note, optional, "");
}

template <class V, class T>
void describe(V& v, PathStage<T>& s) {
  v.text("id", s.call.id, required, "what is done: generate, judge");
  v.text("offer", s.offer, optional, "id of the path that serves it; without it, of its offers");
  v.texts("offers", s.offers, "ids of paths that may serve it: each makes a route, which is a path of its own");
  v.number("calls", s.call.calls, called(fraction, "calls"), {1e-6, 1e6}, optional,
           "calls in one run of the stage; may be a fraction");
  v.choice("runs", s.call.runs, optional, "with each attempt, once for each request, or for each accepted answer");
  v.number("in_flight", s.call.in_flight, called(fraction, "calls"), {1, 1e6}, optional,
           "calls of one run that are made together");
  v.flag("gate", s.gate, "it judges the attempt: the cost of the scenario's gate is not added");
  v.texts("different_family_from", s.different_family_from,
          "stages that a model of the same family may not serve: a judge of its own family flatters itself");
  v.object("workload", s.workload, optional,
           "tokens of one call, where they differ from the offer's; what is not named is the offer's");
}

template <class V, class T>
void describe(V& v, BasicPath<T>& p) {
  v.text("id", p.id, required, "unique id of the path");
  v.text("name", p.name, optional, "name for people");
  v.text("note", p.note, optional, "");
  v.list(
      "stages", p.stages, optional,
      "calls that an answer takes, and the path that serves each; then pricing and throughput are those of the offers");
  v.flag("only_in_stages", p.only_in_stages, "it serves stages of other paths, and does not compete by itself");
  v.text("family", p.family, optional, "family of the model that it serves, as llama");
  v.pricing("pricing", p.pricing, p.stages.empty() ? required : optional);
  v.section("throughput", optional,
            "measured operating points, or an estimate in their place; without either the path is not measured",
            [&](auto& w) {
              w.list("points", p.points, optional, "one measurement each");
              w.object("estimate", p.estimate, optional,
                       "a single stream from memory bandwidth, in place of measurements");
            });
  v.choice("balancing", p.balancing, optional,
           "where random arrivals wait for rented or owned units: a line before each, or one for all");
  v.object("acceptance", p.acceptance, p.only_in_stages ? optional : required,
           "how often an attempt passes the quality gate");
  v.object("workload", p.workload, optional,
           "tokens of one attempt, where they differ from the scenario's; what is not named is the scenario's");
  v.object("tuning", p.tuning, optional, "cost of making the weights");
  v.number("data_plane_usd_per_answer", p.data_plane, usd_per_answer, nonnegative, optional,
           "storage, retrieval and transfer of one attempt");
  v.object("access", p.access, optional, "what stands between me and the path");
  v.object("over_time", p.over_time, optional, "how it changes over a horizon of months");
  v.cells("layers", p.cells);
}

template <class V, class T>
void describe(V& v, Tries<T>& t) {
  v.whole("limit", t.limit, {1, 100}, "most attempts at one request", "tries");
  v.number("correlation", t.correlation, fraction, zero_to_one, optional,
           "0: tries are independent; 1: a retry never helps");
}

template <class V, class T>
void describe(V& v, Rejected<T>& r) {
  v.choice("handling", r.handling, optional, "what becomes of a request whose every try was rejected");
  v.number("usd_per_request", r.cost, usd_per_request, nonnegative, optional, "what such a request costs");
}

template <class V>
void describe(V& v, Promise& p) {
  v.choice("of", p.of, required, "what is promised, with the queue at that load");
  v.number("percentile", p.percentile, called(fraction, "percent"), {1e-9, 100 - 1e-9}, optional,
           "share of the requests that it holds for; without it, the mean");
  v.number("at_most_seconds", p.seconds, called(fraction, "seconds"), nonnegative, required,
           "the most that is allowed");
}

template <class V>
void describe(V& v, EnergyOptions& e) {
  v.number("watts_beside", e.watts_beside, called(fraction, "W"), {0, 1e9}, optional,
           "power of a unit beside what was measured: host, memory, fans");
  v.number("facility_factor", e.facility_factor, called(fraction, "multiple of machine power"), {1, 1e9}, optional,
           "facility power ÷ machine power (PUE)");
  v.number("grams_co2e_per_kwh", e.grams_co2e_per_kwh, called(fraction, "g"), {0, 1e9}, optional,
           "emissions of the grid; without it there are none");
  v.number("embodied_grams_co2e_per_hour", e.embodied_grams_co2e_per_hour, called(fraction, "g"), {0, 1e9}, optional,
           "emissions of making a unit, spread over the hours of its use");
}

template <class V>
void describe(V& v, Requirements& r) {
  v.number("min_acceptance", r.min_acceptance, fraction, zero_to_one, optional, "quality bar");
  v.number("confidence", r.confidence, fraction, {0.5, 1}, optional, "P(acceptance ≥ bar) that is asked for");
  v.number("min_stream_output_tokens_per_second", r.latency.min_stream_output, output_tokens_per_second, positive,
           optional, "least output rate of one stream");
  v.number("max_time_to_first_token_seconds", r.latency.max_time_to_first_token, seconds, positive, optional,
           "longest wait for the first token");
  v.number("max_seconds_per_answer", r.latency.max_response_time, called(seconds, "seconds per answer"), positive,
           optional, "longest wait for an answer: with all its tries, where more than one is allowed");
  v.list("promises", r.promises, optional,
         "percentiles or means that are kept at any load, by as many units as that takes");
  v.number("headroom", r.headroom, fraction, {0, 0.99}, optional,
           "share of the capacity of each unit that is left unused");
  v.number("latency_fraction", r.latency_share, fraction, zero_to_one, optional,
           "share of the requests that must keep these limits, cold starts included");
  v.flag("exportable_weights", r.exportable_weights, "the weights must be exportable");
  v.text("residency", r.residency, optional, "region in which data must stay");
  v.number("max_lead_time_days", r.max_lead_time_days, called(fraction, "days"), nonnegative, optional,
           "longest wait for access");
  v.number("max_minimum_purchase_usd", r.max_minimum_purchase, usd, nonnegative, optional,
           "most that may have to be bought at once: a stated minimum, a block, a term, or the fewest owned machines "
           "with tax");
  v.number("min_memory_gb", r.min_memory_gb, called(fraction, "GB"), positive, optional, "memory that the model needs");
  v.number("max_wh_per_accepted_answer", r.max_wh_per_accepted, called(fraction, "Wh"), positive, optional,
           "most electricity of an accepted answer, by the power that was measured");
  v.number("max_grams_co2e_per_accepted_answer", r.max_grams_co2e_per_accepted, called(fraction, "g"), positive,
           optional, "most emissions of an accepted answer; needs grams_co2e_per_kwh below");
  v.object("energy_counted", r.energy, optional, "what is counted beside the power that was measured");
  v.placements("placements", r.placements);
}

template <class V>
void describe(V& v, Source& s) {
  v.text("title", s.title, required, "");
  v.text("url", s.url, optional, "");
  v.text("date", s.date, optional, "ISO date");
  v.text("note", s.note, optional, "");
}

template <class V>
void describe(V& v, EvidenceFile& f) {
  v.text("sha256", f.sha256, required, "SHA-256 of the file as it was read");
  v.text("tool", f.tool, optional, "what wrote it");
  v.text("tool_version", f.tool_version, optional, "");
  v.text("schema_version", f.schema_version, optional, "");
  v.text("date", f.date, optional, "ISO date of the measurement");
}

template <class V>
void describe(V& v, Schedule& s) {
  v.text("label", s.label, required, "how people say it, e.g. 8 h a week");
  v.number("hours_per_month", s.hours, hours_per_month, positive, required, "the same in hours a month");
  v.number("session_hours", s.session, hours, {1e-3, 744}, optional,
           "length of one sitting, each with a start of its own; without it, up_hours_per_day of the rented path");
}

template <class V>
void describe(V& v, Assessment& a) {
  v.text("vendor", a.vendor, required, "who is assessed");
  v.text("layer", a.layer, required, "id of the layer");
  v.text("grade", a.grade, required, "in the words of whoever assessed it");
  v.text("date", a.date, optional, "ISO date of the assessment");
  v.text("source", a.source, optional, "id of an entry in sources, or a citation");
  v.text("note", a.note, optional, "");
}

template <class V>
void describe(V& v, RentOrBuy& r) {
  v.text("buy", r.buy, required, "id of the bought path");
  v.text("rent", r.rent, required, "id of the rented path");
  v.list("schedules", r.schedules, required, "hours of use to hold against the break-even");
}

template <class V>
void describe(V& v, WorkingHours& h) {
  v.whole("from_hour", h.from, {0, 23}, "o'clock", "o'clock");
  v.whole("to_hour", h.to, {1, 24}, "o'clock", "o'clock");
  v.whole("days_per_week", h.days, {1, 7}, "from Monday on", "days per week");
}

template <class V>
void describe(V& v, Correlations& c) {
  v.texts("inputs", c.inputs,
          "inputs that are not known exactly: JSON Pointer, path/key, shared name, or acceptance of PATH");
  v.matrix("matrix", c.matrix, "a row for each of them: symmetric, 1 on the diagonal, positive semidefinite");
}

template <class V>
void describe(V& v, PlacementWords& w) {
  v.text("Retained", w.retained, optional, "run by me");
  v.text("Delegated", w.delegated, optional, "run by a provider, and I can change, audit and leave");
  v.text("Ceded", w.ceded, optional, "run by a provider otherwise");
  v.text("Absent", w.absent, optional, "provided by nobody");
}

template <class V>
void describe(V& v, Presentation& p) {
  v.text("currency", p.currency, optional, "ISO 4217 code; inputs stay in USD");
  v.text("symbol", p.symbol, optional, "what stands beside an amount; without it $ for USD, else the code");
  v.flag("symbol_after", p.symbol_after, "the symbol stands behind the amount");
  v.number("usd_per_currency_unit", p.usd_per_unit, called(fraction, "USD"), positive, optional,
           "USD that one unit of the currency is worth; needed for all but USD");
  v.text("decimal_mark", p.decimal_mark, optional, "point or comma");
  v.text("thousands_mark", p.thousands_mark, optional, "comma, point, apostrophe, space or nothing");
  v.object("placements", p.placements, optional, "your own words for who holds a layer");
}

template <class V, class T>
void describe(V& v, BasicScenario<T>& s) {
  v.text("title", s.title, required, "");
  v.text("question", s.question, optional, "the question that the scenario answers");
  v.text("date", s.date, optional, "ISO date for which the prices hold");
  v.object("presentation", s.presentation, optional, "currency and number format of everything that people read");
  v.map("sources", s.sources, "where numbers come from, by id");
  v.map("evidence_files", s.evidence_files, "files that numbers were read from, by path relative to this file");
  v.number("hours_per_month", s.month, hours_per_month, {1, 744}, optional, "length of the billing month");
  v.section("demand", required, "the load", [&](auto& w) {
    w.number("accepted_answers_per_month", s.demand, accepted_answers_per_month, fields::demand, required,
             "accepted answers wanted");
    w.pair("domain_accepted_answers_per_month", s.domain_low, s.domain_high, accepted_answers_per_month, fields::demand,
           "demands between which crossovers and bands are looked for");
    w.choice("arrivals", s.arrivals, optional, "when requests arrive");
    w.number("batch", s.shape.batch, called(fraction, "requests"), {1, 1e9}, optional,
             "mean number of requests that come at one instant");
    w.choice("batch_sizes", s.shape.sizes, optional, "batches of one size, or of geometric size");
    w.object("working_hours", s.shape.hours, optional, "hours in which requests come; without it, all");
    w.numbers("hourly_weights", s.shape.weights, nonnegative,
              "load of 24 hours of the day, or of 168 hours of the week from Monday 00:00; the scale has no meaning");
    w.text("trace", s.shape.trace, optional,
           "CSV file of recorded requests, relative to this file: replayed for the billing risk");
  });
  v.object("workload", s.workload, required, "tokens of one attempt");
  v.section("gate", optional, "the quality gate", [&](auto& w) {
    w.number("usd_per_answer", s.gate, usd_per_answer, nonnegative, optional, "cost of judging one attempt");
  });
  v.object("tries", s.tries, optional, "attempts at one request");
  v.object("rejected", s.rejected, optional, "what a rejected request costs");
  v.object("requirements", s.requirements, optional, "what a path must satisfy before its price is looked at");
  v.object("rent_or_buy", s.rent_or_buy, optional, "renting against buying, hour for hour");
  v.object("horizon", s.horizon, optional, "months and years, in place of one month");
  v.object("correlations", s.correlations, optional, "which uncertain inputs move together (Gaussian copula)");
  v.list("assessments", s.assessments, optional,
         "what others made of the vendors, layer by layer; shown, and without weight in the decision");
  v.list("paths", s.paths, required, "the ways of serving that compete");
}

}  // namespace costmodel::fields
