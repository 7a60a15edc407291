#include <costmodel/io/trace.hpp>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <optional>

#include "base/nearest.hpp"
#include "io/csv.hpp"
#include "io/timestamp.hpp"
#include "io/trace_json.hpp"
#include "io/trace_log.hpp"

namespace costmodel {

namespace {

constexpr std::string_view reasons[bad_row_kinds] = {"wrong-columns",  "missing-timestamp", "bad-timestamp",
                                                     "missing-tokens", "bad-tokens",        "negative-tokens",
                                                     "absurd-tokens",  "unclosed-quote",    "torn-last-line"};

enum class Role : std::uint8_t { skipped, timestamp, input, output };
constexpr std::size_t roles = 4;

/// "Context Tokens", "context_tokens" and "ContextTokens" are one name.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return plain;
}

std::vector<std::string_view> known_names(Role role) {
  if (role == Role::timestamp) return {"timestamp", "starttime"};
  if (role == Role::input) return {"contexttokens", "requesttokens", "inputtokens", "prompttokens"};
  return {"generatedtokens", "responsetokens", "outputtokens", "completiontokens"};
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Bytes from a file that somebody else wrote, fit for a message.
std::string as_read(std::string_view text) {
  std::string safe;
  for (const char c : text.substr(0, 60)) safe += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return '"' + safe + (text.size() > 60 ? "…\"" : "\"");
}

std::int64_t unit_ns(TimeUnit unit) {
  constexpr std::int64_t ns[] = {1'000'000'000, 1'000'000, 1'000, 1};
  return ns[static_cast<std::size_t>(unit)];
}

/// Why a row cannot be kept.
struct Fault {
  BadRow reason;
  std::string found;
  std::string allowed;
};

struct Row {
  std::int64_t ns = 0;
  std::uint32_t input = 0;
  std::uint32_t output = 0;
};

std::optional<Fault> read_tokens(std::string_view field, std::uint32_t most, std::uint32_t& tokens) {
  const std::string_view text = trimmed(field);
  const std::string allowed = "a whole number, 0 to " + std::to_string(most);
  if (text.empty()) return Fault{BadRow::missing_tokens, "nothing", allowed};
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || (error != std::errc() && error != std::errc::result_out_of_range) ||
      std::isnan(value) || (error == std::errc() && std::isfinite(value) && value != std::floor(value)))
    return Fault{BadRow::bad_tokens, as_read(field), allowed};
  if (value < 0) return Fault{BadRow::negative_tokens, as_read(field), allowed};
  if (error != std::errc() || value > most) return Fault{BadRow::absurd_tokens, as_read(field), allowed};
  tokens = static_cast<std::uint32_t>(value);
  return std::nullopt;
}

void resize(Trace& trace, std::size_t rows) {
  trace.time_ns.resize(rows);
  trace.input.resize(rows);
  trace.output.resize(rows);
}

class TraceReader {
 public:
  /// `first_line` is 0 where the header was put before rows that were no CSV.
  TraceReader(csv::Lines lines, const TraceOptions& options, const std::string& name, std::uint64_t first_line = 1)
      : lines_(std::move(lines)), options_(options), unit_ns_(unit_ns(options.unit)) {
    report_.file = name;
    line_ = first_line;
    p_ = lines_.end();
    if (!refill()) throw InvalidInput("no-rows", name, "an empty file", "a header line and a row for each request");
    read_mark();
    read_header();
  }

  /// Appends up to `rows` rows to the columns, in the file's order; false at the end of the file.
  bool append(Trace& trace, std::size_t rows) {
    const std::size_t before = trace.size();
    resize(trace, before + rows);
    std::size_t n = before;
    bool more = true;
    while (n < before + rows && more) {
      if (p_ == lines_.end() && !refill()) {
        more = false;
        continue;
      }
      Row row;
      if (const char* next = dates_known_ ? quick_row(p_, row) : nullptr) {
        p_ = next;
        ++line_;
      } else if (!careful_row(row)) {
        continue;
      }
      if (report_.rows_kept == 0 && n == before) first_ns_ = previous_ns_ = row.ns;
      report_.out_of_order += row.ns < previous_ns_;
      previous_ns_ = row.ns;
      trace.time_ns[n] = row.ns - first_ns_;
      trace.input[n] = row.input;
      trace.output[n] = row.output;
      ++n;
    }
    resize(trace, n);
    report_.rows_read += n - before;
    report_.rows_kept += n - before;
    return more;
  }

