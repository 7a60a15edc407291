#include <costmodel/render/horizon.hpp>
#include <costmodel/render/report.hpp>

#include <algorithm>
#include <set>

#include "base/figures.hpp"
#include "render/tables.hpp"

namespace costmodel {

std::string demand_text(const Scenario& scenario, const Decision& d) {
  return text::Figures(scenario.presentation).count(accepted_answers_per_month(d.demand)) +
         " accepted answers a month, arriving " + costmodel::words(d.arrivals, scenario.shape);
}

namespace {

constexpr std::size_t rows_per_pair = 4;       ///< of crossings, in a report
constexpr std::size_t paths_side_by_side = 8;  ///< with more, only paths that are cheapest somewhere are compared

/// Bands under both arrival patterns, whichever the scenario asked for.
struct Bands {
  std::vector<PathBand> packed;
  std::vector<PathBand> random;
  Arrivals arrivals;  ///< at random, or evenly where the scenario says so
};

Bands both_bands(const Scenario& scenario, const Decision& d) {
  if (d.arrivals != Arrivals::packed) return {d.bands_packed, d.bands, d.arrivals};
  return {d.bands_packed, path_bands(scenario, Arrivals::poisson), Arrivals::poisson};
}

/// The costs under the pattern that the scenario did not ask for.
std::vector<PathCost> other_costs(const Scenario& scenario, const Decision& d) {
  if (d.arrivals != Arrivals::packed) return d.paths_packed;
  std::vector<PathCost> costs;
  for (const auto& path : scenario.paths) costs.push_back(cost(scenario, path.id, d.demand, Arrivals::poisson));
  return costs;
}

std::string full_name(const Scenario& scenario, const std::string& id) {
  const Path& path = scenario.path(id);
  return path.name.empty() || path.name == id ? id : path.name + " [" + id + "]";
}

/// The stretch of demand around the decision's own in which its path is cheapest, with whatever costs the same; empty
/// where it is not cheapest at this demand, or the demand lies outside the domain.
std::string held_band(const Decision& d, const std::vector<PathBand>& bands) {
  const text::Figures as(d.presentation);
  const double demand = accepted_answers_per_month(d.demand);
  Range held{demand, demand};
  bool open = false, inside = false, ends = false;
  for (const auto& band : bands) {
    const bool ours =
        band.path == *d.path || std::find(band.equals.begin(), band.equals.end(), *d.path) != band.equals.end();
    if (!ours && inside) break;
    if (ours && open && held.high == band.from)
      held.high = band.to;
    else if (ours)
      held = {band.from, band.to};
    if (ours) ends = band.to_is_end_of_search;
    open = ours;
    inside = inside || (ours && held.low <= demand && demand <= held.high);
  }
  if (!inside) return {};
  return "from " + as.count(held.low) + " to " + as.count(held.high) + (ends ? " (where the search ended)" : "");
}

/// Where the chosen path holds, each of the two empty where it does not hold at this demand.
std::string held(const std::string& packed, const std::string& random, Arrivals arrivals) {
  const std::string come = arrivals == Arrivals::periodic ? "arriving evenly" : "at random";
  const std::string a_month = " accepted answers a month";
  if (packed == random) return packed + a_month + ", with requests packed or " + come + ".";
  if (packed.empty())
    return random + a_month + " with requests " + come + ", but not at this demand with requests packed.";
  if (random.empty())
    return packed + a_month + " with requests packed, but not at this demand with requests " + come + ".";
  return packed + a_month + " with requests packed, and " + random + " " + come + ".";
}

std::vector<std::string> lead(const Scenario& scenario, const Decision& d, const Bands& bands) {
  std::vector<std::string> words;
  if (!scenario.question.empty()) words.push_back(scenario.question);
  if (!d.path) {
    words.push_back("At " + demand_text(scenario, d) +
                    ", no path is feasible. The cost table says what stands in the way of each.");
    return words;
  }
  words.push_back(full_name(scenario, *d.path) + ": " + text::joined(d.because, "; ") + ". Requests arrive " +
                  costmodel::words(d.arrivals, scenario.shape) + ".");
  const std::string packed = held_band(d, bands.packed), random = held_band(d, bands.random);
  if (!packed.empty() || !random.empty())
    words.push_back("It is the cheapest feasible path " + held(packed, random, bands.arrivals));
  const auto listed = [](const std::vector<std::string>& axes) {
    return axes.empty() ? std::string("none") : text::joined(axes);
  };
  if (!d.profile.wins.empty() || !d.profile.gives_up.empty())
    words.push_back(
        "Fast, cheap, high-confidence, controlled, available: compared with the best of the other feasible paths on "
        "each, it is better on " +
        listed(d.profile.wins) + " and worse on " + listed(d.profile.gives_up) + ".");
  return words;
}

std::vector<Comparison> only(const std::vector<Comparison>& all, const auto& wanted) {
  std::vector<Comparison> some;
  std::copy_if(all.begin(), all.end(), std::back_inserter(some), wanted);
  return some;
}

/// The chosen path, and every path that is cheapest over some stretch of demand.
std::set<std::string> contenders(const Decision& d) {
  std::set<std::string> ids;
  if (d.path) ids.insert(*d.path);
  for (const auto* bands : {&d.bands, &d.bands_packed})
    for (const auto& band : *bands) ids.insert(band.path);
  return ids;
}

/// The paths that are feasible under one arrival pattern and not under the other, with what they are feasible under.
std::vector<std::pair<std::string, std::string>> of_one_pattern(const Decision& d, const std::vector<PathCost>& other) {
  std::vector<std::pair<std::string, std::string>> some;
  for (std::size_t i = 0; i < d.paths.size(); ++i)
    if (d.paths[i].feasible != other[i].feasible)
      some.emplace_back(d.paths[i].id,
                        arrivals_text(d.paths[i].feasible ? d.paths[i].arrivals : other[i].arrivals) + " only");
  return some;
}

/// Says so in the rows of their crossings.
void mark_one_pattern(const std::vector<std::pair<std::string, std::string>>& some, Table& table) {
  for (auto& row : table.rows)
    for (const auto& [id, when] : some)
      if (row[0] == id || row[1] == id) row.back() += ",\n" + id + ": " + when;
}

Section crossover_section(const Decision& d, const std::vector<PathCost>& other) {
  Section section{.heading = "Where the answer changes"};
  section.paragraphs = {
      "Demand at which two paths cost the same, and the utilization of the reference path there; in brackets, how far "
      "it "
      "moves as each ranged input goes through its range, one at a time."};
  const auto ids = contenders(d);
  const bool many = d.paths.size() > paths_side_by_side;
  const auto feasible = [&](const std::string& id) {
    return std::any_of(d.paths.begin(), d.paths.end(),
                       [&](const PathCost& c) { return c.id == id && c.feasible && c.unplaced.empty(); });
  };
  const auto against_chosen = [&](const Comparison& c) {
    return (c.a == d.path && !feasible(c.b)) || (c.b == d.path && !feasible(c.a));
  };
  const auto shown = only(d.crossovers, [&](const Comparison& c) {
    return !many || (ids.contains(c.a) && ids.contains(c.b)) || against_chosen(c);
  });
  const auto both = only(shown, [&](const Comparison& c) { return feasible(c.a) && feasible(c.b); });
  const auto others = only(shown, [&](const Comparison& c) { return !feasible(c.a) || !feasible(c.b); });
  for (const auto& [some, id, title] :
       {std::tuple{&both, "crossovers", "Crossovers of feasible paths"},
        std::tuple{&others, "crossovers_infeasible",
                   "Crossovers with a path that is not feasible, or does not compete"}}) {
    Table table = crossover_table(*some, d.utilization_crossovers, rows_per_pair);
    table.id = id;
    table.title = title;
    mark_one_pattern(of_one_pattern(d, other), table);
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
  }
  if (d.pairs_left_out > 0)
    section.paragraphs.push_back(
        "Of the pairs, " + std::to_string(d.pairs_left_out) +
        " were not compared: those of paths that are nowhere the cheapest, nor near to it at this demand.");
  Table never = never_table(shown);
  if (!never.rows.empty()) section.tables.push_back(std::move(never));
  Table spreads = crossover_spread_table(d.crossover_spreads);
  if (!spreads.rows.empty()) section.tables.push_back(std::move(spreads));
  const auto competing = std::count_if(d.paths.begin(), d.paths.end(), [](const PathCost& c) {
    return c.reason_kinds != std::vector{ReasonKind::part};
  });
  if (shown.size() < d.crossovers.size())
    section.paragraphs.push_back("Of the " + std::to_string(competing) +
                                 " paths, those that are cheapest somewhere are compared with each other, and the "
                                 "chosen one with those that are "
                                 "not feasible; the crossover command compares all.");
  return section;
}

/// "74.6 hours a month, 17.2 a week".
std::string hours_text(const MonthLength<>& used, const RentOrBuyAnswer& answer, const text::Figures& as) {
  const double a_month = hours_per_month(used), a_week = a_month * 168 / hours_per_month(answer.month);
  return as.significant(a_month) + " hours a month, " + as.significant(a_week) + " a week";
}

/// Where renting stops to cost less over the life of the machine, with everything stated.
std::string line_text(const RentOrBuyAnswer& answer, const text::Figures& as) {
  std::string with = "With everything that the two paths state (tax, power and resale of " + answer.buy +
                     "; start-up, lost hours and storage of " + answer.rent;
  if (answer.session) with += ", in sessions of " + as.plain(hours(*answer.session)) + " hours";
  const std::string &below = answer.rent_below ? answer.rent : answer.buy,
                    &above = answer.rent_below ? answer.buy : answer.rent;
  if (!answer.line) return with + ") " + below + " costs less at any hours up to the whole month.";
  return with + ") the line lies at " + hours_text(*answer.line, answer, as) + ": " + below + " costs less below it, " +
         above + " above.";
}

Section rent_or_buy_section(const RentOrBuyAnswer& answer, const text::Figures& as) {
  const std::string life = as.plain(months(answer.life));
  std::string words = "Price ÷ rent: renting " + answer.rent + " for " + as.count(hours(answer.break_even)) +
                      " hours costs as much as buying " + answer.buy + ".";
  if (months(answer.life) > 0) {
    const std::string line = hours_text(line_of_prices(answer), answer, as);
    words += " Over its life of " + life + " months that is " + line + ": below it the rent never reaches the price.";
    std::vector<std::string> longer;
    for (const auto& row : answer.schedules)
      if (row.price_over_rent > answer.life && row.rented < row.bought)
        longer.push_back(row.label + " (" + as.significant(months(row.price_over_rent)) + " months)");
    if (!longer.empty())
      words += " Longer than the machine lives, so that renting wins for good: " + text::joined(longer) + ".";
  }
  return {.heading = "Rent or buy",
          .paragraphs = {std::move(words), line_text(answer, as),
                         "An hour of the one is taken as an hour of the other; at equal demand their speeds count."},
          .tables = answer.schedules.empty() ? std::vector<Table>{} : std::vector{rent_or_buy_table(answer, as)}};
}

/// The prices by date of all rows.
template <class Rows>
std::vector<DatedPrice> prices_of(const Rows& rows) {
  std::vector<DatedPrice> all;
  for (const auto& row : rows) all.insert(all.end(), row.prices.begin(), row.prices.end());
  return all;
}

/// The rate of the currency, with where it comes from.
std::string rate_text(const Scenario& scenario) {
  const std::string note = currency_note(scenario.presentation);
  if (note.empty()) return note;
  const Evidence& rate = scenario.ledger.of("/presentation/usd_per_currency_unit").evidence;
  std::string from(to_string(rate.grade));
  if (!rate.source.empty()) from.append(", [").append(rate.source).append("]");
  if (!rate.date.empty()) from.append(", ").append(rate.date);
  return note.substr(0, note.size() - 1) + " (" + from + "). Inputs are named in USD.";
}

Section method(const Scenario& scenario) {
  const text::Figures as(scenario.presentation);
  const std::string month = as.plain(hours_per_month(scenario.month));
  Section section{
      .heading = "Method",
      .paragraphs = {
          "Every path is priced at the same demand in accepted answers a month, each with its own attempts: the "
          "worse its "
          "acceptance, the more it must serve. A month has " +
              month + " hours.",
          "Cost of an accepted answer = (bill of the month + gate + rejected requests) ÷ accepted answers. "
          "Utilization is load ÷ "
          "capacity: in the cost table of all units that the path has at that load, elsewhere of one. It is not what a "
          "device monitor shows. "
          "Throughput is never extrapolated.",
          "Packed: requests back to back, every billed window full. At random: Poisson arrivals through the whole "
          "month.",
          "Feasible comes before cheap: quality bar, latency, capacity, quota, lead time, minimum purchase, export "
          "of the weights, "
          "residency, licence.",
          "Placement: run by me is " + as.placement("Retained") +
              "; run by a provider, but I can change, audit and leave with what is "
              "mine, is " +
              as.placement("Delegated") + "; otherwise " + as.placement("Ceded") +
              ". A result is graded as its weakest input."}};
  if (std::string rate = rate_text(scenario); !rate.empty()) section.paragraphs.push_back(std::move(rate));
  return section;
}

}  // namespace

Report cost_report(const Scenario& scenario, const std::vector<PathCost>& costs, const std::vector<PathCost>& other) {
  const text::Figures as(scenario.presentation);
  const auto demand = common_demand(costs);
  const std::string load =
      demand ? "At " + as.count(accepted_answers_per_month(*demand)) + " accepted answers a month."
             : "Each path at a load of its own; one without a known capacity at the scenario's demand.";
  std::vector<Table> shown{cost_table(costs, other)};
  if (Table left_out = not_priced_table(costs); !left_out.rows.empty()) shown.push_back(std::move(left_out));
  if (Table running = operation_table(costs); !running.rows.empty()) shown.push_back(std::move(running));
  if (Table prices = price_table(prices_of(costs), scenario.presentation); !prices.rows.empty())
    shown.push_back(std::move(prices));
  return {.title = scenario.title, .lead = {load}, .sections = {{.tables = std::move(shown)}}};
}

Report crossover_report(const Scenario& scenario, const std::vector<Comparison>& comparisons,
                        const std::vector<Comparison>& utilization) {
  Report report{.title = scenario.title, .sections = {{}}};
  if (comparisons.empty()) {
    report.lead = {"There is one path, and nothing to compare it with."};
  } else {
    const Comparison& first = comparisons.front();
    report.lead = {
        "Axis: " + first.axis_name + ", " + first.axis_unit +
        ". In brackets: how far a crossing moves as each ranged input goes through its range, one at a time."};
  }
  for (auto&& table : {crossover_table(comparisons, utilization), never_table(comparisons),
                       price_table(prices_of(comparisons), scenario.presentation)})
    if (!table.rows.empty()) report.sections.front().tables.push_back(table);
  return report;
}

Report decision_report(const Scenario& scenario, const Decision& d) {
  const text::Figures as(scenario.presentation);
  const Bands bands = both_bands(scenario, d);
  Report report{.title = scenario.title.empty() ? "Layer placement decision" : scenario.title,
                .lead = lead(scenario, d, bands)};
  if (d.horizon) {
    report.lead.insert(report.lead.begin(),
                       {"Over " + std::to_string(d.horizon->months) + " months: " + horizon_headline(*d.horizon),
                        "The rest of this report, but for the part on those months, is about the first of them."});
  }
  const auto add = [&](Section section) { report.sections.push_back(std::move(section)); };
  const auto add_table = [&](Table table, std::vector<std::string> paragraphs = {}) {
    std::string heading = table.title;
    if (!table.rows.empty())
      add({.heading = std::move(heading), .paragraphs = std::move(paragraphs), .tables = {std::move(table)}});
  };
  if (d.horizon)
    for (auto& section : horizon_sections(*d.horizon)) add(std::move(section));
  add_table(placement_table(d));
  const std::vector<PathCost> other = other_costs(scenario, d);
  add({.heading = "What each path costs",
       .paragraphs = {"At " + demand_text(scenario, d) + "."},
       .tables = {cost_table(d.paths, other), bill_table(d)}});
  add_table(not_priced_table(d.paths));
  add_table(operation_table(d.paths));
  add_table(band_table(bands.packed, bands.random, bands.arrivals, as));
  if (!d.crossovers.empty()) add(crossover_section(d, other));
  if (Table switches = switching_table(d); !switches.rows.empty())
    add_table(std::move(switches),
              {"The nearest value of one input, everything else as it is, at which another path becomes the choice."});
  else if (d.switching_search.inputs > 0)
    add({.heading = switches.title, .paragraphs = {"Nothing, as far as was looked. " + switching_search_text(d)}});
  if (d.path && d.paths.size() > 1)
    add_table(alternative_table(d),
              {"Placement of each layer on every path, and what the path costs above the chosen one at this demand."});
  if (d.rent_or_buy) add(rent_or_buy_section(*d.rent_or_buy, as));
  add_table(not_measured_table(scenario, d),
            {"Inputs that were assumed, estimated or inferred, with the range in which they may lie."});
  add_table(price_table(prices_of(d.paths), scenario.presentation));
  add_table(assessment_table(scenario),
            {"In the words of whoever assessed them, as of the day given. They have no weight in the decision."});
  add_table(source_table(scenario), {"With the day on which each was written or read."});
  add(method(scenario));
  return report;
}

}  // namespace costmodel
