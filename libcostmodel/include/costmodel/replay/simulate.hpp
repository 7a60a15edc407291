// The bill of a pattern under a rule that has no closed form: drawn and replayed until the mean is known well enough.
#pragma once

#include <costmodel/base/units.hpp>
#include <costmodel/bill/curve.hpp>
#include <costmodel/replay/arrival_pattern.hpp>
#include <costmodel/replay/replay.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace costmodel {

/// A mean with the half-width of its confidence interval (Student's t over replications).
struct Estimate {
  double mean = 0;
  double half_width = 0;
};

struct SimulationOptions {
  std::uint64_t seed = 1;
  double confidence = 0.95;
  double relative_half_width = 0.01;  ///< of the billed time: replications go on until it is reached …
  std::uint64_t least = 8;            ///< … but no fewer than this,
  std::uint64_t most = 4096;          ///< and no more than this,
  double most_requests = 1 << 24;     ///< nor than draw so many requests in all, but for two replications
  unsigned threads = 1;               ///< the result does not depend on it
};

struct Simulated {
  Estimate billed{};  ///< copy-seconds over the length
  Estimate cost{};    ///< USD
  Estimate cold_starts{};
  Estimate cold_requests{};
  Estimate requests{};
  Estimate failed{};
  Estimate mean_wait{};     ///< seconds
  double longest_wait = 0;  ///< seconds, in any replication
  double most_copies = 0;
  std::uint64_t replications = 0;
  bool reached = false;  ///< whether the half-width was reached
};

/// The pattern's bill over `drawing.length`, from a copy that was closed before. Stream k of the seed is replication k,
/// and whether to go on is asked after 8, 16, 32, … of them, so that the result depends on nothing but the arguments. A
/// pattern with nothing at random is drawn once. Throws InvalidInput as draw and replay do, and for a confidence
/// outside (0, 1) or fewer than 2 replications.
Simulated simulate(const ArrivalPattern& pattern, const Drawing& drawing, const Serving& serving,
                   const SimulationOptions& options = {});

/// The same requests under several ways of serving them: each result is what `simulate` of that one alone would be.
std::vector<Simulated> simulate(const ArrivalPattern& pattern, const Drawing& drawing,
                                std::span<const Serving> servings, const SimulationOptions& options = {});

/// Fraction of the time that one copy with room for all is billed when calls that take `busy`, whatever else runs, come
/// at random, `rate` a second: 1 − e^(−λ(W+S)) where the rule counts from the last answer, and of clock-aligned windows
/// (M/G/∞); anchored max(1−e^(−λS), λW/(1+λW)); packed λS. Nothing where no formula is known. Source:
/// active_window.hpp.
std::optional<double> billed_fraction(const BillingRule& rule, double rate, Time<> busy);

}  // namespace costmodel
