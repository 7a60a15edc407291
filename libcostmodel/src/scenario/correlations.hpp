// Uncertain inputs that move together: what a correlation matrix must be, and how draws are made to follow it.
#pragma once

#include <costmodel/base/error.hpp>
#include <costmodel/scenario/unknowns.hpp>
#include <vector>

namespace costmodel {

/// What is wrong with the matrix itself: size, symmetry, diagonal, bounds, an eigenvalue below 0.
std::vector<Problem> correlation_problems(const Correlations& correlations);

/// Independent normal scores of the unknowns × factor = correlated ones.
struct Copula {
  std::vector<std::size_t> unknowns{};        ///< which of them are correlated
  std::vector<std::vector<double>> factor{};  ///< F with F·Fᵀ the matrix
};

/// The scenario's correlations over its unknowns; empty without any. Throws InvalidInput for an input that is none of
/// the unknowns ("not-uncertain", with the nearest), and for two names of one unknown ("same-unknown").
Copula copula(const Scenario& scenario, const std::vector<Unknown>& unknowns);

/// `unknowns` without a look at the correlations.
std::vector<Unknown> all_unknowns(const Scenario& scenario);

/// Whether the input, by its pointer, counts over a horizon alone: growth, changes of price.
bool is_over_time(std::string_view pointer);

/// Those, with what only a horizon reads: growth, changes of price.
std::vector<Unknown> all_unknowns_over_time(const Scenario& scenario);

/// Takes those out of the scenario's correlations that were unknown and are so no more.
void drop_certain(Scenario& scenario, const std::vector<Unknown>& before, const std::vector<Unknown>& after);

/// Amounts that are stated in the scenario's currency, with their ranges and dated values, once its exchange rate is
/// another.
void at_exchange_rate(Scenario& scenario, double before, double now);

/// Makes the value that the input has now the only one that it may have: no range, no distribution, no shared draw, no
/// dates.
void take_as_stated(Scenario& scenario, std::string_view pointer);

}  // namespace costmodel
