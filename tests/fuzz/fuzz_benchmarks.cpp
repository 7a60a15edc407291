// Whatever the bytes: runs or refusals, and what was read fits together.
#include <costmodel/import/benchmarks.hpp>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = costmodel::parse_benchmarks(text);
  if (read.runs.empty() && read.report.refused.empty() && read.report.rows_in > read.report.rows_out) std::abort();
  if (read.report.rows_out > read.report.rows_in) std::abort();
  for (const auto& run : read.runs)
    if (!(costmodel::operating_point(run).output.value() > 0)) std::abort();
  costmodel::to_text({read.report});
  if (costmodel::to_json({read.report}).empty()) std::abort();
  try {
    costmodel::throughput_curve(read.runs);
  } catch (const costmodel::InvalidInput&) {
  }
  return 0;
}
