#include <costmodel/decide/winners.hpp>
#include <costmodel/io/winners.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_winners(py::module_& m) {
  bind_records<CrossingSpread, CrossoverSpread, WinnerBand, WinnerBands, WinningValues, MapBorder, MapRegion,
               WinnerMap>(m);

  m.def(
      "crossover_spread",
      [](const Scenario& scenario, const std::string& a, const std::string& b, std::optional<Arrivals> arrivals,
         std::optional<Range> domain, std::size_t draws, std::uint64_t seed, int threads) {
        return crossover_spread(scenario, a, b, arrivals,
                                {.draws = draws, .seed = seed, .threads = threads, .domain = domain});
      },
      py::arg("scenario"), py::arg("a"), py::arg("b"), py::arg("arrivals"), py::arg("domain"), py::arg("draws"),
      py::arg("seed"), py::arg("threads"), NoGil());
  m.def(
      "winner_bands",
      [](const Scenario& scenario, const std::string& axis, std::optional<Range> domain,
         std::optional<Arrivals> arrivals) { return winner_bands(scenario, axis, domain, arrivals); },
      py::arg("scenario"), py::arg("axis"), py::arg("domain"), py::arg("arrivals"), NoGil());
  m.def(
      "winning_values",
      [](const Scenario& scenario, const std::string& path, const std::string& axis, std::optional<Range> domain,
         std::optional<Arrivals> arrivals) { return winning_values(scenario, path, axis, domain, arrivals); },
      py::arg("scenario"), py::arg("path"), py::arg("axis"), py::arg("domain"), py::arg("arrivals"), NoGil());
  m.def(
      "winner_map",
      [](const Scenario& scenario, const std::string& x, const std::string& y, std::optional<Range> x_domain,
         std::optional<Range> y_domain, int columns, double tolerance) {
        return winner_map(scenario, x, x_domain, y, y_domain, {.columns = columns, .tolerance = tolerance});
      },
      py::arg("scenario"), py::arg("x"), py::arg("y"), py::arg("x_domain"), py::arg("y_domain"), py::arg("columns"),
      py::arg("tolerance"), NoGil());
  m.def(
      "winner_bands_json", [](const WinnerBands& bands) { return to_json(bands); }, py::arg("bands"));
  m.def(
      "winning_values_json", [](const WinningValues& values) { return to_json(values); }, py::arg("values"));
  m.def(
      "winner_map_json", [](const WinnerMap& map) { return to_json(map); }, py::arg("map"));
  m.def(
      "crossover_spread_json", [](const CrossoverSpread& spread) { return to_json(spread); }, py::arg("spread"));
  m.def("winner_table", &winner_table, py::arg("bands"));
  m.def("winning_table", &winning_table, py::arg("values"));
  m.def("map_table", &map_table, py::arg("map"));
  m.def("switching_table", &switching_table, py::arg("decision"));
  m.def("crossover_spread_table", &crossover_spread_table, py::arg("spreads"));
}

}  // namespace costmodel::python
