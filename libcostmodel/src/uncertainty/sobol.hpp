// Points of a Sobol sequence, shifted digit by digit so that another seed gives another set that is as even.
#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/sobol.hpp>
#include <cstdint>
#include <vector>

namespace costmodel {

class Points {
 public:
  Points(std::size_t dimensions, std::uint64_t seed, std::size_t first) : engine_(dimensions), shift_(dimensions) {
    boost::random::mt19937_64 generator(seed);
    for (auto& s : shift_) s = generator();
    engine_.discard(first * dimensions);
  }
  /// The next coordinate, in (0, 1).
  double next() {
    const std::uint64_t digits = engine_() ^ shift_[at_];
    at_ = at_ + 1 == shift_.size() ? 0 : at_ + 1;
    return (static_cast<double>(digits >> 12) + 0.5) * 0x1p-52;
  }

 private:
  boost::random::sobol engine_;
  std::vector<std::uint64_t> shift_;
  std::size_t at_ = 0;
};

}  // namespace costmodel
