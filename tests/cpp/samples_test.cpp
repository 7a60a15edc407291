// Every file of a folder of other people's files is read, or refused with a reason: the folder that COSTMODEL_SAMPLES
// names, if any.
#include <gtest/gtest.h>

#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/verdicts.hpp>
#include <iostream>

#include "outside_files.hpp"

namespace costmodel {
namespace {

OUTSIDE_FILES(Samples, COSTMODEL_SAMPLES);

TEST_P(Samples, EveryFileIsReadOrRefusedWithAReason) {
  std::size_t read = 0;
  for (const auto& file : evidence_files({GetParam()})) {
    ImportReport report;
    switch (kind_of(recognize(file))) {
      case EvidenceKind::throughput:
      case EvidenceKind::none:
        report = read_benchmarks(file).report;
        break;
      case EvidenceKind::acceptance:
        report = read_verdicts(file).report;
        break;
      default:
        continue;
    }
    std::cout << to_text({report});
    read += report.read() ? 1 : 0;
    EXPECT_TRUE(report.read() || !report.refused.empty()) << file;
    EXPECT_EQ(report.sha256.size(), 64u) << file;
  }
  EXPECT_GT(read, 0u);
}

}  // namespace
}  // namespace costmodel
