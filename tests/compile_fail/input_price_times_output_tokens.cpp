// The price of input tokens must not be paid for output tokens.
// expect-error: could not convert .*input_token
#include <costmodel/base/units.hpp>

using namespace costmodel;

#ifdef MUST_FAIL
MoneyPerAnswer<> cost(InputPrice<> price, OutputTokens<> tokens) { return price * tokens; }
#else
MoneyPerAnswer<> cost(OutputPrice<> price, OutputTokens<> tokens) { return price * tokens; }
#endif
