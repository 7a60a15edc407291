// Fields are named in the order in which the struct declares them.
// expect-error: designator order for field|designators? .*order
#include <costmodel/bill/pricing.hpp>

using namespace costmodel;

#ifdef MUST_FAIL
FixedAmortized<> box{.life = months(36), .price = usd(3999)};
#else
FixedAmortized<> box{.price = usd(3999), .life = months(36)};
#endif
