// What a promise takes, as a table.
#pragma once

#include <costmodel/decide/sizing.hpp>
#include <costmodel/render/table.hpp>

namespace costmodel {

/// One row for each promise: what a unit carries of its capacity, units, USD a month, and how much more than without
/// one.
Table sizing_table(const Sizing& sizing);

}  // namespace costmodel
