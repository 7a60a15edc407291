#include <algorithm>
#include <cctype>
#include <costmodel/measured/throughput.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/render/billing_risk.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/stats/probability.hpp>

#include "base/figures.hpp"
#include "render/tables.hpp"

namespace costmodel {

namespace {

std::string between(double low, double high, const text::Figures& as) {
  return as.percent(low) + std::string(text::dash_between) + as.percent(high);
}

std::string evidence_text(const Evidence& evidence) {
  std::string words(to_string(evidence.grade));
  if (!evidence.note.empty()) words.append(". ").append(evidence.note);
  return words;
}

/// "assumed, 40.0 %–60.0 %": what stands behind a requirement.
std::string stand_of(const Scenario& s, std::string_view pointer, const text::Figures& as) {
  const Provenance& known = s.ledger.of(pointer);
  std::string words(to_string(known.evidence.grade));
  return known.range ? words + ", " + between(known.range->low, known.range->high, as) : words;
}

/// The load and the rules, in words.
Section setup(const Scenario& s) {
  const text::Figures as(s.presentation);
  Section section{.heading = "Setup"};
  section.paragraphs = {
      as.count(accepted_answers_per_month(s.demand)) + " accepted answers a month, arriving " +
          (s.arrivals == Arrivals::packed ? "back to back" : "at random") + "; an attempt takes " +
          as.count(input_tokens_per_answer(s.workload.input)) + " input tokens" +
          (input_tokens_per_answer(s.workload.cached_input) > 0
               ? " (and " + as.count(input_tokens_per_answer(s.workload.cached_input)) + " cached)"
               : std::string()) +
          " and " + as.count(output_tokens_per_answer(s.workload.output)) + " output tokens.",
      "Judging an attempt costs " + as.money(usd_per_answer(s.gate)) + ". A request is tried " +
          (s.tries.limit == 1 ? std::string("once") : "up to " + std::to_string(s.tries.limit) + " times") +
          "; one that is rejected is " +
          (s.rejected.handling == Handling::dropped ? "dropped and costs " : "answered by someone else for ") +
          as.money(usd_per_request(s.rejected.cost)) + "."};
  if (s.requirements.min_acceptance)
    section.paragraphs.push_back("Quality bar: acceptance of at least " + as.percent(*s.requirements.min_acceptance) +
                                 ", with " + as.percent(s.requirements.confidence) + " confidence (bar " +
                                 stand_of(s, "/requirements/min_acceptance", as) + ", confidence " +
                                 stand_of(s, "/requirements/confidence", as) + ").");
  const auto listed = [&](std::string_view id, std::string_view title, bool in_stages) {
    Table table{.id = std::string(id), .title = std::string(title)};
    table.columns = {{"Path"}, {"What it is"}, {"Note"}};
    for (const auto& path : s.paths)
      if (path.only_in_stages == in_stages)
        table.rows.push_back({path.id, path.name.empty() ? dash() : path.name, path.note.empty() ? dash() : path.note});
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
  };
  listed("paths", "The paths that compete", false);
  listed("offers", "Offers, which serve stages of these paths", true);
  return section;
}

/// An id that can stand in the name of a file; what cannot is replaced, and the path's place keeps it apart from
/// others.
std::string file_word(const std::string& id, std::size_t place) {
  const auto unfit = [](unsigned char c) { return c >= 0x80 || (!std::isalnum(c) && c != '_' && c != '-'); };
  if (std::none_of(id.begin(), id.end(), unfit)) return id;
  std::string word = id;
  std::replace_if(word.begin(), word.end(), unfit, '_');
  return word + "_" + std::to_string(place + 1);
}

/// The bills of windowed paths under every rule that their wording allows.
Section risk_section(const Scenario& scenario, const std::vector<BillingRisk>& risks) {
  Section section{.heading = "What the provider's wording may cost"};
  section.paragraphs = {"The same requests, billed under each rule that the wording allows."};
  for (const auto& risk : risks) {
    Table table = billing_risk_table(risk);
    table.id = "risk_" + file_word(risk.path, scenario.index(risk.path));
    section.tables.push_back(std::move(table));
  }
  return section;
}

struct Chart {
  std::string_view table;  ///< the section that has this table shows it
  std::string_view name;
  std::string_view caption;
};
constexpr Chart charts[] = {
    {"speed", "throughput", "Throughput over requests in flight"},
    {"operation", "latency", "Wait and cost over the load of a unit"},
    {"bills", "bill", "Terms of the monthly bill"},
    {"bands", "cost", "Cost of an accepted answer over demand"},
    {"bands", "winners", "Cheapest path over demand and acceptance"},
    {"alternatives", "tornado", "What the cost of the chosen path depends on"},
    {"alternatives", "probability", "Probability of being the cheapest, over demand"},
};

}  // namespace

Report with_charts(Report report) {
  const auto add = [](Section& section, std::string_view name, std::string_view caption) {
    section.figures.push_back({"charts/" + std::string(name) + ".png", std::string(caption)});
  };
  const auto years = std::find_if(report.sections.begin(), report.sections.end(), [](const Section& section) {
    return !section.tables.empty() && section.tables.front().id == "horizon";
  });
  if (years != report.sections.end()) {  // the chart before the tables, as on the page
    Section head{.heading = years->heading, .paragraphs = std::move(years->paragraphs)};
    add(head, "horizon", "Monthly cost and cumulative cost of the best plan and of each path");
    years->heading.clear(), years->paragraphs.clear();
    report.sections.insert(years, std::move(head));
  }
  for (auto& section : report.sections) {
    for (const auto& chart : charts)
      if (std::ranges::any_of(section.tables, [&](const Table& t) { return t.id == chart.table; }))
        add(section, chart.name, chart.caption);
    if (!section.tables.empty() && section.tables.front().id.starts_with("risk_"))
      add(section, "risk", "Monthly bill under each billing rule");
  }
  return report;
}

Table quality_table(const Scenario& scenario) {
  const text::Figures as(scenario.presentation);
  const auto bar = scenario.requirements.min_acceptance;
  Table table{.id = "quality", .title = "Quality", .shown = scenario.presentation};
  table.columns = {{"Path"}, {"Accepted", right}, {"Rate", right}, {"95 % interval", right}};
  if (bar) table.columns.push_back({"P(rate ≥ " + as.percent(*bar) + ")", right});
  table.columns.push_back({"Evidence"});
  for (const auto& path : scenario.paths) {
    const Acceptance& a = scenario.acceptance(path);
    const bool counted = a.of > 0, known = counted || a.rate > 0;
    std::vector<std::string> row{path.id, counted ? as.plain(a.accepted) + " of " + as.plain(a.of) : dash(),
                                 known ? as.percent(point_rate(a)) : dash()};
    if (counted) {
      const Interval interval = jeffreys_interval(a.accepted, a.of);
      row.push_back(between(interval.low, interval.high, as));
    } else {
      row.push_back(dash());
    }
    if (bar)
      row.push_back(counted ? as.percent(probability_at_least(jeffreys_posterior(a.accepted, a.of), *bar)) : dash());
    row.push_back((path.acceptance.same_as.empty() ? "" : "as " + path.acceptance.same_as + "; ") +
                  evidence_text(path.ledger.of("/acceptance").evidence));
    table.rows.push_back(std::move(row));
  }
  table.notes = {"Intervals are Jeffreys intervals of the counts; a rate without counts has none."};
  return table;
}

Table speed_table(const Scenario& scenario) {
  const text::Figures as(scenario.presentation);
  Table table{.id = "speed", .title = "Speed", .shown = scenario.presentation};
  table.columns = {{"Path"},
                   {"Requests in flight", right},
                   {"Output tokens/s, all streams", right},
                   {"One stream", right},
                   {"First token, s", right},
                   {"Whole answer, s", right},
                   {"Used"}};
  for (const auto& path : scenario.paths) {
    const Workload<> workload = scenario.workload_of(path);
    const LatencyLimits limits = scenario.limits_of_a_try();
    const auto used = capacity_point(path.points, workload, limits);
    for (std::size_t i = 0; i < path.points.size(); ++i) {
      const auto& p = path.points[i];
      table.rows.push_back({path.id, as.plain(p.concurrency), as.significant(output_tokens_per_second(p.output)),
                            as.significant(output_tokens_per_second(stream_rate(p))),
                            p.time_to_first_token ? as.significant(seconds(*p.time_to_first_token)) : dash(),
                            as.significant(seconds(response_time(p, workload))),
                            used == i                     ? "yes"
                            : within(limits, p, workload) ? "no"
                                                          : "no: outside the latency limits"});
    }
    if (path.points.empty()) table.rows.push_back({path.id, dash(), dash(), dash(), dash(), dash(), "not measured"});
  }
  table.notes = {
      "Used: the point that the path's capacity is stated at. Nothing is extrapolated between or beyond the points."};
  return table;
}

Report lab_report(const Scenario& scenario, const Decision& decision, const std::vector<BillingRisk>& risks) {
  Report report = decision_report(scenario, decision);
  std::vector<Section> before;
  before.push_back(setup(scenario));
  for (const auto& table : {quality_table(scenario), speed_table(scenario)})
    before.push_back({.heading = table.title, .tables = {table}});
  const auto heading = [](std::string_view words) { return [words](const Section& s) { return s.heading == words; }; };
  auto costs = std::find_if(report.sections.begin(), report.sections.end(), heading("What each path costs"));
  report.sections.insert(costs, before.begin(), before.end());
  if (Section section = risk_section(scenario, risks); !section.tables.empty()) {
    const auto unmeasured =
        std::find_if(report.sections.begin(), report.sections.end(), heading("What was not measured"));
    report.sections.insert(unmeasured == report.sections.end() ? report.sections.end() - 1 : unmeasured,
                           std::move(section));
  }
  return report;
}

}  // namespace costmodel
