// FOCUS bills in one pass: a record is looked at where it lies, and added to the sum of its service, meter and model.
#include <algorithm>
#include <array>
#include <costmodel/import/bills.hpp>
#include <cstring>
#include <functional>
#include <unordered_map>

#include "base/number_text.hpp"
#include "base/utf8.hpp"
#include "import/bill_layouts.hpp"
#include "import/input.hpp"
#include "import/reading.hpp"
#include "import/recognize.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"
#include "io/csv.hpp"
#include "io/json.hpp"
#include "io/timestamp.hpp"

namespace costmodel {

std::string_view to_string(Charge charge) {
  constexpr std::array<std::string_view, 6> names{"usage",  "unused commitment", "purchase",
                                                  "credit", "adjustment",        "tax"};
  return names[static_cast<std::size_t>(charge)];
}

Money<> ReadBill::effective(Charge charge) const {
  Money<> sum{};
  for (const auto& group : groups)
    if (group.charge == charge) sum += group.effective;
  return sum;
}

Money<> ReadBill::billed(Charge charge) const {
  Money<> sum{};
  for (const auto& group : groups)
    if (group.charge == charge) sum += group.billed;
  return sum;
}

namespace import {

namespace {

/// The columns that are looked at; the first four are needed.
enum Column : std::size_t {
  effective_cost,
  billed_cost,
  currency,
  category,
  charge_class,
  status,
  start,
  end,
  quantity,
  unit,
  provider,
  service_provider,
  service,
  sku,
  meter,
  details,
  resource,
  region,
  commitment,
  column_count
};
constexpr std::array<std::string_view, column_count> names{
    "EffectiveCost",       "BilledCost",      "BillingCurrency",
    "ChargeCategory",      "ChargeClass",     "CommitmentDiscountStatus",
    "ChargePeriodStart",   "ChargePeriodEnd", "ConsumedQuantity",
    "ConsumedUnit",        "ProviderName",    "ServiceProviderName",
    "ServiceName",         "SkuId",           "SkuMeter",
    "SkuPriceDetails",     "ResourceId",      "RegionId",
    "CommitmentDiscountId"};
constexpr std::size_t needed = 4, most_groups = 1'000'000;

/// A sum that does not lose small charges beside large ones (Neumaier, ZAMM 54 (1974) 39).
class Sum {
 public:
  void add(double x) {
    const double t = sum_ + x;
    lost_ += std::abs(sum_) >= std::abs(x) ? (sum_ - t) + x : (x - t) + sum_;
    sum_ = t;
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0, lost_ = 0;
};

/// Rows that are copies of others, byte for byte. Equal rows can be right, as two purchases of one kind in an hour; a
/// bill in which every row has a copy was exported, or put together, twice.
class Copies {
 public:
  void add(std::string_view record) {
    while (record.ends_with('\n') || record.ends_with('\r')) record.remove_suffix(1);
    const std::uint64_t hash = std::hash<std::string_view>{}(record);
    odd_ ^= hash;
    ++rows_;
    if (hashes_.size() < most) hashes_.push_back(hash);
  }

  /// How often each row stands, where that is more than once and there are several rows; else nothing.
  std::string every_row() {
    if (rows_ > hashes_.size()) return odd_ == 0 ? "each row an even number of times" : "";
    std::sort(hashes_.begin(), hashes_.end());
    std::size_t least = hashes_.size(), distinct = 0;
    for (std::size_t i = 0, end = 0; i < hashes_.size(); i = end) {
      while (end < hashes_.size() && hashes_[end] == hashes_[i]) ++end;
      least = std::min(least, end - i);
      ++distinct;
    }
    copies_ = hashes_.size() - distinct;
    if (least < 2 || distinct < 2) return {};
    const std::string times = least == 2 ? "twice" : std::to_string(least) + " times";
    return "each row " + (copies_ == distinct * (least - 1) ? times : "at least " + times) + ": " + said();
  }

  /// "3 of 24 rows are exact copies", or nothing.
  std::string some_rows() const { return copies_ == 0 ? "" : said(); }

 private:
  static constexpr std::size_t most = 4'000'000;  ///< rows that are compared: 32 MB

  std::string said() const {
    return std::to_string(copies_) + " of " + std::to_string(rows_) +
           (copies_ == 1 ? " rows is an exact copy" : " rows are exact copies") + " of another";
  }

