// Compiled for AVX2 where the compiler can; what it is for is asked at run time.
#include "uncertainty/cheapest_kernel.hpp"

namespace costmodel {

#if defined(__AVX2__)
CountCheapest count_cheapest_avx2() { return &count; }
#else
CountCheapest count_cheapest_avx2() { return nullptr; }
#endif

}  // namespace costmodel
