// Traces as people have them: published layouts, and everything that can be wrong with a CSV.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <costmodel/io/billing_risk.hpp>
#include <costmodel/io/trace.hpp>
#include <costmodel/replay/replay.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "outside_files.hpp"
#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string head = "timestamp,input_tokens,output_tokens\n";

/// The ids of all problems that reading gives, each once.
std::vector<std::string> ids(const std::string& csv, const TraceOptions& options = {}) {
  std::vector<std::string> all;
  try {
    parse_trace(csv, options);
  } catch (const InvalidInput& e) {
    for (const auto& p : e.problems())
      if (std::ranges::find(all, p.id) == all.end()) all.push_back(p.id);
  }
  return all;
}

std::string message(const std::string& csv, const TraceOptions& options = {}) {
  try {
    parse_trace(csv, options, "my.csv");
  } catch (const InvalidInput& e) {
    return e.what();
  }
  return {};
}

std::uint64_t refused(const ReadTrace& read, BadRow reason) {
  return read.report.refused[static_cast<std::size_t>(reason)];
}

// --- Layouts ---------------------------------------------------------------------------------------------------------

TEST(TraceFile, AzureLayout) {
  const auto [trace, report] = parse_trace(
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 "
      "18:17:04.0319600,3180,8\n");
  EXPECT_EQ(report.layout, "azure");
  EXPECT_EQ(trace.start_ns, 1'700'158'623'979'960'000);
  EXPECT_THAT(trace.time_ns, ElementsAre(0, 52'000'000));
  EXPECT_THAT(trace.input, ElementsAre(4808, 3180));
  EXPECT_THAT(trace.output, ElementsAre(10, 8));
  EXPECT_THAT(report.zone, HasSubstr("taken as UTC"));
}

