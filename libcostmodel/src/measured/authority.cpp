#include <costmodel/measured/authority.hpp>

#include <algorithm>

namespace costmodel {

Placement placement(const Holder& holder) {
  switch (holder.run_by) {
    case RunBy::me:
      return Placement::retained;
    case RunBy::nobody:
      return Placement::absent;
    case RunBy::provider:
      break;
  }
  return holder.change && holder.audit && holder.leave ? Placement::delegated : Placement::ceded;
}

std::optional<std::string> placement_text(const Cell& cell) {
  if (cell.empty()) return {};
  std::string text;
  for (const auto& holder : cell) {
    const auto name = to_string(placement(holder));
    if (text == name) continue;
    if (!text.empty()) text += " / ";
    text += name;
  }
  return text;
}

std::optional<int> authority(const Cell& cell) {
  std::optional<int> weakest;
  for (const auto& holder : cell) {
    const Placement held = placement(holder);
    if (held == Placement::absent) continue;
    const int kept = held == Placement::retained ? 2 : held == Placement::delegated ? 1 : 0;
    weakest = weakest ? std::min(*weakest, kept) : kept;
  }
  return weakest;
}

}  // namespace costmodel