  /// Checks the whole once the last row was read.
  TraceReport finish() {
    TraceReport& r = report_;
    r.final_newline = lines_.final_newline();
    if (lines_.failed())
      throw InvalidInput("unreadable-file", r.file, std::strerror(errno), "a file that can be read to its end");
    if (r.rows_refused() > 0 && !options_.skip_bad_rows) throw_bad_rows();
    if (r.rows_kept == 0)
      throw InvalidInput("no-rows", r.file, std::to_string(r.rows_refused()) + " rows, none of which can be read",
                         "a row for each request");
    if (zoned_ > 0 && zoned_ < r.rows_kept)
      throw InvalidInput(
          "mixed-zones", r.file,
          std::to_string(zoned_) + " times with a zone and " + std::to_string(r.rows_kept - zoned_) + " without",
          "all times with a zone, or all without");
    r.zone = !dates_      ? "none: numbers count from the file's own zero"
             : zoned_ > 0 ? "as stated in each row, converted to UTC"
                          : "none stated, taken as UTC";
    return r;
  }

  std::int64_t first_ns() const { return first_ns_; }
  TraceReport& report() { return report_; }
  /// A guess at the number of rows in so many bytes, from the rows of the first buffer.
  std::size_t rows_in(std::uintmax_t bytes) const {
    const auto* const begin = p_;
    const auto lines = static_cast<std::uintmax_t>(std::count(begin, lines_.end(), '\n'));
    const auto length = static_cast<std::uintmax_t>(lines_.end() - begin);
    return length == 0 ? 0 : static_cast<std::size_t>(bytes * lines / length * 65 / 64 + 1000);
  }

