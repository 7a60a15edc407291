// Decisions, costs and crossovers as tables, and the report that holds them all.
#pragma once

#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/render/table.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <string>
#include <vector>

namespace costmodel {

/// The Layer placement decision table alone.
Table placement_table(const Decision& decision);

/// The cost table, with requests packed and at random, and the "$ ÷ U" column of paths that cost the same idle or busy.
/// `other` holds the same paths in the same order under the other arrival pattern; empty: one pattern only.
Table cost_table(const std::vector<PathCost>& costs, const std::vector<PathCost>& other = {});

/// How the units of each path run at its load: operating point, concurrency, latency. Empty where none has a capacity.
Table operation_table(const std::vector<PathCost>& costs);

/// What nobody priced on each path. No rows where nothing is left out.
Table not_priced_table(const std::vector<PathCost>& costs);

/// Numbers that were picked by their date: what they were, and since when. Empty where none is stated by date.
Table price_table(const std::vector<DatedPrice>& prices, const Presentation& shown = {});

/// Crossovers, packed and at random side by side, in the order of the pairs.
/// `utilization` holds the same pairs along the utilization axis, for the range of each crossing there. Of each pair
/// the first `most` crossings are shown; a note tells how many there are beside.
Table crossover_table(const std::vector<Comparison>& comparisons, const std::vector<Comparison>& utilization = {},
                      std::size_t most = 1000);

/// Pairs that never cross, and why.
Table never_table(const std::vector<Comparison>& comparisons);

/// How crossovers spread over the draws.
Table crossover_spread_table(const std::vector<CrossoverSpread>& spreads);

/// Values of single inputs at which another path becomes the choice.
Table switching_table(const Decision& decision);

/// How far the search for these values went.
std::string switching_search_text(const Decision& decision);

/// Who is cheapest where along one input.
Table winner_table(const WinnerBands& bands);

/// The values of one input at which a path becomes the winner and ceases to be it.
Table winning_table(const WinningValues& values);

/// The borders of a map, each by its ends and how many points it has between.
Table map_table(const WinnerMap& map);

/// The cost table with the demand that it holds at.
Report cost_report(const Scenario& scenario, const std::vector<PathCost>& costs,
                   const std::vector<PathCost>& other = {});

/// Crossovers along one axis, and the pairs that never cross.
Report crossover_report(const Scenario& scenario, const std::vector<Comparison>& comparisons,
                        const std::vector<Comparison>& utilization = {});

/// The decision table and everything that stands beside it.
Report decision_report(const Scenario& scenario, const Decision& decision);

/// What was judged of each path: counts, rate, 95 % interval (Jeffreys), and how sure it is to reach the bar.
Table quality_table(const Scenario& scenario);

/// Every measured operating point: requests in flight, output of all streams and of one, seconds to an answer.
Table speed_table(const Scenario& scenario);

/// The same in the order of a lab's detail: question and decision, setup, quality, speed, economics, billing risk, what
/// would change the answer, what was not measured, method, sources.
Report lab_report(const Scenario& scenario, const Decision& decision, const std::vector<BillingRisk>& risks);

/// The lab report with its charts, each behind the section whose tables hold its numbers. The files are drawn by
/// others.
Report with_charts(Report report);

}  // namespace costmodel
