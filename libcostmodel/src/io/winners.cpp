#include <costmodel/io/winners.hpp>

#include "base/number_text.hpp"
#include "io/json.hpp"

namespace costmodel {

namespace {

Json stretches_json(const std::vector<Stretch>& all) {
  Json json = Json::array();
  for (const auto& s : all) json.push_back({{"from", s.from}, {"to", s.to}});
  return json;
}

Json name_or_null(const std::string& id) { return id.empty() ? Json(nullptr) : Json(id); }

Json bands_json(const WinnerBands& w) {
  Json bands = Json::array();
  for (const auto& b : w.bands) bands.push_back({{"from", b.from}, {"to", b.to}, {"path", name_or_null(b.path)}, {"same_cost", b.equals},
                                              {"to_is_end_of_search", b.to_is_end_of_search}});
  return {{"axis", w.axis}, {"unit", w.unit}, {"domain", {w.low, w.high}}, {"domain_ends_because", w.ends_because},
          {"complete", w.complete}, {"paths_left_out", w.paths_left_out}, {"bands", bands},
          {"unsettled", stretches_json(w.unsettled)}, {"measured_at_unlike_load", w.unlike},
          {"sampled", w.sampled}};
}

Json points_json(const std::vector<MapPoint>& points) {
  Json json = Json::array();
  for (const auto& p : points) json.push_back({p.x, p.y});
  return json;
}

Json spread_json(const Spread& s) { return {s.low, s.median, s.high}; }

}  // namespace

std::string to_json(const WinnerBands& bands) { return dumped(bands_json(bands)); }

std::string to_json(const WinningValues& w) {
  Json json{{"path", w.path},
            {"now", w.now ? Json(*w.now) : Json(nullptr)},
            {"wins_now", w.wins_now},
            {"becomes_the_winner_at", w.becomes},
            {"ceases_to_be_at", w.ceases},
            {"never", w.never}};
  json.update(bands_json(w.bands));
  return dumped(json);
}

std::string to_json(const WinnerMap& map) {
  Json borders = Json::array(), regions = Json::array();
  for (const auto& b : map.borders)
    borders.push_back({{"below", name_or_null(b.below)}, {"above", name_or_null(b.above)}, {"vertical", b.vertical}, {"points", points_json(b.points)}});
  for (const auto& r : map.regions) regions.push_back({{"path", name_or_null(r.path)}, {"outline", points_json(r.outline)}});
  return dumped({{"x", {{"axis", map.axis_x}, {"unit", map.unit_x}, {"domain", {map.x.low, map.x.high}}}},
               {"y", {{"axis", map.axis_y}, {"unit", map.unit_y}, {"domain", {map.y.low, map.y.high}}}},
               {"domain_ends_because", map.ends_because},
               {"complete", map.complete},
               {"paths_left_out", map.paths_left_out},
               {"columns", map.columns},
               {"borders", borders},
               {"regions", regions},
               {"measured_at_unlike_load", map.unlike},
               {"sampled", map.sampled}});
}

std::string to_json(const CrossoverSpread& s) {
  Json crossings = Json::array();
  for (const auto& c : s.crossings)
    crossings.push_back({{"cheaper_below", c.cheaper_below},
                         {"cheaper_above", c.cheaper_above},
                         {"number", c.number},
                         {"probability", c.probability},
                         {"stated", c.stated ? Json(*c.stated) : Json(nullptr)},
                         {"accepted_answers_per_month_5_50_95", spread_json(c.at)},
                         {"utilization_5_50_95", c.utilization ? spread_json(*c.utilization) : Json(nullptr)},
                         {"percentiles", c.percentiles}});
  return dumped({{"a", s.a},
               {"b", s.b},
               {"arrivals", s.arrivals ? Json(to_string(*s.arrivals)) : Json("any")},
               {"utilization_of", s.reference},
               {"domain", {s.low, s.high}},
               {"draws", s.draws},
               {"unsettled_draws", s.unsettled},
               {"probability_none", s.probability_none},
               {"crossings", crossings},
               {"why_not", s.why_not},
               {"measured_at_unlike_load", !s.unlike.empty()}});
}

}  // namespace costmodel
