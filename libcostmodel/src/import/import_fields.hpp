// The tables of what is read from files that people have, as io/result_fields.hpp has those of results.
#pragma once

#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/import/prices.hpp>
#include <costmodel/import/verdicts.hpp>

#include "io/result_fields.hpp"

namespace costmodel::results {

template <>
inline constexpr auto last_enumerator<AnswerVerdict> = AnswerVerdict::unscored;
template <>
inline constexpr auto last_enumerator<Charge> = Charge::tax;
template <>
inline constexpr auto last_enumerator<EvidenceFormat> = EvidenceFormat::unknown;
template <>
inline constexpr auto last_enumerator<EvidenceKind> = EvidenceKind::trace;
template <>
inline constexpr auto last_enumerator<LoadKind> = LoadKind::unknown;
template <>
inline constexpr auto last_enumerator<Meter> = Meter::storage;

/// A price as people write it, with the file that it was read from.
struct PriceRow {
  std::string provider{}, model{}, region{};
  Meter meter = Meter::input;
  double value = 0;
  std::string unit{}, condition{}, from{}, to{}, detail{}, pointer{}, file{};
};
PriceRow row_of(const ReadPrices& read, const ImportedPrice& price);

struct PriceList {
  std::string file{};
  EvidenceFormat format = EvidenceFormat::unknown;
  std::string sha256{};
  std::vector<PriceRow> prices{};
  std::vector<ImportNote> not_read{};
};

/// Charges of one kind of a bill, with the file that they were read from.
struct BillRow {
  std::string file{}, sha256{};
  BillGroup group{};
};

struct ImportedFiles {
  std::vector<ImportReport> files{};
};

template <>
Record described<BenchmarkRun>();
template <>
Record described<BillComparison>();
template <>
Record described<BillDifference>();
template <>
Record described<BillRow>();
template <>
Record described<ImportedFiles>();
template <>
Record described<ImportedNumber>();
template <>
Record described<ImportNote>();
template <>
Record described<ImportReport>();
template <>
Record described<PriceList>();
template <>
Record described<PriceRow>();
template <>
Record described<Verdicts>();

/// What every command writes as JSON.
std::vector<Document> all_documents();

}  // namespace costmodel::results
