// An hourly rate and a monthly fee do not add up until somebody says how long a month is.
// expect-error: no match for .operator\+.
#include <costmodel/base/units.hpp>

using namespace costmodel;

MoneyPerMonth<> total(MoneyPerTime<> rate, MoneyPerMonth<> fee, MonthLength<> month) {
#ifdef MUST_FAIL
  return rate + fee;
#else
  return rate * month + fee;
#endif
}
