// Every file of a folder of other people's files is read, or refused with a reason. Skipped unless COSTMODEL_SAMPLES names
// the folder.
#include <gtest/gtest.h>

#include <costmodel/io/benchmarks.hpp>
#include <costmodel/io/verdicts.hpp>
#include <cstdlib>
#include <iostream>

namespace costmodel {
namespace {

TEST(Samples, EveryFileIsReadOrRefusedWithAReason) {
  const char* folder = std::getenv("COSTMODEL_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "COSTMODEL_SAMPLES names no folder";
  std::size_t read = 0;
  for (const auto& file : evidence_files({folder})) {
    ImportReport report;
    switch (kind_of(recognize(file))) {
      case EvidenceKind::throughput:
      case EvidenceKind::none: report = read_benchmarks(file).report; break;
      case EvidenceKind::acceptance: report = read_verdicts(file).report; break;
      default: continue;
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
