// Tables of what is replayed, audited, shown and tested, beside those of decisions.
#include <costmodel/bill/pricing.hpp>
#include <costmodel/io/billing_risk.hpp>

#include "io/result_fields.hpp"

namespace costmodel::results {

/// Of each pair of paths one, in a list that has no name.
struct CrossoverSpreads {
  std::vector<CrossoverSpread> spreads{};
};

template <>
Record described<CrossoverSpreads>() {
  return Table<CrossoverSpreads>("CrossoverSpreads", "Where pairs of paths cost the same, over the draws.")
      .field("spreads", &CrossoverSpreads::spreads, "One for each pair.")
      .at(".");
}

std::vector<Document> documents() {
  return {{"decide", record_of<Decision>},
          {"cost", record_of<CostList>},
          {"crossover", record_of<CrossoverList>},
          {"crossover --draws", record_of<CrossoverSpreads>},
          {"winners", record_of<WinnerBands>},
          {"winners --path", record_of<WinningValues>},
          {"map", record_of<WinnerMap>},
          {"risk", record_of<BillingRisk>},
          {"horizon", record_of<HorizonAnswer>},
          {"explain", record_of<SourcedExplanation>},
          {"audit", record_of<Audit>}};
}

// --- Requests in time ------------------------------------------------------------------------------

namespace {

constexpr std::string_view layouts[] = {"azure", "burstgpt", "plain"};
constexpr std::string_view methods[] = {"closed form", "replay", "simulation"};

std::vector<std::pair<std::string, std::uint64_t>> refused_by_reason(const TraceReport& report) {
  std::vector<std::pair<std::string, std::uint64_t>> all;
  for (std::size_t i = 0; i < bad_row_kinds; ++i)
    if (report.refused[i] > 0) all.emplace_back(to_string(static_cast<BadRow>(i)), report.refused[i]);
  return all;
}

std::vector<std::string> in_words(const TraceReport& report) {
  std::vector<std::string> all;
  for (const auto& problem : report.problems) all.push_back(to_string(problem));
  return all;
}

/// An amount of a risk, where there is a bill at all.
template <auto amount>
std::optional<MoneyPerMonth<>> where_billed(const BillingRisk& risk) {
  if (!risk.why_not.empty()) return {};
  return std::invoke(amount, risk);
}

}  // namespace

template <>
Record described<Problem>() {
  return Table<Problem>("Problem", "One problem found in an input.")
      .field("id", &Problem::id, "Stable name of the kind of problem, e.g. \"unknown-key\".")
      .field("where", &Problem::where, "JSON Pointer into the scenario, or the name of the argument.")
      .field("found", &Problem::found, "The offending value as it was written.")
      .field("allowed", &Problem::allowed, "What would have been accepted.");
}

template <>
Record described<TraceReport>() {
  return Table<TraceReport>("TraceReport", "What was found in a file of requests.")
      .field("file", &TraceReport::file, "Its name.")
      .field("layout", &TraceReport::layout, "Whose columns it has.")
      .one_of(layouts)
      .field("rows_read", &TraceReport::rows_read, "Records after the header, blank lines apart.")
      .field("rows_kept", &TraceReport::rows_kept, "Requests of the trace.")
      .derived("refused", &refused_by_reason, "How many rows were refused, by reason.")
      .shown()
      .field("problems", &TraceReport::problems, "The first 20 of them, by file and line.")
      .json_as(&in_words)
      .field("blank_lines", &TraceReport::blank_lines, "Blank lines.")
      .field("out_of_order", &TraceReport::out_of_order,
             "Rows earlier than the one above them; the trace is sorted all the same.")
      .field("duplicate_times", &TraceReport::duplicate_times, "Requests of the same instant as another, kept.")
      .field("duplicate_rows", &TraceReport::duplicate_rows, "Of these, with the same tokens too, kept.")
      .field("byte_order_mark", &TraceReport::byte_order_mark, "The file begins with one.")
      .field("crlf", &TraceReport::crlf, "Its lines end in CR LF.")
      .field("final_newline", &TraceReport::final_newline, "Without one, the last row may have lost digits.")
      .field("zone", &TraceReport::zone, "How times were understood.")
      .field("span_seconds", &TraceReport::span, seconds, "From the first request to the last.")
      .derived("notes", &trace_notes, "A line for each thing worth knowing.")
      .seen(in_python)
      .kept(&TraceReport::refused);
}

template <>
Record described<RiskRow>() {
  return Table<RiskRow>("RiskRow", "What one path is billed under one rule.")
      .field("rule", &RiskRow::rule, "When billing starts and stops.")
      .field("wording", &RiskRow::wording, "What the provider's words must mean for this rule to hold.")
      .field("fits_the_wording", &RiskRow::fits, "Counted in the spread.")
      .field("method", &RiskRow::method, "How the bill was found.")
      .one_of(methods)
      .field("billed_hours_per_month", &RiskRow::billed_hours, "Copy-hours.")
      .field("usd_per_month", &RiskRow::cost, usd_per_month, "With storage.")
      .field("usd_per_month_half_width_95", &RiskRow::half_width, usd_per_month,
             "Of the 95 % interval of a simulation; 0 for the others.")
      .formerly("half_width_usd_per_month")
      .field("cold_starts_per_month", &RiskRow::cold_starts, "Copies that had to be started.")
      .field("requests_meeting_a_cold_start_per_month", &RiskRow::cold_requests, "Requests that found no copy ready.")
      .field("share_of_requests_meeting_a_cold_start", &RiskRow::cold_share, "The same ÷ all requests.")
      .field("failed_requests_per_month", &RiskRow::failed, "Requests that were refused.")
      .field("most_copies", &RiskRow::most_copies, "Copies that were ever used.")
      .field("mean_wait_seconds", &RiskRow::mean_wait, seconds, "For a place or a start.")
      .field("longest_wait_seconds", &RiskRow::longest_wait, seconds, "The longest of them.")
      .field("times_packed", &RiskRow::times_packed, "Cost ÷ the packed cost.")
      .maybe_infinite();
}

template <>
Record described<OtherPath>() {
  return Table<OtherPath>("OtherPath", "What as many accepted answers would have cost on another path of the scenario.")
      .field("path", &OtherPath::path, "Id of the path.")
      .field("kind", &OtherPath::kind, "How the path is billed.")
      .field("load_answers_per_month", &OtherPath::load, answers_per_month, "Attempts that they take there.")
      .maybe_infinite()
      .field("units", &OtherPath::units, "That the load needs.")
      .field("utilization", &OtherPath::utilization, "Load ÷ capacity of one unit; None where no capacity is known.")
      .field("usd_per_month", &OtherPath::cost, usd_per_month, "Serving bill; None: see `no_cost_because`.")
      .field("capacity_estimated", &OtherPath::estimated, "Nobody measured its capacity.")
      .field("mean_wait_seconds", &OtherPath::mean_wait, seconds,
             "For a place; of recorded requests on owned or rented units.")
      .field("longest_wait_seconds", &OtherPath::longest_wait, seconds, "The longest of them.")
      .field("no_cost_because", &OtherPath::why_not,
             "Why there is no cost: saturated, nothing measured; empty where there is.")
      .formerly("why_not")
      .when([](const OtherPath& other) { return !other.why_not.empty(); });
}

template <>
Record described<BillingRisk>() {
  return Table<BillingRisk>("BillingRiskNumbers", "One path under every rule that its provider's wording allows.")
      .field("path", &BillingRisk::path, "Id of the path.")
      .field("arrivals", &BillingRisk::arrivals, "When requests came, in words.")
      .field("load_answers_per_month", &BillingRisk::load, answers_per_month, "Attempts.")
      .maybe_infinite()
      .field("demand_accepted_answers_per_month", &BillingRisk::demand, accepted_answers_per_month, "Accepted answers.")
      .maybe_infinite()
      .field("utilization_of_one_copy", &BillingRisk::utilization, "Load ÷ capacity of one copy.")
      .maybe_infinite()
      .formerly("utilization")
      .field("rules", &BillingRisk::rows, "The bill under each rule.")
      .formerly("rows")
      .derived("usd_per_month_packed", &where_billed<&BillingRisk::packed>,
               "The least that any rule bills; None without a bill.")
      .in(usd_per_month)
      .shown()
      .formerly("packed_usd_per_month")
      .derived("usd_per_month_least", &where_billed<&BillingRisk::least>,
               "Of the rules that fit the wording; None without a bill.")
      .in(usd_per_month)
      .shown()
      .formerly("least_usd_per_month")
      .derived("usd_per_month_most", &where_billed<&BillingRisk::most>,
               "Of the rules that fit the wording; None without a bill.")
      .in(usd_per_month)
      .shown()
      .formerly("most_usd_per_month")
      .derived("spread_usd_per_month", &where_billed<&BillingRisk::spread>, "Most less least; None without a bill.")
      .in(usd_per_month)
      .field("other_paths", &BillingRisk::others, "What the same requests would have cost on the other paths.")
      .formerly("others")
      .field("prices_by_date", &BillingRisk::prices, "Inputs that were picked by their date.")
      .field("notes", &BillingRisk::notes, "Footnotes.")
      .field("no_bill_because", &BillingRisk::why_not, "Why there are no rows; empty where there are.")
      .formerly("why_not")
      .when([](const BillingRisk& risk) { return !risk.why_not.empty(); })
      .kept(&BillingRisk::packed)
      .kept(&BillingRisk::least)
      .kept(&BillingRisk::most)
      .kept(&BillingRisk::presentation);
}

template <>
Record described<UnderLoad<>>() {
  return Table<UnderLoad<>>("UnitUnderLoad",
                            "A unit with requests that come at random, wait for a place, and slow each other down.")
      .field("utilization", &UnderLoad<>::utilization, "Arrivals ÷ the completion rate with all places taken.")
      .field("idle", &UnderLoad<>::idle, "Share of the time in which nothing is in flight.")
      .field("p_wait", &UnderLoad<>::p_wait, "Probability that a request waits.")
      .field("wait_rate", &UnderLoad<>::wait_rate, "1 ÷ mean wait, in seconds, of those that wait.")
      .field("mean_wait", &UnderLoad<>::mean_wait, "Of all requests, in seconds.")
      .field("in_flight", &UnderLoad<>::in_flight, "Mean number in the machine.")
      .field("in_system", &UnderLoad<>::in_system, "… and in line.")
      .field("mean_answer", &UnderLoad<>::mean_answer, "From arrival to the end, in seconds.");
}

// --- Claims ----------------------------------------------------------------------------------------

namespace {

std::optional<Range> printed_range(const AuditedClaim& claim) {
  if (!claim.printed) return {};
  return Range{claim.printed->low, claim.printed->high};
}
std::optional<std::string> printed_unit(const AuditedClaim& claim) {
  if (!claim.printed) return {};
  return claim.printed->unit;
}
std::optional<double> printed_rounding(const AuditedClaim& claim) {
  if (!claim.printed) return {};
  return claim.printed->rounding;
}
std::optional<double> factor_of_slip(const AuditedClaim& claim) {
  if (!claim.slip) return {};
  return claim.slip->factor;
}

}  // namespace

template <>
Record described<PrintedValue>() {
  return Table<PrintedValue>("PrintedValue", "What a claim prints.")
      .field("low", &PrintedValue::low, "Lower end, in `unit`; of one number, the number.")
      .at("value/0")
      .field("high", &PrintedValue::high, "Upper end.")
      .at("value/1")
      .field("unit", &PrintedValue::unit, "Its unit.")
      .field("rounding", &PrintedValue::rounding, "Step that it was rounded to.");
}

template <>
Record described<UnitSlip>() {
  return Table<UnitSlip>("UnitSlip", "A factor that comes of taking one unit for another.")
      .field("factor", &UnitSlip::factor, "60, 300, 1000, 3600, 8 or 12.")
      .field("what", &UnitSlip::what, "Which unit for which.");
}

template <>
Record described<ReadingResult>() {
  return Table<ReadingResult>("ClaimReading", "Another way to arrive at a number of a claim.")
      .field("what", &ReadingResult::what, "Which way.")
      .field("value", &ReadingResult::value, "(low, high) in `unit`; None where there is none.")
      .maybe_infinite()
      .field("unit", &ReadingResult::unit, "Its unit.")
      .field("reproduces", &ReadingResult::reproduces, "It gives what is printed.")
      .field("why_not", &ReadingResult::why_not, "Why there is no value; empty where there is one.");
}

template <>
Record described<AuditedClaim>() {
  return Table<AuditedClaim>("AuditedClaim", "A claim, and whether it follows from its own inputs.")
      .field("id", &AuditedClaim::id, "Its id in the file.")
      .field("statement", &AuditedClaim::statement, "What is claimed.")
      .field("quote", &AuditedClaim::quote, "The same in the words of the source; empty where it is not quoted.")
      .field("derived", &AuditedClaim::derived, "Derived by us, not said by the source.")
      .field("source", &AuditedClaim::source, "Who claims it.")
      .field("verdict", &AuditedClaim::verdict, "Whether it reproduces, and if not, what is wrong.")
      .derived("printed", &printed_range, "(low, high) in `unit`; None where nothing is printed.")
      .shown()
      .json_as([](const AuditedClaim& claim) { return claim.printed; })
      .derived("unit", &printed_unit, "Of what is printed and computed.")
      .seen(in_python | in_dict)
      .derived("rounding", &printed_rounding, "Step that the printed value was rounded to.")
      .seen(in_python | in_dict)
      .field("computed", &AuditedClaim::computed,
             "(low, high) in the printed unit; None where nothing could be computed.")
      .maybe_infinite()
      .field("printed_over_computed", &AuditedClaim::factor,
             "Of the end that is further off; None where the claim reproduces.")
      .derived("unit_slip", &factor_of_slip, "60, 300, 1000, 3600, 8 or 12 where a slip of units explains it.")
      .shown()
      .json_as([](const AuditedClaim& claim) { return claim.slip; })
      .field("missing", &AuditedClaim::missing, "Inputs that were not stated.")
      .field("implied", &AuditedClaim::implied, "(low, high) that the one missing input must have been.")
      .maybe_infinite()
      .field("implied_unit", &AuditedClaim::implied_unit, "Its unit.")
      .field("because", &AuditedClaim::because, "Why the verdict is what it is.")
      .field("readings", &AuditedClaim::readings, "Other ways to arrive at a number.")
      .field("evidence", &AuditedClaim::evidence, "Weakest grade among the inputs; None without inputs.")
      .field("note", &AuditedClaim::note, "What else is to be known.")
      .kept(&AuditedClaim::printed)
      .kept(&AuditedClaim::slip);
}

template <>
Record described<Audit>() {
  return Table<Audit>("Audit", "A file of claims, re-derived.")
      .field("title", &Audit::title, "Of the file.")
      .json_only()
      .field("date", &Audit::date, "Of the file.")
      .json_only()
      .derived(
          "reproduce", [](const Audit& audit) { return audit.count(ClaimVerdict::reproduces); },
          "Claims of the sources that reproduce.")
      .json_only()
      .derived("of", &Audit::stated, "Claims that the sources make.")
      .json_only()
      .derived(
          "derived", [](const Audit& audit) { return audit.claims.size() - audit.stated(); },
          "Claims that were derived from them.")
      .json_only()
      .derived(
          "chance_above", [](const Audit&) { return chance_above; },
          "p-value above which a difference could be chance.")
      .json_only()
      .field("claims", &Audit::claims, "Each claim with its verdict.")
      .json_only();
}

// --- What people read ------------------------------------------------------------------------------

template <>
Record described<costmodel::Column>() {
  return Table<costmodel::Column>("Column", "A column of a table that is shown.")
      .field("title", &costmodel::Column::title, "Heading.")
      .field("align", &costmodel::Column::align, "left or right.");
}

template <>
Record described<costmodel::Table>() {
  return Table<costmodel::Table>("Table", "A table as it is shown.")
      .field("id", &costmodel::Table::id, "Stable name.")
      .field("title", &costmodel::Table::title, "Title.")
      .field("columns", &costmodel::Table::columns, "Columns.")
      .field("rows", &costmodel::Table::rows, "Cells, as text.")
      .field("notes", &costmodel::Table::notes, "Footnotes.")
      .kept(&costmodel::Table::shown)
      .kept(&costmodel::Table::of_csv_titles)
      .kept(&costmodel::Table::of_csv_rows);
}

template <>
Record described<costmodel::Figure>() {
  return Table<costmodel::Figure>("Figure", "A picture in a file beside the report.")
      .field("file", &costmodel::Figure::file, "Relative to the report.")
      .field("caption", &costmodel::Figure::caption, "What it shows.");
}

template <>
Record described<costmodel::Section>() {
  return Table<costmodel::Section>("Section", "A part of a report.")
      .field("heading", &costmodel::Section::heading, "Heading.")
      .field("paragraphs", &costmodel::Section::paragraphs, "Paragraphs before the tables.")
      .field("tables", &costmodel::Section::tables, "Tables.")
      .field("figures", &costmodel::Section::figures, "Pictures.");
}

template <>
Record described<costmodel::Report>() {
  return Table<costmodel::Report>("Report", "A report as sections of prose and tables.")
      .field("title", &costmodel::Report::title, "Title.")
      .field("lead", &costmodel::Report::lead, "Paragraphs before the first section.")
      .field("sections", &costmodel::Report::sections, "Sections.");
}

// --- What counts say -------------------------------------------------------------------------------

template <>
Record described<Pairs>() {
  return Table<Pairs>("Pairs", "What two arms, or two judges, said of the same questions.")
      .field("both", &Pairs::both, "Accepted from both.")
      .field("first_only", &Pairs::first_only, "Accepted from the first, rejected from the second.")
      .field("second_only", &Pairs::second_only, "The other way round.")
      .field("neither", &Pairs::neither, "Rejected from both.");
}

template <>
Record described<PairingBounds>() {
  return Table<PairingBounds>("PairingBounds",
                              "The smallest and the largest exact McNemar p over all pairings that two counts allow.")
      .field("least_p", &PairingBounds::least_p, "With as many questions as possible accepted from both.")
      .field("greatest_p", &PairingBounds::greatest_p, "With as few as possible.")
      .field("at_least", &PairingBounds::at_least, "The pairs that give the smallest.")
      .field("at_greatest", &PairingBounds::at_greatest, "The pairs that give the largest.");
}

template <>
Record described<ArmComparison>() {
  return Table<ArmComparison>("ArmComparison", "Whether one arm is accepted more often than another.")
      .field("method", &ArmComparison::method,
             "unpaired: Fisher, Newcombe, independent posteriors; paired: McNemar, Newcombe for pairs, Dirichlet.")
      .field("first", &ArmComparison::first, "(accepted, of) of the first arm.")
      .field("second", &ArmComparison::second, "(accepted, of) of the second arm.")
      .field("difference", &ArmComparison::difference, "First rate less second, a fraction.")
      .field("interval", &ArmComparison::interval, "Of the difference: (low, high).")
      .field("p_value", &ArmComparison::p_value, "Two-sided: Fisher's exact test, or McNemar's.")
      .field("mid_p_value", &ArmComparison::mid_p_value, "McNemar's mid-p; None: unpaired.")
      .field("probability_first_above", &ArmComparison::probability_first_above, "P(first rate > second rate).")
      .field("pairs", &ArmComparison::pairs, "The pairs; None: unpaired.")
      .field("if_same_questions", &ArmComparison::if_same_questions,
             "What McNemar's test could say, had the counts come from the same questions; None: paired, or not as many "
             "judged.");
}

template <>
Record described<CorrectedRate>() {
  return Table<CorrectedRate>("CorrectedRate", "The share of good answers behind the verdicts of a judge who errs.")
      .field("rate", &CorrectedRate::rate, "Within 0 to 1.")
      .field("interval", &CorrectedRate::interval, "(low, high), within 0 to 1.")
      .field("uncorrected", &CorrectedRate::uncorrected, "accepted ÷ of.")
      .field("unclamped", &CorrectedRate::unclamped, "The estimate before it was cut to 0 to 1.")
      .field("clamped", &CorrectedRate::clamped,
             "The estimate had to be cut: the verdicts contradict the stated accuracy.")
      .field("interval_clamped", &CorrectedRate::interval_clamped, "A limit had to be cut.");
}

}  // namespace costmodel::results
