// Electricity of an accepted answer, as a table.
#pragma once

#include <costmodel/decide/energy.hpp>
#include <costmodel/render/table.hpp>

namespace costmodel {

/// One row for each operating point with a power; the boundary stands below it.
Table energy_table(const Energy& energy);

}  // namespace costmodel
