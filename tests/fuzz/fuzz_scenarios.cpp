// Whatever the bytes: a scenario that is written as it is read, or InvalidInput with a place.
#include <costmodel/base/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto scenario = costmodel::parse_scenario({reinterpret_cast<const char*>(data), size});
    const std::string once = costmodel::to_json(scenario);
    if (costmodel::to_json(costmodel::parse_scenario(once)) != once) std::abort();
  } catch (const costmodel::InvalidInput& invalid) {
    if (invalid.problems().empty()) std::abort();
  }
  return 0;
}
