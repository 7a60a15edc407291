// Who is cheapest where: along any input, at which value a path becomes the winner, and over two inputs at once.
#pragma once

#include <costmodel/measured/evidence.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <costmodel/solve/crossover.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// A stretch of an axis in which one feasible path is cheapest.
struct WinnerBand {
  double from = 0;
  double to = 0;
  std::string path{};                 ///< empty: none is feasible
  std::vector<std::string> equals{};  ///< feasible paths that cost the same
  bool to_is_end_of_search = false;   ///< `to` is where the search ended: it may win beyond
};

struct WinnerBands {
  std::string axis{};
  std::string unit{};
  double low = 0;  ///< of the values searched
  double high = 0;
  std::string ends_because{};       ///< set where the model has no meaning beyond these, with the rule that ends it
  bool complete = true;             ///< no change of winner between these values was missed
  std::vector<WinnerBand> bands{};  ///< in order, without gap or overlap
  std::size_t paths_left_out = 0;   ///< of many paths, those that came nowhere near to being the cheapest
  std::vector<Stretch> unsettled{};
  std::vector<std::string> unlike{};   ///< neighbours that were measured at unlike operating points
  std::vector<std::string> sampled{};  ///< what was looked at at some values of the axis alone, so that a change
                                       ///< between two of them is missed
  Presentation presentation{};         ///< of the scenario
};

/// The lower envelope over the feasible paths along any input (names and domain as in `compare_on`), at the scenario's
/// demand. Feasible in every sense of `reasons_at`: what makes a path infeasible is looked for along the axis too. An
/// acceptance on the axis counts as known for certain: it is held against the bar itself, whatever was counted.
WinnerBands winner_bands(const Scenario& scenario, std::string_view axis, std::optional<Range> domain = {},
                         std::optional<Arrivals> arrivals = {});

/// The inverse question: the values of an input at which a path becomes the winner, and ceases to be it.
struct WinningValues {
  std::string path{};
  std::optional<double> now{};  ///< value of the input in the scenario
  bool wins_now = false;
  std::vector<double> becomes{};  ///< going up, the path starts to be cheapest (alone or among equals) here
  std::vector<double> ceases{};   ///< and stops here; beyond the domain nothing is said
  std::string never{};            ///< set where it wins nowhere in the range searched, which it names
  WinnerBands bands{};
};

WinningValues winning_values(const Scenario& scenario, std::string_view path, std::string_view axis,
                             std::optional<Range> domain = {}, std::optional<Arrivals> arrivals = {});

struct MapPoint {
  double x = 0;
  double y = 0;
};

/// A stretch of border between two winners. Every point but those of vertical parts is exact: a crossing solved along
/// y.
struct MapBorder {
  std::string below{};  ///< winner just below it, on the y axis; of a vertical one, to its left. Empty: none feasible
  std::string above{};  ///< … above it; to its right
  bool vertical = false;
  std::vector<MapPoint> points{};
};

/// A region of the plane in which one path is cheapest, as a polygon; one winner may have several.
struct MapRegion {
  std::string path{};
  std::vector<MapPoint> outline{};
};

struct WinnerMap {
  std::string axis_x{}, axis_y{};
  std::string unit_x{}, unit_y{};
  Range x{}, y{};
  std::string
      ends_because{};    ///< set where the model has no meaning in part of the plane, with the rule: nobody wins there
  bool complete = true;  ///< every column was settled
  std::size_t columns = 0;         ///< values of x that were solved
  std::size_t paths_left_out = 0;  ///< as in WinnerBands
  std::vector<MapBorder> borders{};
  std::vector<MapRegion> regions{};
  std::vector<std::string> unlike{};   ///< neighbours that were measured at unlike operating points
  std::vector<std::string> sampled{};  ///< as in WinnerBands
  Presentation presentation{};         ///< of the scenario
};

struct MapOptions {
  int columns = 32;           ///< to begin with, spread over x; a region narrower than one of them may be missed
  double tolerance = 1e-3;    ///< a chord's midpoint is within this share of the y domain of the border
  double least_width = 1e-6;  ///< share of the x domain to which a change of order of the winners is located
  int max_columns = 4000;
};

/// Who wins where over two inputs. Columns are solved along y as in `winner_bands`, and more are put in until the same
/// borders follow each other within the tolerance, or the place where they differ is narrower than the least width.
WinnerMap winner_map(const Scenario& scenario, std::string_view axis_x, std::optional<Range> domain_x,
                     std::string_view axis_y, std::optional<Range> domain_y, const MapOptions& options = {});

}  // namespace costmodel
