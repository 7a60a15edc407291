#include <costmodel/import/bills.hpp>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "import/import_fields.hpp"
#include "io/results_json.hpp"

namespace costmodel {

namespace {

std::string money(const std::optional<Money<>>& amount) {
  return amount ? text::amount(usd(*amount)) : std::string(text::none);
}

Table difference_table(const BillComparison& c) {
  Table table{.id = "bill", .title = "Paid against modelled, USD in the period of the bill"};
  table.columns = {{"Term"},
                   {"Modelled", Align::right},
                   {"Paid", Align::right},
                   {"Difference", Align::right},
                   {"By quantity", Align::right},
                   {"By price", Align::right},
                   {"Because"}};
  for (const auto& d : c.terms)
    table.rows.push_back({d.term, money(d.modelled), money(d.paid), money(d.difference()), money(d.by_quantity),
                          money(d.by_price), d.because});
  table.rows.push_back(
      {"All", money(c.modelled_in_period), money(c.paid_in_period),
       c.modelled_in_period ? money(c.paid_in_period - *c.modelled_in_period) : std::string(text::none), "", "", ""});
  table.notes = c.notes;
  return table;
}

Table charge_table(const ReadBill& bill) {
  Table table{.id = "charges", .title = "Charges"};
  table.columns = {{"Kind"},
                   {"Service"},
                   {"Meter"},
                   {"Model"},
                   {"Quantity", Align::right},
                   {"Unit"},
                   {"Effective USD", Align::right},
                   {"Billed USD", Align::right},
                   {"Rows", Align::right},
                   {"First line", Align::right}};
  constexpr std::size_t most = 40;
  for (const auto& g : bill.groups) {
    if (table.rows.size() == most) {
      table.notes.push_back(std::to_string(bill.groups.size() - most) + " more, of less cost.");
      break;
    }
    table.rows.push_back({std::string(to_string(g.charge)), g.service, g.meter, g.model,
                          g.quantity ? text::count(*g.quantity) : std::string(text::none), g.unit,
                          text::amount(usd(g.effective)), text::amount(usd(g.billed)), std::to_string(g.rows),
                          std::to_string(g.first_line)});
  }
  table.notes.push_back(bill.origin.file + ", SHA-256 " + bill.origin.sha256 + ".");
  return table;
}

Json number(const auto& unit, const auto& quantity) {
  return quantity ? number_or_null(unit(*quantity)) : Json(nullptr);
}

}  // namespace

Report bill_report(const BillComparison& c, const ReadBill& bill) {
  std::string lead = c.path + ", " + bill.from.substr(0, 10) + " to " + bill.to.substr(0, 10) + ": " +
                     text::usd(usd_per_accepted_answer(c.paid)) + " was paid for an accepted answer";
  if (c.modelled) lead += "; the model says " + text::usd(usd_per_accepted_answer(*c.modelled));
  lead += ", at " + text::count(c.accepted) + " accepted answers in the period (" + c.demand_from + ").";
  return {.title = "A bill against the model",
          .lead = {lead, "In " + text::count(hours(c.period)) + " hours: cash " + text::usd(usd(c.cash_in_period)) +
                             ", cost " + text::usd(usd(c.paid_in_period)) + "."},
          .sections = {{.tables = {difference_table(c), charge_table(bill)}}}};
}

std::string to_json(const BillComparison& comparison) { return dumped(json_of(comparison)); }

}  // namespace costmodel
