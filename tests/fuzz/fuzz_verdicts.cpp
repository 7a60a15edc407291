// Whatever the bytes: verdicts or refusals, and the counts are those of the items.
#include <algorithm>
#include <costmodel/import/verdicts.hpp>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& options : {costmodel::VerdictOptions{}, costmodel::VerdictOptions{.threshold = 0.5}}) {
    const auto read = costmodel::parse_verdicts(text, options);
    if (read.report.rows_out > read.report.rows_in) std::abort();
    for (const auto& v : read.verdicts) {
      if (v.items.size() != v.verdicts.size()) std::abort();
      const auto accepted = std::count(v.verdicts.begin(), v.verdicts.end(), costmodel::AnswerVerdict::accepted);
      if (!v.items.empty() && static_cast<std::uint64_t>(accepted) != v.counts.accepted) std::abort();
      if (costmodel::acceptance_of(v).of <= 0) std::abort();
    }
    costmodel::to_text({read.report});
    try {
      costmodel::combined(read.verdicts, costmodel::GateRule::agreeing);
    } catch (const costmodel::InvalidInput&) {
    }
  }
  return 0;
}