 private:
  bool refill() {
    if (lines_.at_end()) return false;
    const bool more = lines_.next(p_);
    if (lines_.line_too_long())
      throw InvalidInput("bad-line", at_line(), "a line of more than 16 MiB",
                         "a CSV file with one request in each line");
    p_ = lines_.begin();
    const std::string_view start(p_, static_cast<std::size_t>(lines_.end() - p_));
    const bool packed =
        line_ == 1 && (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF") || start.starts_with("\x1F\x8B"));
    if (packed) return more;  // read_mark() names it
    if (const auto* nul = static_cast<const char*>(std::memchr(p_, 0, static_cast<std::size_t>(lines_.end() - p_)))) {
      line_ += static_cast<std::uint64_t>(std::count(p_, nul, '\n'));
      throw InvalidInput("bad-line", at_line(), "a NUL character", "a CSV file with one request in each line");
    }
    return more;
  }

  std::string at_line() const { return report_.file + ":" + std::to_string(line_); }

  void read_mark() {
    const std::string_view start(p_, static_cast<std::size_t>(lines_.end() - p_));
    if (start.starts_with("\xEF\xBB\xBF")) p_ += 3, report_.byte_order_mark = true;
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF"))
      throw InvalidInput("not-utf8", report_.file, "UTF-16", "UTF-8");
    if (start.starts_with("\x1F\x8B"))
      throw InvalidInput("not-utf8", report_.file, "a gzip file", "the CSV itself, unpacked");
  }

  void read_header() {
    while (*p_ == '\n' || (*p_ == '\r' && p_[1] == '\n')) {  // blank lines before the header
      p_ += *p_ == '\r' ? 2 : 1;
      ++line_, ++report_.blank_lines;
      if (p_ == lines_.end() && !refill()) throw InvalidInput("no-rows", report_.file, "blank lines", "a header line");
    }
    std::vector<std::string> names;
    const std::string_view rest(p_, static_cast<std::size_t>(lines_.end() - p_));
    const std::size_t length = csv::split_record(rest, names);
    if (length == 0) throw InvalidInput("unclosed-quote", at_line(), "a header without end", "a header line");
    report_.crlf = length > 1 && p_[length - 2] == '\r';
    find_columns(names);
    line_ += static_cast<std::uint64_t>(std::count(p_, p_ + length, '\n'));
    p_ += length;
  }

  void find_columns(const std::vector<std::string>& names) {
    const std::string* const wanted[roles] = {nullptr, &options_.timestamp, &options_.input_tokens,
                                              &options_.output_tokens};
    constexpr std::string_view what[roles] = {"", "timestamp", "input tokens", "output tokens"};
    std::vector<std::string> plain;
    for (const auto& name : names) plain.push_back(plain_name(name));
    roles_.assign(names.size(), Role::skipped);
    std::vector<Problem> problems;
    for (std::size_t r = 1; r < roles; ++r) {
      const auto role = static_cast<Role>(r);
      const auto known = wanted[r]->empty() ? known_names(role) : std::vector<std::string_view>{};
      int found = 0;
      for (std::size_t i = 0; i < names.size(); ++i)
        if (known.empty() ? plain[i] == plain_name(*wanted[r]) : std::ranges::find(known, plain[i]) != known.end())
          roles_[i] = role, ++found;
      if (found == 1) continue;
      std::string header;
      for (const auto& name : names) header += (header.empty() ? "" : ",") + name;
      const std::string name = known.empty() ? *wanted[r] : std::string(known[role == Role::timestamp ? 0 : 2]);
      problems.push_back({found == 0 ? "missing-column" : "duplicate-column", at_line(), as_read(header),
                          "one column for the " + std::string(what[r]) + ", such as " + as_read(name) +
                              did_you_mean(plain_name(name), plain)});
    }
    if (!problems.empty()) throw InvalidInput(std::move(problems));
    const auto has = [&](std::string_view name) { return std::ranges::find(plain, name) != plain.end(); };
    report_.layout = has("contexttokens") && has("generatedtokens")  ? "azure"
                     : has("requesttokens") && has("responsetokens") ? "burstgpt"
                                                                     : "plain";
  }

  /// A row as nearly all are: no quotes, no blanks, nothing missing. Null for any other, which the careful reader
  /// takes.
  const char* quick_row(const char* p, Row& row) {
    csv::Zone zone = csv::Zone::none;
    for (std::size_t i = 0, last = roles_.size() - 1; i <= last; ++i) {
      switch (roles_[i]) {
        case Role::skipped:
          while (*p != ',' && *p != '\n' && *p != '"') ++p;
          if (i == last && p[-1] == '\r') --p;
          break;
        case Role::timestamp: {
          const csv::Stamp stamp = dates_ ? date_(p) : csv::number_stamp(p, unit_ns_);
          if (stamp.next == nullptr) return nullptr;
          row.ns = stamp.ns, p = stamp.next, zone = stamp.zone;
          break;
        }
        case Role::input:
          p = quick_tokens(p, row.input);
          break;
        case Role::output:
          p = quick_tokens(p, row.output);
          break;
      }
      if (p == nullptr) return nullptr;
      if (i < last && *p++ != ',') return nullptr;
    }
    if (*p == '\r') ++p, report_.crlf = true;
    if (*p != '\n') return nullptr;
    zoned_ += zone == csv::Zone::stated;
    return p + 1;
  }

  const char* quick_tokens(const char* p, std::uint32_t& tokens) const {
    const csv::Digits d = csv::up_to_eight_digits(p);
    tokens = d.value;
    return d.count == 0 || d.count == 8 || d.value > options_.most_tokens ? nullptr : p + d.count;
  }

  /// Any record, by the book. False where it gives no row: a blank line, or refused.
  bool careful_row(Row& row) {
    std::string_view rest(p_, static_cast<std::size_t>(lines_.end() - p_));
    if (rest.front() == '\n' || rest.starts_with("\r\n")) {
      p_ += rest.front() == '\n' ? 1 : 2;
      ++line_, ++report_.blank_lines;
      return false;
    }
    std::size_t length = csv::split_record(rest, fields_);
    while (length == 0 && rest.size() < csv::longest_record && refill()) {  // a quoted field with line breaks in it
      rest = {p_, static_cast<std::size_t>(lines_.end() - p_)};
      length = csv::split_record(rest, fields_);
    }
    std::optional<Fault> fault;
    if (length == 0 || length > csv::longest_record) {
      length = rest.find('\n') + 1;
      fault = Fault{BadRow::unclosed_quote, as_read(rest.substr(0, length - 1)), "a quote that ends within 64 KiB"};
    } else {
      fault = read_fields(row);
    }
    const char* const record = p_;
    p_ += length;
    if (fault)
      refuse(std::move(*fault));
    else if (length > 1 && p_[-2] == '\r')
      report_.crlf = true;
    line_ += static_cast<std::uint64_t>(std::count(record, p_, '\n'));
    return !fault;
  }

  std::optional<Fault> read_fields(Row& row) {
    if (fields_.size() != roles_.size())
      return Fault{BadRow::wrong_columns, std::to_string(fields_.size()) + " fields",
                   std::to_string(roles_.size()) + ", as the header has"};
    std::optional<Fault> fault;
    csv::Zone zone = csv::Zone::none;
    for (std::size_t i = 0; i < fields_.size() && !fault; ++i) {
      if (roles_[i] == Role::timestamp) fault = read_time(fields_[i], row.ns, zone);
      if (roles_[i] == Role::input) fault = read_tokens(fields_[i], options_.most_tokens, row.input);
      if (roles_[i] == Role::output) fault = read_tokens(fields_[i], options_.most_tokens, row.output);
    }
    if (!fault) zoned_ += zone == csv::Zone::stated;
    return fault;
  }

  std::optional<Fault> read_time(const std::string& field, std::int64_t& ns, csv::Zone& zone) {
    std::string text(trimmed(field));
    if (text.empty()) return Fault{BadRow::missing_timestamp, "nothing", "a time"};
    const bool is_date = text.size() >= 10 && text[4] == '-' && text[7] == '-';
    if (!dates_known_) dates_ = is_date;
    const auto length = text.size();
    text.append(64, '\n');  // what the readers may look at
    csv::Stamp stamp;
    if (is_date == dates_) stamp = dates_ ? date_(text.data()) : csv::number_stamp(text.data(), unit_ns_);
    if (stamp.next != text.data() + length && !dates_ && !is_date) stamp = exponent_stamp(text, length);
    if (stamp.next != text.data() + length)
      return Fault{BadRow::bad_timestamp, as_read(field),
                   dates_ ? "a date YYYY-MM-DD HH:MM:SS[.digits][zone] from 1970 to 2261"
                          : "a number of time units below 292 years; other units than seconds must be named"};
    dates_known_ = true;
    ns = stamp.ns, zone = stamp.zone;
    return std::nullopt;
  }

  /// 1.7e9, as spreadsheets write it: to the 15 digits that a double holds.
  csv::Stamp exponent_stamp(const std::string& text, std::size_t length) const {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + length, value);
    const double ns = value * static_cast<double>(unit_ns_);
    if (error != std::errc() || end != text.data() + length || !(std::abs(ns) < 9e18)) return {};
    return {std::llround(ns), end, csv::Zone::none};
  }

