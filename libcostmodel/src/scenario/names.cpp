#include "scenario/names.hpp"

namespace costmodel {

std::string_view to_string(PricingKind value) { return value == PricingKind::stages ? "stages" : names::name(value); }
std::string_view to_string(BillTerm value) { return names::name(value); }
std::string_view to_string(Arrivals value) { return names::name(value); }
std::string_view to_string(BatchSizes value) { return names::name(value); }
std::string_view to_string(Balancing value) { return names::name(value); }
std::string_view to_string(Promised value) { return names::name(value); }
std::string_view to_string(Refused value) { return names::name(value); }
std::string_view to_string(Grade value) { return names::name(value); }
std::string_view to_string(Handling value) { return names::name(value); }
std::string_view to_string(StageRuns value) { return names::name(value); }
std::string_view to_string(WindowRule value) { return names::name(value); }
std::string_view to_string(Placement value) { return names::name(value); }
std::string_view to_string(RunBy value) { return names::name(value); }
std::string_view to_string(Shape value) { return names::name(value); }

}  // namespace costmodel