  std::vector<std::uint64_t> hashes_{};
  std::uint64_t odd_ = 0;  ///< 0 where every row stands an even number of times
  std::size_t rows_ = 0, copies_ = 0;
};

struct Adding {
  BillGroup group{};
  Sum billed{}, effective{}, quantity{};
  bool has_quantity = false;
};

class Bill {
 public:
  Bill(Input& input, const BillOptions& options) : input_(input), options_(options) {}

  ReadBill read() {
    if (options_.checksum) checksum_.emplace(input_);
    csv_of_input();
    if (bad_ > 0) throw InvalidInput(std::move(problems_));
    if (rows_ == 0) refuse("no-rows", input_.name(), "no charges", "at least one");
    if (const std::string found = copies_.every_row(); !found.empty())
      refuse("doubled-rows", input_.name(), found,
             "each charge once: leave out the copies, as of exports that were put together");
    return made();
  }

 private:
  using Fields = std::array<std::string_view, column_count>;

  /// Whole records out of blocks; what is left of a record moves to the front of the next.
  void csv_of_input() {
    input_.rewind();
    std::vector<char> buffer(block + 1);
    std::size_t filled = 0;
    bool header = true, at_end = false;
    while (!at_end) {
      if (filled + 1 >= buffer.size()) {
        if (buffer.size() > csv::longest_line) refuse("bad-line", input_.at_line(line_), "more than 16 MiB", "a CSV");
        buffer.resize(buffer.size() * 2);
      }
      const std::size_t got = input_.read(buffer.data() + filled, buffer.size() - 1 - filled);
      if (const void* nul = std::memchr(buffer.data() + filled, 0, got))
        input_.refuse_nul(line_ + static_cast<std::uint64_t>(
                                      std::count<const char*>(buffer.data(), static_cast<const char*>(nul), '\n')));
      filled += got;
      at_end = got == 0;
      if (at_end && filled > 0 && buffer[filled - 1] != '\n') buffer[filled++] = '\n';
      std::string_view rest(buffer.data(), filled);
      while (!rest.empty()) {
        if (header && rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
        const std::size_t used = header ? first(rest, at_end) : record(rest);
        if (used == 0) break;
        header = false;
        rest.remove_prefix(used);
      }
      if (at_end && !rest.empty()) bad("unclosed-quote", "a quote that nobody closes", "quotes in pairs");
      std::copy(rest.begin(), rest.end(), buffer.begin());
      filled = rest.size();
    }
  }

  /// The header; 0 where it is not whole yet.
  std::size_t first(std::string_view rest, bool at_end) {
    std::vector<std::string> columns;
    const std::size_t used = csv::split_record(rest, columns);
    if (used == 0 && at_end) refuse("unclosed-quote", input_.at_line(1), "the header", "quotes in pairs");
    if (used == 0) return 0;
    width_ = columns.size();
    wanted_.assign(width_, column_count);
    for (std::size_t i = 0; i < width_; ++i)
      if (carries_money(columns[i]) && !is_known(columns[i])) unread_.push_back({i, columns[i]});
    std::vector<Problem> problems;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto found = std::find(columns.begin(), columns.end(), names[i]);
      if (found == columns.end()) {
        if (i < needed)
          problems.push_back({"missing-column", input_.at_line(1), "no " + std::string(names[i]), "a FOCUS bill"});
        continue;
      }
      wanted_[static_cast<std::size_t>(found - columns.begin())] = i;
      if (std::find(found + 1, columns.end(), names[i]) != columns.end())
        problems.push_back(
            {"duplicate-column", input_.at_line(1), std::string(names[i]) + " twice", "each column once"});
    }
    if (!problems.empty()) throw InvalidInput(std::move(problems));
    line_ = 2;
    return used;
  }

