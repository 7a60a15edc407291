// Recorded requests, as they are published: Azure's LLM inference traces, BurstGPT and a plain layout in CSV;
// Mooncake's, Bailian's and LiteLLM's in JSON, in lines or in a list.
#pragma once

#include <array>
#include <costmodel/base/error.hpp>
#include <costmodel/replay/trace.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// What a timestamp counts that is a number and not a date.
enum class TimeUnit { second, millisecond, microsecond, nanosecond };
std::string_view to_string(TimeUnit unit);

/// Without names, columns are found by the names of the known layouts, whatever their case, blanks and underscores:
///   timestamp; context|request|input|prompt tokens; generated|response|output|completion tokens
struct TraceOptions {
  std::string timestamp{};
  std::string input_tokens{};
  std::string output_tokens{};
  TimeUnit unit = TimeUnit::second;
  std::uint32_t most_tokens = 10'000'000;  ///< of one request; more is absurd
  bool skip_bad_rows = false;              ///< count rows that cannot be read, instead of failing
};

/// Why a row was refused.
enum class BadRow {
  wrong_columns,
  missing_timestamp,
  bad_timestamp,
  missing_tokens,
  bad_tokens,
  negative_tokens,
  absurd_tokens,
  unclosed_quote,
  torn_last_line
};
inline constexpr std::size_t bad_row_kinds = 9;
std::string_view to_string(BadRow reason);

/// What was found in a file. rows_read = rows_kept + all refused.
struct TraceReport {
  std::string file{};
  std::string layout{};         ///< "azure", "burstgpt" or "plain"
  std::uint64_t rows_read = 0;  ///< records after the header, blank lines apart
  std::uint64_t rows_kept = 0;
  std::array<std::uint64_t, bad_row_kinds> refused{};  ///< by BadRow
  std::vector<Problem> problems{};                     ///< the first 20 refused rows, by file and line
  std::uint64_t blank_lines = 0;
  std::uint64_t out_of_order = 0;     ///< rows earlier than the one above them; the trace is sorted all the same
  std::uint64_t duplicate_times = 0;  ///< requests of the same instant as another, kept
  std::uint64_t duplicate_rows = 0;   ///< of these, with the same tokens too, kept
  bool byte_order_mark = false;
  bool crlf = false;
  bool final_newline = true;  ///< without one, the last row that was kept may have lost digits
  std::string zone{};         ///< how times were understood
  Time<> span{};

  std::uint64_t rows_refused() const;
};

struct ReadTrace {
  Trace trace{};
  TraceReport report{};
};

/// Reads a CSV file (RFC 4180) in one pass; memory stays below 2 × the columns kept. Throws InvalidInput: a file that
/// cannot be read, missing or doubled columns, no rows, times with and without a zone ("mixed-zones"), and, unless they
/// are to be skipped, bad rows: the first 20 with file, line and reason, and a count of each reason.
ReadTrace read_trace(const std::string& file, const TraceOptions& options = {});

/// The same from text. `name` stands for the file in messages.
ReadTrace parse_trace(std::string_view csv, const TraceOptions& options = {}, const std::string& name = "trace");

/// Reads a file that is larger than memory, in pieces for Replay::add: times since the first request of the file.
/// Throws as read_trace does, and for rows out of order ("unsorted-trace"), which only a whole trace can be rid of. The
/// report does not count duplicates.
TraceReport read_trace_in_pieces(const std::string& file, const TraceOptions& options,
                                 const std::function<void(const Trace&)>& piece, std::size_t rows_per_piece = 1 << 20);

}  // namespace costmodel
