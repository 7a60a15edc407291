#include <costmodel/render/sizing.hpp>

#include "base/figures.hpp"
#include "render/tables.hpp"

namespace costmodel {

Table sizing_table(const Sizing& sizing) {
  const text::Figures as(sizing.presentation);
  Table table{.id = "size", .title = "What a promise takes on " + sizing.path, .shown = sizing.presentation};
  table.columns = {{"Promise"},
                   {"A unit carries, of its capacity", right},
                   {"Units", right},
                   {sizing.presentation.currency + " a month", right},
                   {"More than without", right}};
  for (const auto& r : sizing.rows) {
    const std::string promise =
        r.promise ? promise_words(*r.promise) + " of at most " + as.plain(r.promise->seconds) + " s" : "none";
    table.rows.push_back({promise, r.units ? as.percent(r.share) : dash(), r.units ? as.count(*r.units) : dash(),
                          r.per_month ? as.money(usd_per_month(*r.per_month)) : dash(),
                          r.more ? as.money(usd_per_month(*r.more)) : dash()});
    if (!r.why_not.empty()) table.notes.push_back(promise + ": " + r.why_not + ".");
  }
  table.notes.push_back("At " + as.count(accepted_answers_per_month(sizing.demand)) +
                        " accepted answers a month, requests at random.");
  return table;
}

}  // namespace costmodel