  /// One record: fields where they lie, quotes undone only where there are doubled ones. 0 where it is not whole yet.
  std::size_t record(std::string_view text) {
    Fields fields{};
    const char* at = text.data();
    const char* const stop = at + text.size();
    std::size_t column = 0, used_scratch = 0;
    std::uint64_t lines = 0;
    for (;;) {
      std::string_view field;
      const bool quoted = at != stop && *at == '"';
      if (quoted) {
        const char* from = ++at;
        bool doubled = false;
        for (;;) {
          at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(stop - at)));
          if (at == nullptr || at + 1 == stop) return 0;
          if (at[1] != '"') break;
          doubled = true;
          at += 2;
        }
        field = {from, static_cast<std::size_t>(at - from)};
        lines += static_cast<std::uint64_t>(std::count(field.begin(), field.end(), '\n'));
        ++at;
        while (at != stop && *at != ',' && *at != '\n') ++at;
        if (at == stop) return 0;
        if (doubled && column < width_ && wanted_[column] != column_count) field = undoubled(field, used_scratch++);
      } else {
        const char* from = at;
        while (at != stop && *at != ',' && *at != '\n') ++at;
        if (at == stop) return 0;
        field = {from, static_cast<std::size_t>(at - from)};
        if (*at == '\n' && field.ends_with('\r')) field.remove_suffix(1);
      }
      if (column < width_ && wanted_[column] != column_count)
        fields[wanted_[column]] = is_null(field) ? std::string_view() : field;
      else
        for (auto& unread : unread_)
          if (unread.column == column)
            if (const auto amount = decimal(field)) unread.sum.add(*amount);
      ++column;
      if (*at++ == '\n') break;
    }
    const bool blank = column == 1 && at - text.data() <= 2;
    if (column == width_)
      copies_.add(text.substr(0, static_cast<std::size_t>(at - text.data()))), charge(fields);
    else if (!blank)
      bad("wrong-columns", std::to_string(column) + " fields", std::to_string(width_));
    line_ += 1 + lines;
    return static_cast<std::size_t>(at - text.data());
  }

  /// Columns of FOCUS that carry money and are rightly left out of what was paid: list and contracted prices, names,
  /// ids.
  static bool is_known(std::string_view column) {
    for (const std::string_view start : {"List", "Contracted", "Charge", "CommitmentDiscount", "Billing", "Pricing",
                                         "SkuPrice", "Contract", "Invoice"})
      if (column.starts_with(start)) return true;
    return std::find(names.begin(), names.end(), column) != names.end();
  }

  /// As databases write a cell that holds nothing; the samples of FOCUS do.
  static bool is_null(std::string_view field) { return field == "NULL" || field == "null"; }

  std::string_view undoubled(std::string_view field, std::size_t place) {
    std::string& text = scratch_[place];
    text.clear();
    for (std::size_t i = 0; i < field.size(); ++i) {
      text += field[i];
      if (field[i] == '"') ++i;
    }
    return text;
  }

  void bad(std::string id, std::string found, std::string allowed) {
    if (++bad_ <= 20)
      problems_.push_back({std::move(id), input_.at_line(line_), plain::shortened(found, 60), std::move(allowed)});
  }

  std::optional<double> number(Column column, const Fields& fields) {
    const std::string_view text = fields[column];
    if (const auto value = decimal(text)) return value;
    bad("bad-number", std::string(names[column]) + " \"" + std::string(text) + '"', "a decimal number");
    return {};
  }

  std::optional<Charge> charge_of(const Fields& fields) {
    const std::string_view text = fields[category];
    if (text == "Usage") return fields[status] == "Unused" ? Charge::idle : Charge::usage;
    if (text == "Purchase") return Charge::purchase;
    if (text == "Credit") return Charge::credit;
    if (text == "Adjustment") return Charge::adjustment;
    if (text == "Tax") return Charge::tax;
    bad("unknown-name", "ChargeCategory \"" + std::string(text) + '"', "Usage, Purchase, Tax, Credit, Adjustment");
    return {};
  }

  void charge(const Fields& fields) {
    ++rows_;
    if (!one_currency(fields[currency])) return;
    const auto kind = charge_of(fields);
    const auto effective = number(effective_cost, fields), billed = number(billed_cost, fields);
    std::optional<double> consumed;
    if (!fields[quantity].empty()) consumed = number(quantity, fields);
    if (!kind || !effective || !billed) return;
    if (!options_.service.empty() && fields[service] != options_.service) return;
    if (!options_.resource.empty() && fields[resource] != options_.resource) return;
    Adding* adding = group(*kind, fields);
    if (adding == nullptr) return;
    ++adding->group.rows;
    adding->effective.add(*effective);
    adding->billed.add(*billed);
    if (consumed) adding->has_quantity = true, adding->quantity.add(*consumed);
    ++kept_;
    if (*kind == Charge::usage || *kind == Charge::idle) during(fields[start], fields[end]);
  }

