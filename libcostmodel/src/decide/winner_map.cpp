#include <costmodel/decide/winners.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <list>
#include <numeric>

#include "base/number_text.hpp"
#include "decide/comparing.hpp"
#include "solve/input_axis.hpp"

namespace costmodel {

namespace {

/// The winners along y at one x.
struct Column {
  double x;
  std::vector<WinnerBand> bands;
};

/// The same winners in the same order.
bool alike(const Column& a, const Column& b) {
  return std::equal(a.bands.begin(), a.bands.end(), b.bands.begin(), b.bands.end(),
                    [](const WinnerBand& s, const WinnerBand& t) { return s.path == t.path; });
}

class Mapping {
 public:
  Mapping(const Scenario& scenario, const InputAxis& x, const InputAxis& y, const MapOptions& options, WinnerMap& map)
      : scenario_(without_words(scenario)),
        x_(x),
        y_(y),
        options_(options),
        map_(map),
        log_x_(wide(map.x)),
        log_y_(wide(map.y)) {
    y_.most_whole = 500;  // in each of the columns
  }

  void run() {
    std::list<Column> columns;
    for (int i = 0; i <= options_.columns; ++i)
      columns.push_back(column(along_x(static_cast<double>(i) / options_.columns)));
    for (auto left = columns.begin(); std::next(left) != columns.end();) {
      const auto right = std::next(left);
      if (!refine(*left, *right) || map_.columns >= static_cast<std::size_t>(options_.max_columns)) {
        left = right;
        continue;
      }
      const Column middle = column(along_x(std::midpoint(share_x(left->x), share_x(right->x))));
      const bool close = alike(*left, *right) && alike(*left, middle) && straight(*left, middle, *right);
      columns.insert(right, middle);
      if (close) left = right;
    }
    draw({columns.begin(), columns.end()});
  }

 private:
  static bool wide(const Range& r) { return r.low > 0 && r.high > 8 * r.low; }
  double along_x(double share) const {
    if (share <= 0) return map_.x.low;
    if (share >= 1) return map_.x.high;
    return log_x_ ? map_.x.low * std::pow(map_.x.high / map_.x.low, share) : std::lerp(map_.x.low, map_.x.high, share);
  }
  double share_x(double x) const {
    return log_x_ ? std::log(x / map_.x.low) / std::log(map_.x.high / map_.x.low)
                  : (x - map_.x.low) / (map_.x.high - map_.x.low);
  }
  double share_y(double y) const {
    return log_y_ ? std::log(y / map_.y.low) / std::log(map_.y.high / map_.y.low)
                  : (y - map_.y.low) / (map_.y.high - map_.y.low);
  }

  Column column(double x) {
    ++map_.columns;
    const Scenario there = moved(scenario_, x_, x);
    const auto part = meaningful_part(there, y_, map_.y);
    if (!part || !(part->range.low < part->range.high)) return nowhere(x, no_meaning_at(there, y_, map_.y.high));
    const WinnerBands along_y = winners_along(there, y_, *part, there.arrivals, work_);
    if (!part->because.empty()) map_.ends_because = part->because;
    map_.complete = map_.complete && along_y.complete;
    for (const auto& what : along_y.sampled)
      if (std::find(map_.sampled.begin(), map_.sampled.end(), what) == map_.sampled.end()) map_.sampled.push_back(what);
    Column c{x, {}};
    for (const auto& band : along_y.bands) {  // equals belong to the first of them
      if (!c.bands.empty() && c.bands.back().path == band.path)
        c.bands.back().to = band.to;
      else
        c.bands.push_back(band);
    }
    // Where moving x narrows what y may be, nobody wins outside.
    if (along_y.low > map_.y.low * (1 + 1e-12))
      c.bands.insert(c.bands.begin(), {.from = map_.y.low, .to = along_y.low});
    if (along_y.high < map_.y.high * (1 - 1e-12)) c.bands.push_back({.from = along_y.high, .to = map_.y.high});
    return c;
  }

  /// Whether another column is needed between the two, as far as they tell.
  bool refine(const Column& left, const Column& right) const {
    const double width = share_x(right.x) - share_x(left.x);
    if (!alike(left, right)) return width > options_.least_width;
    return left.bands.size() > 1 && width > options_.least_width;
  }

  /// A column without any meaning: nobody wins in it.
  Column nowhere(double x, const std::string& because) {
    map_.ends_because = because;
    return {x, {{.from = map_.y.low, .to = map_.y.high}}};
  }

  /// Every border of the middle column lies on the chord, within the tolerance.
  bool straight(const Column& left, const Column& middle, const Column& right) const {
    for (std::size_t i = 1; i < left.bands.size(); ++i) {
      const double chord = std::midpoint(share_y(left.bands[i].from), share_y(right.bands[i].from));
      if (std::abs(share_y(middle.bands[i].from) - chord) > options_.tolerance) return false;
    }
    return true;
  }

