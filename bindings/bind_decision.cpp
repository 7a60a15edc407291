#include <costmodel/decide/decision.hpp>
#include <costmodel/io/results.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_decision(py::module_& m) {
  Record<PathBand>(m, "Band", "A band of demand in which one feasible path is cheapest.")
      .with("from_accepted_answers_per_month", &PathBand::from, "Start.")
      .with("to_accepted_answers_per_month", &PathBand::to, "End.")
      .with("path", &PathBand::path, "Id of the cheapest path.")
      .with("equals", &PathBand::equals, "Feasible paths that cost the same.")
      .with("to_is_end_of_search", &PathBand::to_is_end_of_search, "It ends where the search ended: it may be the cheapest beyond.")
      .with("unlike", &PathBand::unlike, "Set where it and the path of the band before were measured at unlike operating points.");
  Record<Alternative>(m, "Alternative", "What another path would make of a layer.")
      .with("path", &Alternative::path, "Id of the path.")
      .with("placement", &Alternative::placement, "Placement of the layer on that path; None where it is not stated.")
      .with("extra_usd_per_month", &Alternative::extra, usd_per_month, "Above the chosen path; negative where it is cheaper.")
      .with("feasible", &Alternative::feasible, "Whether that path could be chosen.");
  Record<LayerRow>(m, "LayerPlacement", "One row of the decision table.")
      .with("layer", &LayerRow::layer, "Id of the layer, one of the eight.")
      .with("name", &LayerRow::name, "Its name.")
      .with("placement", &LayerRow::placement, "Retained, Delegated, Ceded, Absent, or two joined by \" / \"; None where it is not stated.")
      .with("path", &LayerRow::path, "Id of the chosen path; None where none is feasible.")
      .with("because", &LayerRow::because, "Why.")
      .with("price_of_authority_usd_per_month", &LayerRow::price_of_authority, usd_per_month,
            "Chosen path above the cheapest feasible one that would cede more.")
      .with("no_price_because", &LayerRow::no_price_because, "Why there is no such price.")
      .with("flips_if", &LayerRow::flips_if, "What would change the placement.")
      .with("alternatives", &LayerRow::alternatives, "What the other paths would make of it.")
      .with("evidence", &LayerRow::evidence, "Weakest grade of evidence behind the row.")
      .with("confidence", &LayerRow::confidence,
            "Probability that the path that turns out cheapest gives the layer this placement; None where no path is feasible, or nothing was drawn.");
  Record<Profile>(m, "Profile", "Axes of the choice among the feasible paths.")
      .with("wins", &Profile::wins, "What the chosen path is best at.")
      .with("gives_up", &Profile::gives_up, "What it is not.");
  Record<RentOrBuySchedule>(m, "RentOrBuySchedule", "Renting against buying at so many hours of use a month.")
      .with("label", &RentOrBuySchedule::label, "How people say it.")
      .with("hours_per_month", &RentOrBuySchedule::hours, hours_per_month, "The same in hours a month.")
      .with("price_over_rent_months", &RentOrBuySchedule::price_over_rent, months, "Until the rent alone has cost as much as the purchase alone.")
      .with("until_cheaper_months", &RentOrBuySchedule::until_cheaper, months, "The same with everything that the paths state; None: never.")
      .with("rented_usd_per_month", &RentOrBuySchedule::rented, usd_per_month, "Hours, start-up, lost hours and storage.")
      .with("bought_usd_per_month", &RentOrBuySchedule::bought, usd_per_month, "Purchase and resale spread over its life, and what else it states.");
  Record<RentOrBuyAnswer>(m, "RentOrBuyAnswer", "Renting against buying, hour for hour.")
      .with("buy", &RentOrBuyAnswer::buy, "Id of the bought path.")
      .with("rent", &RentOrBuyAnswer::rent, "Id of the rented path.")
      .with("break_even_hours", &RentOrBuyAnswer::break_even, hours, "Hours of renting that cost as much as the purchase.")
      .with("life_months", &RentOrBuyAnswer::life, months, "Life of the bought machine.")
      .with("schedules", &RentOrBuyAnswer::schedules, "What both cost at each schedule.")
      .with("session_hours", &RentOrBuyAnswer::session, hours, "Length of a sitting that the line takes; None: one start a month.")
      .with("line_hours_per_month", &RentOrBuyAnswer::line, hours_per_month,
            "Hours of use below which renting costs less over the life; None: no change within the month.")
      .with("rent_below", &RentOrBuyAnswer::rent_below, "Where there is no line: renting costs less at every number of hours.")
      .with("hours_per_month", &RentOrBuyAnswer::month, hours_per_month, "Hours of a month.");
  Record<SwitchingValue>(m, "SwitchingValue", "An input whose other value would make another path the choice.")
      .with("input", &SwitchingValue::input, "Its name.")
      .with("unit", &SwitchingValue::unit, "What it is counted in.")
      .with("now", &SwitchingValue::now, "Its value.")
      .with("at", &SwitchingValue::at, "The nearest value at which the choice changes.")
      .with("above", &SwitchingValue::above, "It changes when the input rises past it; otherwise when it falls.")
      .with("path", &SwitchingValue::path, "The choice then; empty: none is feasible.")
      .with("accepted", &SwitchingValue::accepted, "Of a counted acceptance: so many attempts, held against the quality rule as counts.")
      .with("of", &SwitchingValue::of, "Of as many as were judged; 0: `at` is one number, which would have to be known for certain.");
  Record<Decision>(m, "Decision", "The decision in numbers.")
      .with("demand_accepted_answers_per_month", &Decision::demand, accepted_answers_per_month, "Accepted answers wanted.")
      .with("arrivals", &Decision::arrivals, "When requests arrive.")
      .with("path", &Decision::path, "Id of the chosen path; None where none is feasible.")
      .with("because", &Decision::because, "Why.")
      .with("profile", &Decision::profile, "What it wins and gives up.")
      .with("layers", &Decision::layers, "The decision table.")
      .with("paths", &Decision::paths, "Costs at the demand.")
      .with("paths_packed", &Decision::paths_packed, "The same with requests back to back.")
      .with("bands", &Decision::bands, "Where each feasible path is cheapest.")
      .with("bands_packed", &Decision::bands_packed, "The same with requests back to back.")
      .with("crossovers", &Decision::crossovers, "All pairs over demand.")
      .with("utilization_crossovers", &Decision::utilization_crossovers, "All pairs over utilization.")
      .with("rent_or_buy", &Decision::rent_or_buy, "Renting against buying, where the scenario asks.")
      .with("switching_values", &Decision::switching_values, "Nearest first.")
      .with("crossover_spreads", &Decision::crossover_spreads, "Of the feasible pairs, where an input is not known.")
      .with("uncertainty", &Decision::uncertainty, "How sure the decision is; None where no path is feasible.")
      .with("not_measured", &Decision::not_measured, "Assumed, estimated and inferred inputs.")
      .kept(&Decision::presentation);

  m.def("decide", [](const Scenario& scenario, std::optional<double> demand) {
    return decide(scenario, demand ? std::optional(accepted_answers_per_month(*demand)) : std::nullopt);
  }, py::arg("scenario"), py::arg("demand"), NoGil());
  m.def("decision_json", [](const Decision& decision) { return to_json(decision); }, py::arg("decision"));
  m.def("placement_table", &placement_table, py::arg("decision"));
  m.def("decision_report", &decision_report, py::arg("scenario"), py::arg("decision"), NoGil());
}

}  // namespace costmodel::python
