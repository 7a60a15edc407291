// Tests on other people's files, which are not ours to ship: they exist where an environment variable names the files.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace costmodel::test {

/// What the variable names; nothing, and so no test, where it is not set.
inline std::vector<std::string> named_by(const char* variable) {
  const char* const value = std::getenv(variable);
  return value == nullptr ? std::vector<std::string>{} : std::vector<std::string>{value};
}

}  // namespace costmodel::test

// OUTSIDE_FILES(Suite, VARIABLE): a suite for TEST_P whose GetParam() is what the variable names.
#define OUTSIDE_FILES(suite, variable)                         \
  class suite : public testing::TestWithParam<std::string> {}; \
  GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(suite);        \
  INSTANTIATE_TEST_SUITE_P(OutsideFiles, suite, testing::ValuesIn(costmodel::test::named_by(#variable)))