  /// Borders and regions of each run of like columns, and the vertical borders between runs.
  void draw(const std::vector<Column>& columns) {
    for (std::size_t first = 0; first < columns.size();) {
      std::size_t last = first;
      while (last + 1 < columns.size() && alike(columns[first], columns[last + 1])) ++last;
      // A run ends halfway to the next one; the two are as close as was asked for.
      const double from = first == 0 ? columns[first].x : std::midpoint(columns[first - 1].x, columns[first].x);
      const double to =
          last + 1 == columns.size() ? columns[last].x : std::midpoint(columns[last].x, columns[last + 1].x);
      draw_run(columns, first, last, from, to);
      if (last + 1 < columns.size()) draw_step(columns[last], columns[last + 1], to);
      first = last + 1;
    }
  }

  void draw_run(const std::vector<Column>& columns, std::size_t first, std::size_t last, double from, double to) {
    const auto line = [&](std::size_t band) {  // the lower edge of this band, or the upper edge of the domain
      std::vector<MapPoint> points;
      const auto y = [&](std::size_t i) {
        return band < columns[i].bands.size() ? columns[i].bands[band].from : map_.y.high;
      };
      if (from < columns[first].x) points.push_back({from, y(first)});
      for (std::size_t i = first; i <= last; ++i) points.push_back({columns[i].x, y(i)});
      if (to > columns[last].x) points.push_back({to, y(last)});
      return points;
    };
    const auto& bands = columns[first].bands;
    for (std::size_t k = 0; k < bands.size(); ++k) {
      MapRegion region{bands[k].path, line(k)};
      auto upper = line(k + 1);
      if (k > 0) map_.borders.push_back({bands[k - 1].path, bands[k].path, false, region.outline});
      region.outline.insert(region.outline.end(), upper.rbegin(), upper.rend());
      map_.regions.push_back(std::move(region));
    }
  }

  /// Where the winner to the left is another than to the right.
  void draw_step(const Column& left, const Column& right, double x) {
    for (const auto& a : left.bands)
      for (const auto& b : right.bands) {
        const double from = std::max(a.from, b.from), to = std::min(a.to, b.to);
        if (a.path != b.path && to > from && share_y(to) - share_y(from) > options_.tolerance)
          map_.borders.push_back({a.path, b.path, true, {{x, from}, {x, to}}});
      }
  }

  Scenario scenario_;
  const InputAxis& x_;
  InputAxis y_;
  const MapOptions& options_;
  WinnerMap& map_;
  bool log_x_, log_y_;
  double work_ = 4e6;  ///< that may still be done to enclose pairs
};

}  // namespace

WinnerMap winner_map(const Scenario& whole, std::string_view axis_x, std::optional<Range> domain_x,
                     std::string_view axis_y, std::optional<Range> domain_y, const MapOptions& options) {
  const auto need = [](bool holds, const char* name, double found, const char* allowed) {
    if (!holds) throw InvalidInput("out-of-range", name, number_text(found), allowed);
  };
  need(options.columns >= 1 && options.columns <= 10'000, "columns", options.columns, "1 to 10,000");
  need(options.max_columns >= 1 && options.max_columns <= 100'000, "max_columns", options.max_columns, "1 to 100,000");
  need(options.tolerance > 0 && options.tolerance <= 1, "tolerance", options.tolerance, "above 0, at most 1");
  need(options.least_width > 0 && options.least_width <= 1, "least_width", options.least_width, "above 0, at most 1");
  const auto [scenario, names, left_out] = those_that_matter(whole, {{axis_x, domain_x}, {axis_y, domain_y}});
  if (names[0] == names[1]) throw InvalidInput("same-axis", "y", std::string(names[1]), "another axis than x");
  const InputAxis x = input_axis(scenario, names[0], {}), y = input_axis(scenario, names[1], {});
  WinnerMap map{
      .axis_x = x.name, .axis_y = y.name, .unit_x = x.unit, .unit_y = y.unit, .presentation = scenario.presentation};
  const AxisDomain along_x = domain_on(scenario, x, domain_x), along_y = domain_on(scenario, y, domain_y);
  map.x = along_x.range, map.y = along_y.range;
  map.ends_because =
      along_x.because + (along_x.because.empty() || along_y.because.empty() ? "" : "; ") + along_y.because;
  const Doing doing("looking for the winners over " + x.name + " and " + y.name);
  map.paths_left_out = left_out;
  Mapping(scenario, x, y, options, map).run();
  map.complete = map.complete && left_out == 0;
  std::vector<std::pair<std::string, std::string>> neighbours;
  for (const auto& border : map.borders) neighbours.emplace_back(border.below, border.above);
  map.unlike = unlike_neighbours(scenario, {}, std::move(neighbours));
  return map;
}

}  // namespace costmodel
