// Whatever the bytes: an audit with a verdict for each claim, or InvalidInput with a place.
#include <costmodel/base/error.hpp>
#include <costmodel/io/claims.hpp>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto file = costmodel::parse_claims(text);
    const auto result = costmodel::audit(file);
    if (result.claims.size() != file.claims.size()) std::abort();
    costmodel::render(costmodel::audit_report(result), costmodel::Format::text);
    costmodel::to_json(result);
  } catch (const costmodel::InvalidInput& invalid) {
    if (invalid.problems().empty()) std::abort();
  }
  try {  // the same bytes as a formula
    costmodel::Expression(text).value([](std::string_view) { return costmodel::Measure{2, {}}; });
  } catch (const costmodel::InvalidInput& invalid) {
    if (invalid.problems().empty()) std::abort();
  }
  return 0;
}
