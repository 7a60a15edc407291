#include <costmodel/io/billing_risk.hpp>

#include "base/figures.hpp"
#include "io/json.hpp"
#include "io/results_json.hpp"

namespace costmodel {

std::string to_json(const BillingRisk& risk) { return dumped(json_of(risk)); }

std::vector<std::string> trace_notes(const TraceReport& r) {
  const auto n = [](std::uint64_t count) { return text::fixed(static_cast<double>(count), 0); };
  std::vector<std::string> notes{r.file + ": " + n(r.rows_kept) + " of " + n(r.rows_read) + " rows kept (" + r.layout +
                                 " layout), over " + text::significant(seconds(r.span)) + " s. Time zone: " + r.zone +
                                 "."};
  for (std::size_t i = 0; i < bad_row_kinds; ++i)
    if (r.refused[i] > 0)
      notes.push_back(n(r.refused[i]) + " rows refused: " + std::string(to_string(static_cast<BadRow>(i))) + ".");
  if (r.out_of_order > 0) notes.push_back(n(r.out_of_order) + " rows were out of order; the trace was sorted by time.");
  if (r.duplicate_times > 0)
    notes.push_back(n(r.duplicate_times) + " requests came at the instant of another, " + n(r.duplicate_rows) +
                    " of them with the same tokens; all are kept.");
  if (r.blank_lines > 0) notes.push_back(n(r.blank_lines) + " blank lines.");
  if (!r.final_newline) notes.push_back("The file ends without a line feed: its last row may have lost digits.");
  return notes;
}

std::string to_json(const TraceReport& report) { return dumped(json_of(report)); }

}  // namespace costmodel
