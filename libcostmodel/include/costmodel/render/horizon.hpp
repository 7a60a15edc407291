// Years as people read them.
#pragma once

#include <costmodel/horizon/horizon.hpp>
#include <costmodel/render/table.hpp>
#include <string>
#include <vector>

namespace costmodel {

/// What to do when, in a sentence or two.
std::string horizon_headline(const HorizonAnswer& answer);

/// Each path alone, the plan, who then holds each layer, payback, and the plan's cash flow by year.
Section horizon_section(const HorizonAnswer& answer);

/// The same, with what ranges and draws say where the answer has them.
std::vector<Section> horizon_sections(const HorizonAnswer& answer);

/// The same with switching dates, draws and the cash flow by month.
Report horizon_report(const Scenario& scenario, const HorizonAnswer& answer);

/// Every month of the plan and of each path, for a spreadsheet.
Table cash_flow_table(const HorizonAnswer& answer);

}  // namespace costmodel
