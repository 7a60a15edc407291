// The tables of a report that stand beside the three public ones.
#pragma once

#include <costmodel/render/report.hpp>

#include "base/figures.hpp"

namespace costmodel {

inline constexpr Align right = Align::right;

/// What stands where there is no number.
inline std::string dash() { return std::string(text::none); }

/// What the month is made of on each path, term by term.
Table bill_table(const Decision& decision);

/// What stands under a table of borders between paths that were measured at unlike operating points.
std::string unlike_note(const std::string& unlike);

/// Which path is cheapest over which stretch of demand, packed and at random.
Table band_table(const std::vector<PathBand>& packed, const std::vector<PathBand>& random, Arrivals arrivals,
                 const text::Figures& as);

/// Placement of each layer on each path, and what the path would cost more.
Table alternative_table(const Decision& decision);

/// What others made of the vendors, layer by layer.
Table assessment_table(const Scenario& scenario);

/// What renting and buying cost at each schedule, and how long it takes until buying costs less.
Table rent_or_buy_table(const RentOrBuyAnswer& answer, const text::Figures& as);

/// Inputs that nobody measured.
Table not_measured_table(const Scenario& scenario, const Decision& decision);

Table source_table(const Scenario& scenario);

/// The demand that all of them meet, to within rounding; none where each has its own.
std::optional<Demand<>> common_demand(const std::vector<PathCost>& costs);

/// "20,000 accepted answers a month, arriving at random".
std::string demand_text(const Scenario& scenario, const Decision& decision);

/// A share of draws: never 0 or 100 % of what was merely not drawn.
std::string share_text(double probability, const text::Figures& as);

/// Which currency amounts are in and at which rate, where it is not USD; else nothing.
std::string currency_note(const Presentation& shown);

/// "packed" or "at random".
std::string arrivals_text(Arrivals arrivals);

}  // namespace costmodel
