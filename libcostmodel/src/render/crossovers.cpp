// Crossovers as a table: one row for each crossing of a pair, packed and at random side by side.
#include <algorithm>
#include <cmath>

#include "base/figures.hpp"
#include "render/tables.hpp"

namespace costmodel {

namespace {

/// A pair of paths under both arrival patterns; the same comparison twice where arrivals make no difference.
struct Pair {
  const Comparison* packed = nullptr;
  const Comparison* random = nullptr;
  const Comparison& any() const { return packed ? *packed : *random; }
};

std::vector<Pair> pairs(const std::vector<Comparison>& comparisons) {
  std::vector<Pair> result;
  for (const auto& c : comparisons) {
    auto found =
        std::find_if(result.begin(), result.end(), [&](const Pair& p) { return p.any().a == c.a && p.any().b == c.b; });
    if (found == result.end()) found = result.insert(result.end(), Pair{});
    if (!c.arrivals || *c.arrivals == Arrivals::packed) found->packed = &c;
    if (c.arrivals != Arrivals::packed) found->random = &c;
  }
  return result;
}

/// One crossing as it shows in one or both patterns.
struct Line {
  const PathCrossing* packed = nullptr;
  const PathCrossing* random = nullptr;
  const PathCrossing& any() const { return packed ? *packed : *random; }
};

std::vector<Line> lines_of(const Pair& pair) {
  static const std::vector<PathCrossing> none;
  const auto& packed = pair.packed ? pair.packed->crossings : none;
  const auto& random = pair.random ? pair.random->crossings : none;
  std::vector<Line> result;
  std::size_t i = 0, j = 0;
  while (i < packed.size() || j < random.size()) {
    const bool alike = i < packed.size() && j < random.size() && packed[i].cheaper_below == random[j].cheaper_below &&
                       packed[i].cheaper_above == random[j].cheaper_above && packed[i].kind == random[j].kind;
    if (alike)
      result.push_back({&packed[i++], &random[j++]});
    else if (i < packed.size())
      result.push_back({&packed[i++], nullptr});
    else
      result.push_back({nullptr, &random[j++]});
  }
  return result;
}

std::string on_axis(Axis axis, double value, const text::Figures& as_) {
  switch (axis) {
    case Axis::demand:
      return as_.count(value);
    case Axis::utilization:
      return as_.percent(value);
    case Axis::usd_per_rejected_request:
      return as_.amount(value);
    case Axis::input:
      return as_.significant(value, 4);
    case Axis::traffic_multiplier:
      break;
  }
  return as_.significant(value);
}

/// The value, and the range through which it moves on a line of its own.
std::string with_range(Axis axis, double value, const std::optional<Range>& range, bool may_vanish,
                       const text::Figures& as_) {
  const std::string words = on_axis(axis, value, as_);
  if (!range) return may_vanish ? words + "\n(or none)" : words;
  std::string low = on_axis(axis, range->low, as_), high = on_axis(axis, range->high, as_);
  if (low == high) return words;
  if (axis == Axis::utilization)
    low = as_.significant(range->low * 100), high = as_.significant(range->high * 100) + "\u00A0%";
  return words + "\n(" + low + std::string(text::dash_between) + high + (may_vanish ? ", or none)" : ")");
}

/// Where the crossing lies on the utilization axis, if that was looked at.
const PathCrossing* same_on(const std::vector<Comparison>& utilization, const Comparison& c, const PathCrossing& x) {
  for (const auto& other : utilization) {
    if (other.a != c.a || other.b != c.b || other.arrivals != c.arrivals || !x.utilization) continue;
    for (const auto& candidate : other.crossings)
      if (std::abs(candidate.at - *x.utilization) <= 1e-6 * candidate.at) return &candidate;
  }
  return nullptr;
}

class CrossoverTable {
 public:
  CrossoverTable(const std::vector<Comparison>& all, const std::vector<Comparison>& utilization)
      : all_(all),
        utilization_(utilization),
        axis_(all.empty() ? Axis::demand : all.front().axis),
        shown_(all.empty() ? Presentation{} : all.front().presentation) {
    const auto has = [&](Arrivals pattern) {
      return std::any_of(all.begin(), all.end(), [&](const Comparison& c) { return c.arrivals == pattern; });
    };
    shows_packed_ = has(Arrivals::packed);
    shows_random_ = has(Arrivals::poisson);
    if (!shows_packed_ && !shows_random_) shows_random_ = true, plain_ = true;
  }

  Table made(std::size_t most) {
    columns();
    for (const auto& pair : pairs(all_)) add(pair, most);
    return std::move(table_);
  }

 private:
  void columns() {
    table_ = {.id = "crossovers", .title = "Where two paths cost the same", .shown = shown_};
    table_.columns = {{"Cheaper below"}, {"Cheaper above"}};
    const auto add = [&](const std::string& pattern) {
      const auto titled = [&](std::string_view words) {
        table_.columns.push_back({pattern + std::string(words), Align::right});
      };
      if (axis_ == Axis::utilization) titled("utilization");
      titled(axis_ == Axis::traffic_multiplier         ? std::string("× the demand")
             : axis_ == Axis::usd_per_rejected_request ? as_.per("rejected request")
             : axis_ == Axis::input                    ? all_.front().axis_unit
                                                       : "accepted answers a month");
      if (axis_ == Axis::demand || axis_ == Axis::traffic_multiplier) titled("utilization");
      titled(as_.per("accepted answer there"));
    };
    if (shows_packed_) add("Packed: ");
    if (shows_random_) add(plain_ ? "" : "At random: ");
    table_.columns.push_back({"Kind"});
  }

