#include <costmodel/io/sizing.hpp>

#include "io/results_json.hpp"

namespace costmodel {

std::string to_json(const Sizing& sizing) { return dumped(json_of(sizing)); }

}  // namespace costmodel
