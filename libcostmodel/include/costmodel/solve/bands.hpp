// Which of many curves is lowest where: the lower envelope.
#pragma once

#include <costmodel/bill/curve.hpp>
#include <vector>

namespace costmodel {

/// An interval in which one curve is lowest.
struct Band {
  double from = 0;
  double to = 0;
  std::size_t winner = 0;             ///< index of the curve
  std::vector<std::size_t> equals{};  ///< others that cost the same over the whole band
  bool to_is_end_of_search = false;   ///< `to` is the end of the domain, or of what could be looked at
};

/// The lower envelope over [low, high], in order and without overlap. Where curves are equal the earlier one wins.
/// A curve takes part up to its own limit; where none is left there is a gap. Throws as `crossovers` does.
std::vector<Band> bands(const std::vector<Curve<>>& curves, double low, double high);

}  // namespace costmodel
