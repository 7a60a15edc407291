// Whatever the bytes: a trace whose rows are counted, or refusals; the same in pieces.
#include <costmodel/io/trace.hpp>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool skip : {false, true}) {
    try {
      const auto read = costmodel::parse_trace(text, {.skip_bad_rows = skip});
      costmodel::validate(read.trace);
      if (read.report.rows_kept != read.trace.size()) std::abort();
      if (read.report.rows_read != read.report.rows_kept + read.report.rows_refused()) std::abort();
    } catch (const costmodel::InvalidInput& invalid) {
      if (invalid.problems().empty()) std::abort();
    }
  }
  return 0;
}
