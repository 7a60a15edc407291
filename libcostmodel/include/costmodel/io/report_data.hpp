// Everything that the charts and the page of a report are made from, as one JSON text.
#pragma once

#include <costmodel/decide/decision.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costmodel {

/// What is asked for. The dear parts can be left out: a page that follows a slider asks for the cheap ones first.
struct ReportDataOptions {
  std::vector<std::pair<std::string, double>> set{};  ///< controls at other values than the scenario's
  int points = 121;                                   ///< of each cost series
  std::size_t draws = 1 << 14;                        ///< for confidence and P(cheapest); 0: neither
  std::size_t ribbon_draws = 512;                     ///< for the ribbons around the cost series; 0: none
  bool ranges = true;                                 ///< how far crossovers move over the ranges
  bool tornado = true;                                ///< what the cost of each feasible path hangs on
  bool risk = true;                                   ///< the bill under each rule, of paths that are billed by windows
  int map_columns = 24;                               ///< of the map of winners, to begin with; 0: no map
  bool tables = true;                                 ///< the report's tables and prose as they are shown
  bool given = true;                   ///< what the scenario says and no slider moves: inputs, sources, controls
  bool html = false;                   ///< the same tables as HTML, to be put in their place
  std::vector<std::string> without{};  ///< parts that nobody reads now, by their keys
  std::vector<std::string> without_sections{};  ///< sections of the report that nobody reads now, by their headings
};

/// The options as JSON: {"set": {"demand": 20000}, "draws": 1024, "risk": false, …}; what is left out holds as above.
/// Throws InvalidInput for unknown keys and parts (with the nearest), wrong types and values out of range.
ReportDataOptions report_data_options(std::string_view json);

/// One JSON object; docs/report-data.md describes it. Numbers are unrounded, null where there is no answer, with a
/// reason beside it. The same bytes for the same scenario and options. Throws InvalidInput for a scenario that does not
/// validate and for options out of range.
std::string report_data(const Scenario& scenario, const ReportDataOptions& options = {});

/// What the library has said of a scenario.
struct Answer {
  Decision decision{};
  std::vector<BillingRisk> risks{};
  Report report{};
};

/// The answer that `report_data` writes under these options.
Answer answer_to(const Scenario& scenario, const ReportDataOptions& options = {});

/// The same for an answer that is there already, so that nothing is worked out twice.
std::string report_data(const Scenario& scenario, const Answer& answer, const ReportDataOptions& options = {});

}  // namespace costmodel
