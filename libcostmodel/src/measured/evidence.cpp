#include <costmodel/measured/evidence.hpp>

namespace costmodel {

const Provenance& Ledger::of(std::string_view pointer) const {
  static const Provenance unsourced{};
  while (true) {
    if (const auto found = entries.find(pointer); found != entries.end()) return found->second;
    const auto slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return unsourced;
    pointer = pointer.substr(0, slash);
  }
}

}  // namespace costmodel
