#include <costmodel/render/horizon.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/measured/authority.hpp>

#include "base/figures.hpp"
#include "render/tables.hpp"

namespace costmodel {

namespace {

using text::Figures;

std::string money(const Figures& as, const std::optional<Money<>>& amount) {
  return amount ? as.money(usd(*amount)) : dash();
}
std::string month_text(const std::optional<int>& month) { return month ? std::to_string(*month) : dash(); }

std::string month_with_date(const std::vector<HorizonMonth>& all, int month) {
  const std::string& date = all[static_cast<std::size_t>(month) - 1].date;
  return std::to_string(month) + (date.empty() ? "" : " (" + date + ")");
}

Table path_table(const HorizonAnswer& a) {
  const Figures as(a.presentation);
  Table table{.id = "horizon",
              .title = "Each path alone, over " + std::to_string(a.months) + " months",
              .shown = a.presentation};
  table.columns = {{"Path"},
                   {"Net present value", right},
                   {as.per("accepted answer") + ", levelized", right},
                   {a.presentation.currency + " a year", right},
                   {"Paid back in month", right},
                   {"May serve"}};
  for (const auto& p : a.paths) {
    table.rows.push_back({p.id, money(as, p.npv),
                          p.levelized ? as.money(usd_per_accepted_answer(*p.levelized)) : dash(),
                          money(as, p.equivalent_annual), month_text(p.payback_month),
                          p.feasible          ? "all months"
                          : p.why_not.empty() ? "not all months"
                                              : "no"});
    if (!p.why_not.empty()) table.notes.push_back(p.id + ": " + p.why_not + ".");
    if (p.why_not.empty() && !p.reasons.empty())
      table.notes.push_back(p.id + ": " + text::joined(p.reasons, "; ") + ".");
  }
  if (std::any_of(a.paths.begin(), a.paths.end(), [](const PathHorizon& p) { return p.why_not.empty(); }))
    table.notes.push_back("As if each served from month 1 on, whatever its lead time.");
  table.notes.push_back("Costs are below 0, discounted by " + as.percent(a.discount_rate_per_year) +
                        " a year; levelized: discounted costs ÷ discounted accepted answers.");
  return table;
}

/// The month in which the machines of a stage are first paid: that of the stage, or earlier where they take a lead.
int ordered_in(const std::vector<HorizonMonth>& all, const PlanStage& stage) {
  int month = stage.from_month;
  for (int m = stage.from_month - 1; m >= 1; --m) {
    const HorizonMonth& earlier = all[static_cast<std::size_t>(m) - 1];
    if (earlier.path == stage.path) break;
    if (usd(earlier.purchases) > 0 && earlier.bought == 0) month = m;
  }
  return month;
}

Table plan_table(const HorizonAnswer& a) {
  Table table{.id = "plan", .title = "Which path serves when", .shown = a.presentation};
  table.columns = {{"From month", right}, {"To month", right}, {"Path"}};
  for (const auto& s : a.plan.stages)
    table.rows.push_back({month_with_date(a.plan.by_month, s.from_month), std::to_string(s.to_month), s.path});
  table.notes.push_back(a.plan.stride_months == 1 ? "The best over every sequence of paths and every switching month. "
                                                    "Machines are bought when they are needed, "
                                                    "and kept."
                                                  : "The best over every sequence of paths with a switch every " +
                                                        std::to_string(a.plan.stride_months) + " months.");
  for (const auto& s : a.plan.stages)
    if (const int ordered = ordered_in(a.plan.by_month, s); ordered < s.from_month)
      table.notes.push_back(s.path + ": ordered and paid in month " + month_with_date(a.plan.by_month, ordered) +
                            ", to serve from month " + std::to_string(s.from_month) + " on.");
  return table;
}

/// A row for each layer, or for each stage where there are too many to stand side by side.
Table layer_table(const HorizonAnswer& a) {
  constexpr std::size_t most_side_by_side = 5;
  Table table{.id = "layers_by_year", .title = "Who holds each layer when", .shown = a.presentation};
  const auto holder = [&](const LayerOverTime::From& from) {
    return from.placement.empty() ? dash() : Figures(a.presentation).placement(from.placement);
  };
  if (a.plan.stages.size() > most_side_by_side) {
    table.columns = {{"From month", right}, {"Path"}};
    for (const auto& layer : a.layers) table.columns.push_back({layer.layer});
    for (std::size_t i = 0; i < a.plan.stages.size(); ++i) {
      std::vector<std::string> row{std::to_string(a.plan.stages[i].from_month), a.plan.stages[i].path};
      for (const auto& layer : a.layers) row.push_back(holder(layer.from[i]));
      table.rows.push_back(std::move(row));
    }
    return table;
  }
  table.columns = {{"Layer"}};
  for (const auto& s : a.plan.stages)
    table.columns.push_back(
        {"Months " + std::to_string(s.from_month) + "\u00A0– " + std::to_string(s.to_month) + ": " + s.path});
  for (const auto& layer : a.layers) {
    std::vector<std::string> row{layer.layer};
    const auto known = std::find_if(layers.begin(), layers.end(), [&](const Layer& l) { return l.id == layer.layer; });
    if (known != layers.end()) row[0].append(" ").append(known->name);
    for (const auto& from : layer.from) row.push_back(holder(from));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string rates_text(const InternalRates& rates, const Figures& as) {
  std::vector<std::string> all;
  for (const double rate : rates.per_year) all.push_back(as.percent(rate));
  return all.empty() ? dash() : text::joined(all, " and ");
}

Table buying_table(const HorizonAnswer& a) {
  const Figures as(a.presentation);
  Table table{.id = "buying", .title = "What buying in month 1 saves", .shown = a.presentation};
  table.columns = {{"Buy"},
                   {"Instead of"},
                   {"NPV of buying", right},
                   {"Payback, month", right},
                   {"Discounted payback, month", right},
                   {"Internal rate of return a year", right}};
  for (const auto& b : a.buying) {
    table.rows.push_back({b.buy, b.alternative, as.money(usd(b.npv)), month_text(b.payback_month),
                          month_text(b.discounted_payback_month), rates_text(b.internal_rates, as)});
    if (b.crossings.size() > 1) {
      std::vector<std::string> all;
      for (const int month : b.crossings) all.push_back(std::to_string(month));
      table.notes.push_back(b.buy + " and " + b.alternative + ": the order of the cumulative costs changes in months " +
                            text::joined(all) + ".");
    }
    if (!b.internal_rates.complete)
      table.notes.push_back(b.buy + " and " + b.alternative + ": there may be more internal rates of return.");
  }
  return table;
}

/// "api, then box from month 13".
std::string sequence(const std::vector<PlanStage>& stages) {
  std::string words;
  for (const auto& s : stages)
    words += words.empty() ? s.path : ", then " + s.path + " from month " + std::to_string(s.from_month);
  return words.empty() ? dash() : words;
}

/// What the plan itself buys, in its month.
Table purchase_table(const HorizonAnswer& a) {
  const Figures as(a.presentation);
  Table table{.id = "plan_purchases", .title = "What the plan's own purchase saves", .shown = a.presentation};
  table.columns = {{"Buy"},
                   {"Paid in month", right},
                   {"For", right},
                   {"Instead of the best plan without it"},
                   {"NPV of buying", right},
                   {"Payback, month", right},
                   {"Discounted payback, month", right},
                   {"Internal rate of return a year", right}};
  for (const auto& p : a.plan.purchases) {
    const std::string units = p.units > 1 ? as.count(p.units) + " × " : "";
    table.rows.push_back({units + p.path, month_with_date(a.plan.by_month, p.month), as.money(usd(p.paid)),
                          p.instead.empty() ? "no other plan serves every month" : sequence(p.instead),
                          money(as, p.npv), month_text(p.payback_month), month_text(p.discounted_payback_month),
                          p.npv ? rates_text(p.internal_rates, as) : dash()});
    if (p.npv && !p.internal_rates.complete)
      table.notes.push_back(p.path + ": there may be more internal rates of return.");
  }
  table.notes.push_back(
      "The plan against the best plan without that path; payback counts from month 1. What is bought later is in it.");
  return table;
}

Table switch_table(const HorizonAnswer& a) {
  const Figures as(a.presentation);
  Table table{.id = "switch", .title = "When to switch", .shown = a.presentation};
  table.columns = {
      {"From"}, {"To"}, {"After months", right}, {"Net present value", right}, {"Without a switch", right}};
  for (const auto& s : a.switches)
    table.rows.push_back(
        {s.from, s.to, s.month ? std::to_string(*s.month) : "never", as.money(usd(s.npv)), as.money(usd(s.npv_never))});
  table.notes.push_back("The best of all months for each pair; machines that are left are sold.");
  return table;
}

/// The plan's cash flow, a row for so many months.
Table flow_table(const HorizonAnswer& a, int each, std::string id, std::string title) {
  const Figures as(a.presentation);
  Table table{.id = std::move(id), .title = std::move(title), .shown = a.presentation};
  table.columns = {{each == 1 ? "Month" : "Months", right},
                   {"From"},
                   {"Accepted answers", right},
                   {"Path"},
                   {"Units", right},
                   {"Bought", right},
                   {"Purchases", right},
                   {"Running", right},
                   {"Other", right},
                   {"Resale", right},
                   {"Cost", right},
                   {"Cumulative", right}};
  const auto& all = a.plan.by_month;
  const auto step = static_cast<std::size_t>(each);
  for (std::size_t t = 0; t < all.size(); t += step) {
    const std::size_t end = std::min(all.size(), t + step);
    double answers = 0, bought = 0, purchases = 0, running = 0, other = 0, resale = 0, cost = 0;
    std::string path = all[t].path;
    for (std::size_t i = t; i < end; ++i) {
      const HorizonMonth& m = all[i];
      answers += accepted_answers_per_month(m.demand), bought += m.bought, purchases += usd(m.purchases);
      running += usd(m.running), other += usd(m.migration + m.contract + m.retraining);
      resale += usd(m.resale), cost += usd(m.cost);
      if (i > t && m.path != all[i - 1].path) path += ", then " + m.path;
    }
    const std::string when =
        each == 1 ? std::to_string(t + 1) : std::to_string(t + 1) + "\u00A0– " + std::to_string(end);
    table.rows.push_back({when, all[t].date.empty() ? dash() : all[t].date, as.count(std::round(answers)), path,
                          as.count(all[end - 1].units), as.count(bought), as.money(purchases), as.money(running),
                          as.money(other), as.money(resale), as.money(cost), as.money(usd(all[end - 1].cumulative))});
  }
  table.notes.push_back(
      "Not discounted. Other: migration, what is left of a term, retraining. Purchases and migration are paid at the "
      "beginning of a month, the rest at its end.");
  return table;
}

Section drawn_section(const HorizonUncertainty& u, const Figures& as, const HorizonAnswer& a) {
  Section section{.heading = "How sure that is"};
  Table table{.id = "horizon_draws", .title = "What each path may turn out to cost", .shown = a.presentation};
  table.columns = {{"Path"},        {"Net present value, 5 %", right},      {"50 %", right},
                   {"95 %", right}, {"Cheapest of the paths alone", right}, {"May serve every month", right}};
  for (const auto& p : u.paths) {
    const auto npv = [&](double Spread::*at) { return p.npv_usd ? as.money((*p.npv_usd).*at) : dash(); };
    table.rows.push_back({p.id, npv(&Spread::low), npv(&Spread::median), npv(&Spread::high),
                          share_text(p.probability_cheapest, as), share_text(p.probability_served, as)});
  }
  table.notes.push_back(as.count(static_cast<double>(u.draws)) + " draws, the same for all paths.");
  section.tables.push_back(std::move(table));
  if (!u.expected_npv) {
    section.paragraphs.push_back(
        "No plan with one switch may serve every month in every draw: none is best on average.");
    return section;
  }
  std::string words = "Best on average: " + u.from;
  words += u.month ? (*u.month == 0 ? ", and " + u.to + " from the first month on"
                                    : " through month " + std::to_string(*u.month) + ", then " + u.to)
                   : " throughout";
  words += ", at a net present value of " + as.money(usd(*u.expected_npv)) + ".";
  if (u.best_month && u.best_month->low < u.best_month->high)
    words += " With hindsight the best switch comes after month " + as.count(u.best_month->low) + " to " +
             as.count(u.best_month->high) + " in 90 % of the draws" +
             (u.best_month->high >= a.months ? " (" + std::to_string(a.months) + ": never)." : ".");
  section.paragraphs.push_back(std::move(words));
  const auto worth = std::max_element(u.waiting.begin(), u.waiting.end(), [](const Waiting& x, const Waiting& y) {
    return (x.months > 0 ? usd(x.worth) : -INFINITY) < (y.months > 0 ? usd(y.worth) : -INFINITY);
  });
  std::size_t last = 0;
  for (std::size_t i = 1; i < u.waiting.size(); ++i)
    if (usd(u.waiting[i].worth) > 0.005) last = i;
  if (worth != u.waiting.end() && last > 0)
    section.paragraphs.push_back("Staying with " + u.from + " and deciding later is worth at most " +
                                 as.money(usd(worth->worth)) + ", if what is drawn is known after " +
                                 std::to_string(worth->months) + (worth->months == 1 ? " month" : " months") +
                                 "; it is worth nothing beyond " + std::to_string(u.waiting[last].months) + " months.");
  else if (!u.waiting.empty())
    section.paragraphs.push_back("Staying with " + u.from + " and deciding later is worth nothing.");
  return section;
}

/// The values on one side of the stated one at which other paths serve.
std::string changes_text(const PlanOverRange& range, const PlanAtEnd& end, const Figures& as) {
  const bool below = &end == &range.low;
  std::vector<std::string> all;
  for (const auto& change : range.changes)
    if (below ? change.at <= range.stated : change.at >= range.stated) all.push_back(as.significant(change.at));
  return (all.empty() ? dash() : text::joined(all)) + (range.complete || !end.why_not.empty() ? "" : " *");
}

Table range_table(const HorizonAnswer& a) {
  const Figures as(a.presentation);
  Table table{.id = "plan_ranges", .title = "What the plan becomes", .shown = a.presentation};
  table.columns = {
      {"Input, alone"}, {"At", right}, {"Plan"}, {"Net present value", right}, {"Sequence changes at", right}};
  for (const auto& range : a.ranges)
    for (const PlanAtEnd* end : {&range.low, &range.high})
      table.rows.push_back({end == &range.low ? range.name : "", as.significant(end->value),
                            end->why_not.empty() ? sequence(end->stages) : end->why_not, money(as, end->npv),
                            changes_text(range, *end, as)});
  table.notes.push_back(
      "The widest swing first. Sequence changes at: every value, between the stated one and this end, at which other "
      "paths serve.");
  const bool halved = std::any_of(a.ranges.begin(), a.ranges.end(), [](const auto& r) { return !r.complete; });
  if (halved)
    table.notes.push_back(
        "* One found by halving between the stated value and this end, or none where the same paths serve at both; "
        "there "
        "may be others between.");
  return table;
}

/// What carries no range, as `decide` says it.
std::string coverage_text(const HorizonAnswer& a) {
  const std::size_t n = a.without_range.size();
  if (n == 0) return {};
  std::string words = Figures(a.presentation).count(static_cast<double>(n));
  words += n == 1 ? " input that matters to the years is stated without a range"
                  : " inputs that matter to the years are stated without a range";
  if (a.assumed_without_range == n)
    words += n == 1 ? ", and assumed" : ", all of them assumed";
  else if (a.assumed_without_range > 0)
    words += ", " + std::to_string(a.assumed_without_range) + " of them assumed";
  return words + ".";
}

}  // namespace

std::string horizon_headline(const HorizonAnswer& a) {
  const Figures as(a.presentation);
  const auto& stages = a.plan.stages;
  if (stages.empty()) return "No path may serve in every month of the horizon, in whatever sequence.";
  std::string words = "Use " + stages.front().path;
  if (stages.size() == 1)
    words += " for all " + std::to_string(a.months) + " months";
  else
    words += " through month " + std::to_string(stages.front().to_month);
  for (std::size_t i = 1; i < stages.size(); ++i)
    words +=
        ", then " + stages[i].path + " from month " + month_with_date(a.plan.by_month, stages[i].from_month) + " on";
  words += ": " + as.money(-usd(*a.plan.npv)) + " in present value";
  if (a.plan.levelized) words += ", " + as.money(usd_per_accepted_answer(*a.plan.levelized)) + " an accepted answer";
  for (const auto& p : a.paths)
    if (stages.size() > 1 && p.id == stages.front().path && p.feasible && p.npv)
      words += "; " + as.money(usd(*a.plan.npv) - usd(*p.npv)) + " less than " + p.id + " throughout";
  return words + ".";
}

Section horizon_section(const HorizonAnswer& a) {
  Section section{.heading = "Over " + std::to_string(a.months) + " months", .paragraphs = {horizon_headline(a)}};
  for (const auto& note : a.notes) section.paragraphs.push_back(note);
  if (const std::string words = coverage_text(a); !words.empty()) section.paragraphs.push_back(words);
  section.tables.push_back(path_table(a));
  if (!a.plan.stages.empty()) {
    section.tables.push_back(plan_table(a));
    const bool placed = std::any_of(a.layers.begin(), a.layers.end(), [](const LayerOverTime& l) {
      return std::any_of(l.from.begin(), l.from.end(), [](const auto& from) { return !from.placement.empty(); });
    });
    if (placed) section.tables.push_back(layer_table(a));
  }
  if (!a.plan.purchases.empty()) section.tables.push_back(purchase_table(a));
  if (!a.buying.empty()) section.tables.push_back(buying_table(a));
  if (!a.plan.stages.empty())
    section.tables.push_back(flow_table(a, 12, "cash_flow_by_year", "Cash flow of the plan, by year"));
  return section;
}

std::vector<Section> horizon_sections(const HorizonAnswer& a) {
  std::vector<Section> all{horizon_section(a)};
  if (!a.ranges.empty()) all.front().tables.push_back(range_table(a));
  if (a.uncertainty) all.push_back(drawn_section(*a.uncertainty, Figures(a.presentation), a));
  return all;
}

Report horizon_report(const Scenario& scenario, const HorizonAnswer& a) {
  Report report{.title = scenario.title, .sections = {horizon_section(a)}};
  if (!scenario.question.empty()) report.lead.push_back(scenario.question);
  if (!a.switches.empty()) report.sections.front().tables.push_back(switch_table(a));
  for (const auto& sweep : a.sweeps) {
    const Figures as(a.presentation);
    Table table{.id = "sweep", .title = "From " + sweep.from + " to " + sweep.to, .shown = a.presentation};
    table.columns = {{"After months", right}, {"Net present value", right}};
    for (std::size_t m = 0; m < sweep.npv.size(); ++m)
      table.rows.push_back({m + 1 == sweep.npv.size() ? "never" : std::to_string(m), money(as, sweep.npv[m])});
    report.sections.front().tables.push_back(std::move(table));
  }
  if (!a.ranges.empty()) report.sections.front().tables.push_back(range_table(a));
  if (a.uncertainty) report.sections.push_back(drawn_section(*a.uncertainty, Figures(a.presentation), a));
  if (!a.plan.stages.empty())
    report.sections.push_back(
        {.heading = "Month by month", .tables = {flow_table(a, 1, "cash_flow", "Cash flow of the plan, by month")}});
  return report;
}

Table cash_flow_table(const HorizonAnswer& a) {
  const Figures as(a.presentation);
  Table table{.id = "cash_flow_of_paths", .title = "Cash flow by month", .shown = a.presentation};
  for (const char* title :
       {"Of", "Month", "Date", "Accepted answers", "Path", "Units", "Bought", "Purchases", "Migration", "Running",
        "Retraining", "Contract", "Resale", "Cost", "Cumulative", "Present"})
    table.columns.push_back({title, right});
  const auto add = [&](const std::string& of, const std::vector<HorizonMonth>& all) {
    for (const auto& m : all)
      table.rows.push_back({of, std::to_string(m.month), m.date, as.plain(accepted_answers_per_month(m.demand)), m.path,
                            as.plain(m.units), as.plain(m.bought), as.amount(usd(m.purchases)),
                            as.amount(usd(m.migration)), as.amount(usd(m.running)), as.amount(usd(m.retraining)),
                            as.amount(usd(m.contract)), as.amount(usd(m.resale)), as.amount(usd(m.cost)),
                            as.amount(usd(m.cumulative)), as.amount(usd(m.present))});
  };
  add("plan", a.plan.by_month);
  for (const auto& p : a.paths) add(p.id, p.by_month);
  return table;
}

}  // namespace costmodel
