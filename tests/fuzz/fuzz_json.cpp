// JSON read quickly must give what reading it with care gives.
#include <costmodel/base/error.hpp>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "import/strict_json.hpp"

namespace {

using namespace costmodel;
using namespace costmodel::import;

std::string outcome(std::string_view text, Selection selection, bool with_care) {
  Input input = Input::of_text(text);
  std::optional<Problem> broken_off;
  std::map<std::string, LeftOut> money;
  selection.broken_off = &broken_off, selection.money = &money, selection.with_care = with_care;
  std::string said;
  try {
    const auto read = read_json(
        input, selection, [&] { said.clear(); },
        [&](Record&& record) { said += record.value.dump() + " at " + record.pointer + "\n"; });
    for (const auto& document : read.documents) said += document.dump() + "\n";
    for (const auto line : read.lines) said += std::to_string(line) + " ";
  } catch (const InvalidInput& invalid) {
    for (const auto& p : invalid.problems()) said += p.id + " " + p.where + " " + p.found + "\n";
  }
  if (broken_off) said += broken_off->where + " " + broken_off->found;
  for (const auto& [place, left] : money) said += place + " " + std::to_string(left.times);
  return said;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!text.empty() && text.front() == '\x1f') return 0;  // packed: of fuzz_benchmarks
  for (const Selection& selection :
       {Selection{}, Selection{.keep = {}, .records = "/"}, Selection{.keep = {"/*/x"}, .records = "/*"},
        Selection{.keep = {"/a", "/samples/*/id"}, .records = "/samples/*"}})
    if (outcome(text, selection, false) != outcome(text, selection, true)) std::abort();
  return 0;
}
