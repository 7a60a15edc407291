// How long a request waits for a machine that serves one at a time.
#pragma once

#include <costmodel/base/units.hpp>
#include <limits>

namespace costmodel {

/// Mean wait in line, in seconds, of requests that arrive at random (Poisson) at a machine that serves one at a time:
///   W = ρ · S · (1 + c²) / (2 · (1 − ρ))        ρ < 1, else without bound
///   ρ    fraction of the time in which it serves
///   S    mean service time
///   c²   variance of the service time ÷ S²: 0 where all are alike (M/D/1), 1 where they are exponential (M/M/1)
/// Source: Pollaczek (1930), Khinchine (1932); Kleinrock, Queueing Systems I (1975), eq. 5.63.
template <class T>
Time<T> mean_wait(const T& busy_fraction, const Time<T>& service, const T& squared_variation = T(0.0)) {
  if (busy_fraction >= T(1.0)) return Time<T>::from_value(T(std::numeric_limits<double>::infinity()));
  return service * (busy_fraction * (T(1.0) + squared_variation) / (T(2.0) * (T(1.0) - busy_fraction)));
}

}  // namespace costmodel