  void refuse(Fault fault) {
    const bool last = lines_.at_end() && p_ == lines_.end() && !lines_.final_newline();
    if (last) fault.reason = BadRow::torn_last_line, fault.allowed += "; the file ends without a line feed";
    const auto reason = static_cast<std::size_t>(fault.reason);
    ++report_.rows_read;
    ++report_.refused[reason];
    if (report_.problems.size() < 20)
      report_.problems.push_back(
          {std::string(reasons[reason]), at_line(), std::move(fault.found), std::move(fault.allowed)});
  }

  [[noreturn]] void throw_bad_rows() {
    std::vector<Problem> problems = report_.problems;
    for (std::size_t r = 0; r < bad_row_kinds; ++r)
      if (report_.refused[r] > 0)
        problems.push_back({std::string(reasons[r]), report_.file,
                            std::to_string(report_.refused[r]) + " such rows of " + std::to_string(report_.rows_read),
                            "none, or the choice to skip and count them"});
    throw InvalidInput(std::move(problems));
  }

  csv::Lines lines_;
  const TraceOptions& options_;
  std::int64_t unit_ns_;
  TraceReport report_{};
  std::vector<Role> roles_{};
  std::vector<std::string> fields_{};
  csv::DateReader date_{};
  const char* p_ = nullptr;
  std::uint64_t line_ = 1;
  bool dates_ = false;
  bool dates_known_ = false;
  std::uint64_t zoned_ = 0;
  std::int64_t first_ns_ = 0;
  std::int64_t previous_ns_ = 0;
};

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File opened(const std::string& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    throw InvalidInput("unreadable-file", file, "a directory", "a CSV file");
  File handle(std::fopen(file.c_str(), "rb"), &std::fclose);
  if (!handle) throw InvalidInput("unreadable-file", file, std::strerror(errno), "a CSV file");
  std::setvbuf(handle.get(), nullptr, _IONBF, 0);
  return handle;
}

bool is_seekable(std::FILE* file) { return std::fseek(file, 0, SEEK_CUR) == 0; }

/// Room for more rows, a quarter at a time, column by column: doubling would take three times the memory for a moment.
void grow(Trace& trace, std::size_t rows) {
  const std::size_t needed = trace.size() + rows;
  if (needed <= trace.time_ns.capacity()) return;
  const std::size_t room = std::max(needed, trace.size() + trace.size() / 4);
  trace.time_ns.reserve(room);
  trace.input.reserve(room);
  trace.output.reserve(room);
}

/// Requests of one instant as another, and of these the ones with the same tokens.
void count_duplicates(const Trace& trace, TraceReport& report) {
  std::vector<std::uint64_t> tokens;
  for (std::size_t i = 0; i < trace.size();) {
    std::size_t j = i + 1;
    while (j < trace.size() && trace.time_ns[j] == trace.time_ns[i]) ++j;
    if (j - i > 1) {
      report.duplicate_times += j - i - 1;
      tokens.clear();
      for (auto k = i; k < j; ++k) tokens.push_back(std::uint64_t{trace.input[k]} << 32 | trace.output[k]);
      std::ranges::sort(tokens);
      report.duplicate_rows += static_cast<std::uint64_t>(tokens.end() - std::unique(tokens.begin(), tokens.end()));
    }
    i = j;
  }
}

ReadTrace read_whole(csv::Lines lines, const TraceOptions& options, const std::string& name, std::uintmax_t bytes,
                     std::uint64_t first_line = 1) {
  TraceReader reader(std::move(lines), options, name, first_line);
  ReadTrace result;
  Trace& trace = result.trace;
  grow(trace, reader.rows_in(bytes));
  constexpr std::size_t step = 1 << 14;
  do grow(trace, step);
  while (reader.append(trace, step));
  result.report = reader.finish();
  trace.start_ns = reader.first_ns();
  sort_by_time(trace);
  count_duplicates(trace, result.report);
  result.report.span = trace.span();
  return result;
}

}  // namespace

