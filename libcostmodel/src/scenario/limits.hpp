// How much one scenario may hold: what is refused rather than waited for.
#pragma once

#include <costmodel/base/error.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <vector>

namespace costmodel::limits {

inline constexpr std::size_t paths = 300;
inline constexpr std::size_t operating_points = 1'000;  ///< of one path
inline constexpr std::size_t volume_steps = 100;        ///< of one tariff
inline constexpr std::size_t context_steps = 1'000;
inline constexpr std::size_t resources = 100;
inline constexpr std::size_t stages = 30;  ///< of one path
inline constexpr std::size_t request_classes = 100;
inline constexpr std::size_t price_steps = 100;              ///< of one path over a horizon
inline constexpr std::size_t resale_ages = 1'000;            ///< of one path
inline constexpr std::size_t months_of_demand = 10'000;      ///< of a table of demand
inline constexpr std::size_t paths_compared_pairwise = 100;  ///< where every pair is asked for
inline constexpr std::size_t paths_that_matter = 12;         ///< of which a decision compares every pair

/// What is more than these, as problems.
std::vector<Problem> exceeded(const Scenario& scenario);

}  // namespace costmodel::limits
