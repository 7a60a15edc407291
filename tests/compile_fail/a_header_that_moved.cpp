// Headers lie in rooms; the umbrella has them all.
// expect-error: costmodel/units.hpp: No such file|'costmodel/units.hpp' file not found
#ifdef MUST_FAIL
#include <costmodel/units.hpp>
#else
#include <costmodel/base/units.hpp>
#endif

costmodel::Money<> price = costmodel::usd(3999);
