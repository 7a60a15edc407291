// How the units of each path run at its load, and which prices were picked by date, as tables.
#include <algorithm>
#include <cmath>

#include "base/figures.hpp"
#include "render/tables.hpp"

namespace costmodel {

namespace {

std::string seconds_text(const std::optional<Time<>>& time, const text::Figures& as) {
  return time ? as.significant(seconds(*time)) : dash();
}

/// "261 tok/s at 200 in flight", and that it is an estimate where it is one.
std::string point_text(const Operation& o, const text::Figures& as) {
  const bool whole = o.capacity_concurrency == std::round(o.capacity_concurrency);
  const std::string in_flight = whole ? as.plain(o.capacity_concurrency) : as.significant(o.capacity_concurrency);
  return as.significant(output_tokens_per_second(o.capacity_output)) + " tok/s at " + in_flight + " in flight" +
         (o.estimated ? ",\nestimated from bandwidth" : "");
}

std::string state_text(const Operation& o) {
  std::string words = o.running == Running::back_to_back     ? "always full"
                      : o.running == Running::steady         ? "steady"
                      : o.running == Running::below_measured ? "not measured"
                                                             : "saturated";
  return o.note.empty() ? words : words + ":\n" + o.note;
}

/// What a promise would cost where nobody stated one.
std::string usual_words(const std::vector<PathCost>& costs) {
  std::vector<std::string> more, as_they_are;
  for (const auto& c : costs) {
    if (!c.usual_promise) continue;
    const text::Figures as(c.presentation);
    const UsualPromise& usual = *c.usual_promise;
    if (!usual.units)
      more.push_back(c.id + " would need more units than may be added");
    else if (c.units && *usual.units <= *c.units)
      as_they_are.push_back(c.id);
    else
      more.push_back(c.id + " would need " + as.count(*usual.units) + " units, " +
                     as.money(usd_per_month(*usual.more)) + " more a month");
  }
  if (more.empty() && as_they_are.empty()) return "";
  if (!as_they_are.empty()) {
    std::string kept;
    for (std::size_t i = 0; i < as_they_are.size(); ++i)
      kept += (i == 0 ? "" : i + 1 == as_they_are.size() ? " and " : ", ") + as_they_are[i];
    more.push_back(kept + (as_they_are.size() == 1 ? " already keeps it" : " already keep it"));
  }
  return "No promise on waiting is stated. A usual one is that 95 % of the requests wait no longer than an answer "
         "takes: " +
         text::joined(more, "; ") + ".";
}

/// "Requests at random, a line before each unit", and who shares one.
std::string lines_words(const std::vector<PathCost>& costs) {
  std::vector<std::string> shared;
  for (const auto& c : costs)
    if (c.operation && c.operation->p_wait && c.operation->units_in_line > 1)
      shared.push_back(text::Figures(c.presentation).count(c.operation->units_in_line) + " units of " + c.id);
  return "Requests at random, a line before each unit" +
         (shared.empty() ? "" : ", one for " + text::joined(shared, " and one for "));
}

/// What no reader tells from none.
constexpr double nearly_none = 1e-6;

std::string wait_share_text(double share, const text::Figures& as) {
  return share > 0 && share < nearly_none ? "≈ 0" : as.percent(share);
}
std::string mean_wait_text(double mean, const text::Figures& as) {
  return mean > 0 && mean < nearly_none ? "≈ 0" : as.significant(mean);
}

}  // namespace

Table price_table(const std::vector<DatedPrice>& prices, const Presentation& shown) {
  const text::Figures as(shown);
  Table table{.id = "prices", .title = "Prices by date", .shown = shown};
  table.columns = {{"Path"}, {"Price"}, {"Value", Align::right}, {"Holds from"}, {"To"}, {"Source"}};
  std::string day;
  for (const auto& p : prices) {
    day = p.as_of;
    const std::vector<std::string> row{p.path.empty() ? "all" : p.path,
                                       p.name,
                                       as.plain(p.value),
                                       p.from,
                                       p.to.empty() ? dash() : p.to,
                                       !p.evidence.source.empty() ? p.evidence.source
                                       : p.evidence.file.empty()  ? dash()
                                                                  : p.evidence.file + "\n" + p.evidence.pointer};
    if (std::find(table.rows.begin(), table.rows.end(), row) == table.rows.end()) table.rows.push_back(row);
  }
  table.notes.push_back((day.empty() ? "The latest of each" : "As of " + day) +
                        ". Numbers that state no date are used as written.");
  return table;
}

Table not_priced_table(const std::vector<PathCost>& costs) {
  Table table{.id = "not_priced", .title = "Not in these numbers"};
  table.columns = {{"Path"}, {"Not in these numbers"}};
  for (const auto& c : costs) {
    if (!c.not_priced.empty()) table.rows.push_back({c.id, text::joined(c.not_priced, "; ")});
    table.shown = c.presentation;
  }
  return table;
}

Table operation_table(const std::vector<PathCost>& costs) {
  Table table{.id = "operation", .title = "How each path runs at this load"};
  table.columns = {{"Path"},
                   {"Capacity stated at"},
                   {"Requests in flight, a unit", right},
                   {"tok/s of one stream", right},
                   {"First token, s", right},
                   {"Whole answer, s", right},
                   {"Wait at all", right},
                   {"In line: mean, s", right},
                   {"p95, s", right},
                   {"p99, s", right},
                   {"State"}};
  bool estimated = false, queues = false;
  int tries = 1;
  for (const auto& c : costs) {
    if (!c.operation) continue;
    tries = std::max(tries, c.operation->tries);
    const text::Figures as(c.presentation);
    table.shown = c.presentation;
    const Operation& o = *c.operation;
    estimated = estimated || o.estimated;
    table.rows.push_back({c.id, point_text(o, as), o.in_flight ? as.significant(*o.in_flight) : dash(),
                          o.stream_output ? as.significant(output_tokens_per_second(*o.stream_output)) : dash(),
                          seconds_text(o.first_token, as), seconds_text(o.response, as),
                          o.p_wait ? wait_share_text(*o.p_wait, as) : dash(),
                          o.wait ? mean_wait_text(seconds(o.wait->mean), as) : dash(),
                          seconds_text(o.wait ? o.wait->p95 : std::nullopt, as),
                          seconds_text(o.wait ? o.wait->p99 : std::nullopt, as), state_text(o)});
    queues = queues || o.p_wait;
  }
  if (table.rows.empty()) return table;
  const bool packed =
      std::any_of(costs.begin(), costs.end(), [](const PathCost& c) { return c.arrivals == Arrivals::packed; });
  table.notes.push_back(
      packed   ? "Requests back to back: as many in flight as at the point of the capacity. Latencies are means."
      : queues ? lines_words(costs) +
                     ": a birth–death chain on the measured curve, never beyond it. First token and whole answer are "
                     "means, the first token without the line."
               : "In flight by Little's law on the measured curve, never beyond it. Latencies are means.");
  if (std::string usual = usual_words(costs); !usual.empty()) table.notes.push_back(std::move(usual));
  if (tries > 1)
    table.notes.push_back("Whole answer: one try of it. Up to " + std::to_string(tries) +
                          " are allowed, and the limit on a whole answer holds for all of them.");
  if (estimated)
    table.notes.push_back(
        "Estimated from bandwidth: active weights ÷ memory bandwidth + overhead. Nobody measured it.");
  return table;
}

}  // namespace costmodel
