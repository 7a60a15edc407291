// A curve over derivatives does not mix with one over plain numbers.
// expect-error: could not convert|conversion from|cannot convert|no viable conversion
#include <costmodel/base/dual.hpp>
#include <costmodel/bill/curve.hpp>

using namespace costmodel;

#ifdef MUST_FAIL
Curve<> plain(const Curve<Dual<>>& curve) { return curve; }
#else
Curve<Dual<>> plain(const Curve<Dual<>>& curve) { return curve; }
#endif
