// What machines need beside their price, owned or rented: support, staff and what all of them share.
#pragma once

#include <costmodel/bill/bill.hpp>
#include <vector>

namespace costmodel {

/// Adds support (per unit), staff (for all units, and per unit) and facility (for all units), in USD per month. None of
/// it is the provider's: no credit and no minimum touches it.
template <class T, class P>
void add_upkeep(std::vector<Term<T>>& terms, const P& p) {
  terms.push_back({.kind = BillTerm::support, .per_unit = p.support, .part = Part::beside});
  terms.push_back({.kind = BillTerm::staff, .fixed = p.staff, .per_unit = p.staff_per_unit, .part = Part::beside});
  terms.push_back({.kind = BillTerm::facility, .fixed = p.facility, .part = Part::beside});
}

}  // namespace costmodel