std::string_view to_string(TimeUnit unit) {
  constexpr std::string_view names[] = {"second", "millisecond", "microsecond", "nanosecond"};
  return names[static_cast<std::size_t>(unit)];
}

std::string_view to_string(BadRow reason) { return reasons[static_cast<std::size_t>(reason)]; }

std::uint64_t TraceReport::rows_refused() const {
  return std::accumulate(refused.begin(), refused.end(), std::uint64_t{0});
}

namespace {

std::string rows_of_log(std::string_view text, const std::string& name) {
  if (auto rows = trace_rows_of_vllm_log(text)) return *std::move(rows);
  throw InvalidInput("missing-key", name, "a log of vLLM without output_token_ids",
                     "one that was written with --enable-log-requests --enable-log-outputs, so that each request has "
                     "its tokens");
}

/// The rows of a file of JSON, or of a log; nothing of any other, which is then at its start again.
std::optional<std::string> json_rows(std::FILE* file, const std::string& name) {
  std::string text(4096, ' ');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  const bool log = !starts_as_json(text) && starts_as_vllm_log(text);
  if (!log && !starts_as_json(text)) {
    if (std::fseek(file, 0, SEEK_SET) == 0) return {};
    throw InvalidInput("unreadable-file", name, "a pipe", "a file that can be read from its start");
  }
  constexpr std::size_t most = std::size_t{1} << 30;
  for (std::size_t got = 1; got > 0 && text.size() <= most;) {
    const std::size_t before = text.size();
    text.resize(before + (1 << 20));
    got = std::fread(text.data() + before, 1, 1 << 20, file);
    text.resize(before + got);
  }
  if (text.size() > most) throw InvalidInput("too-large", name, "more than 1 GiB", "a trace as CSV");
  if (log) return rows_of_log(text, name);
  auto rows = trace_rows_of_json(text);
  if (!rows)
    throw InvalidInput("bad-line", name, "a list that is no JSON", "a list of objects, or an object in each line");
  return rows;
}

}  // namespace

