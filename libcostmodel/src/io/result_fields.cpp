#include "io/result_fields.hpp"

#include <algorithm>
#include <costmodel/bill/pricing.hpp>

namespace costmodel::results {

namespace {

constexpr std::string_view sides[] = {"above", "below"};
template <class T>
bool unlike_measured(const T& result) {
  return !result.unlike.empty();
}
constexpr std::string_view unlike_points = "The two were measured at unlike operating points.";

}  // namespace

// --- Inputs, and what stands behind them -----------------------------------------------------------

template <>
Record described<PlacementWords>() {
  return Table<PlacementWords>("PlacementWords", "What placements are called.")
      .kept(&PlacementWords::retained)
      .kept(&PlacementWords::delegated)
      .kept(&PlacementWords::ceded)
      .kept(&PlacementWords::absent);
}

template <>
Record described<Presentation>() {
  return Table<Presentation>("PresentationValues", "How amounts and numbers are shown.")
      .field("currency", &Presentation::currency, "ISO 4217 code.")
      .field("symbol", &Presentation::symbol, "What stands beside an amount; empty: $ or the code.")
      .field("symbol_after", &Presentation::symbol_after, "Behind the amount.")
      .field("usd_per_currency_unit", &Presentation::usd_per_unit, "USD that one unit is worth; None for USD.")
      .field("decimal_mark", &Presentation::decimal_mark, "Point or comma.")
      .field("thousands_mark", &Presentation::thousands_mark, "Between groups of three digits.")
      .kept(&Presentation::placements);
}

template <>
Record described<Evidence>() {
  return Table<Evidence>("Evidence", "What stands behind one input.")
      .field("grade", &Evidence::grade,
             "From strongest to weakest: measured, published, derived, assumed, estimated, inferred.")
      .field("n", &Evidence::n, "Sample size of a measurement.")
      .field("source", &Evidence::source, "Id of an entry in the scenario's sources, or a citation.")
      .field("date", &Evidence::date, "ISO date on which it was read or measured.")
      .field("formula", &Evidence::formula, "How a derived number was derived.")
      .field("note", &Evidence::note, "Anything else worth knowing.")
      .field("evidence_file", &Evidence::file, "Evidence file that it was read from, relative to the scenario file.")
      .field("pointer", &Evidence::pointer, "Where in that file: JSON Pointer; of CSV and JSON lines the line first.");
}

template <>
Record described<DatedValue>() {
  return Table<DatedValue>("DatedValue", "A number as it held from one day to another.")
      .field("value", &DatedValue::value, "In the unit of the input.")
      .field("valid_from", &DatedValue::from, "ISO date of the first day.")
      .field("valid_to", &DatedValue::to, "Of the last; empty: until the next value begins.")
      .field("evidence", &DatedValue::evidence, "Where the number came from.");
}

template <>
Record described<DatedPrice>() {
  return Table<DatedPrice>("DatedPrice", "An input that was picked by its date.")
      .field("pointer", &DatedPrice::pointer, "JSON Pointer into the scenario.")
      .field("path", &DatedPrice::path, "Id of the path that it belongs to; empty: the scenario.")
      .field("input", &DatedPrice::name, "The pointer without the path.")
      .formerly("name")
      .field("value", &DatedPrice::value, "In the unit that the key names.")
      .field("valid_from", &DatedPrice::from, "ISO date of the first day on which it held.")
      .field("valid_to", &DatedPrice::to, "Of the last; empty: still, or until the next price.")
      .or_null()
      .field("as_of", &DatedPrice::as_of, "The day that it was picked for; empty: the latest.")
      .or_null()
      .field("grade", &DatedPrice::evidence, &Evidence::grade, "Grade of its evidence.")
      .seen(in_json | in_python)
      .field("source", &DatedPrice::evidence, &Evidence::source, "Source of its evidence.")
      .seen(in_json | in_python)
      .field("evidence", &DatedPrice::evidence, "Where the number came from.")
      .python_only();
}

template <>
Record described<Provenance>() {
  return Table<Provenance>("Provenance", "What is known of one input beside its value.")
      .field("evidence", &Provenance::evidence, "Where the number came from.")
      .field("range", &Provenance::range, "The range within which it may lie.")
      .field("distribution", &Provenance::distribution,
             "What it may turn out to be, as the scenario format writes it; None: not stated.")
      .field("shared", &Provenance::shared, "Inputs of one such name are one unknown; empty: one of its own.")
      .field("by_date", &Provenance::by_date,
             "Every value that is stated by date, in order of time; empty: it holds at any date.")
      .kept(&Provenance::currency)
      .kept(&Provenance::usd_per_unit);
}

template <>
Record described<Input>() {
  return Table<Input>("Input", "One number of a scenario. Its key, the last part of the pointer, ends in its unit.")
      .field("pointer", &Input::pointer, "JSON Pointer into the scenario.")
      .python_only()
      .field("name", &Input::name, "The pointer without the path.")
      .at("input")
      .field("path", &Input::path, "Id of the path that it belongs to; empty: the scenario.")
      .field("value", &Input::value, "In the unit that the key names.")
      .derived(
          "grade", [](const Input& input) { return input.provenance.evidence.grade; }, "Grade of its evidence.")
      .derived(
          "source", [](const Input& input) { return input.provenance.evidence.source; }, "Source of its evidence.")
      .derived(
          "note", [](const Input& input) { return input.provenance.evidence.note; }, "Note of its evidence.")
      .field("range", &Input::provenance, &Provenance::range, "The range within which it may lie.")
      .seen(in_json | in_python)
      .field("provenance", &Input::provenance, "Evidence, range and distribution.")
      .python_only();
}

// --- Costs at one load -----------------------------------------------------------------------------

template <>
Record described<Latency>() {
  return Table<Latency>("Latency", "Mean and percentiles, in seconds; None where no bound is known.")
      .field("mean", &Latency::mean, seconds, "Mean.")
      .field("p50", &Latency::p50, seconds, "Half of the requests take no longer.")
      .field("p90", &Latency::p90, seconds, "90 % of the requests.")
      .field("p95", &Latency::p95, seconds, "95 % of the requests.")
      .field("p99", &Latency::p99, seconds, "99 % of the requests.");
}

template <>
Record described<Operation>() {
  return Table<Operation>("Operation",
                          "How each unit of a path runs at its load. Latencies are means; None where not measured.")
      .field("capacity_concurrency", &Operation::capacity_concurrency,
             "Requests in flight at the operating point of the capacity.")
      .at("capacity_at/concurrency")
      .field("capacity_output_tokens_per_second", &Operation::capacity_output, output_tokens_per_second,
             "All streams together at that point.")
      .at("capacity_at/output_tokens_per_second")
      .field("estimated", &Operation::estimated, "The point follows from memory bandwidth: nobody measured it.")
      .at("capacity_at/estimated")
      .field("prefill_seconds_per_answer", &Operation::prefill, seconds_per_answer,
             "Machine time of its input; None where prefill was not measured apart.")
      .at("capacity_at/prefill_seconds_per_answer")
      .field("decode_seconds_per_answer", &Operation::decode, seconds_per_answer,
             "Machine time of the output of one attempt.")
      .at("capacity_at/decode_seconds_per_answer")
      .field("state", &Operation::running, "back_to_back, steady, below_measured or saturated.")
      .field("requests_in_flight", &Operation::in_flight,
             "In the machine, by Little's law; those that wait for it not counted.")
      .field("stream_output_tokens_per_second", &Operation::stream_output, output_tokens_per_second,
             "That one user sees.")
      .field("time_to_first_token_seconds", &Operation::first_token, seconds, "Without the wait in line.")
      .field("response_seconds", &Operation::response, seconds, "Of one try at an answer, with the wait in line.")
      .field("tries", &Operation::tries, "That a request may take: the limit on a whole answer holds for all of them.")
      .field("units_in_line", &Operation::units_in_line,
             "That requests at random wait for in one line: 1, or those that share it.")
      .field("p_wait", &Operation::p_wait, "Probability that a request finds all places taken.")
      .field("wait_seconds", &Operation::wait, "In line: mean and percentiles.")
      .field("first_token_seconds", &Operation::first_token_after_wait, "With the wait in line.")
      .field("answer_seconds", &Operation::answer, "Of one try, with the wait; percentiles are upper bounds.")
      .field("note", &Operation::note, "Why something is not known, or which limit the wait breaks.");
}

template <>
Record described<Promise>() {
  return Table<Promise>("StatedPromise", "What is not to take longer than so many seconds.")
      .field("of", &Promise::of, "The wait in line, the first token or the whole answer.")
      .field("percentile", &Promise::percentile, "Share of the requests that it holds for; None: the mean.")
      .field("at_most_seconds", &Promise::seconds, "The most that is allowed.");
}

template <>
Record described<UsualPromise>() {
  return Table<UsualPromise>("UsualPromise", "That 95 % of the requests wait no longer than an answer takes.")
      .field("of", &UsualPromise::promise, &Promise::of, "The wait in line.")
      .seen(in_json | in_python)
      .field("percentile", &UsualPromise::promise, &Promise::percentile, "95.")
      .seen(in_json | in_python)
      .field("at_most_seconds", &UsualPromise::promise, &Promise::seconds, "The longest wait of these.")
      .seen(in_json | in_python)
      .field("units", &UsualPromise::units, "Units that keep it; None where no number that may be added does.")
      .field("usd_per_month_more", &UsualPromise::more, usd_per_month, "Than without.")
      .kept(&UsualPromise::promise);
}

template <>
Record described<StageCost>() {
  return Table<StageCost>("StageCost", "One kind of call of an answer that takes several, and the path that serves it.")
      .field("stage", &StageCost::stage, "Its id.")
      .field("offer", &StageCost::offer, "Id of the path that serves it.")
      .field("calls_per_month", &StageCost::calls_per_month, "Calls that the load takes.")
      .field("usd_per_month", &StageCost::per_month, usd_per_month,
             "Its part of the offer's bill: what is paid by the call, and of the rest by machine time.")
      .field("units", &StageCost::units, "Of the offer, for all stages that it serves; None without a capacity.")
      .field("utilization", &StageCost::utilization, "Load on the offer ÷ capacity of one unit; None without one.")
      .field("seconds_per_attempt", &StageCost::time, seconds,
             "Time of its calls in an attempt; None where no operating point is known.");
}

template <>
Record described<SizeForPromise>() {
  return Table<SizeForPromise>("SizeForPromise", "What a path takes to keep one promise.")
      .field("promise", &SizeForPromise::promise, "None: no promise, as many units as carry the load.")
      .field("share_of_capacity", &SizeForPromise::share, "Of its capacity, that a unit carries so.")
      .field("units", &SizeForPromise::units, "None where no number of units keeps it.")
      .field("usd_per_month", &SizeForPromise::per_month, usd_per_month, "Whole bill.")
      .field("usd_per_month_more", &SizeForPromise::more, usd_per_month, "Than without a promise.")
      .field("why_not", &SizeForPromise::why_not, "Why no number of units, or no more of them, keeps it.");
}

template <>
Record described<Sizing>() {
  return Table<Sizing>("Sizing", "Units and month that a path takes to keep promises.")
      .field("path", &Sizing::path, "Id of the path.")
      .field("demand_accepted_answers_per_month", &Sizing::demand, accepted_answers_per_month,
             "Accepted answers wanted.")
      .field("rows", &Sizing::rows, "Without a promise first.")
      .kept(&Sizing::presentation);
}

template <>
Record described<OfferPart>() {
  return Table<OfferPart>("OfferPart", "What a path has of a cascade or a mix.")
      .field("path", &OfferPart::path, "Id of the path.")
      .field("units", &OfferPart::units, "None where it has no units.")
      .field("answers_per_month", &OfferPart::answers_per_month, "Attempts that it answers.")
      .field("share_of_answers", &OfferPart::share_of_answers, "Of all attempts.")
      .field("usd_per_month", &OfferPart::usd_per_month, "Its own bill, without judging and rejected requests.");
}

template <>
Record described<ComposedCost>() {
  return Table<ComposedCost>("ComposedCost", "What a cascade or a mix costs at a demand.")
      .field("offers", &ComposedCost::offers, "Its paths: of a cascade in their order, of a mix the base first.")
      .field("gate_usd_per_month", &ComposedCost::gate_usd_per_month, "Judging every attempt.")
      .field("rejected_usd_per_month", &ComposedCost::rejected_usd_per_month, "Requests that stay rejected.")
      .field("usd_per_month", &ComposedCost::usd_per_month, "The whole month.")
      .field("usd_per_accepted_answer", &ComposedCost::usd_per_accepted_answer, "Month ÷ demand.")
      .field("accepted", &ComposedCost::accepted, "Share of the requests whose answer the gate accepts.")
      .field("accepted_and_right", &ComposedCost::accepted_and_right, "Share of the requests that are, and rightly.")
      .field("rejects_per_accepted", &ComposedCost::rejects_per_accepted,
             "Rejected requests for each accepted answer.");
}

template <>
Record described<CascadeCost>() {
  return Table<CascadeCost>("CascadeCost", "What a cascade costs, and between what bounds.")
      .field("independent", &CascadeCost::independent,
             "As if each path accepted as large a share of what comes to it as of all requests.")
      .field("least", &CascadeCost::least, "As if each path were right where the others fail, as far as can be.")
      .field("most", &CascadeCost::most, "As if the paths failed on the same requests, as far as can be.")
      .field("independence_is_assumed", &CascadeCost::assumed,
             "False where every acceptance was judged on what the paths before rejected: the three are the same then.");
}

template <>
Record described<PointEnergy>() {
  return Table<PointEnergy>("PointEnergy", "Electricity at one operating point of a path.")
      .field("path", &PointEnergy::path, "Id of the path.")
      .field("concurrency", &PointEnergy::concurrency, "Requests in flight during the measurement.")
      .field("is_capacity", &PointEnergy::is_capacity, "The path's capacity is stated at this point.")
      .field("power_watts", &PointEnergy::watts, "Of one unit, as measured.")
      .field("power_watts_counted", &PointEnergy::watts_counted, "With what was stated beside it, and the facility.")
      .field("wh_per_million_output_tokens", &PointEnergy::wh_per_million_output_tokens,
             "Watt-hours, of the power counted.")
      .field("kwh_per_answer", &PointEnergy::kwh_per_answer, "Of one attempt.")
      .field("kwh_per_accepted_answer", &PointEnergy::kwh_per_accepted, "None where acceptance is not known.")
      .field("grams_co2e_per_accepted_answer", &PointEnergy::grams_per_accepted,
             "Of the electricity at the stated grid factor, and of making the unit where that is stated.");
}

template <>
Record described<Energy>() {
  return Table<Energy>("Energy", "Electricity and emissions of an accepted answer.")
      .field("rows", &Energy::rows, "By path, then by rising concurrency.")
      .field("unmeasured", &Energy::unmeasured, "Paths of which no operating point has a power.")
      .field("boundary", &Energy::boundary, "What is counted and what is not.")
      .kept(&Energy::presentation);
}

template <>
Record described<DriftedInput>() {
  return Table<DriftedInput>("DriftedInput", "One change between two scenarios, exchanged alone.")
      .field("name", &DriftedInput::name,
             "Place of the input, by the id of its path; or what was exchanged as a whole.")
      .field("before", &DriftedInput::before, "None where it is no single number, or was not stated.")
      .field("after", &DriftedInput::after, "Likewise.")
      .field("choice_with", &DriftedInput::choice_with, "Chosen where this alone has changed.")
      .field("choice_without", &DriftedInput::choice_without, "Chosen now where this alone had stayed.")
      .field("usd_per_accepted_answer_of_earlier_choice", &DriftedInput::earlier_choice_with, usd_per_accepted_answer,
             "Where this alone has changed.")
      .field("moves", &DriftedInput::moves, "It alone turns the earlier decision.")
      .field("decides", &DriftedInput::decides, "Without it the earlier decision would stand now.")
      .field("why_not", &DriftedInput::why_not, "Why it could not be exchanged alone.");
}

template <>
Record described<Drift>() {
  return Table<Drift>("Drift", "Whether an earlier decision still holds, and what moved it.")
      .field("before", &Drift::before, "Chosen then; None where nothing was feasible.")
      .field("after", &Drift::after, "Chosen now.")
      .field("holds", &Drift::holds, "Both are the same path.")
      .field("usd_per_accepted_answer_then", &Drift::cost_before, usd_per_accepted_answer, "Of the earlier choice.")
      .field("usd_per_accepted_answer_now", &Drift::cost_now, usd_per_accepted_answer, "Of the earlier choice.")
      .field("usd_per_accepted_answer_of_choice_now", &Drift::cost_of_choice_now, usd_per_accepted_answer,
             "Of what is chosen now.")
      .field("why_not_now", &Drift::why_not_now, "Why the earlier choice may not be chosen now.")
      .field("inputs", &Drift::inputs, "Those that move it first.")
      .field("not_tried", &Drift::not_tried, "Further numbers that changed, by less.")
      .field("first_month_alone", &Drift::first_month_alone, "One of them has a horizon, whose years are not compared.")
      .kept(&Drift::presentation);
}

namespace {

std::string no_utilization_because(const PathCost& c) {
  if (c.utilization) return {};
  return c.reasons.empty() || c.per_month ? "the path has no known capacity" : c.reasons.front();
}

void cost_fields(Table<PathCost>& table) {
  table.field("id", &PathCost::id, "Id of the path.")
      .field("name", &PathCost::name, "Name for people.")
      .field("kind", &PathCost::kind, "How the path is billed.")
      .field("arrivals", &PathCost::arrivals, "When requests arrive.")
      .field("utilization", &PathCost::utilization, "Load ÷ capacity of one unit; None where no capacity is known.")
      .field("units", &PathCost::units, "Machines, copies or provisioned units that the load needs.")
      .field("load_answers_per_month", &PathCost::load, answers_per_month, "Attempts that the path must serve.")
      .field("demand_accepted_answers_per_month", &PathCost::demand, accepted_answers_per_month,
             "Accepted answers wanted.")
      .field("usd_per_accepted_answer", &PathCost::per_accepted, usd_per_accepted_answer, "Whole bill ÷ demand.")
      .field("usd_per_accepted_answer_95", &PathCost::interval, usd_per_accepted_answer,
             "The same over the 95 % interval of the acceptance rate: (low, high).")
      .field("usd_per_million_output_tokens", &PathCost::per_output_token, usd_per_million_output_tokens,
             "Serving bill alone ÷ output tokens.")
      .field("usd_per_million_output_tokens_at_full_utilization", &PathCost::per_output_token_full,
             usd_per_million_output_tokens, "The same at utilization 1 with every window full: what \"÷ U\" divides.")
      .field("usd_per_month", &PathCost::per_month, usd_per_month, "Whole bill.")
      .field("usd_per_month_between", &PathCost::between, usd_per_month,
             "Two bounds of the bill where it has no closed form: (least, most).")
      .field("terms", &PathCost::terms, usd_per_month,
             "Terms of the bill by name, in USD per month; those that are zero left out.")
      .field("capacity_answers_per_month", &PathCost::capacity, answers_per_month,
             "Of one unit, up to which promises are kept.")
      .field("units_without_promises", &PathCost::units_unpromised,
             "Units that carry the load whatever the wait; None without promises.")
      .field("usd_per_month_of_promises", &PathCost::promise, usd_per_month, "What the promises add to the month.")
      .field("usual_promise", &PathCost::usual_promise, "What a usual promise would take, where none is stated.");
}

}  // namespace

template <>
Record described<PathCost>() {
  Table<PathCost> table("PathCost",
                        "What one path costs at one load. None where there is no answer; `reasons` says why.");
  cost_fields(table);
  return table.field("stages", &PathCost::stages, "Of a path of several calls.")
      .when([](const PathCost& c) { return !c.stages.empty(); })
      .field("seconds_per_attempt", &PathCost::attempt_time, seconds,
             "Of its calls one after another, without a wait in line.")
      .when([](const PathCost& c) { return !c.stages.empty(); })
      .field("seconds_per_request_at_most", &PathCost::request_time, seconds, "With all the tries that are allowed.")
      .when([](const PathCost& c) { return !c.stages.empty(); })
      .field("operation", &PathCost::operation, "How its units run at this load; None without a known capacity.")
      .field("cold_starts_per_month", &PathCost::cold_starts,
             "Copies that must be started; None where there is no closed form or nothing to start.")
      .field("share_of_requests_meeting_a_cold_start", &PathCost::cold_share,
             "Requests that find no copy ready; None as above.")
      .field("notes", &PathCost::notes, "What else is to be known of the numbers.")
      .field("not_priced", &PathCost::not_priced, "Costs that nobody stated, and so are not in the numbers.")
      .field("feasible", &PathCost::feasible, "Nothing keeps the path from being chosen.")
      .field("reasons", &PathCost::reasons, "What does.")
      .field("evidence", &PathCost::evidence, "Weakest grade of evidence among the inputs.")
      .field("weakest_input", &PathCost::weakest_input, "The first input of that grade.")
      .field("prices_by_date", &PathCost::prices, "Its inputs that were picked by their date.")
      .derived("no_utilization_because", &no_utilization_because, "Why no utilization is known; empty where one is.")
      .when([](const PathCost& c) { return !c.utilization; })
      .kept(&PathCost::reason_kinds)
      .kept(&PathCost::per_output_token_variable)
      .kept(&PathCost::unplaced)
      .kept(&PathCost::presentation);
}

template <>
Record described<CostList>() {
  return Table<CostList>("Costs", "What each path costs at one load.")
      .field("paths", &CostList::paths, "In the scenario's order.")
      .json_only();
}

// --- Two paths against each other ------------------------------------------------------------------

template <>
Record described<Side>() {
  return Table<Side>("Side", "Monthly cost of both paths on one side of a crossover, and its slope along the axis.")
      .field("a", &Side::a, "USD per month of path a.")
      .field("b", &Side::b, "USD per month of path b.")
      .field("slope_a", &Side::slope_a, "USD per month, for each unit of the axis.")
      .field("slope_b", &Side::slope_b, "USD per month, for each unit of the axis.");
}

template <>
Record described<PathCrossing>() {
  return Table<PathCrossing>("Crossing", "One crossover of two paths.")
      .whole("a", &Comparison::a, "Id of the first path.")
      .whole("b", &Comparison::b, "Id of the second path.")
      .field("at", &PathCrossing::at, "Where, on the axis.")
      .field("kind", &PathCrossing::kind,
             "crossing: equal here; jump: the order changes where a bill steps; touch: the order stays.")
      .whole("arrivals", &Comparison::arrivals, "When requests arrive; any: neither path depends on it.")
      .null_is("any")
      .field("cheaper_below", &PathCrossing::cheaper_below, "Id of the path that is cheaper just below.")
      .field("cheaper_above", &PathCrossing::cheaper_above, "Id of the path that is cheaper just above.")
      .field("demand_accepted_answers_per_month", &PathCrossing::demand, "Demand there, on axes that move the load.")
      .field("utilization", &PathCrossing::utilization, "Utilization of the reference path there.")
      .whole("utilization_of", &Comparison::reference, "The reference path.")
      .field("usd_per_accepted_answer_a", &PathCrossing::usd_per_accepted_a, "Cost of path a just below.")
      .at("usd_per_accepted_answer/a")
      .maybe_infinite()
      .field("usd_per_accepted_answer_b", &PathCrossing::usd_per_accepted_b, "Cost of path b just below.")
      .at("usd_per_accepted_answer/b")
      .maybe_infinite()
      .field("usd_per_month_below_a", &PathCrossing::below, &Side::a, "Of path a just below.")
      .at("usd_per_month_below/a")
      .json_only()
      .field("usd_per_month_below_b", &PathCrossing::below, &Side::b, "Of path b just below.")
      .at("usd_per_month_below/b")
      .json_only()
      .field("usd_per_month_above_a", &PathCrossing::above, &Side::a, "Of path a just above.")
      .at("usd_per_month_above/a")
      .json_only()
      .field("usd_per_month_above_b", &PathCrossing::above, &Side::b, "Of path b just above.")
      .at("usd_per_month_above/b")
      .json_only()
      .field("slope_below_a", &PathCrossing::below, &Side::slope_a, "Of path a just below.")
      .at("slope_below/a")
      .json_only()
      .maybe_infinite()
      .field("slope_below_b", &PathCrossing::below, &Side::slope_b, "Of path b just below.")
      .at("slope_below/b")
      .json_only()
      .maybe_infinite()
      .field("slope_above_a", &PathCrossing::above, &Side::slope_a, "Of path a just above.")
      .at("slope_above/a")
      .json_only()
      .maybe_infinite()
      .field("slope_above_b", &PathCrossing::above, &Side::slope_b, "Of path b just above.")
      .at("slope_above/b")
      .json_only()
      .maybe_infinite()
      .field("below", &PathCrossing::below, "Both paths just below.")
      .python_only()
      .field("above", &PathCrossing::above, "Both paths just above.")
      .python_only()
      .field("range", &PathCrossing::range, "Where it moves over the ranged inputs, one at a time: (low, high).")
      .field("may_vanish_within_ranges", &PathCrossing::may_vanish,
             "At an end of some range there are other crossings, or none.")
      .formerly("may_vanish")
      .whole<Comparison>("measured_at_unlike_load", &unlike_measured<Comparison>, unlike_points);
}

template <>
Record described<NoCrossing>() {
  return Table<NoCrossing>("NoCrossing", "Two paths that never cost the same in the values looked at.")
      .whole("a", &Comparison::a, "Id of the first path.")
      .whole("b", &Comparison::b, "Id of the second path.")
      .whole("arrivals", &Comparison::arrivals, "When requests arrive; any: neither path depends on it.")
      .null_is("any")
      .whole("because", &Comparison::never, "In which range there is no crossover, or why at no value.")
      .whole("searched", &Comparison::searched, "The values looked at: [low, high].")
      .whole("proven_for_all_values", &Comparison::proven_never,
             "`because` holds for every value, not for the range alone.")
      .whole("crosses_beyond_at", &Comparison::beyond,
             "A crossover outside of the range, where a look there found one.")
      .whole<Comparison>("measured_at_unlike_load", &unlike_measured<Comparison>, unlike_points);
}

template <>
Record described<Stretch>() {
  return Table<Stretch>("StretchOfPair", "A stretch of the axis in which something holds for two paths.")
      .whole("a", &Comparison::a, "Id of the first path.")
      .whole("b", &Comparison::b, "Id of the second path.")
      .whole("arrivals", &Comparison::arrivals, "When requests arrive; any: neither path depends on it.")
      .null_is("any")
      .field("from", &Stretch::from, "Start.")
      .json_only()
      .field("to", &Stretch::to, "End.")
      .json_only();
}

template <>
Record described<Comparison>() {
  return Table<Comparison>("Comparison", "Two paths against each other at equal demand, along one axis.")
      .field("a", &Comparison::a, "Id of the first path.")
      .field("b", &Comparison::b, "Id of the second path.")
      .field("axis", &Comparison::axis_name,
             "demand, utilization, traffic_multiplier, usd_per_rejected_request, or an input.")
      .field("unit", &Comparison::axis_unit, "What the axis is counted in.")
      .field("arrivals", &Comparison::arrivals, "When requests arrive; None: neither path depends on it.")
      .null_is("any")
      .field("utilization_of", &Comparison::reference, "Whose utilization is meant.")
      .formerly("reference")
      .field("low", &Comparison::low, "Start of the domain on the axis.")
      .at("domain/0")
      .field("high", &Comparison::high, "End of the stretch that both paths can carry.")
      .at("domain/1")
      .field("complete", &Comparison::complete, "Nothing was missed between low and high.")
      .field("crossings", &Comparison::crossings, "Every crossover, in order.")
      .python_only()
      .field("equal", &Comparison::equal, "Where both cost the same over a whole stretch: (from, to).")
      .field("cannot_be_priced", &Comparison::missing, "Where one of them cannot be priced: (from, to).")
      .formerly("missing")
      .field("unsettled", &Comparison::unsettled, "Where the order could not be told: (from, to).")
      .field("searched", &Comparison::searched, "The values looked at: (low, high).")
      .field("domain_ends_because", &Comparison::ends_because,
             "Why the model has no meaning beyond them; empty where it goes on.")
      .formerly("ends_because")
      .field("never", &Comparison::never, "Set where there is no crossover: in which range, or why at no value.")
      .field("proven_for_all_values", &Comparison::proven_never,
             "`never` holds for every value, not for the range alone.")
      .formerly("proven_never")
      .field("crosses_beyond_at", &Comparison::beyond,
             "A crossover outside of the range, where a look there found one.")
      .formerly("beyond")
      .field("prices_by_date", &Comparison::prices, "Inputs of the two that were picked by their date.")
      .derived("measured_at_unlike_load", &unlike_measured<Comparison>, unlike_points)
      .field("unlike", &Comparison::unlike, "Set where the two were measured at unlike operating points.")
      .kept(&Comparison::carried_until)
      .kept(&Comparison::axis)
      .kept(&Comparison::presentation);
}

template <>
Record described<CrossoverList>() {
  return Table<CrossoverList>("Crossovers", "What `costmodel crossover` writes: all pairs along one axis.")
      .field("axis", &CrossoverList::axis, "What the paths were compared along.")
      .json_only()
      .field("unit", &CrossoverList::unit, "What it is counted in.")
      .json_only()
      .field("domain", &CrossoverList::domain, "The values that any pair was compared over: [low, high].")
      .json_only()
      .maybe_infinite()
      .field("domain_ends_because", &CrossoverList::ends_because,
             "Why the model has no meaning beyond them; empty where it goes on.")
      .json_only()
      .field("complete", &CrossoverList::complete, "No crossover in the domain was missed.")
      .json_only()
      .field("crossovers", &CrossoverList::crossovers, "Every crossover of every pair.")
      .json_only()
      .field("never", &CrossoverList::never, "The pairs without one.")
      .json_only()
      .field("equal", &CrossoverList::equal, "Where two cost the same over a whole stretch.")
      .json_only()
      .field("measured_at_unlike_load", &CrossoverList::unlike,
             "Pairs that were measured at unlike operating points, in words.")
      .json_only()
      .field("prices_by_date", &CrossoverList::prices, "Inputs that were picked by their date.")
      .json_only()
      .field("cannot_be_priced", &CrossoverList::missing, "Along an input: where one of two cannot be priced.")
      .json_only()
      .when([](const CrossoverList& list) { return list.of_input; })
      .field("unsettled", &CrossoverList::unsettled, "Where the order could not be told.")
      .json_only()
      .when([](const CrossoverList& list) { return !list.unsettled.empty(); });
}

CrossoverList listed(const std::vector<Comparison>& all) {
  CrossoverList list{.domain = {std::numeric_limits<double>::infinity(), 0}};
  const Comparison none{};
  const Comparison& first = all.empty() ? none : all.front();
  list.axis = first.axis_name, list.unit = first.axis_unit, list.of_input = first.axis == Axis::input;
  const auto add_new = [](auto& known, const auto& one) {
    if (std::find(known.begin(), known.end(), one) == known.end()) known.push_back(one);
  };
  for (const auto& c : all) {
    if (list.ends_because.empty()) list.ends_because = c.ends_because;
    list.domain = {std::min(list.domain.low, c.low), std::max(list.domain.high, c.high)};
    list.complete = list.complete && c.complete;
    for (const auto& x : c.crossings) list.crossovers.push_back({&x, &c});
    if (!c.never.empty()) list.never.push_back({nullptr, &c});
    for (const auto& s : c.equal) list.equal.push_back({&s, &c});
    for (const auto& s : c.missing) list.missing.push_back({&s, &c});
    for (const auto& s : c.unsettled) list.unsettled.push_back({&s, &c});
    if (!c.unlike.empty()) add_new(list.unlike, c.unlike);
    for (const auto& price : c.prices) add_new(list.prices, price);
  }
  return list;
}

template <>
Record described<CrossingSpread>() {
  return Table<CrossingSpread>("CrossingSpread", "One change of order over demand, over the draws.")
      .field("cheaper_below", &CrossingSpread::cheaper_below, "Id of the path that is cheaper just below.")
      .field("cheaper_above", &CrossingSpread::cheaper_above, "Id of the path that is cheaper just above.")
      .field("number", &CrossingSpread::number, "First, second, … of this direction.")
      .field("probability", &CrossingSpread::probability, "Share of the draws in which it exists.")
      .field("stated", &CrossingSpread::stated, "Where it is at the stated values, in accepted answers per month.")
      .field("accepted_answers_per_month_5_50_95", &CrossingSpread::at, "Of the draws in which it exists.")
      .formerly("demand_accepted_answers_per_month_5_50_95")
      .field("utilization_5_50_95", &CrossingSpread::utilization, "Of the reference path there.")
      .field("percentiles", &CrossingSpread::percentiles,
             "1 % to 99 % of the same draws, in accepted answers per month.");
}

template <>
Record described<CrossoverSpread>() {
  return Table<CrossoverSpread>("CrossoverSpread",
                                "Where two paths cost the same, over the draws of what is not known.")
      .field("a", &CrossoverSpread::a, "Id of the first path.")
      .field("b", &CrossoverSpread::b, "Id of the second path.")
      .field("arrivals", &CrossoverSpread::arrivals, "When requests arrive; None: neither path depends on it.")
      .null_is("any")
      .field("utilization_of", &CrossoverSpread::reference, "Whose utilization is meant.")
      .formerly("reference")
      .field("low", &CrossoverSpread::low, "Start of the domain, in accepted answers per month.")
      .at("domain/0")
      .field("high", &CrossoverSpread::high, "Its end.")
      .at("domain/1")
      .field("draws", &CrossoverSpread::draws, "How often every unknown was drawn.")
      .field("unsettled_draws", &CrossoverSpread::unsettled,
             "Draws in which not every crossover was found within the budget of work.")
      .formerly("unsettled")
      .field("probability_none", &CrossoverSpread::probability_none, "Share of the draws without a crossing.")
      .field("crossings", &CrossoverSpread::crossings, "Most likely first.")
      .field("why_not", &CrossoverSpread::why_not, "Why there is nothing to draw.")
      .derived("measured_at_unlike_load", &unlike_measured<CrossoverSpread>, unlike_points)
      .field("unlike", &CrossoverSpread::unlike, "Set where the two were measured at unlike operating points.")
      .python_only()
      .kept(&CrossoverSpread::presentation);
}

// --- How sure --------------------------------------------------------------------------------------

template <>
Record described<Unknown>() {
  return Table<Unknown>("Unknown",
                        "One thing that is not known: an input, inputs that share a draw, or a counted acceptance.")
      .field("name", &Unknown::name, "Pointer of the input, name of the shared draw, or \"acceptance of PATH\".")
      .field("inputs", &Unknown::inputs, "Pointers of the inputs that it sets; none for a counted acceptance.")
      .field("acceptance_of", &Unknown::acceptance_of,
             "Id of the path whose counts it comes from; empty: not an acceptance.")
      .field("distribution", &Unknown::distribution, "What it may turn out to be, as the scenario format writes it.");
}

template <>
Record described<PathSpread>() {
  return Table<PathSpread>("PathSpread", "What one path may turn out to cost, and how likely it is the cheapest.")
      .field("id", &PathSpread::id, "Id of the path.")
      .field("usd_per_accepted_answer_5_50_95", &PathSpread::usd_per_accepted,
             "5 %, 50 % and 95 % of the draws lie below; None where more than 5 % of them are saturated.")
      .field("feasible_now", &PathSpread::feasible_now,
             "At the stated values; otherwise only in draws of a requirement or a bare rate.")
      .field("probability_feasible", &PathSpread::probability_feasible,
             "Share of the draws in which it keeps the rules and carries the demand.")
      .field("probability_cheapest", &PathSpread::probability_cheapest,
             "At the demand: feasible in the draw, and none that is costs less.")
      .field("probability_cheapest_at_stated_demand", &PathSpread::probability_cheapest_at_stated_demand,
             "The same at the demand as stated, where it has a range.")
      .field("expected_usd_per_month", &PathSpread::expected_usd_per_month,
             "Mean over the draws; inf (in JSON null) where some are saturated.")
      .maybe_infinite()
      .field("probability_cheapest_at", &PathSpread::probability_cheapest_at,
             "The same probability at each demand of the grid, given that demand.");
}

template <>
Record described<UnprovenPath>() {
  return Table<UnprovenPath>("UnprovenPath",
                             "A path that nothing but the quality rule keeps out: too little is known of its "
                             "acceptance, or it is too low.")
      .field("id", &UnprovenPath::id, "Id of the path.")
      .field("accepted", &UnprovenPath::accepted, "Of those judged; 0 of 0: a bare rate.")
      .field("of", &UnprovenPath::of, "Answers judged.")
      .field("probability_acceptance_reaches_bar", &UnprovenPath::probability_acceptance_reaches_bar,
             "By what was judged; of a bare rate 0.")
      .field("probability_cheaper", &UnprovenPath::probability_cheaper,
             "Than the decision, over the draws; None where there is no decision.")
      .field("usd_per_month_less", &UnprovenPath::usd_per_month_less,
             "Than the decision, mean over the draws in which both carry the demand.")
      .field("answers_to_judge", &UnprovenPath::answers_to_judge,
             "More, until the rule holds if they pass at the rate so far; None where that rate is not above the bar.");
}

template <>
Record described<StatedOutside>() {
  return Table<StatedOutside>("StatedOutside",
                              "An input whose draws lie mostly on one side of the value that the decision is made at.")
      .kept(&StatedOutside::pointer)
      .kept(&StatedOutside::name)
      .kept(&StatedOutside::stated)
      .kept(&StatedOutside::low)
      .kept(&StatedOutside::high);
}

template <>
Record described<Coverage>() {
  return Table<Coverage>("Coverage", "What a confidence is over, and what it is not over.")
      .field("acceptance_counts", &Coverage::acceptance_counts, "Counted acceptances that are drawn.")
      .field("ranges", &Coverage::ranges, "Inputs, or shared draws of several, with a range or a distribution.")
      .field("without_range", &Coverage::without_range,
             "Inputs that matter to the cost or the choice of a path, and are one number.")
      .field("assumed_without_range", &Coverage::assumed,
             "Pointers of those of them that are assumed, estimated or inferred.")
      .field("not_drawn", &Coverage::not_drawn,
             "Pointers of inputs whose range or distribution is stated but not drawn.")
      .derived(
          "words", [](const Coverage& coverage) { return to_string(coverage); }, "The same in a sentence.")
      .kept(&Coverage::not_drawn_names)
      .kept(&Coverage::outside);
}

template <>
Record described<KnowledgeValue>() {
  return Table<KnowledgeValue>("KnowledgeValue", "The worth of knowing one unknown exactly before deciding.")
      .field("unknown", &KnowledgeValue::unknown, "Its name.")
      .field("usd_per_month", &KnowledgeValue::usd_per_month,
             "Expected cost of deciding now, less that of deciding once it is known.");
}

template <>
Record described<SampleValue>() {
  return Table<SampleValue>("SampleValue", "The worth of judging some more answers of one path.")
      .field("path", &SampleValue::path, "Id of the path.")
      .field("answers", &SampleValue::answers, "How many more.")
      .field("usd_per_month", &SampleValue::usd_per_month,
             "Expected cost of deciding now, less that of deciding after them.")
      .field("probability_of_change", &SampleValue::probability_of_change, "That they lead to another decision.");
}

template <>
Record described<Measurement>() {
  static const auto judged = [](const Measurement& m) { return !m.judge.empty(); };
  return Table<Measurement>("Measurement", "The measurement that is worth most.")
      .field("unknown", &Measurement::unknown, "What is measured.")
      .field("usd_per_month", &Measurement::usd_per_month, "What it is worth.")
      .field("judge_answers_of", &Measurement::judge,
             "Id of the path whose answers are to be judged; empty: another input.")
      .formerly("judge")
      .when(judged)
      .field("answers", &Measurement::answers, "That many more; 0 where nothing is judged.")
      .when(judged)
      .field("fewest_answers", &Measurement::fewest_answers, "With fewer than these no outcome changes the decision.")
      .when(judged)
      .field("probability_of_change", &Measurement::probability_of_change, "Of the decision, by judged answers.")
      .when(judged);
}

template <>
Record described<Uncertainty>() {
  return Table<Uncertainty>("Uncertainty", "How sure the decision is, in numbers.")
      .field("draws", &Uncertainty::draws, "How often every unknown was drawn.")
      .field("unknowns", &Uncertainty::unknowns, "What was drawn.")
      .python_only()
      .field("decision", &Uncertainty::decision,
             "Id of the path with the least expected cost; empty where there is none.")
      .field("probability_right", &Uncertainty::probability_right,
             "That it carries the demand and no feasible path costs less; None where nothing was drawn.")
      .field("no_probability_because", &Uncertainty::no_probability_because,
             "Then why; empty (in JSON null) where there is one.")
      .json_as([](const Uncertainty& u) {
        return u.probability_right ? std::optional<std::string>() : u.no_probability_because;
      })
      .field("coverage", &Uncertainty::coverage, "What the probabilities are over.")
      .field("unproven", &Uncertainty::unproven, "Paths that nothing but the quality rule keeps out.")
      .field("expected_regret_usd_per_month", &Uncertainty::expected_regret_usd_per_month,
             "What deciding now costs on average above hindsight.")
      .field("grid_takes_as_stated", &Uncertainty::grid_takes_as_stated,
             "What the probabilities on the grid of demands take as at the stated values.")
      .field("paths", &Uncertainty::paths, "Those that are feasible now or in some draw, in the scenario's order.")
      .field("demands_accepted_answers_per_month", &Uncertainty::demands, "The grid of demands.")
      .field("worth_knowing", &Uncertainty::worth_knowing, "Most valuable first.")
      .field("worth_judging", &Uncertainty::worth_judging, "Most valuable first.")
      .field("cheapest_measurement", &Uncertainty::measurement,
             "The one that is worth most; None where none is worth a cent.");
}

template <>
Record described<Sensitivity>() {
  return Table<Sensitivity>("Sensitivity",
                            "One input, and what the cost of an accepted answer does when it alone moves.")
      .field("input", &Sensitivity::input, "JSON Pointer, or \"acceptance of PATH\".")
      .field("value", &Sensitivity::value, "In the unit that the key names.")
      .field("elasticity", &Sensitivity::elasticity, "% that the cost moves for 1 % of the input.")
      .field("value_5_50_95", &Sensitivity::value_spread,
             "5 %, 50 % and 95 % of the input; None where it is known exactly.")
      .field("usd_per_accepted_answer_5_50_95", &Sensitivity::usd_per_accepted, "The cost at those three.");
}

// --- Winners ---------------------------------------------------------------------------------------

template <>
Record described<WinnerBand>() {
  return Table<WinnerBand>("WinnerBand", "A stretch of an axis in which one feasible path is cheapest.")
      .field("low", &WinnerBand::from, "Start.")
      .at("from")
      .field("high", &WinnerBand::to, "End.")
      .at("to")
      .field("path", &WinnerBand::path, "Id of the cheapest path; empty: none is feasible.")
      .or_null()
      .field("same_cost", &WinnerBand::equals, "Feasible paths that cost the same.")
      .formerly("equals")
      .field("to_is_end_of_search", &WinnerBand::to_is_end_of_search,
             "It ends where the search ended: it may win beyond.");
}

template <>
Record described<WinnerBands>() {
  return Table<WinnerBands>("WinnerBands", "Who is cheapest along an input.")
      .field("axis", &WinnerBands::axis, "The input.")
      .field("unit", &WinnerBands::unit, "What it is counted in.")
      .field("low", &WinnerBands::low, "Start of the domain.")
      .at("domain/0")
      .field("high", &WinnerBands::high, "Its end.")
      .at("domain/1")
      .field("domain_ends_because", &WinnerBands::ends_because,
             "Why the model has no meaning beyond it; empty where it goes on.")
      .formerly("ends_because")
      .field("complete", &WinnerBands::complete, "No change of winner was missed.")
      .field("paths_left_out", &WinnerBands::paths_left_out, "Of many paths, those that came nowhere near to winning.")
      .field("bands", &WinnerBands::bands, "In order, without gap or overlap.")
      .field("unsettled", &WinnerBands::unsettled, "Where the order could not be told: (from, to).")
      .field("measured_at_unlike_load", &WinnerBands::unlike,
             "Neighbours that were measured at unlike operating points.")
      .formerly("unlike")
      .field("sampled", &WinnerBands::sampled,
             "What was looked at at some values alone, so that a change between two of them is missed.")
      .kept(&WinnerBands::presentation);
}

template <>
Record described<WinningValues>() {
  return Table<WinningValues>("WinningValues", "The values of an input at which a path becomes the winner.")
      .field("path", &WinningValues::path, "Id of the path.")
      .field("now", &WinningValues::now, "Value of the input in the scenario.")
      .field("wins_now", &WinningValues::wins_now, "It is the winner there.")
      .field("becomes_the_winner_at", &WinningValues::becomes, "Going up, it starts to be the winner here.")
      .formerly("becomes")
      .field("ceases_to_be_at", &WinningValues::ceases, "And stops here.")
      .formerly("ceases")
      .field("never", &WinningValues::never, "Set where it wins nowhere in the range searched, which it names.")
      .field("bands", &WinningValues::bands, "Who wins where.")
      .at(".");
}

template <>
Record described<MapBorder>() {
  return Table<MapBorder>("MapBorder", "A stretch of border between two winners.")
      .field("below", &MapBorder::below,
             "Winner just below it; of a vertical one, to its left. Empty: none is feasible.")
      .or_null()
      .field("above", &MapBorder::above, "Winner just above it; to its right.")
      .or_null()
      .field("vertical", &MapBorder::vertical, "Located, not solved, in x.")
      .field("points", &MapBorder::points, "(x, y), each a solved crossing but for vertical borders.");
}

template <>
Record described<MapRegion>() {
  return Table<MapRegion>("MapRegion", "A region in which one path is cheapest.")
      .field("path", &MapRegion::path, "Its id; empty: none is feasible.")
      .or_null()
      .field("outline", &MapRegion::outline, "A polygon: (x, y).");
}

template <>
Record described<WinnerMap>() {
  return Table<WinnerMap>("WinnerMap", "Who is cheapest where over two inputs.")
      .field("axis_x", &WinnerMap::axis_x, "First input.")
      .at("x/axis")
      .field("unit_x", &WinnerMap::unit_x, "What the first is counted in.")
      .at("x/unit")
      .field("x", &WinnerMap::x, "Domain: (low, high).")
      .at("x/domain")
      .field("axis_y", &WinnerMap::axis_y, "Second input.")
      .at("y/axis")
      .field("unit_y", &WinnerMap::unit_y, "What the second is counted in.")
      .at("y/unit")
      .field("y", &WinnerMap::y, "Domain: (low, high).")
      .at("y/domain")
      .field("domain_ends_because", &WinnerMap::ends_because,
             "Why the model has no meaning in part of it; empty where it has.")
      .formerly("ends_because")
      .field("complete", &WinnerMap::complete, "Every column was settled; a region between two of them may be missed.")
      .field("paths_left_out", &WinnerMap::paths_left_out, "Of many paths, those that came nowhere near to winning.")
      .field("columns", &WinnerMap::columns, "Values of x that were solved.")
      .field("borders", &WinnerMap::borders, "Between winners.")
      .field("regions", &WinnerMap::regions, "As polygons.")
      .field("measured_at_unlike_load", &WinnerMap::unlike, "Neighbours that were measured at unlike operating points.")
      .formerly("unlike")
      .field("sampled", &WinnerMap::sampled, "As in WinnerBands.")
      .kept(&WinnerMap::presentation);
}

// --- The decision ----------------------------------------------------------------------------------

template <>
Record described<PathBand>() {
  return Table<PathBand>("Band", "A band of demand in which one feasible path is cheapest.")
      .field("from_accepted_answers_per_month", &PathBand::from, "Start.")
      .at("from")
      .field("to_accepted_answers_per_month", &PathBand::to, "End.")
      .at("to")
      .field("path", &PathBand::path, "Id of the cheapest path.")
      .field("same_cost", &PathBand::equals, "Feasible paths that cost the same.")
      .formerly("equals")
      .field("to_is_end_of_search", &PathBand::to_is_end_of_search,
             "It ends where the search ended: it may be the cheapest beyond.")
      .derived("measured_at_unlike_load", &unlike_measured<PathBand>,
               "It and the band before were measured at unlike operating points.")
      .field("unlike", &PathBand::unlike,
             "Set where it and the path of the band before were measured at unlike operating points.")
      .python_only()
      .kept(&PathBand::ends);
}

template <>
Record described<Alternative>() {
  return Table<Alternative>("Alternative", "What another path would make of a layer.")
      .field("path", &Alternative::path, "Id of the path.")
      .field("placement", &Alternative::placement, "Placement of the layer on that path; None where it is not stated.")
      .field("extra_usd_per_month", &Alternative::extra, usd_per_month,
             "Above the chosen path; negative where it is cheaper.")
      .field("feasible", &Alternative::feasible, "Whether that path could be chosen.");
}

template <>
Record described<LayerRow>() {
  return Table<LayerRow>("LayerPlacement", "One row of the decision table.")
      .field("layer", &LayerRow::layer, "Id of the layer, one of the eight.")
      .field("name", &LayerRow::name, "Its name.")
      .field("placement", &LayerRow::placement,
             "Retained, Delegated, Ceded, Absent, or two joined by \" / \"; None where it is not stated.")
      .field("path", &LayerRow::path, "Id of the chosen path; None where none is feasible.")
      .field("because", &LayerRow::because, "Why.")
      .field("price_of_authority_usd_per_month", &LayerRow::price_of_authority, usd_per_month,
             "Chosen path above the cheapest feasible one that would cede more.")
      .field("flips_if", &LayerRow::flips_if, "What would change the placement.")
      .field("evidence", &LayerRow::evidence, "Weakest grade of evidence behind the row.")
      .field("confidence", &LayerRow::confidence,
             "Probability that the path that turns out cheapest gives the layer this placement; None where no path is "
             "feasible, or nothing was drawn.")
      .field("alternatives", &LayerRow::alternatives, "What the other paths would make of it.")
      .field("no_price_because", &LayerRow::no_price_because, "Why there is no such price.")
      .when([](const LayerRow& row) { return !row.price_of_authority; });
}

template <>
Record described<RentOrBuySchedule>() {
  return Table<RentOrBuySchedule>("RentOrBuySchedule", "Renting against buying at so many hours of use a month.")
      .field("label", &RentOrBuySchedule::label, "How people say it.")
      .field("hours_per_month", &RentOrBuySchedule::hours, hours_per_month, "The same in hours a month.")
      .field("price_over_rent_months", &RentOrBuySchedule::price_over_rent, months,
             "Until the rent alone has cost as much as the purchase alone.")
      .maybe_infinite()
      .field("until_cheaper_months", &RentOrBuySchedule::until_cheaper, months,
             "The same with everything that the paths state; None: never.")
      .field("rented_usd_per_month", &RentOrBuySchedule::rented, usd_per_month,
             "Hours, start-up, lost hours and storage.")
      .field("bought_usd_per_month", &RentOrBuySchedule::bought, usd_per_month,
             "Purchase and resale spread over its life, and what else it states.");
}

template <>
Record described<RentOrBuyAnswer>() {
  return Table<RentOrBuyAnswer>("RentOrBuyAnswer", "Renting against buying, hour for hour.")
      .field("buy", &RentOrBuyAnswer::buy, "Id of the bought path.")
      .field("rent", &RentOrBuyAnswer::rent, "Id of the rented path.")
      .field("break_even_hours", &RentOrBuyAnswer::break_even, hours,
             "Hours of renting that cost as much as the purchase.")
      .maybe_infinite()
      .field("life_months", &RentOrBuyAnswer::life, months, "Life of the bought machine.")
      .field("session_hours", &RentOrBuyAnswer::session, hours,
             "Length of a sitting that the line takes; None: one start a month.")
      .field("line_hours_per_month", &RentOrBuyAnswer::line, hours_per_month,
             "Hours of use below which renting costs less over the life; None: no change within the month.")
      .field("rent_below", &RentOrBuyAnswer::rent_below,
             "Where there is no line: renting costs less at every number of hours.")
      .field("schedules", &RentOrBuyAnswer::schedules, "What both cost at each schedule.")
      .field("hours_per_month", &RentOrBuyAnswer::month, hours_per_month, "Hours of a month.")
      .python_only();
}

template <>
Record described<SwitchingSearch>() {
  return Table<SwitchingSearch>("SwitchingSearch", "How far the search for switching values went.")
      .field("inputs", &SwitchingSearch::inputs, "Inputs that were moved, one at a time.")
      .field("rivals", &SwitchingSearch::rivals, "Other paths whose inputs were among them.")
      .field("rivals_left_out", &SwitchingSearch::rivals_left_out,
             "Other paths that could win, dearer at this demand than those.")
      .field("values_left_out", &SwitchingSearch::values_left_out,
             "Values that were found and are further away than those listed.")
      .field("incomplete", &SwitchingSearch::incomplete,
             "Inputs along which another choice may have been missed: looked at at single values, or out of work.");
}

template <>
Record described<SwitchingValue>() {
  static const auto side = [](const SwitchingValue& s) { return std::string(s.above ? "above" : "below"); };
  static const auto counted = [](const SwitchingValue& s) { return s.of > 0; };
  return Table<SwitchingValue>("SwitchingValue", "An input whose other value would make another path the choice.")
      .field("input", &SwitchingValue::input, "Its name.")
      .field("unit", &SwitchingValue::unit, "What it is counted in.")
      .field("now", &SwitchingValue::now, "Its value.")
      .field("at", &SwitchingValue::at, "The nearest value at which the choice changes.")
      .derived("side", side, "The side of `at` on which the choice is another.")
      .one_of(sides)
      .field("above", &SwitchingValue::above, "It changes when the input rises past it; otherwise when it falls.")
      .python_only()
      .field("path", &SwitchingValue::path, "The choice then; empty: none is feasible.")
      .or_null()
      .field("at_accepted", &SwitchingValue::accepted,
             "Of a counted acceptance: so many attempts, held against the quality rule as counts.")
      .formerly("accepted")
      .when(counted)
      .field("of", &SwitchingValue::of,
             "Of as many as were judged; 0: `at` is one number, which would have to be known for certain.")
      .when(counted);
}

template <>
Record described<Decision>() {
  return Table<Decision>("Decision", "The decision in numbers.")
      .field("demand_accepted_answers_per_month", &Decision::demand, accepted_answers_per_month,
             "Accepted answers wanted.")
      .at("demand/accepted_answers_per_month")
      .field("arrivals", &Decision::arrivals, "When requests arrive.")
      .at("demand/arrivals")
      .field("path", &Decision::path, "Id of the chosen path; None where none is feasible.")
      .field("because", &Decision::because, "Why.")
      .field("wins", &Decision::profile, &Profile::wins, "What the chosen path is best at.")
      .field("gives_up", &Decision::profile, &Profile::gives_up, "What it is not.")
      .field("layers", &Decision::layers, "The decision table.")
      .field("bands", &Decision::bands, "Where each feasible path is cheapest.")
      .field("bands_packed", &Decision::bands_packed, "The same with requests back to back.")
      .field("paths", &Decision::paths, "Costs at the demand.")
      .field("paths_packed", &Decision::paths_packed, "The same with requests back to back.")
      .field("crossovers", &Decision::crossovers, "All pairs over demand.")
      .json_as([](const Decision& d) { return listed(d.crossovers); })
      .field("utilization_crossovers", &Decision::utilization_crossovers, "All pairs over utilization.")
      .json_as([](const Decision& d) { return listed(d.utilization_crossovers); })
      .field("switching_values", &Decision::switching_values, "Nearest first.")
      .field("switching_search", &Decision::switching_search, "How far the search for them went.")
      .field("pairs_left_out", &Decision::pairs_left_out,
             "Of many paths, pairs that were not compared: those that matter least.")
      .field("crossover_spreads", &Decision::crossover_spreads, "Of the feasible pairs, where an input is not known.")
      .field("not_measured", &Decision::not_measured, "Assumed, estimated and inferred inputs.")
      .field("uncertainty", &Decision::uncertainty, "How sure the decision is; None where no path is feasible.")
      .when([](const Decision& d) { return d.uncertainty.has_value(); })
      .field("rent_or_buy", &Decision::rent_or_buy, "Renting against buying, where the scenario asks.")
      .when([](const Decision& d) { return d.rent_or_buy.has_value(); })
      .field("horizon", &Decision::horizon, "Years, where the scenario asks for them.")
      .when([](const Decision& d) { return d.horizon.has_value(); })
      .kept(&Decision::presentation);
}

// --- One number back to its inputs -----------------------------------------------------------------

template <>
Record described<ExplainedNumber>() {
  return Table<ExplainedNumber>("ExplainedNumber", "A number on the way from inputs to a cost.")
      .field("name", &ExplainedNumber::name, "What it is.")
      .field("value", &ExplainedNumber::value, "In `unit`.")
      .maybe_infinite()
      .field("unit", &ExplainedNumber::unit, "Its unit.")
      .field("formula", &ExplainedNumber::formula, "How it comes about.")
      .field("made_of", &ExplainedNumber::from, "Other numbers of the explanation that enter it.")
      .at("from")
      .field("inputs", &ExplainedNumber::inputs, "Inputs of the scenario that enter it directly, with their evidence.")
      .python_only();
}

template <>
Record described<SourcedInput>() {
  return Table<SourcedInput>("SourcedInput", "An input that enters a number, with its evidence and source.")
      .field("pointer", &SourcedInput::input, &Input::pointer, "JSON Pointer into the scenario.")
      .json_only()
      .field("path", &SourcedInput::input, &Input::path, "Id of the path that it belongs to; empty: the scenario.")
      .json_only()
      .field("name", &SourcedInput::input, &Input::name, "The pointer without the path.")
      .json_only()
      .field("value", &SourcedInput::input, &Input::value, "In the unit that the key names.")
      .json_only()
      .field("grade", &SourcedInput::evidence, &Evidence::grade, "Grade of its evidence.")
      .json_only()
      .field("n", &SourcedInput::evidence, &Evidence::n, "Sample size of a measurement.")
      .json_only()
      .field("source", &SourcedInput::evidence, &Evidence::source,
             "Id of an entry in the scenario's sources, or a citation.")
      .json_only()
      .field("source_title", &SourcedInput::source, &Source::title, "Title of that source.")
      .json_only()
      .field("source_url", &SourcedInput::source, &Source::url, "Where it is.")
      .json_only()
      .field("date", &SourcedInput::evidence, &Evidence::date, "ISO date on which it was read or measured.")
      .json_only()
      .field("formula", &SourcedInput::evidence, &Evidence::formula, "How a derived number was derived.")
      .json_only()
      .field("note", &SourcedInput::evidence, &Evidence::note, "Anything else worth knowing.")
      .json_only()
      .field("evidence_file", &SourcedInput::evidence, &Evidence::file, "Evidence file that it was read from.")
      .json_only()
      .field("evidence_pointer", &SourcedInput::evidence, &Evidence::pointer, "Where in that file.")
      .json_only()
      .field("evidence_sha256", &SourcedInput::file, &EvidenceFile::sha256, "Checksum of that file.")
      .json_only()
      .field("evidence_tool", &SourcedInput::file, &EvidenceFile::tool, "What wrote it.")
      .json_only();
}

template <>
Record described<SourcedNumber>() {
  return Table<SourcedNumber>("SourcedNumber",
                              "A number on the way from inputs to a cost, with the sources of its inputs.")
      .field("number", &SourcedNumber::number, "The number.")
      .at(".")
      .json_only()
      .field("inputs", &SourcedNumber::inputs, "Inputs of the scenario that enter it directly.")
      .json_only();
}

template <>
Record described<SourcedExplanation>() {
  return Table<SourcedExplanation>("Explanation", "How a number of a path comes about.")
      .field("path", &SourcedExplanation::explanation, &Explanation::path, "Id of the path.")
      .json_only()
      .field("number", &SourcedExplanation::explanation, &Explanation::asked, "What was asked for.")
      .json_only()
      .field("evidence", &SourcedExplanation::explanation, &Explanation::evidence, "Weakest grade among all inputs.")
      .json_only()
      .field("numbers", &SourcedExplanation::numbers, "The one that was asked for, then what it is made of; each once.")
      .json_only()
      .field("years", &SourcedExplanation::years,
             "Beside it, of a scenario with a horizon: the present cost of its best plan, then what it is made of.")
      .json_only()
      .when([](const SourcedExplanation& e) { return !e.years.empty(); })
      .field("why_not", &SourcedExplanation::explanation, &Explanation::why_not,
             "Why there is no such number; empty where there is.")
      .json_only();
}

}  // namespace costmodel::results