TEST(TraceFile, BurstGptLayout) {
  const auto [trace, report] = parse_trace(
      "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n"
      "45,\"GPT-4, turbo\",1087,230,1317,API log\n118.5,ChatGPT,417,0,417,Conversation log\n");
  EXPECT_EQ(report.layout, "burstgpt");
  EXPECT_THAT(trace.time_ns, ElementsAre(0, 40'000'000'000, 113'500'000'000));
  EXPECT_THAT(trace.output, ElementsAre(18, 230, 0));
  EXPECT_EQ(trace.start_ns, 5'000'000'000);
}

TEST(TraceFile, PlainLayoutInAnyCaseAndOrder) {
  const auto [trace, report] = parse_trace("Output Tokens,note,INPUT-TOKENS,TimeStamp\n7,x,3,0.25\n8,,4,1e1\n");
  EXPECT_EQ(report.layout, "plain");
  EXPECT_THAT(trace.time_ns, ElementsAre(0, 9'750'000'000));
  EXPECT_THAT(trace.input, ElementsAre(3, 4));
  EXPECT_THAT(trace.output, ElementsAre(7, 8));
}

TEST(TraceFile, NamedColumnsAndUnits) {
  const TraceOptions options{
      .timestamp = "when", .input_tokens = "in", .output_tokens = "out", .unit = TimeUnit::millisecond};
  const auto [trace, report] =
      parse_trace("when,in,out,input_tokens\n1700000000000,1,2,9\n1700000000001.5,1,2,9\n", options);
  EXPECT_EQ(trace.start_ns, 1'700'000'000'000'000'000);
  EXPECT_THAT(trace.time_ns, ElementsAre(0, 1'500'000));
  EXPECT_THAT(trace.input, ElementsAre(1, 1));
}

TEST(TraceFile, ZonesAreConverted) {
  const auto [trace, report] =
      parse_trace(head + "2024-02-29T12:00:00Z,1,1\n2024-02-29 14:00:01+02:00,1,1\n2024-02-29T07:00:02.5-0500,1,1\n");
  EXPECT_THAT(trace.time_ns, ElementsAre(0, 1'000'000'000, 2'500'000'000));
  EXPECT_EQ(trace.start_ns, 1'709'208'000'000'000'000);
  EXPECT_THAT(report.zone, HasSubstr("converted"));
}

TEST(TraceFile, ByteOrderMarkQuotesCrlfAndBlankLines) {
  const auto [trace, report] = parse_trace(
      "\xEF\xBB\xBF\"timestamp\",\"input_tokens\",output_tokens,note\r\n\"0\",\"1\",2,\"a \"\"b\"\", "
      "c\r\nd\"\r\n\r\n1,3,4,\r\n");
  EXPECT_TRUE(report.byte_order_mark);
  EXPECT_TRUE(report.crlf);
  EXPECT_EQ(report.blank_lines, 1u);
  EXPECT_THAT(trace.input, ElementsAre(1, 3));
  EXPECT_THAT(trace.output, ElementsAre(2, 4));
}

TEST(TraceFile, UnsortedIsSortedAndSaid) {
  const auto [trace, report] = parse_trace(head + "10,1,1\n5,2,2\n7,3,3\n5,4,4\n5,4,4\n");
  EXPECT_EQ(report.out_of_order, 2u);
  EXPECT_EQ(report.duplicate_times, 2u);
  EXPECT_EQ(report.duplicate_rows, 1u);
  EXPECT_EQ(trace.start_ns, 5'000'000'000);
  EXPECT_THAT(trace.time_ns, ElementsAre(0, 0, 0, 2'000'000'000, 5'000'000'000));
  EXPECT_THAT(trace.input, ElementsAre(2, 4, 4, 3, 1));
}

TEST(TraceFile, WholeNumbersMayBeWrittenAsDecimals) {
  EXPECT_THAT(parse_trace(head + "0, 12.0 ,1e2\n").trace.output, ElementsAre(100));
}

TEST(TraceFile, NegativeRelativeTimesAreTimes) {
  EXPECT_THAT(parse_trace(head + "-1.5,1,1\n0,1,1\n").trace.time_ns, ElementsAre(0, 1'500'000'000));
}

TEST(TraceFile, ALastRowWithoutLineFeedIsKeptAndSaid) {
  const auto [trace, report] = parse_trace(head + "0,1,1\n1,2,2");
  EXPECT_EQ(trace.size(), 2u);
  EXPECT_FALSE(report.final_newline);
}

// --- Refused ---------------------------------------------------------------------------------------------------------

struct Hostile {
  std::string rows;
  BadRow reason;
};
class HostileRow : public testing::TestWithParam<Hostile> {};

TEST_P(HostileRow, IsRefusedWithFileLineAndReasonOrSkippedAndCounted) {
  const auto& [row, reason] = GetParam();
  const std::string csv = head + "0,1,1\n" + row;
  const std::string what = message(csv);
  EXPECT_THAT(what, HasSubstr("my.csv:3: "));
  EXPECT_THAT(what, HasSubstr("[" + std::string(to_string(reason)) + "]"));
  const auto read = parse_trace(csv, {.skip_bad_rows = true});
  EXPECT_EQ(refused(read, reason), 1u);
  EXPECT_EQ(read.report.rows_refused(), 1u);
  EXPECT_EQ(read.report.rows_read, read.report.rows_kept + 1);
  EXPECT_EQ(read.trace.size(), read.report.rows_kept);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, HostileRow,
    testing::Values(
        Hostile{"1,2\n2,2,2\n", BadRow::wrong_columns}, Hostile{"1,2,3,4\n2,2,2\n", BadRow::wrong_columns},
        Hostile{",2,3\n2,2,2\n", BadRow::missing_timestamp}, Hostile{"soon,2,3\n", BadRow::bad_timestamp},
        Hostile{"nan,2,3\n", BadRow::bad_timestamp}, Hostile{"inf,2,3\n", BadRow::bad_timestamp},
        Hostile{"1e300,2,3\n", BadRow::bad_timestamp}, Hostile{"1700000000000,2,3\n", BadRow::bad_timestamp},
        Hostile{"99999999999999999999,2,3\n", BadRow::bad_timestamp}, Hostile{"1.2.3,2,3\n", BadRow::bad_timestamp},
        Hostile{"2023-11-16 18:17:03,2,3\n", BadRow::bad_timestamp}, Hostile{"1,,3\n", BadRow::missing_tokens},
        Hostile{"1,2,\n2,2,2\n", BadRow::missing_tokens}, Hostile{"1,two,3\n", BadRow::bad_tokens},
        Hostile{"1,2.5,3\n", BadRow::bad_tokens}, Hostile{"1,nan,3\n", BadRow::bad_tokens},
        Hostile{"1,0x10,3\n", BadRow::bad_tokens}, Hostile{"1,-2,3\n", BadRow::negative_tokens},
        Hostile{"1,2,99999999999\n", BadRow::absurd_tokens}, Hostile{"1,inf,3\n", BadRow::absurd_tokens},
        Hostile{"1,1e400,3\n", BadRow::absurd_tokens}, Hostile{"1,10000001,3\n", BadRow::absurd_tokens},
        Hostile{"1,\"2,3\n2,2,2\n", BadRow::unclosed_quote}, Hostile{"1,2", BadRow::torn_last_line},
        Hostile{"1,2,", BadRow::torn_last_line}, Hostile{"1", BadRow::torn_last_line}));

class HostileDate : public testing::TestWithParam<std::string> {};

TEST_P(HostileDate, IsRefused) {
  const std::string csv = head + "2024-02-28 10:00:00,1,1\n" + GetParam() + ",1,1\n";
  EXPECT_THAT(ids(csv), ElementsAre("bad-timestamp"));
}

INSTANTIATE_TEST_SUITE_P(Dates, HostileDate,
                         testing::Values("2023-02-29 10:00:00", "2024-13-01 10:00:00", "2024-00-01 10:00:00",
                                         "2024-02-30 10:00:00", "2024-02-28 24:00:00", "2024-02-28 10:60:00",
                                         "2024-02-28 10:00:60", "2024-02-28", "2024-02-28 10:00",
                                         "2024-02-28 10:00:00.", "2024-02-28 10:00:00+", "2024-02-28 10:00:00+2",
                                         "2024-02-28 10:00:00+02:", "2024-02-28 10:00:00 CET", "1969-12-31 23:59:59",
                                         "2300-01-01 00:00:00", "28/02/2024 10:00:00", "0", "2024-02-28x10:00:00",
                                         "2024-2-28 10:00:00"));

TEST(HostileFile, HasNoRows) {
  EXPECT_THAT(ids(""), ElementsAre("no-rows"));
  EXPECT_THAT(ids("\n\n"), ElementsAre("no-rows"));
  EXPECT_THAT(ids(head), ElementsAre("no-rows"));
  EXPECT_THAT(ids(head + "x,1,1\n", {.skip_bad_rows = true}), ElementsAre("no-rows"));
}

TEST(HostileFile, HasNoHeaderOrTheWrongOne) {
  EXPECT_THAT(ids("0,1,2\n1,1,2\n"), ElementsAre("missing-column"));
  EXPECT_THAT(message("timestmp,input_tokens,output_tokens\n0,1,1\n"), HasSubstr("did you mean \"timestmp\"?"));
  EXPECT_THAT(ids("timestamp;input_tokens;output_tokens\n0;1;1\n"), ElementsAre("missing-column"));
  EXPECT_THAT(ids("timestamp,input_tokens,prompt_tokens,output_tokens\n0,1,1,1\n"), ElementsAre("duplicate-column"));
  EXPECT_THAT(ids("\"timestamp,input_tokens,output_tokens\n"), ElementsAre("unclosed-quote"));
}

TEST(HostileFile, IsNoText) {
  EXPECT_THAT(ids("\xFF\xFEt\0i\0m\0e\0"), ElementsAre("not-utf8"));
  EXPECT_THAT(ids("\x1F\x8B\x08 a gzip file"), ElementsAre("not-utf8"));
  EXPECT_THAT(ids(std::string(20 << 20, 'x')), ElementsAre("bad-line"));
}

TEST(HostileFile, MixesZones) {
  EXPECT_THAT(ids(head + "2024-02-28 10:00:00Z,1,1\n2024-02-28 10:00:01,1,1\n"), ElementsAre("mixed-zones"));
}

TEST(HostileFile, CannotBeRead) {
  EXPECT_THROW(read_trace("/no/such/file.csv"), InvalidInput);
  EXPECT_THROW(read_trace("/"), InvalidInput);
}

TEST(HostileFile, ListsTwentyRowsAndCountsTheRest) {
  std::string csv = head;
  for (int i = 0; i < 1000; ++i) csv += "0,-1,1\n";
  try {
    parse_trace(csv + "0,1,x\n");
    FAIL();
  } catch (const InvalidInput& e) {
    ASSERT_EQ(e.problems().size(), 22u);
    EXPECT_EQ(e.problems()[20].id, "bad-tokens");
    EXPECT_THAT(e.problems()[21].found, HasSubstr("1000 such rows of 1001"));
  }
}

TEST(HostileFile, QuoteThatIsNeverClosedCostsOneRowAndNotTheRest) {
  std::string csv = head + "0,1,1\n1,\"1,1\n";
  for (int i = 2; i < 50'000; ++i) csv += std::to_string(i) + ",1,1\n";
  const auto read = parse_trace(csv, {.skip_bad_rows = true});
  EXPECT_EQ(refused(read, BadRow::unclosed_quote), 1u);
  EXPECT_EQ(read.trace.size(), 49'999u);
}

TEST(HostileFile, LineNumbersSurviveQuotedLineBreaksAndBuffers) {
  std::string csv = "timestamp,input_tokens,output_tokens,note\n";
  for (int i = 0; i < 200'000; ++i) csv += std::to_string(i) + ",1,1,\"a\nb\"\n";
  EXPECT_THAT(message(csv + "x,1,1,\n"), HasSubstr("my.csv:400002: "));
}

// --- Whatever the bytes ----------------------------------------------------------------------------------------------

RC_GTEST_PROP(AnyBytes, EveryRowIsCounted, ()) {
  const auto bytes =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789,,,,\n\n\"\r. -:TZ+x\0e", 29)));
  try {
    const auto read = parse_trace(head + bytes, {.skip_bad_rows = true});
    RC_ASSERT(read.report.rows_read == read.report.rows_kept + read.report.rows_refused());
    RC_ASSERT(read.trace.size() == read.report.rows_kept);
    validate(read.trace);
  } catch (const InvalidInput&) {
  }
}

/// The quick reader and the careful one, which quotes bring in, read the same.
RC_GTEST_PROP(AnyRows, QuotesChangeNothing, ()) {
  const auto rows =
      *rc::gen::container<std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>>>(rc::gen::tuple(
          rc::gen::inRange(0u, 2'000'000'000u), rc::gen::inRange(0u, 10'000'001u), rc::gen::inRange(0u, 300u)));
  RC_PRE(!rows.empty());
  std::string bare = head, quoted = head;
  for (const auto& [t, in, out] : rows) {
    const std::string time = std::to_string(t / 1000) + "." + std::to_string(t % 1000);
    bare += time + "," + std::to_string(in) + "," + std::to_string(out) + "\n";
    quoted += "\"" + time + "\",\"" + std::to_string(in) + "\",\"" + std::to_string(out) + "\"\r\n";
  }
  RC_ASSERT(parse_trace(bare).trace == parse_trace(quoted).trace);
}

// --- Files -----------------------------------------------------------------------------------------------------------

class InPieces : public testing::Test {
 protected:
  void write(const std::string& text) { std::ofstream(file_, std::ios::binary) << text; }
  void TearDown() override { std::filesystem::remove(file_); }
  std::string file_ = testing::TempDir() + "costmodel_trace_pieces_" + std::to_string(::getpid()) + ".csv";
};

TEST_F(InPieces, GiveTheBillOfTheWhole) {
  std::string csv = head;
  for (int i = 0; i < 5000; ++i) csv += std::to_string(i * i % 977 + i * 100) + ",5," + std::to_string(i % 50) + "\n";
  std::erase(csv, '\r');
  const Trace whole = [&] {
    auto t = parse_trace(csv).trace;
    return t;
  }();
  csv = head;
  for (std::size_t i = 0; i < whole.size(); ++i)
    csv += std::to_string((whole.time_ns[i] + whole.start_ns) / 1'000'000'000) + ",5," +
           std::to_string(whole.output[i]) + "\n";
  write(csv);
  const Serving serving{.rule = {.by = Billed::keep_alive, .window = minutes(5)}, .price = usd_per_minute(0.157)};
  Replay pieces(serving);
  const auto report = read_trace_in_pieces(
      file_, {}, [&](const Trace& piece) { pieces.add(piece); }, 700);
  EXPECT_EQ(report.rows_kept, 5000u);
  EXPECT_EQ(read_trace(file_).trace, whole);
  EXPECT_EQ(pieces.finish().billed, replay(whole, serving).billed);
}

TEST_F(InPieces, MustBeInOrder) {
  write(head + "1,1,1\n0,1,1\n");
  EXPECT_THROW(read_trace_in_pieces(file_, {}, [](const Trace&) {}), InvalidInput);
}

// --- Reports ---------------------------------------------------------------------------------------------------------

TEST(RiskReport, HoldsRulesAndSpread) {
  const auto risk = billing_risk(test::lab(), "import", {.demand = accepted_answers_per_month(3000)});
  const Table table = billing_risk_table(risk);
  EXPECT_EQ(table.rows.size(), 6u);
  for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.columns.size());
  EXPECT_THAT(table.notes.front(), HasSubstr("Billing risk: $"));
  EXPECT_THAT(to_json(risk), HasSubstr("\"spread_usd_per_month\": "));
  EXPECT_FALSE(render(table, Format::markdown).empty());
}

OUTSIDE_FILES(PublicTrace, COSTMODEL_TRACE);

/// The public Azure code trace (2023), where COSTMODEL_TRACE names it: 8,819 requests in a good 57 minutes.
TEST_P(PublicTrace, IsBilledUnderEachRule) {
  const auto [trace, report] = read_trace(GetParam());
  EXPECT_EQ(report.rows_kept, report.rows_read);
  EXPECT_GT(trace.size(), 0u);
  const auto risk = billing_risk(test::lab(), "import", trace);
  for (const auto& note : trace_notes(report)) std::cout << note << '\n';
  std::cout << render(billing_risk_table(risk), Format::text);
  if (!risk.why_not.empty()) return;
  for (const auto& row : risk.rows) EXPECT_GE(row.times_packed, 1 - 1e-9) << to_string(row.rule);
}

}  // namespace
}  // namespace costmodel
