#include <costmodel/io/energy.hpp>

#include "io/results_json.hpp"

namespace costmodel {

std::string to_json(const Energy& energy) { return dumped(json_of(energy)); }

}  // namespace costmodel
