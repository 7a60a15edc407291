#include <costmodel/render/claims.hpp>

#include <algorithm>
#include <array>
#include <numeric>

#include "base/figures.hpp"

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
  return claim.printed ? value_text({claim.printed->low, claim.printed->high}, claim.printed->unit, 0)
                       : std::string(text::none);
}

/// The claims of the sources; or those that we derived from them, whose value no source prints.
Table claim_table(const Audit& audit, bool derived) {
  Table table{.id = derived ? "derived" : "audit",
              .title = derived ? "Derived by us, said by no source" : "Claims against their own inputs"};
  table.columns = {{"Claim"},
                   {derived ? "Stated by us" : "Printed", Align::right},
                   {"From its inputs", Align::right},
                   {"Verdict"},
                   {"Why"},
                   {"Evidence"}};
  for (const auto& claim : audit.claims) {
    if (claim.derived != derived) continue;
    const std::string unit = claim.printed ? claim.printed->unit : "1";
    table.rows.push_back({claim.statement, printed_text(claim),
                          claim.computed ? value_text(*claim.computed, unit, 6) : std::string(text::none),
                          std::string(to_string(claim.verdict)), text::joined(claim.because, "; "),
                          claim.evidence ? std::string(to_string(*claim.evidence)) : std::string(text::none)});
  }
  return table;
}

/// The words in which the sources make the claims.
Table quote_table(const Audit& audit) {
  Table table{.id = "quotes", .title = "In the words of the sources"};
  table.columns = {{"Claim"}, {"Words"}, {"Source"}};
  for (const auto& claim : audit.claims)
    if (!claim.quote.empty()) table.rows.push_back({claim.id, claim.quote, claim.source});
  return table;
}

/// How many claims of each source have each verdict.
Table verdict_table(const Audit& audit) {
  Table table{.id = "by_source", .title = "Verdicts by source"};
  table.columns = {{"Source"}, {"Claims", Align::right}};
  for (std::size_t v = 0; v < claim_verdicts; ++v)
    table.columns.push_back({std::string(to_string(static_cast<ClaimVerdict>(v))), Align::right});
  std::vector<std::string> sources;
  for (const auto& claim : audit.claims)
    if (!claim.derived && std::find(sources.begin(), sources.end(), claim.source) == sources.end())
      sources.push_back(claim.source);
  if (sources.size() < 2) return table;
  for (const auto& source : sources) {
    std::array<std::size_t, claim_verdicts> counts{};
    for (const auto& claim : audit.claims)
      if (!claim.derived && claim.source == source) ++counts[static_cast<std::size_t>(claim.verdict)];
    std::vector<std::string> row{source, std::to_string(std::accumulate(counts.begin(), counts.end(), std::size_t{0}))};
    for (const auto n : counts) row.push_back(n == 0 ? std::string(text::none) : std::to_string(n));
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// "Of 38 claims of the sources: 12 reproduce, 3 lack an input."
std::string counts_text(const Audit& audit) {
  constexpr std::array<std::string_view, claim_verdicts> one{"reproduces",       "is off by a factor", "lacks an input",
                                                             "is contradictory", "could be chance",    "is circular"};
  constexpr std::array<std::string_view, claim_verdicts> many{
      "reproduce", "are off by a factor", "lack an input", "are contradictory", "could be chance", "are circular"};
  std::string counts = "Of " + std::to_string(audit.stated()) + (audit.stated() == 1 ? " claim" : " claims");
  std::string_view between = ": ";
  for (std::size_t v = 0; v < claim_verdicts; ++v) {
    const std::size_t n = audit.count(static_cast<ClaimVerdict>(v));
    if (n == 0) continue;
    counts.append(between).append(std::to_string(n)).append(" ").append(n == 1 ? one[v] : many[v]);
    between = ", ";
  }
  return counts + ".";
}

std::vector<std::string> lead(const Audit& audit) {
  std::vector<std::string> lines{counts_text(audit)};
  const std::size_t derived = audit.claims.size() - audit.stated();
  if (derived > 0)
    lines.push_back(std::to_string(derived) + (derived == 1 ? " more is derived" : " more are derived") +
                    " by us from what the sources say; such claims stand apart.");
  const auto has = [&](ClaimVerdict verdict) {
    return std::any_of(audit.claims.begin(), audit.claims.end(),
                       [&](const AuditedClaim& c) { return c.verdict == verdict; });
  };
  if (has(ClaimVerdict::chance))
    lines.push_back("Could be chance: the p-value of the difference is above " + text::significant(chance_above, 1) +
                    ".");
  if (has(ClaimVerdict::circular))
    lines.push_back("Circular: an input was solved back from the printed value, so reproducing it shows nothing.");
  return lines;
}

Table reading_table(const Audit& audit) {
  Table table{.id = "readings", .title = "Other ways to arrive at a number"};
  table.columns = {{"Claim"}, {"Reading"}, {"Value", Align::right}, {""}};
  for (const auto& claim : audit.claims)
    for (const auto& reading : claim.readings)
      table.rows.push_back({claim.id, reading.what,
                            reading.value ? value_text(*reading.value, reading.unit, 6) : std::string(text::none),
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
  Report report{.title = audit.title, .lead = lead(audit), .sections = {{.tables = {claim_table(audit, false)}}}};
  for (auto&& table : {verdict_table(audit), claim_table(audit, true), quote_table(audit), reading_table(audit),
                       note_table(audit), claim_source_table(audit)})
    if (!table.rows.empty()) report.sections.front().tables.push_back(table);
  return report;
}

}  // namespace costmodel
