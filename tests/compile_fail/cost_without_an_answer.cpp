// A path that cannot be priced has no cost: look first.
// expect-error: cannot convert .*optional|no matching function|no viable conversion
#include <costmodel/model/costs.hpp>

using namespace costmodel;

double cost(const PathCost& path) {
#ifdef MUST_FAIL
  return usd_per_accepted_answer(path.per_accepted);
#else
  return path.per_accepted ? usd_per_accepted_answer(*path.per_accepted) : 0;
#endif
}