  bool one_currency(std::string_view text) {
    if (currency_.empty()) {
      currency_ = std::string(text);
      if (currency_ != "USD")
        refuse("not-usd", input_.at_line(line_), "BillingCurrency \"" + plain::shortened(text, 20) + '"',
               "a bill in USD: convert it at a stated rate");
    }
    if (text == currency_) return true;
    refuse("mixed-currencies", input_.at_line(line_), plain::shortened(text, 20) + " after " + currency_,
           "one currency");
  }

  /// Rows in order share their dates with the row before, so that few are read.
  void during(std::string_view from, std::string_view to) {
    if (from.empty() || to.empty() || (from == last_from_ && to == last_to_)) return;
    last_from_ = std::string(from);
    last_to_ = std::string(to);
    const auto begins = day(start, last_from_), ends = day(end, last_to_);
    if (!begins || !ends) return;
    if (from_.empty() || *begins < from_ns_) from_ = last_from_, from_ns_ = *begins;
    if (to_.empty() || *ends > to_ns_) to_ = last_to_, to_ns_ = *ends;
  }

  std::optional<std::int64_t> day(Column column, const std::string& text) {
    std::int64_t ns = 0;
    if (instant(text, ns)) return ns;
    bad("bad-date", std::string(names[column]) + " \"" + text + '"',
        "a date as 2026-05-01T00:00:00Z, as FOCUS writes it");
    return {};
  }

  /// Where the charge is added; null where its model is not the one that is asked for.
  Adding* group(Charge kind, const Fields& fields) {
    key_.assign(1, static_cast<char>('0' + static_cast<int>(kind)));
    for (const Column part : {charge_class, unit, provider, service_provider, service, sku, meter, details, region}) {
      key_ += fields[part];
      key_ += '\x1f';
    }
    const auto found = places_.find(key_);
    if (found != places_.end()) return found->second == ignored ? nullptr : &adding_[found->second];
    if (places_.size() == most_groups)
      refuse("too-large", input_.at_line(line_), "more than a million kinds of charges", "a bill of fewer");
    BillGroup made = described(kind, fields);
    const bool wanted = options_.model.empty() || made.model == options_.model;
    places_.emplace(key_, wanted ? adding_.size() : ignored);
    if (!wanted) return nullptr;
    adding_.push_back({.group = std::move(made)});
    return &adding_.back();
  }

