#include "render/tables.hpp"
#include "base/pointer_path.hpp"

#include <algorithm>
#include <cmath>

#include "base/figures.hpp"

namespace costmodel {

namespace {

std::string amount_of(const std::optional<MoneyPerMonth<>>& money, const text::Figures& as) {
  return money ? as.amount(usd_per_month(*money)) : dash();
}
std::string amount_of(const std::optional<MoneyPerAccepted<>>& money, const text::Figures& as) {
  return money ? as.amount(usd_per_accepted_answer(*money)) : dash();
}

/// With its sign, for a difference: +1,294.33.
std::string difference(MoneyPerMonth<> money, const text::Figures& as) {
  const double value = usd_per_month(money);
  return (value > 0 ? "+" : "") + as.amount(value);
}

/// The kind of serving in words.
std::string kind_text(PricingKind kind) {
  switch (kind) {
    case PricingKind::fixed_amortized:
      return "flat amortized";
    case PricingKind::active_window:
      return "active window, scale to zero";
    case PricingKind::provisioned:
      return "continuous provisioned";
    case PricingKind::stages:
      return "several calls";
    case PricingKind::per_token:
      break;
  }
  return "per token";
}

/// What divides the fixed part of a price: "U" of an owned machine, "duty" of a provisioned one.
std::string_view divisor(PricingKind kind) {
  return kind == PricingKind::fixed_amortized ? "U" : kind == PricingKind::provisioned ? "duty" : std::string_view();
}

/// "5.44 ÷ U", "5.44 ÷ U + 0.12" where tokens cost something beside, or a plain price.
std::string token_price(const PathCost& c, const text::Figures& as) {
  if (!c.per_output_token_full) return dash();
  const double full = usd_per_million_output_tokens(*c.per_output_token_full);
  if (divisor(c.kind).empty()) return as.amount_significant(full);
  const double variable = c.per_output_token_variable ? usd_per_million_output_tokens(*c.per_output_token_variable) : 0;
  const std::string fixed = as.amount_significant(full - variable) + " ÷ " + std::string(divisor(c.kind));
  return variable > 5e-4 * full ? fixed + " + " + as.amount_significant(variable) : fixed;
}

/// An offer of other paths' stages: it stands with the paths that it serves.
bool only_in_stages(const PathCost& c) { return c.reason_kinds == std::vector{ReasonKind::part}; }

/// Of a path that is feasible, and whose placements were not asked for.
constexpr const char* does_not_compete = "does not compete";

std::string feasible_text(const PathCost& c) {
  if (!c.feasible) return "no: " + text::joined(c.reasons, ";\n");
  return c.unplaced.empty() ? "yes" : does_not_compete;  // a note says why
}

const PathCost* of_path(const std::vector<PathCost>& costs, std::string_view id) {
  const auto found = std::find_if(costs.begin(), costs.end(), [&](const PathCost& c) { return c.id == id; });
  return found == costs.end() ? nullptr : &*found;
}

/// The same paths under both arrival patterns; empty where a pattern was not asked for.
struct Patterns {
  const std::vector<PathCost>* packed = nullptr;
  const std::vector<PathCost>* random = nullptr;
};

Patterns patterns(const std::vector<PathCost>& costs, const std::vector<PathCost>& other) {
  Patterns found;
  for (const auto* some : {&costs, &other})
    if (!some->empty() && some->size() == costs.size())
      (some->front().arrivals == Arrivals::packed ? found.packed : found.random) = some;
  return found;
}

/// The cost under one pattern; none where the path is feasible as the scenario asks but not under this one, which a
/// note then says.
std::string cost_under(const PathCost& pattern, const PathCost& own, const text::Figures& as,
                       std::vector<std::string>& notes) {
  if (!own.feasible || pattern.feasible) return amount_of(pattern.per_accepted, as);
  notes.push_back(own.id + " is not feasible with requests " + arrivals_text(pattern.arrivals) + ": " +
                  text::joined(pattern.reasons) + ".");
  return dash();
}

/// The first few, and how many more there are.
std::string first_of(const std::vector<std::string>& words, std::size_t most, std::string_view between) {
  if (words.size() <= most) return text::joined(words, between);
  return text::joined(std::vector(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(most)), between) +
         std::string(between) + "and " + std::to_string(words.size() - most) + " more";
}

/// Both ends, or one where they are the same.
std::string interval_text(MoneyPerAccepted<> low, MoneyPerAccepted<> high, const text::Figures& as) {
  const std::string from = as.amount(usd_per_accepted_answer(low)), to = as.amount(usd_per_accepted_answer(high));
  return from == to ? from : from + std::string(text::dash_between) + to;
}

/// Who holds a layer of a path.
std::string holder_text(const std::optional<std::string>& placement, const text::Figures& as) {
  return placement ? as.placement(*placement) : "not stated";
}

std::string grade_text(Grade grade) { return std::string(to_string(grade)); }

}  // namespace

std::optional<Demand<>> common_demand(const std::vector<PathCost>& costs) {
  std::optional<Demand<>> common;
  for (const auto& c : costs) {
    if (!c.demand) continue;
    const double own = accepted_answers_per_month(*c.demand);
    if (!common)
      common = c.demand;
    else if (const double first = accepted_answers_per_month(*common); std::abs(own - first) > 1e-9 * first)
      return {};
  }
  return common;
}

std::string currency_note(const Presentation& shown) {
  if (shown.currency == "USD") return {};
  return "Amounts in " + shown.currency + ": 1 " + shown.currency + " = " +
         text::Figures(shown).plain(shown.usd_per_unit.value_or(1)) + " USD.";
}

std::string arrivals_text(Arrivals arrivals) {
  return arrivals == Arrivals::packed ? "packed" : arrivals == Arrivals::poisson ? "at random" : "evenly";
}

std::string share_text(double probability, const text::Figures& as) {
  if (probability > 0.999) return "> " + as.fixed(99.9, 1) + " %";
  if (probability < 0.001) return "< " + as.fixed(0.1, 1) + " %";
  return as.percent(probability);
}

/// The name of an unknown as people say it: "rent/pricing/usd_per_unit_hour" where it is called by its pointer.
std::string said(const std::string& unknown, const Decision& d) {
  const auto place = fields::in_path(unknown);
  if (!place) return unknown.starts_with('/') ? unknown.substr(1) : unknown;
  return place->path < d.paths.size() ? d.paths[place->path].id + std::string(place->rest) : unknown;
}

/// The one measurement that is worth most, as a line.
std::string measurement_text(const Measurement& m, const Decision& d, const text::Figures& as) {
  std::string line = "Cheapest measurement that could change the decision: ";
  if (m.judge.empty())
    return line.append("find out ")
        .append(said(m.unknown, d))
        .append(", worth up to ")
        .append(as.money(m.usd_per_month))
        .append(" a month.");
  line.append("judge ").append(as.count(m.answers)).append(" more answers of ").append(m.judge);
  line.append(", worth ")
      .append(as.money(m.usd_per_month))
      .append(" a month; they change the decision with a probability of ");
  line.append(share_text(m.probability_of_change, as));
  if (m.fewest_answers > 1) line.append(", fewer than ").append(as.count(m.fewest_answers)).append(" cannot");
  return line + ".";
}

/// "api would be cheaper in 88 % of the draws, by $1,200 a month on average; not proven: 188 of 240 accepted … judge 38
/// more".
std::string unproven_text(const UnprovenPath& p, bool drawn, const text::Figures& as) {
  std::string line = p.id + " would be cheaper";
  if (drawn) line += " in " + share_text(*p.probability_cheaper, as) + " of the draws";
  if (p.usd_per_month_less && *p.usd_per_month_less > 0)
    line += ", by " + as.money(*p.usd_per_month_less) + (drawn ? " a month on average" : " a month");
  line += ", but is not proven: ";
  if (p.of <= 0) return line + "its acceptance is stated below the quality bar, and was not counted.";
  line += as.plain(p.accepted) + " of " + as.plain(p.of) + " accepted, which reach the bar with a probability of " +
          share_text(p.probability_acceptance_reaches_bar, as);
  if (!p.answers_to_judge) return line + "; at that rate no number of further answers would prove it.";
  return line + "; judge " + as.count(*p.answers_to_judge) + " more, which prove it if they pass at that rate.";
}

/// How often which path is the cheapest feasible one.
std::string cheapest_text(const Uncertainty& u, const text::Figures& as) {
  std::string said = u.decision;
  said.append(" is the cheapest feasible path in ")
      .append(share_text(*u.probability_right, as))
      .append(" of the draws");
  for (const auto& p : u.paths)
    if (p.id != u.decision && p.probability_cheapest >= 0.01)
      said.append(", ").append(p.id).append(" in ").append(share_text(p.probability_cheapest, as));
  double none = 1;
  for (const auto& p : u.paths) none -= p.probability_cheapest;
  if (none >= 0.001) said.append(", none is feasible in ").append(share_text(none, as));
  if (u.paths.size() == 1) said.append("; no other path is feasible");
  return said + ".";
}

/// What confidence means and covers.
void add_coverage_notes(const Decision& d, const text::Figures& as, std::vector<std::string>& notes) {
  const Uncertainty& u = *d.uncertainty;
  if (u.coverage.nothing()) {
    notes.push_back("Confidence: none is stated, as no acceptance was counted and no input that matters has a range: " +
                    to_string(u.coverage).substr(std::string_view("over nothing; ").size()) + ".");
    return;
  }
  notes.push_back("Confidence: in how many of " + as.count(static_cast<double>(u.draws)) +
                  " draws the cheapest feasible path gives the layer this placement, " + to_string(u.coverage) +
                  ". Feasible is a path that the cost table calls so and that carries the demand drawn.");
  if (u.probability_right) notes.push_back(cheapest_text(u, as));
  std::vector<std::string> ends;
  for (const auto& o : u.coverage.outside)
    ends.push_back(o.name + " at " + as.significant(o.stated) + " (5 – 95 % of its draws: " + as.significant(o.low) +
                   std::string(text::dash_between) + as.significant(o.high) + ")");
  if (!ends.empty())
    notes.push_back(
        "The choice is made at values that lie to one side of most of their draws: " + first_of(ends, 4, "; ") + ".");
  if (!u.grid_takes_as_stated.empty())
    notes.push_back("The probabilities over the demand take " + text::joined(u.grid_takes_as_stated) +
                    " as at the stated values.");
  if (!u.decision.empty() && d.path && u.decision != *d.path)
    notes.push_back(*d.path + " is the cheapest at the stated values; on average over the draws " + u.decision +
                    " costs less.");
  for (const auto& p : u.paths)
    if (p.id == d.path && !std::isfinite(p.expected_usd_per_month))
      notes.push_back(p.id + " has no expected cost: in " + share_text(1 - p.probability_feasible, as) +
                      " of the draws it does not carry the demand, or accepts next to nothing.");
}

/// What confidence means, and what it would be worth to know more.
void add_confidence_notes(const Decision& d, const text::Figures& as, std::vector<std::string>& notes) {
  const Uncertainty& u = *d.uncertainty;
  add_coverage_notes(d, as, notes);
  for (const auto& p : u.unproven)
    if (p.probability_cheaper.value_or(0) >= 0.01) notes.push_back(unproven_text(p, !u.unknowns.empty(), as));
  constexpr double a_cent = 0.01;
  if (u.unknowns.empty() || u.decision.empty()) return;
  if (u.worth_knowing.empty() || u.expected_regret_usd_per_month < a_cent) {
    std::string line =
        "Knowing what was drawn is worth next to nothing: it hardly ever makes another path the cheapest feasible one";
    if (u.coverage.without_range > 0)
      line += "; what it is worth to know the " + as.count(static_cast<double>(u.coverage.without_range)) +
              " inputs without a range is not known";
    notes.push_back(line + ".");
    return;
  }
  std::string line = "Deciding now costs " + as.money(u.expected_regret_usd_per_month) +
                     " a month more, on average, than hindsight would.";
  if (std::any_of(u.unproven.begin(), u.unproven.end(), [](const UnprovenPath& p) { return p.of > 0; }))
    line +=
        " Hindsight knows the acceptance of each draw and may take a path that is not proven; a measurement may take "
        "only what it proves.";
  if (const auto& best = u.worth_knowing.front(); best.usd_per_month >= a_cent)
    line += " Most worth knowing: " + said(best.unknown, d) + ", up to " + as.money(best.usd_per_month) + " a month.";
  notes.push_back(std::move(line));
  if (u.measurement) notes.push_back(measurement_text(*u.measurement, d, as));
}

Table placement_table(const Decision& d) {
  const text::Figures as(d.presentation);
  Table table{.id = "placement", .title = "Layer placement", .shown = d.presentation};
  table.columns = {{"Layer"},    {"Placement"},
                   {"Path"},     {"Price of authority, " + as.per("month"), right},
                   {"Because"},  {"Flips if (demand in accepted answers)"},
                   {"Evidence"}, {"Confidence", right}};
  for (auto layer = d.layers.begin(); layer != d.layers.end(); ++layer) {
    const LayerRow& row = *layer;
    const auto same =
        std::find_if(d.layers.begin(), layer, [&](const LayerRow& above) { return above.flips_if == row.flips_if; });
    table.rows.push_back(
        {row.layer + " · " + row.name, row.path ? holder_text(row.placement, as) : dash(), row.path.value_or(dash()),
         row.price_of_authority ? difference(*row.price_of_authority, as) : dash(),
         text::joined(row.because, ";\n") + (row.price_of_authority || row.no_price_because.empty() || !row.placement
                                                 ? ""
                                                 : ";\n" + row.no_price_because),
         row.flips_if.empty() ? dash()
         : same != layer      ? "as layer " + same->layer
                              : first_of(row.flips_if, 5, ";\n"),
         grade_text(row.evidence), row.confidence ? share_text(*row.confidence, as) : dash()});
  }
  const std::string load =
      as.count(accepted_answers_per_month(d.demand)) + " accepted answers a month, " + arrivals_text(d.arrivals);
  const PathCost* chosen = d.path ? of_path(d.paths, *d.path) : nullptr;
  table.notes.push_back(chosen
                            ? "Every row at " + load + ": " + as.money(usd_per_accepted_answer(*chosen->per_accepted)) +
                                  " an accepted answer, " + as.money(usd_per_month(*chosen->per_month)) + " a month."
                            : "At " + load + " no path is feasible, so no layer is placed.");
  table.notes.push_back(
      "Price of authority: the chosen path less the cheapest feasible path that would cede more of the layer; where it "
      "is "
      "negative, keeping the layer is also cheaper.");
  if (std::any_of(d.paths.begin(), d.paths.end(), [](const PathCost& c) { return c.feasible && !c.unplaced.empty(); }))
    table.notes.push_back(
        "The price of authority counts paths that do not compete too: it is what asking for this placement costs.");
  if (std::string note = currency_note(d.presentation); !note.empty()) table.notes.push_back(std::move(note));
  if (d.uncertainty) add_confidence_notes(d, as, table.notes);
  return table;
}

Table cost_table(const std::vector<PathCost>& costs, const std::vector<PathCost>& other) {
  const auto [packed, random] = patterns(costs, other);
  const Presentation shown = costs.empty() ? Presentation{} : costs.front().presentation;
  const text::Figures as(shown);
  const bool own_demands = !common_demand(costs);
  Table table{.id = "costs", .title = "Cost of an accepted answer on each path", .shown = shown};
  table.columns = {{"Path"}, {"Serving"}, {as.per("1M output tokens"), right}, {"Utilization", right}};
  if (own_demands) table.columns.push_back({"Accepted answers a month", right});
  if (packed) table.columns.push_back({as.per("accepted answer, packed"), right});
  if (random) table.columns.push_back({as.per("accepted answer, at random"), right});
  table.columns.push_back(
      {as.per("month, ") + arrivals_text(costs.empty() ? Arrivals::poisson : costs.front().arrivals), right});
  table.columns.push_back({"Evidence"});
  table.columns.push_back({"Feasible"});
  std::vector<std::string> one_pattern_only;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    const PathCost& c = costs[i];
    if (only_in_stages(c)) continue;
    std::vector<std::string> row{
        c.id, kind_text(c.kind), token_price(c, as),
        c.utilization ? as.percent(*c.utilization / std::max(1.0, c.units.value_or(1))) : dash()};
    if (own_demands) row.push_back(c.demand ? as.count(accepted_answers_per_month(*c.demand)) : dash());
    if (packed) row.push_back(cost_under((*packed)[i], c, as, one_pattern_only));
    if (random) row.push_back(cost_under((*random)[i], c, as, one_pattern_only));
    std::string evidence = grade_text(c.evidence);
    if (c.operation && c.operation->estimated && c.evidence != Grade::estimated) evidence += ";\nthroughput estimated";
    row.insert(row.end(), {amount_of(c.per_month, as), evidence, feasible_text(c)});
    table.rows.push_back(std::move(row));
    table.of_csv_rows.push_back({text::joined(c.not_priced, "; ")});
  }
  table.of_csv_titles = {"Not in these numbers"};
  table.notes = {as.per("1M output tokens") +
                 " is the serving bill alone, with windows full; ÷ U and ÷ duty: to be divided by the utilization, "
                 "that of all the units that the path has at this load. " +
                 as.per("accepted answer") +
                 " holds everything: rejected attempts, the gate, and what a rejected request costs."};
  if (std::string note = currency_note(shown); !note.empty()) table.notes.push_back(std::move(note));
  std::move(one_pattern_only.begin(), one_pattern_only.end(), std::back_inserter(table.notes));
  for (const auto* some : {random, packed})
    for (const auto& c : some ? *some : std::vector<PathCost>{})
      std::copy_if(c.notes.begin(), c.notes.end(), std::back_inserter(table.notes), [&](const std::string& note) {
        return std::find(table.notes.begin(), table.notes.end(), note) == table.notes.end();
      });
  return table;
}

