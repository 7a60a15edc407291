// Why a path does not keep the latency limits.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <string>

namespace costmodel {

/// What is asked of a path's latency and is not kept, or was not measured, by any one of its operating points; empty
/// where a point keeps all of it. Whole answers count with all the tries that are allowed.
std::string latency_reason(const Scenario& scenario, const Path& path, const Workload<>& workload);

}  // namespace costmodel
