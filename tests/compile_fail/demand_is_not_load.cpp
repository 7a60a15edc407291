// A bill is a function of the attempts that a path must serve, not of the accepted answers that are wanted.
// expect-error: no matching function for call to .*at\(
#include <costmodel/bill/bill.hpp>

using namespace costmodel;

MoneyPerMonth<> monthly(const Bill<>& bill, Demand<> demand, AnswersPerAccepted<> effort) {
#ifdef MUST_FAIL
  return bill.at(demand);
#else
  return bill.at(effort * demand);
#endif
}