  void add(const Pair& pair, std::size_t most) {
    const auto lines = lines_of(pair);
    for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) {
      std::vector<std::string> row{lines[i].any().cheaper_below, lines[i].any().cheaper_above};
      if (shows_packed_) add_cells(row, pair.packed, lines[i].packed);
      if (shows_random_) add_cells(row, pair.random, lines[i].random);
      row.push_back(
          std::string(to_string(lines[i].any().kind)).append(pair.any().unlike.empty() ? "" : ",\nunlike load"));
      table_.rows.push_back(std::move(row));
    }
    const Comparison& c = pair.any();
    if (lines.size() > most)
      note(c.a + " and " + c.b + " change places " + std::to_string(lines.size() - most) +
           " more times as units are added, up to " + on_axis(axis_, lines.back().any().at, as_) + ".");
    if (!lines.empty())
      for (const auto& stretch : c.equal)
        note(c.a + " and " + c.b + " cost the same from " + on_axis(axis_, stretch.from, as_) + " to " +
             on_axis(axis_, stretch.to, as_) + ".");
    for (const auto& s : c.missing)
      note(c.a + " or " + c.b + " cannot be priced from " + on_axis(axis_, s.from, as_) + " to " +
           on_axis(axis_, s.to, as_) + ".");
    for (const auto& s : c.unsettled)
      note(c.a + " and " + c.b + ": not settled from " + on_axis(axis_, s.from, as_) + " to " +
           on_axis(axis_, s.to, as_) + ".");
    if (!c.complete && c.unsettled.empty())
      note(c.a + " and " + c.b + ": not every crossing was looked for; the range holds too many units.");
    if (!c.unlike.empty() && !lines.empty()) note(unlike_note(c.unlike));
  }

  void add_cells(std::vector<std::string>& row, const Comparison* c, const PathCrossing* x) const {
    if (!x) return row.insert(row.end(), loadless() ? 2 : 3, std::string(text::none)), void();
    const std::string of = c->reference.empty() ? "" : "\nof\u00A0" + c->reference;
    if (axis_ == Axis::utilization) {
      row.push_back(with_range(axis_, x->at, x->range, x->may_vanish, as_) + of);
      row.push_back(x->demand ? as_.count(*x->demand) : std::string(text::none));
    } else {
      row.push_back(with_range(axis_, x->at, x->range, x->may_vanish, as_));
      const PathCrossing* there = same_on(utilization_, *c, *x);
      if (!loadless())
        row.push_back(x->utilization
                          ? with_range(Axis::utilization, *x->utilization, there ? there->range : std::nullopt,
                                       there && there->may_vanish, as_) +
                                of
                          : std::string(text::none));
    }
    row.push_back(as_.amount(x->cheaper_below == c->a ? x->usd_per_accepted_a : x->usd_per_accepted_b));
  }

  /// The axis does not move the load, so there is no utilization to show.
  bool loadless() const { return axis_ == Axis::usd_per_rejected_request || axis_ == Axis::input; }

  void note(std::string words) {
    if (std::find(table_.notes.begin(), table_.notes.end(), words) == table_.notes.end())
      table_.notes.push_back(std::move(words));
  }

  const std::vector<Comparison>& all_;
  const std::vector<Comparison>& utilization_;
  Axis axis_;
  Presentation shown_;
  text::Figures as_{shown_};
  bool shows_packed_ = false;
  bool shows_random_ = false;
  bool plain_ = false;  ///< arrivals make no difference to any of them
  Table table_;
};

}  // namespace

Table crossover_table(const std::vector<Comparison>& comparisons, const std::vector<Comparison>& utilization,
                      std::size_t most) {
  return CrossoverTable(comparisons, utilization).made(most);
}

Table never_table(const std::vector<Comparison>& comparisons) {
  Table table{.id = "never", .title = "Pairs that do not cross"};
  table.columns = {{"Paths"}, {"Requests"}, {"Crossing"}};
  for (const auto& pair : pairs(comparisons)) {
    const std::string names = pair.any().a + ", " + pair.any().b;
    const auto why = [](const Comparison* c) {
      if (!c || c->never.empty()) return std::string();
      return c->unlike.empty() ? c->never : c->never + " (at unlike load)";
    };
    const std::string packed = why(pair.packed), random = why(pair.random);
    if (packed == random && !packed.empty()) {
      table.rows.push_back({names, "either way", packed});
      continue;
    }
    if (!packed.empty()) table.rows.push_back({names, arrivals_text(Arrivals::packed), packed});
    if (!random.empty()) table.rows.push_back({names, arrivals_text(Arrivals::poisson), random});
  }
  return table;
}

}  // namespace costmodel
