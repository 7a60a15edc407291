// What an attempt costs is not what an accepted answer costs, however good the gate.
// expect-error: could not convert .attempt.
#include <costmodel/base/units.hpp>

using namespace costmodel;

MoneyPerAccepted<> cost(MoneyPerAnswer<> attempt, AnswersPerAccepted<> effort) {
#ifdef MUST_FAIL
  return attempt;
#else
  return attempt * effort;
#endif
}
