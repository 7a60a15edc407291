// gzip is unpacked on the way; a reader of Parquet is asked for CSV. Checksums are of the files as they lie.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/import/import.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace costmodel {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

const std::string corpus = std::string(COSTMODEL_TESTS_DIR) + "/fuzz/corpus/";

std::string content(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string zipped(const std::string& text) {
  z_stream s{};
  EXPECT_EQ(deflateInit2(&s, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&s, text.size()), '\0');
  std::string in = text;
  s.next_in = reinterpret_cast<Bytef*>(in.data());
  s.avail_in = static_cast<uInt>(in.size());
  s.next_out = reinterpret_cast<Bytef*>(out.data());
  s.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&s, Z_FINISH), Z_STREAM_END);
  out.resize(s.total_out);
  deflateEnd(&s);
  return out;
}

class PackedFiles : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override {
    read_parquet_by({});
    fs::remove_all(folder_);
  }
  std::string written(const std::string& name, const std::string& bytes) const {
    const auto file = (folder_ / name).string();
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }
  fs::path folder_ = fs::temp_directory_path() /
                     ("costmodel_packed_" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) + "_" +
                      testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(PackedFiles, ABillInGzipIsTheBill) {
  const std::string csv = content(corpus + "bills/focus.csv");
  const auto plain = parse_bill(csv);
  const std::string halves[] = {csv.substr(0, csv.size() / 2), csv.substr(csv.size() / 2)};
  for (const std::string& bytes : {zipped(csv), zipped(halves[0]) + zipped(halves[1])}) {  // one member, and two
    const std::string file = written("bill.csv.gz", bytes);
    const auto packed = read_bill(file);
    EXPECT_EQ(packed.effective(Charge::usage), plain.effective(Charge::usage));
    EXPECT_EQ(packed.report.rows_out, plain.report.rows_out);
    EXPECT_EQ(packed.report.bytes, bytes.size());
    EXPECT_EQ(packed.report.sha256, sha256_of(file));
  }
}

TEST_F(PackedFiles, AFolderOfThem) {
  for (const auto& entry : fs::directory_iterator(corpus + "benchmarks"))
    written(entry.path().filename().string() + ".gz", zipped(content(entry.path().string())));
  for (const auto& entry : fs::directory_iterator(corpus + "traces"))
    written(entry.path().filename().string() + ".gz", zipped(content(entry.path().string())));
  const auto packed = read_evidence({folder_.string()});
  const auto plain = read_evidence({corpus + "benchmarks", corpus + "traces"});
  ASSERT_EQ(packed.reports.size(), plain.reports.size());
  EXPECT_EQ(packed.traces.size(), plain.traces.size());
  EXPECT_EQ(packed.curves.size(), plain.curves.size());
  std::uint64_t rows = 0;
  for (const auto& report : packed.reports) rows += report.rows_out;
  for (const auto& report : plain.reports) rows -= report.rows_out;
  EXPECT_EQ(rows, 0u);
}

TEST_F(PackedFiles, DamageIsNamed) {
  const std::string csv = content(corpus + "bills/focus.csv"), bytes = zipped(csv);
  const auto refusal = [](const std::string& text) {
    try {
      parse_bill(text, {}, "f");
    } catch (const InvalidInput& invalid) {
      return invalid.problems()[0].id + ": " + invalid.problems()[0].found;
    }
    return std::string("read");
  };
  EXPECT_EQ(refusal(bytes.substr(0, bytes.size() - 4)), "unreadable-file: packed data that break off");
  EXPECT_EQ(refusal(bytes.substr(0, 12)), "unreadable-file: packed data that break off");
  std::string wrong = bytes;
  wrong[wrong.size() - 6] ^= 1;  // in the checksum
  EXPECT_EQ(refusal(wrong), "unreadable-file: packed data that are damaged");
  EXPECT_THAT(refusal(zipped(bytes)), HasSubstr("wrong-format: gzip"));  // packed twice
  const std::string header = csv.substr(0, csv.find('\n') + 1);
  EXPECT_EQ(refusal(zipped(header + std::string(100u << 20, '\n'))),
            "too-large: more than 200 times as much as is packed in it");
}

TEST_F(PackedFiles, ParquetByItsReader) {
  const std::string file = written("bill.parquet", "PAR1 and so on PAR1"), csv = content(corpus + "bills/focus.csv");
  const auto before = read_evidence({file});
  ASSERT_EQ(before.reports.size(), 1u);
  EXPECT_THAT(before.reports[0].refused.at(0).found, HasSubstr("pip install"));
  int times = 0;
  read_parquet_by([&](const std::string& name) {
    EXPECT_EQ(name, file);
    ++times;
    return csv;
  });
  const auto bill = read_bill(file);
  EXPECT_EQ(bill.effective(Charge::usage), parse_bill(csv).effective(Charge::usage));
  EXPECT_EQ(bill.report.sha256, sha256_of(file));
  times = 0;
  EXPECT_EQ(read_evidence({file}).bills.size(), 1u);
  EXPECT_EQ(times, 1);  // and not once for each look at it
  read_parquet_by([](const std::string& name) -> std::string {
    throw InvalidInput("unreadable-file", name, "no footer", "a Parquet file that is whole");
  });
  EXPECT_EQ(read_evidence({file}).reports.at(0).refused.at(0).found, "no footer");
}

}  // namespace
}  // namespace costmodel