ReadTrace read_trace(const std::string& file, const TraceOptions& options) {
  const File handle = opened(file);
  if (is_seekable(handle.get()))
    if (const auto rows = json_rows(handle.get(), file))
      return read_whole(csv::Lines(*rows), options, file, rows->size(), 0);
  std::error_code error;
  const auto bytes = std::filesystem::file_size(file, error);  // fails for pipes
  return read_whole(csv::Lines(handle.get()), options, file, error ? 0 : bytes);
}

ReadTrace parse_trace(std::string_view csv, const TraceOptions& options, const std::string& name) {
  if (!starts_as_json(csv) && starts_as_vllm_log(csv)) {
    const std::string rows = rows_of_log(csv, name);
    return read_whole(csv::Lines(rows), options, name, rows.size(), 0);
  }
  if (const auto rows = trace_rows_of_json(csv)) return read_whole(csv::Lines(*rows), options, name, rows->size(), 0);
  return read_whole(csv::Lines(csv), options, name, csv.size());
}

TraceReport read_trace_in_pieces(const std::string& file, const TraceOptions& options,
                                 const std::function<void(const Trace&)>& piece, std::size_t rows_per_piece) {
  const File handle = opened(file);
  const auto json = is_seekable(handle.get()) ? json_rows(handle.get(), file) : std::nullopt;
  TraceReader reader(json ? csv::Lines(*json) : csv::Lines(handle.get()), options, file, json ? 0 : 1);
  Trace rows;
  bool more = true;
  std::int64_t last = 0;
  while (more) {
    rows.time_ns.clear(), rows.input.clear(), rows.output.clear();
    more = reader.append(rows, std::max<std::size_t>(rows_per_piece, 1));
    if (reader.report().out_of_order > 0)
      throw InvalidInput("unsorted-trace", file, "rows out of order",
                         "rows in order of time, where a file is read in pieces");
    if (reader.report().rows_refused() > 0 && !options.skip_bad_rows)
      break;  // finish() throws; nothing more is delivered
    rows.start_ns = reader.first_ns();
    if (!rows.empty()) last = rows.time_ns.back(), piece(rows);
  }
  TraceReport report = reader.finish();
  report.span = seconds(static_cast<double>(last) * 1e-9);
  return report;
}

}  // namespace costmodel
