#include <costmodel/decide/winners.hpp>
#include <costmodel/io/winners.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_winners(py::module_& m) {
  Record<CrossingSpread>(m, "CrossingSpread", "One change of order over demand, over the draws.")
      .with("cheaper_below", &CrossingSpread::cheaper_below, "Id of the path that is cheaper just below.")
      .with("cheaper_above", &CrossingSpread::cheaper_above, "Id of the path that is cheaper just above.")
      .with("number", &CrossingSpread::number, "First, second, … of this direction.")
      .with("probability", &CrossingSpread::probability, "Share of the draws in which it exists.")
      .with("stated", &CrossingSpread::stated, "Where it is at the stated values, in accepted answers per month.")
      .with("demand_accepted_answers_per_month_5_50_95", &CrossingSpread::at, "Of the draws in which it exists.")
      .with("utilization_5_50_95", &CrossingSpread::utilization, "Of the reference path there.")
      .with("percentiles", &CrossingSpread::percentiles, "1 % to 99 % of the same draws, in accepted answers per month.");
  Record<CrossoverSpread>(m, "CrossoverSpread", "Where two paths cost the same, over the draws of what is not known.")
      .with("a", &CrossoverSpread::a, "Id of the first path.")
      .with("b", &CrossoverSpread::b, "Id of the second path.")
      .with("arrivals", &CrossoverSpread::arrivals, "When requests arrive; None: neither path depends on it.")
      .with("reference", &CrossoverSpread::reference, "Whose utilization is meant.")
      .with("low", &CrossoverSpread::low, "Start of the domain, in accepted answers per month.")
      .with("high", &CrossoverSpread::high, "Its end.")
      .with("draws", &CrossoverSpread::draws, "How often every unknown was drawn.")
      .with("probability_none", &CrossoverSpread::probability_none, "Share of the draws without a crossing.")
      .with("crossings", &CrossoverSpread::crossings, "Most likely first.")
      .with("why_not", &CrossoverSpread::why_not, "Why there is nothing to draw.")
      .with("unsettled", &CrossoverSpread::unsettled, "Draws in which not every crossover was found within the budget of work.")
      .with("unlike", &CrossoverSpread::unlike, "Set where the two were measured at unlike operating points.")
      .kept(&CrossoverSpread::presentation);
  Record<WinnerBand>(m, "WinnerBand", "A stretch of an axis in which one feasible path is cheapest.")
      .with("low", &WinnerBand::from, "Start.")
      .with("high", &WinnerBand::to, "End.")
      .with("path", &WinnerBand::path, "Id of the cheapest path; empty: none is feasible.")
      .with("equals", &WinnerBand::equals, "Feasible paths that cost the same.")
      .with("to_is_end_of_search", &WinnerBand::to_is_end_of_search, "It ends where the search ended: it may win beyond.");
  Record<WinnerBands>(m, "WinnerBands", "Who is cheapest along an input.")
      .with("axis", &WinnerBands::axis, "The input.")
      .with("unit", &WinnerBands::unit, "What it is counted in.")
      .with("low", &WinnerBands::low, "Start of the domain.")
      .with("high", &WinnerBands::high, "Its end.")
      .with("ends_because", &WinnerBands::ends_because, "Why the model has no meaning beyond it; empty where it goes on.")
      .with("paths_left_out", &WinnerBands::paths_left_out, "Of many paths, those that came nowhere near to winning.")
      .with("complete", &WinnerBands::complete, "No change of winner was missed.")
      .with("bands", &WinnerBands::bands, "In order, without gap or overlap.")
      .with("unsettled", &WinnerBands::unsettled, "Where the order could not be told: (from, to).")
      .with("unlike", &WinnerBands::unlike, "Neighbours that were measured at unlike operating points.")
      .with("sampled", &WinnerBands::sampled, "What was looked at at some values alone, so that a change between two of them is missed.")
      .kept(&WinnerBands::presentation);
  Record<WinningValues>(m, "WinningValues", "The values of an input at which a path becomes the winner.")
      .with("path", &WinningValues::path, "Id of the path.")
      .with("now", &WinningValues::now, "Value of the input in the scenario.")
      .with("wins_now", &WinningValues::wins_now, "It is the winner there.")
      .with("becomes", &WinningValues::becomes, "Going up, it starts to be the winner here.")
      .with("ceases", &WinningValues::ceases, "And stops here.")
      .with("never", &WinningValues::never, "Set where it wins nowhere in the range searched, which it names.")
      .with("bands", &WinningValues::bands, "Who wins where.");
  Record<MapBorder>(m, "MapBorder", "A stretch of border between two winners.")
      .with("below", &MapBorder::below, "Winner just below it; of a vertical one, to its left. Empty: none is feasible.")
      .with("above", &MapBorder::above, "Winner just above it; to its right.")
      .with("vertical", &MapBorder::vertical, "Located, not solved, in x.")
      .with("points", &MapBorder::points, "(x, y), each a solved crossing but for vertical borders.");
  Record<MapRegion>(m, "MapRegion", "A region in which one path is cheapest.")
      .with("path", &MapRegion::path, "Its id; empty: none is feasible.")
      .with("outline", &MapRegion::outline, "A polygon: (x, y).");
  Record<WinnerMap>(m, "WinnerMap", "Who is cheapest where over two inputs.")
      .with("axis_x", &WinnerMap::axis_x, "First input.")
      .with("axis_y", &WinnerMap::axis_y, "Second input.")
      .with("unit_x", &WinnerMap::unit_x, "What the first is counted in.")
      .with("unit_y", &WinnerMap::unit_y, "What the second is counted in.")
      .with("x", &WinnerMap::x, "Domain: (low, high).")
      .with("y", &WinnerMap::y, "Domain: (low, high).")
      .with("ends_because", &WinnerMap::ends_because, "Why the model has no meaning in part of it; empty where it has.")
      .with("complete", &WinnerMap::complete, "Every column was settled.")
      .with("paths_left_out", &WinnerMap::paths_left_out, "Of many paths, those that came nowhere near to winning.")
      .with("columns", &WinnerMap::columns, "Values of x that were solved.")
      .with("borders", &WinnerMap::borders, "Between winners.")
      .with("regions", &WinnerMap::regions, "As polygons.")
      .with("unlike", &WinnerMap::unlike, "Neighbours that were measured at unlike operating points.")
      .with("sampled", &WinnerMap::sampled, "As in WinnerBands.")
      .kept(&WinnerMap::presentation);

  m.def("crossover_spread", [](const Scenario& scenario, const std::string& a, const std::string& b, std::optional<Arrivals> arrivals,
                               std::optional<Range> domain, std::size_t draws, std::uint64_t seed, int threads) {
    return crossover_spread(scenario, a, b, arrivals, {.draws = draws, .seed = seed, .threads = threads, .domain = domain});
  }, py::arg("scenario"), py::arg("a"), py::arg("b"), py::arg("arrivals"), py::arg("domain"), py::arg("draws"), py::arg("seed"),
        py::arg("threads"), NoGil());
  m.def("winner_bands", [](const Scenario& scenario, const std::string& axis, std::optional<Range> domain, std::optional<Arrivals> arrivals) {
    return winner_bands(scenario, axis, domain, arrivals);
  }, py::arg("scenario"), py::arg("axis"), py::arg("domain"), py::arg("arrivals"), NoGil());
  m.def("winning_values", [](const Scenario& scenario, const std::string& path, const std::string& axis, std::optional<Range> domain,
                             std::optional<Arrivals> arrivals) {
    return winning_values(scenario, path, axis, domain, arrivals);
  }, py::arg("scenario"), py::arg("path"), py::arg("axis"), py::arg("domain"), py::arg("arrivals"), NoGil());
  m.def("winner_map", [](const Scenario& scenario, const std::string& x, const std::string& y, std::optional<Range> x_domain,
                         std::optional<Range> y_domain, int columns, double tolerance) {
    return winner_map(scenario, x, x_domain, y, y_domain, {.columns = columns, .tolerance = tolerance});
  }, py::arg("scenario"), py::arg("x"), py::arg("y"), py::arg("x_domain"), py::arg("y_domain"), py::arg("columns"), py::arg("tolerance"), NoGil());
  m.def("winner_bands_json", [](const WinnerBands& bands) { return to_json(bands); }, py::arg("bands"));
  m.def("winning_values_json", [](const WinningValues& values) { return to_json(values); }, py::arg("values"));
  m.def("winner_map_json", [](const WinnerMap& map) { return to_json(map); }, py::arg("map"));
  m.def("crossover_spread_json", [](const CrossoverSpread& spread) { return to_json(spread); }, py::arg("spread"));
  m.def("winner_table", &winner_table, py::arg("bands"));
  m.def("winning_table", &winning_table, py::arg("values"));
  m.def("map_table", &map_table, py::arg("map"));
  m.def("switching_table", &switching_table, py::arg("decision"));
  m.def("crossover_spread_table", &crossover_spread_table, py::arg("spreads"));
}

}  // namespace costmodel::python
