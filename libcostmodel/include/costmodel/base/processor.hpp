// The same code for the widest vectors that the processor at hand has. The compiler turns plain loops into vector
// instructions; which ones may be used is decided when the program runs, so that a wheel is fast everywhere.
#pragma once

#include <utility>

namespace costmodel::processor {

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
template <class F>
[[gnu::target("avx512f,avx512dq,avx512vl,avx512bw,prefer-vector-width=512"), gnu::flatten]] void with_512_bits(F work) {
  work();
}
template <class F>
[[gnu::target("avx2"), gnu::flatten]] void with_256_bits(F work) {
  work();
}

/// Runs `work` as it is compiled for what the processor has. What it calls must be small enough to be inlined, or
/// marked so; what is not runs as usual.
template <class F>
void best(F work) {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw"))
    with_512_bits(work);
  else if (__builtin_cpu_supports("avx2"))
    with_256_bits(work);
  else
    work();
}
#else
template <class F>
void best(F work) {
  work();
}
#endif

}  // namespace costmodel::processor