Table bill_table(const Decision& d) {
  const text::Figures as(d.presentation);
  Table table{
      .id = "bills", .title = "What the month is made of, " + arrivals_text(d.arrivals), .shown = d.presentation};
  const bool intervals =
      std::any_of(d.paths.begin(), d.paths.end(), [](const PathCost& c) { return c.interval.has_value(); });
  table.columns = {{"Path"},
                   {"Attempts a month", right},
                   {"Units", right},
                   {"Terms of the bill, " + as.per("month")},
                   {"Sum, " + as.per("month"), right}};
  if (intervals) table.columns.push_back({as.per("accepted answer over the 95 % interval of acceptance"), right});
  table.columns.push_back({"Weakest input"});
  for (const auto& c : d.paths) {
    if (only_in_stages(c)) continue;
    std::vector<std::string> terms;
    for (const auto& [name, money] : c.terms) terms.push_back(name + " " + as.amount(usd_per_month(money)));
    std::vector<std::string> row{c.id, c.load ? as.count(answers_per_month(*c.load)) : dash(),
                                 c.units && c.utilization ? as.count(*c.units) : dash(),
                                 terms.empty() ? dash() : text::joined(terms, " + "), amount_of(c.per_month, as)};
    if (intervals) row.push_back(c.interval ? interval_text(c.interval->first, c.interval->second, as) : dash());
    row.push_back(c.weakest_input.empty() ? dash() : c.weakest_input + " (" + grade_text(c.evidence) + ")");
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string unlike_note(const std::string& unlike) {
  return unlike + ": their crossing compares unlike operating points.";
}

Table band_table(const std::vector<PathBand>& packed, const std::vector<PathBand>& random, Arrivals arrivals,
                 const text::Figures& as) {
  Table table{.id = "bands", .title = "Which path is cheapest at which demand", .shown = as.shown()};
  table.columns = {{"Requests"},       {"From, accepted answers a month", right},
                   {"To", right},      {"Cheapest feasible path"},
                   {"Costs the same"}, {"Search ends there"}};
  const auto add = [&](const std::vector<PathBand>& bands, const std::string& pattern) {
    for (const auto& band : bands) {
      table.rows.push_back({pattern, as.count(band.from), as.count(band.to), band.path,
                            band.equals.empty() ? dash() : text::joined(band.equals),
                            band.to_is_end_of_search ? "yes" : dash()});
      for (std::string note :
           {band.ends.empty() ? "" : band.ends + ".", band.unlike.empty() ? "" : unlike_note(band.unlike)})
        if (!note.empty() && std::find(table.notes.begin(), table.notes.end(), note) == table.notes.end())
          table.notes.push_back(std::move(note));
    }
  };
  const auto same = [](const PathBand& a, const PathBand& b) {
    return a.from == b.from && a.to == b.to && a.path == b.path && a.equals == b.equals;
  };
  if (std::equal(packed.begin(), packed.end(), random.begin(), random.end(), same)) {
    add(packed, "packed or " + arrivals_text(arrivals));
  } else {
    add(packed, arrivals_text(Arrivals::packed));
    add(random, arrivals_text(arrivals));
  }
  return table;
}

Table alternative_table(const Decision& d) {
  const text::Figures as(d.presentation);
  Table table{.id = "alternatives", .title = "What each alternative would take", .shown = d.presentation};
  table.columns = {{"Path"}, {"Δ " + as.per("month"), right}, {"Feasible"}};
  if (!d.path) return table;
  std::vector<std::string> chosen{*d.path, "chosen", "yes"};
  for (const auto& row : d.layers) {
    table.columns.push_back({row.layer});
    chosen.push_back(holder_text(row.placement, as));
  }
  table.rows.push_back(std::move(chosen));
  for (std::size_t i = 0; i < d.layers.front().alternatives.size(); ++i) {
    const Alternative& other = d.layers.front().alternatives[i];
    const PathCost* cost = of_path(d.paths, other.path);
    std::vector<std::string> row{other.path, other.extra ? difference(*other.extra, as) : dash(),
                                 !cost || !cost->feasible ? "no"
                                 : cost->unplaced.empty() ? "yes"
                                                          : does_not_compete};
    for (const auto& layer : d.layers) row.push_back(holder_text(layer.alternatives[i].placement, as));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table rent_or_buy_table(const RentOrBuyAnswer& answer, const text::Figures& as) {
  Table table{.id = "rent_or_buy", .title = "Rented and bought, side by side", .shown = as.shown()};
  const auto money = [&](MoneyPerMonth<> m) { return as.amount(usd_per_month(m)); };
  table.columns = {{"Use"},
                   {"Price ÷ rent, months", right},
                   {"All that is stated, months", right},
                   {"Rented, " + as.per("month"), right},
                   {"Bought, " + as.per("month"), right},
                   {"Costs less over its life"}};
  for (const auto& row : answer.schedules)
    table.rows.push_back({row.label, as.significant(months(row.price_over_rent)),
                          row.until_cheaper ? as.significant(months(*row.until_cheaper)) : "never", money(row.rented),
                          money(row.bought),
                          row.rented < row.bought   ? answer.rent
                          : row.bought < row.rented ? answer.buy
                                                    : "both alike"});
  table.notes.push_back(
      "Months until the bought one has cost less, before any resale; monthly costs spread purchase and resale over its "
      "life.");
  return table;
}

Table assessment_table(const Scenario& scenario) {
  Table table{.id = "assessments", .title = "Assessments by others"};
  table.columns = {{"Vendor"}, {"Layer"}, {"Grade"}, {"As assessed", right}, {"Source"}};
  for (const auto& a : scenario.assessments) {
    const auto layer = std::find_if(layers.begin(), layers.end(), [&](const Layer& l) { return l.id == a.layer; });
    const std::string named = layer == layers.end() ? a.layer : a.layer + " " + std::string(layer->name);
    table.rows.push_back({a.vendor, named, a.note.empty() ? a.grade : a.grade + "\n" + a.note,
                          a.date.empty() ? dash() : a.date, a.source.empty() ? dash() : a.source});
  }
  return table;
}

Table not_measured_table(const Scenario& scenario, const Decision& d) {
  const text::Figures as(d.presentation);
  Table table{.id = "not_measured", .title = "What was not measured", .shown = d.presentation};
  table.columns = {{"Path"}, {"Input"}, {"Value", right}, {"Grade"}, {"What is known"}};
  for (const auto& input : d.not_measured) {
    const Evidence& evidence = input.provenance.evidence;
    const auto& range = input.provenance.range;
    std::vector<std::string> known;
    const auto sentence = [&](const std::string& words) {
      if (!words.empty()) known.push_back(words.find_last_of(".?!") + 1 == words.size() ? words : words + ".");
    };
    if (const Provenance& p = input.provenance; !p.currency.empty())
      sentence("Stated as " + as.plain(as_written(input.value, p.usd_per_unit)) + " " + p.currency);
    sentence(evidence.formula);
    sentence(evidence.note);
    if (!evidence.file.empty()) sentence(evidence.file + evidence.pointer);
    const bool listed = scenario.sources.contains(evidence.source);
    if (!evidence.source.empty())
      known.push_back("[" + evidence.source + (listed || evidence.date.empty() ? "" : ", " + evidence.date) + "]");
    std::string value = as.plain(input.value);
    if (range) value += "\n(" + as.plain(range->low) + std::string(text::dash_between) + as.plain(range->high) + ")";
    table.rows.push_back({input.path.empty() ? "all" : input.path, input.name, value, grade_text(evidence.grade),
                          known.empty() ? dash() : text::joined(known, " ")});
  }
  return table;
}

Table source_table(const Scenario& scenario) {
  Table table{.id = "sources", .title = "Sources"};
  table.columns = {{"Id"}, {"Source"}, {"Date", Align::right}};
  for (const auto& [id, source] : scenario.sources) {
    std::string words = source.title;
    if (!source.note.empty()) words += "\n" + source.note;
    if (!source.url.empty()) words += "\n" + source.url;
    table.rows.push_back({id, words, source.date.empty() ? dash() : source.date});
  }
  for (const auto& [file, what] : scenario.evidence_files) {
    std::string words = what.tool;
    if (!what.tool_version.empty()) words += " " + what.tool_version;
    words += (words.empty() ? "SHA-256 " : "\nSHA-256 ") + what.sha256.substr(0, 16);
    table.rows.push_back({file, words, what.date.empty() ? dash() : what.date});
  }
  return table;
}

}  // namespace costmodel
