// The same work whatever the number of threads: each item is done whole by one of them.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace costmodel {

/// What the threads of one call share: once one of them has failed, the others stop at their next `poll_interrupt`.
struct Team {
  const std::atomic<bool>* failed = nullptr;  ///< none: no team
  bool helper = false;                        ///< not the thread that made the call
};
inline thread_local Team team{};

/// Calls f(first item, stride) on each thread; item i belongs to thread i % stride. What one of them throws is thrown
/// on.
template <class F>
void in_strides(int threads, const F& f) {
  const auto stride = static_cast<std::size_t>(threads);
  std::exception_ptr failure;
  std::mutex one_at_a_time;
  std::atomic<bool> failed = false;
  const bool helping = team.helper;
  const auto guarded = [&](std::size_t first) {
    const Team before = team;
    team = {&failed, helping || first > 0};
    try {
      f(first, stride);
    } catch (...) {
      const std::scoped_lock lock(one_at_a_time);
      if (!failure) failure = std::current_exception();
      failed = true;
    }
    team = before;
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < stride; ++t) others.emplace_back(guarded, t);
    guarded(0);
  }  // joins
  if (failure) std::rethrow_exception(failure);
}

/// Calls f(i) for each of `count` items.
template <class F>
void in_parallel(int threads, std::size_t count, const F& f) {
  in_strides(std::max(1, std::min(threads, static_cast<int>(std::min<std::size_t>(count, 1024)))),
             [&](std::size_t first, std::size_t stride) {
               for (std::size_t i = first; i < count; i += stride) f(i);
             });
}

}  // namespace costmodel
