// Whatever the bytes: prices of at least 0, or refusals.
#include <cmath>
#include <costmodel/import/prices.hpp>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto read = costmodel::parse_prices({reinterpret_cast<const char*>(data), size});
    if (read.report.rows_out != read.prices.size() || read.report.rows_in < read.report.rows_out) std::abort();
    for (const auto& price : read.prices)
      if (!(costmodel::written(price.price).value >= 0)) std::abort();
    costmodel::to_json(read, read.prices);
  } catch (const costmodel::InvalidInput& invalid) {
    if (invalid.problems().empty()) std::abort();
  }
  return 0;
}
