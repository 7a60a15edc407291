#include <costmodel/io/claims.hpp>

#include "../text.hpp"

namespace costmodel {

namespace {

std::string value_text(const Range& range, std::string_view unit, int digits) {
  const auto number = [&](double value) { return digits > 0 ? text::significant(value, digits) : text::plain(value); };
  std::string words = number(range.low);
  if (range.high != range.low) words.append(text::dash_between).append(number(range.high));
  if (unit != "1") words.append("\u00A0").append(unit);
  return words;
}

std::string printed_text(const AuditedClaim& claim) {
  return claim.printed ? value_text({claim.printed->low, claim.printed->high}, claim.printed->unit, 0) : std::string(text::none);
}

Table claim_table(const Audit& audit) {
  Table table{.id = "audit", .title = "Claims against their own inputs"};
  table.columns = {{"Claim"}, {"Printed", Align::right}, {"From its inputs", Align::right}, {"Verdict"}, {"Why"}, {"Evidence"}};
  for (const auto& claim : audit.claims) {
    const std::string unit = claim.printed ? claim.printed->unit : "1";
    table.rows.push_back({claim.statement, printed_text(claim),
                          claim.computed ? value_text(*claim.computed, unit, 6) : std::string(text::none),
                          std::string(to_string(claim.verdict)), text::joined(claim.because, "; "),
                          claim.evidence ? std::string(to_string(*claim.evidence)) : std::string(text::none)});
  }
  return table;
}

Table reading_table(const Audit& audit) {
  Table table{.id = "readings", .title = "Other ways to arrive at a number"};
  table.columns = {{"Claim"}, {"Reading"}, {"Value", Align::right}, {""}};
  for (const auto& claim : audit.claims)
    for (const auto& reading : claim.readings)
      table.rows.push_back({claim.id, reading.what, reading.value ? value_text(*reading.value, reading.unit, 6) : std::string(text::none),
                            reading.reproduces ? "as printed" : reading.why_not});
  return table;
}

Table note_table(const Audit& audit) {
  Table table{.id = "notes", .title = "Notes"};
  table.columns = {{"Claim"}, {"Note"}};
  for (const auto& claim : audit.claims)
    if (!claim.note.empty()) table.rows.push_back({claim.id, claim.note});
  return table;
}

Table claim_source_table(const Audit& audit) {
  Table table{.id = "sources", .title = "Sources"};
  table.columns = {{"Id"}, {"Source"}, {"Date"}, {"Link"}};
  for (const auto& [id, source] : audit.sources) table.rows.push_back({id, source.title, source.date, source.url});
  return table;
}

}  // namespace

Report audit_report(const Audit& audit) {
  std::string counts = "Of " + std::to_string(audit.claims.size()) + " claims";
  std::string_view between = ": ";
  for (const ClaimVerdict verdict : {ClaimVerdict::reproduces, ClaimVerdict::off_by_factor, ClaimVerdict::input_missing, ClaimVerdict::contradictory}) {
    counts.append(between).append(std::to_string(audit.count(verdict))).append(" ");
    counts += verdict == ClaimVerdict::reproduces ? "reproduce" : verdict == ClaimVerdict::off_by_factor ? "are off by a factor"
              : verdict == ClaimVerdict::input_missing ? "lack an input" : "are contradictory";
    between = ", ";
  }
  Report report{.title = audit.title, .lead = {counts + "."}, .sections = {{.tables = {claim_table(audit)}}}};
  for (auto&& table : {reading_table(audit), note_table(audit), claim_source_table(audit)})
    if (!table.rows.empty()) report.sections.front().tables.push_back(table);
  return report;
}

}  // namespace costmodel
