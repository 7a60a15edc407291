#include <costmodel/render/energy.hpp>

#include "base/figures.hpp"
#include "render/tables.hpp"

namespace costmodel {

Table energy_table(const Energy& energy) {
  const text::Figures as(energy.presentation);
  Table table{.id = "energy", .title = "Electricity of an accepted answer", .shown = energy.presentation};
  table.columns = {{"Path"},
                   {"In flight", right},
                   {"W measured", right},
                   {"Wh per million output tokens", right},
                   {"kWh per accepted answer", right},
                   {"g CO2e per accepted answer", right}};
  bool capacity = false;
  for (const auto& r : energy.rows) {
    capacity = capacity || r.is_capacity;
    table.rows.push_back({r.path + (r.is_capacity ? " *" : ""), as.significant(r.concurrency),
                          as.significant(r.watts, 4), as.significant(r.wh_per_million_output_tokens, 3),
                          r.kwh_per_accepted ? as.significant(*r.kwh_per_accepted, 3) : dash(),
                          r.grams_per_accepted ? as.significant(*r.grams_per_accepted, 3) : dash()});
  }
  if (energy.rows.empty()) table.notes.push_back("No path states power_watts at an operating point.");
  if (capacity) table.notes.push_back("* The capacity of the path is stated at this point.");
  for (const auto& path : energy.unmeasured) table.notes.push_back(path + ": its power was not measured.");
  table.notes.push_back(energy.boundary);
  return table;
}

}  // namespace costmodel
