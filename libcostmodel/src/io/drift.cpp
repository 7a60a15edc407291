#include <costmodel/io/drift.hpp>

#include "io/results_json.hpp"

namespace costmodel {

std::string to_json(const Drift& drift) { return dumped(json_of(drift)); }

}  // namespace costmodel
