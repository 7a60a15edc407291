// Who wins where, what would have to be true for another winner, and how crossovers spread.
#include <algorithm>
#include <cmath>
#include <costmodel/render/report.hpp>

#include "base/figures.hpp"
#include "render/tables.hpp"
#include "scenario/names.hpp"

namespace costmodel {

namespace {

constexpr std::size_t most_shown = 2;   ///< crossings of a pair, beside those of the stated values
constexpr double worth_showing = 0.25;  ///< share of the draws

std::string winner(const std::string& path) { return path.empty() ? "none is feasible" : path; }
std::string number(double value, const text::Figures& as) { return as.significant(value, 4); }

std::string values(const std::vector<double>& all, const text::Figures& as) {
  std::vector<std::string> words;
  for (const double value : all) words.push_back(number(value, as));
  return words.empty() ? dash() : text::joined(words, "; ");
}

void note_completeness(bool complete, const std::vector<Stretch>& unsettled, const std::vector<std::string>& sampled,
                       const text::Figures& as, Table& table) {
  if (!sampled.empty())
    table.notes.push_back("Looked at at some values alone, so that a change between two of them is missed: " +
                          text::joined(sampled) + ".");
  for (const auto& s : unsettled)
    table.notes.push_back("Not settled from " + number(s.from, as) + " to " + number(s.to, as) + ".");
  table.notes.emplace_back(complete ? "Complete: no change of winner in the range searched is missing."
                                    : "Not complete.");
}

void note_left_out(std::size_t paths, Table& table) {
  if (paths > 0)
    table.notes.push_back("Left out: " + std::to_string(paths) +
                          " paths that came nowhere near to being the cheapest.");
}

void note_meaning(const std::string& because, Table& table) {
  if (!because.empty()) table.notes.push_back("Beyond it the model has no meaning: " + because + ".");
}

void note_range(const WinnerBands& w, const text::Figures& as, Table& table) {
  table.notes.push_back("Searched from " + number(w.low, as) + " to " + number(w.high, as) + ".");
  note_meaning(w.ends_because, table);
  note_left_out(w.paths_left_out, table);
}

/// On such an axis a rate is held against the quality bar itself.
void note_certain(std::initializer_list<std::string_view> axes, Table& table) {
  if (std::any_of(axes.begin(), axes.end(), names::is_acceptance))
    table.notes.emplace_back(
        "An acceptance on an axis counts as known for certain. Counts must reach the confidence that is asked for as "
        "well.");
}

void note_unlike(const std::vector<std::string>& all, Table& table) {
  for (const auto& unlike : all) table.notes.push_back(unlike_note(unlike));
}

std::string on_utilization(const Spread& s, const text::Figures& as) {
  std::string words = as.percent(s.low);
  return words.append(std::string(text::dash_between)).append(as.percent(s.high));
}

}  // namespace

Table winner_table(const WinnerBands& w) {
  const text::Figures as(w.presentation);
  Table table{.id = "winners", .title = "Who is cheapest along " + w.axis, .shown = w.presentation};
  table.columns = {
      {"From, " + w.unit, right}, {"To", right}, {"Cheapest feasible path"}, {"Costs the same"}, {"Search ends there"}};
  for (const auto& band : w.bands)
    table.rows.push_back({number(band.from, as), number(band.to, as), winner(band.path),
                          band.equals.empty() ? dash() : text::joined(band.equals),
                          band.to_is_end_of_search ? "yes" : dash()});
  note_range(w, as, table);
  note_certain({w.axis}, table);
  note_unlike(w.unlike, table);
  note_completeness(w.complete, w.unsettled, w.sampled, as, table);
  return table;
}

Table winning_table(const WinningValues& w) {
  const text::Figures as(w.bands.presentation);
  Table table{
      .id = "winning", .title = "Where " + w.path + " wins along " + w.bands.axis, .shown = w.bands.presentation};
  table.columns = {
      {"Unit"}, {"Now", right}, {"Wins now"}, {"Becomes the winner at", right}, {"Ceases to be at", right}};
  table.rows.push_back({w.bands.unit, w.now ? number(*w.now, as) : dash(), w.wins_now ? "yes" : "no",
                        values(w.becomes, as), values(w.ceases, as)});
  if (!w.never.empty())
    table.notes.push_back(w.never + ".");
  else
    note_range(w.bands, as, table);
  note_certain({w.bands.axis}, table);
  note_unlike(w.bands.unlike, table);
  note_completeness(w.bands.complete, w.bands.unsettled, w.bands.sampled, as, table);
  return table;
}

Table map_table(const WinnerMap& map) {
  const text::Figures as(map.presentation);
  Table table{.id = "map",
              .title = "Borders between winners over " + map.axis_x + " and " + map.axis_y,
              .shown = map.presentation};
  table.columns = {{"Below, or left of it"}, {"Above, or right of it"},   {"From " + map.unit_x, right},
                   {map.unit_y, right},      {"To " + map.unit_x, right}, {map.unit_y, right},
                   {"Points", right}};
  for (const auto& border : map.borders) {
    if (border.points.empty()) continue;
    const MapPoint first = border.points.front(), last = border.points.back();
    table.rows.push_back({winner(border.below), winner(border.above), number(first.x, as), number(first.y, as),
                          number(last.x, as), number(last.y, as), std::to_string(border.points.size())});
  }
  table.notes.push_back("Every point is a crossing that was solved, but for vertical borders; JSON has them all. " +
                        std::to_string(map.columns) + " columns.");
  if (!map.ends_because.empty())
    table.notes.push_back("Where the model has no meaning nobody wins: " + map.ends_because + ".");
  note_certain({map.axis_x, map.axis_y}, table);
  note_left_out(map.paths_left_out, table);
  note_unlike(map.unlike, table);
  note_completeness(map.complete, {}, map.sampled, as, table);
  return table;
}

Table crossover_spread_table(const std::vector<CrossoverSpread>& spreads) {
  Table table{.id = "crossover_spreads", .title = "How sure the crossovers are"};
  table.columns = {{"Cheaper below"},
                   {"Cheaper above"},
                   {"Accepted answers a month", right},
                   {"5 – 95 % of the draws", right},
                   {"Median", right},
                   {"Utilization, 5 – 95 %", right},
                   {"Exists in", right},
                   {"No crossing at all in", right}};
  std::vector<std::string> left_out;
  for (const auto& s : spreads) {
    table.shown = s.presentation;
    const text::Figures as(s.presentation);
    std::size_t shown = 0, likely = 0;
    for (const auto& c : s.crossings) {
      const bool most_likely =
          c.probability >= s.crossings.front().probability;  // those that come together are shown together
      if (!c.stated && !most_likely && (likely >= most_shown || c.probability < worth_showing)) continue;
      ++shown, likely += !c.stated;
      table.rows.push_back({c.cheaper_below, c.cheaper_above, c.stated ? as.count(*c.stated) : dash(),
                            as.count(c.at.low) + std::string(text::dash_between) + as.count(c.at.high),
                            as.count(c.at.median),
                            c.utilization ? on_utilization(*c.utilization, as) + "\nof\u00A0" + s.reference : dash(),
                            share_text(c.probability, as), share_text(s.probability_none, as)});
    }
    if (!s.unlike.empty() && shown > 0) table.notes.push_back(unlike_note(s.unlike));
    if (shown < s.crossings.size()) left_out.push_back(s.a + " and " + s.b);
  }
  if (!left_out.empty())
    table.notes.push_back("Less likely crossings are left out, and JSON has them: " + text::joined(left_out, "; ") +
                          ".");
  return table;
}

std::string switching_search_text(const Decision& d) {
  const auto so_many = [](std::size_t n, const std::string& one) {
    return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
  };
  const SwitchingSearch& s = d.switching_search;
  std::string text =
      "Moved one at a time: " + so_many(s.inputs, "input") + ", those that matter most to " + d.path.value_or("");
  text += s.rivals > 0 ? " and to its " + so_many(s.rivals, "rival") + "." : ".";
  if (s.rivals_left_out > 0)
    text += " Not looked at: " + so_many(s.rivals_left_out, "other path") + " that could win and " +
            (s.rivals_left_out == 1 ? "costs" : "cost") + " more at this demand.";
  if (s.values_left_out > 0)
    text += " Not listed: " + so_many(s.values_left_out, "value") + " further away than these.";
  return text;
}

Table switching_table(const Decision& d) {
  const text::Figures as(d.presentation);
  Table table{.id = "switching_values", .title = "What would have to be different", .shown = d.presentation};
  table.columns = {{"Input"}, {"Now", right}, {"Another choice when it"}, {"Past", right}, {"Unit"}, {"Choice then"}};
  for (const auto& s : d.switching_values) {
    const auto counted = [&](double accepted) { return as.plain(std::round(accepted)) + " of " + as.plain(s.of); };
    if (s.of > 0)
      table.rows.push_back({s.input, counted(s.now * s.of), s.above ? "rises" : "falls",
                            counted(s.accepted) + (s.above ? " or more" : " or fewer"), "accepted", winner(s.path)});
    else
      table.rows.push_back({s.input + (names::is_acceptance(s.input) ? ",\nif known for certain" : ""),
                            number(s.now, as), s.above ? "rises" : "falls", number(s.at, as), s.unit, winner(s.path)});
  }
  if (d.switching_search.inputs > 0) table.notes.push_back(switching_search_text(d));
  return table;
}

}  // namespace costmodel