  BillGroup described(Charge kind, const Fields& fields) const {
    BillGroup g{.charge = kind,
                .provider = std::string(fields[fields[service_provider].empty() ? provider : service_provider]),
                .service = std::string(fields[service]),
                .sku = std::string(fields[sku]),
                .meter = std::string(fields[meter]),
                .region = std::string(fields[region]),
                .unit = std::string(fields[unit]),
                .first_line = line_};
    if (fields[details].empty() || fields[details].size() > 64 << 10) return g;
    const Json json = Json::parse(fields[details], nullptr, false);
    if (!json.is_object()) return g;
    const auto text = [&](const char* name) {
      const auto found = json.find(name);
      return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    g.model = text("ModelId");
    g.direction = text("TokenDirection");
    g.cache = text("TokenCacheAction");
    return g;
  }

  ReadBill made() {
    ReadBill bill{.currency = currency_, .from = from_, .to = to_};
    std::vector<Adding> all = std::move(adding_);
    for (auto& adding : all) {
      adding.group.billed = usd(adding.billed.value());
      adding.group.effective = usd(adding.effective.value());
      if (adding.has_quantity) adding.group.quantity = adding.quantity.value();
      bill.groups.push_back(std::move(adding.group));
    }
    std::stable_sort(bill.groups.begin(), bill.groups.end(),
                     [](const auto& a, const auto& b) { return a.effective > b.effective; });
    bill.period = period();
    bill.report = {.file = input_.name(),
                   .format = EvidenceFormat::focus_bill,
                   .sha256 = checksum_ ? checksum_->value() : std::string(),
                   .bytes = input_.bytes(),
                   .rows_in = rows_,
                   .rows_out = kept_};
    bill.origin = {.tool = "FOCUS", .file = input_.name(), .sha256 = bill.report.sha256, .date = from_.substr(0, 10)};
    for (const auto& unread : unread_)
      if (unread.sum.value() != 0)
        bill.report.notes.push_back({input_.name(), "not read: " + plain::shortened(unread.name, 60) + ", " +
                                                        number_text(unread.sum.value()) + " in all"});
    if (const Money<> tax = bill.billed(Charge::tax); tax.value() != 0)
      bill.report.notes.push_back({input_.name(), "tax is left out of every cost"});
    if (const std::string copies = copies_.some_rows(); !copies.empty())
      bill.report.notes.push_back(
          {input_.name(),
           copies +
               ", and every one is counted: equal charges can be right, charges that were exported twice are not"});
    if (kept_ < rows_)
      bill.report.notes.push_back({input_.name(), std::to_string(rows_ - kept_) + " charges of others were left out"});
    return bill;
  }

  Time<> period() const {
    if (from_.empty() || to_ns_ <= from_ns_) return {};
    return seconds(static_cast<double>(to_ns_ - from_ns_) / 1e9);
  }

  static bool instant(const std::string& text, std::int64_t& ns) {
    std::string padded = text.size() == 10 ? text + "T00:00:00Z" : text;  // a day is its first instant
    const std::size_t length = padded.size();
    padded.append(1, '\n').append(64, ' ');  // the reader looks ahead
    csv::DateReader reader;
    const csv::Stamp stamp = reader(padded.c_str());
    ns = stamp.ns;
    return stamp.next == padded.c_str() + length;
  }

  struct Unread {
    std::size_t column;
    std::string name;
    Sum sum{};
  };

  static constexpr std::size_t block = 1 << 20, ignored = static_cast<std::size_t>(-1);
  Input& input_;
  const BillOptions& options_;
  std::optional<Checksum> checksum_{};
  std::size_t width_ = 0;
  std::vector<std::size_t> wanted_{};
  std::vector<Unread> unread_{};  ///< columns that carry money and are none of FOCUS
  std::vector<std::string> scratch_ = std::vector<std::string>(column_count);  ///< never grows: views lead into it
  std::string key_{};
  std::unordered_map<std::string, std::size_t> places_{};
  std::vector<Adding> adding_{};
  std::string currency_{}, from_{}, to_{}, last_from_{}, last_to_{};
  std::int64_t from_ns_ = 0, to_ns_ = 0;
  Copies copies_{};
  std::uint64_t line_ = 1, rows_ = 0, kept_ = 0, bad_ = 0;
  std::vector<Problem> problems_{};
};

ReadBill read_bill(Input input, const BillOptions& options) {
  check_bill_currency(options.currency);
  const Probe what = probe(input);
  const EvidenceFormat format = recognize(what);
  if (has_focus_rows(format)) {
    const FocusRows rows = as_focus(input, format, options.currency);
    Input as_rows = Input::of_text(rows.csv, input.name());
    BillOptions without = options;
    without.checksum = false;
    ReadBill bill = Bill(as_rows, without).read();
    bill.report.format = format;
    bill.report.bytes = input.bytes();
    bill.origin.tool = std::string(to_string(format));
    if (options.checksum) bill.report.sha256 = bill.origin.sha256 = input.sha256();
    bill.report.notes.insert(bill.report.notes.end(), rows.notes.begin(), rows.notes.end());
    return bill;
  }
  if (format != EvidenceFormat::focus_bill)
    throw InvalidInput({wrong_format(
        input, what,
        "a FOCUS bill, a cost report of OpenAI or Anthropic, an AWS Cost and Usage Report 2.0, an Azure cost export or "
        "OpenCost allocations, as CSV or JSON")});
  return Bill(input, options).read();
}

}  // namespace

}  // namespace import

void check_bill_currency(const std::string& code) {
  if (!code.empty() && code != "USD")
    throw InvalidInput("not-usd", "bill currency", '"' + plain::shortened(code, 20) + '"',
                       "USD: convert other bills at a stated rate");
}

ReadBill read_bill(const std::string& file, const BillOptions& options) {
  return import::read_bill(import::Input::file(file), options);
}
ReadBill parse_bill(std::string_view csv, const BillOptions& options, const std::string& name) {
  return import::read_bill(import::Input::of_text(csv, name), options);
}

}  // namespace costmodel
