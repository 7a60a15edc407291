// Whatever the bytes: a bill whose groups hold every row that was kept, or refusals.
#include <costmodel/import/bills.hpp>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto bill = costmodel::parse_bill({reinterpret_cast<const char*>(data), size}, {.currency = "USD"});
    std::uint64_t rows = 0;
    for (const auto& group : bill.groups) rows += group.rows;
    if (rows != bill.report.rows_out || bill.report.rows_out > bill.report.rows_in) std::abort();
  } catch (const costmodel::InvalidInput& invalid) {
    if (invalid.problems().empty()) std::abort();
  }
  return 0;
}
