#include <costmodel/replay/replay.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/base/processor.hpp>
#include <costmodel/measured/unit_under_load.hpp>
#include <deque>
#include <queue>
#include <utility>
#include <variant>

#include "base/number_text.hpp"
#include "replay/replay_blocks.hpp"
#include "replay/replay_rules.hpp"
#include "replay/sharing_copies.hpp"
#include "scenario/names.hpp"

namespace costmodel {

namespace {

using Nanoseconds = std::int64_t;

/// No time of a replay goes beyond this: 127 years. What takes longer is not a queue but a path without capacity.
constexpr Nanoseconds last_moment = 4'000'000'000'000'000'000;
/// No single length goes beyond this: 3 years.
constexpr Nanoseconds longest = 100'000'000'000'000'000;

/// Serving in whole nanoseconds.
struct Setting {
  double per_input = 0;
  double per_output = 0;
  Nanoseconds start_up = 0;
  Nanoseconds timeout = 0;
  bool start_up_billed = false;
  bool fail_when_full = false;
  bool fail_when_cold = false;
  std::uint64_t concurrency = 1;
  std::uint64_t max_copies = 1;
  std::vector<double> speed{};

  double held(std::uint32_t input, std::uint32_t output) const { return input * per_input + output * per_output; }
};

/// What every engine counts.
struct Tally {
  std::uint64_t requests = 0;
  std::uint64_t failed = 0;
  std::uint64_t cold_starts = 0;
  std::uint64_t cold_requests = 0;
  double held = 0;  ///< nanoseconds
  double busy = 0;
  std::vector<Nanoseconds> waits{};  ///< of the calls that waited
};

[[noreturn]] void saturated() {
  throw InvalidInput("saturated", "trace", "a queue of more than 127 years", "a load that the copies can carry");
}

// --- One copy, with a place for everybody or for one at a time: a single pass without any memory of earlier calls
// -------
template <class Rule, bool one_at_a_time>
struct OneCopy {
  Setting setting;
  Rule rule;
  Tally tally{};
  Nanoseconds ready = 0;  ///< the copy answers from here on
  Nanoseconds end = 0;    ///< of all work so far
  bool started = false;

  OneCopy(const Setting& s, const Rule& r) : setting(s), rule(r) {}

  void add(const Trace& trace, Nanoseconds shift) {
    const Nanoseconds* const times = trace.time_ns.data();
    const std::uint32_t *const input = trace.input.data(), *const output = trace.output.data();
    const Setting s = setting;
    Rule r = rule;
    Nanoseconds ready_at = ready, done = end, busy = 0;
    Nanoseconds gone = started ? done + s.timeout : std::numeric_limits<Nanoseconds>::min();
    std::uint64_t cold_starts = 0, met_cold = 0;
    double held_sum = 0;
    for (std::size_t i = 0, n = trace.size(); i < n; ++i) {
      const Nanoseconds at = times[i] + shift;
      const double held = s.held(input[i], output[i]);
      held_sum += held;
      const bool cold = at >= gone;
      if (cold) ++cold_starts, ready_at = at + s.start_up;
      Nanoseconds begin = std::max(at, ready_at);
      met_cold += cold || at < ready_at;
      if constexpr (one_at_a_time) begin = std::max(begin, done);
      if (begin != at) wait(begin - at, begin);
      const Nanoseconds to = begin + static_cast<Nanoseconds>(std::min(held, static_cast<double>(longest)));
      r.work(cold && s.start_up_billed ? at : begin, to, cold);
      busy += std::max<Nanoseconds>(0, to - std::max(begin, done));
      done = std::max(done, to);
      gone = done + s.timeout;
    }
    rule = r, ready = ready_at, end = done, started = started || !trace.empty();
    tally.requests += trace.size();
    tally.cold_starts += cold_starts, tally.cold_requests += met_cold;
    tally.held += held_sum, tally.busy += static_cast<double>(busy);
  }

  void finish() { rule.close(); }
  double billed() const { return static_cast<double>(rule.billed); }
  std::uint64_t windows() const { return rule.windows; }
  std::uint64_t copies() const { return started ? 1 : 0; }

 private:
  void wait(Nanoseconds length, Nanoseconds begin) {
    if (begin > last_moment) saturated();
    tally.waits.push_back(length);
  }
};

/// The same with a place for everybody and no time to start, a block of calls at a time.
template <class Rule>
struct InBlocks {
  Setting setting;
  blocks::Billing<Rule> billing;
  Tally tally{};
  Nanoseconds end = 0;  ///< of all work so far
  bool started = false;

  InBlocks(const Setting& s, const Rule& r) : setting(s), billing{r} {}

  /// Also checks that times rise.
  void add(const Trace& trace, Nanoseconds shift) {
    bool rising = true;
    processor::best([&]() __attribute__((always_inline)) { rising = all(trace, shift); });
    if (!rising) validate(trace);  // throws, and says where
    tally.requests += trace.size();
  }

  void finish() { billing.finish(); }
  double billed() const { return static_cast<double>(billing.rule.billed); }
  std::uint64_t windows() const { return billing.rule.windows; }
  std::uint64_t copies() const { return started ? 1 : 0; }

 private:
  [[gnu::always_inline]] bool all(const Trace& trace, Nanoseconds shift) {
    blocks::Block block;
    for (std::size_t from = 0; from < trace.size(); from += blocks::size) {
      if (from % (64 * blocks::size) == 0) poll_interrupt();
      block.n = std::min(blocks::size, trace.size() - from);
      if (!fill(block, trace, from, shift)) return false;
      billing.add(block);
      count(block);
      end = block.done[block.n];
    }
    return true;
  }

  [[gnu::always_inline]] bool fill(blocks::Block& block, const Trace& trace, std::size_t from, Nanoseconds shift) {
    const Nanoseconds* const times = trace.time_ns.data() + from;
    const std::uint32_t *const input = trace.input.data() + from, *const output = trace.output.data() + from;
    const std::size_t n = block.n;
    alignas(64) std::array<double, blocks::size> held;
    const double per_input = setting.per_input, per_output = setting.per_output;
    for (std::size_t i = 0; i < n; ++i) held[i] = input[i] * per_input + output[i] * per_output;
    for (std::size_t i = 0; i < n; ++i) block.at[i] = times[i] + shift;
    for (std::size_t i = 0; i < n; ++i)
      block.done[i + 1] = block.at[i] + static_cast<Nanoseconds>(std::min(held[i], static_cast<double>(longest)));
    tally.held += Eigen::Map<const Eigen::ArrayXd, Eigen::Aligned64>(held.data(), static_cast<Eigen::Index>(n)).sum();
    Nanoseconds least = 0;
    for (std::size_t i = 1; i < n; ++i) least = std::min(least, times[i] - times[i - 1]);
    block.done[0] =
        std::exchange(started, true) ? end : block.at[0] - setting.timeout - 1;  // before the first: long gone
    Nanoseconds latest = block.done[0];
    for (std::size_t i = 1; i <= n; ++i) block.done[i] = latest = std::max(latest, block.done[i]);
    return least >= 0 && (from == 0 || times[0] >= times[-1]);
  }

  [[gnu::always_inline]] void count(const blocks::Block& block) {
    const Nanoseconds timeout = setting.timeout;
    Nanoseconds cold = 0, busy = 0;
    for (std::size_t i = 0; i < block.n; ++i) {
      cold += block.at[i] >= block.done[i] + timeout;
      busy += block.done[i + 1] - std::max(block.at[i], block.done[i]);
    }
    tally.cold_starts += static_cast<std::uint64_t>(cold), tally.cold_requests += static_cast<std::uint64_t>(cold);
    tally.busy += static_cast<double>(busy);
  }
};

/// A set of small numbers that knows its least one.
class LowestSet {
 public:
  void insert(std::size_t i) {
    if (i / 64 >= words_.size()) words_.resize(i / 64 + 1);
    words_[i / 64] |= std::uint64_t{1} << (i % 64);
    first_ = std::min(first_, i / 64);
  }
  void erase(std::size_t i) {
    if (i / 64 < words_.size()) words_[i / 64] &= ~(std::uint64_t{1} << (i % 64));
  }
  std::optional<std::size_t> lowest() {
    for (; first_ < words_.size(); ++first_)
      if (words_[first_] != 0) return first_ * 64 + static_cast<std::size_t>(std::countr_zero(words_[first_]));
    return std::nullopt;
  }

 private:
  std::vector<std::uint64_t> words_{};
  std::size_t first_ = 0;
};

/// Copies that are started when those that are open have no place: which one takes the next call, and what all cost.
template <class Rule, class Copy>
struct Copies {
  Setting setting;
  Rule blank;
  Tally tally{};
  std::vector<Copy> all{};
  LowestSet with_place{};
  LowestSet closed{};

  Copies(const Setting& s, const Rule& r) : setting(s), blank(r) {}

  double billed() const {
    double sum = 0;
    for (const auto& copy : all) sum += static_cast<double>(copy.rule.billed);
    return sum;
  }
  std::uint64_t windows() const {
    std::uint64_t sum = 0;
    for (const auto& copy : all) sum += copy.rule.windows;
    return sum;
  }
  std::uint64_t copies() const { return all.size(); }

 protected:
  std::optional<std::size_t> open_copy(Nanoseconds at) {
    while (const auto c = with_place.lowest()) {
      const Copy& copy = all[*c];
      if (copy.in_flight() > 0 || at < copy.end + setting.timeout) return c;
      with_place.erase(*c);
      closed.insert(*c);
    }
    return std::nullopt;
  }

  std::optional<std::size_t> closed_copy() {
    if (const auto c = closed.lowest()) {
      closed.erase(*c);
      return c;
    }
    if (all.size() >= setting.max_copies) return std::nullopt;
    all.push_back({.rule = blank});
    return all.size() - 1;
  }

  void start(std::size_t c, Nanoseconds at) {
    Copy& copy = all[c];
    ++tally.cold_starts;
    copy.ready = at + setting.start_up;
    copy.from = setting.start_up_billed ? at : copy.ready;
    copy.fresh = true;
    copy.end = std::max(copy.end, copy.ready);
    with_place.insert(c);
    if (setting.fail_when_cold && setting.start_up_billed)
      copy.rule.work(at, copy.ready, std::exchange(copy.fresh, false));
  }
};

/// With calls that each hold their place for a time of their own.
template <class Rule>
struct PacedCopy {
  Rule rule;
  Nanoseconds ready = 0;
  Nanoseconds from = 0;  ///< where billing begins after a start
  Nanoseconds end = 0;   ///< of all its work so far
  Nanoseconds busy = 0;
  std::uint64_t calls = 0;
  bool fresh = true;  ///< started, and nothing served since

  std::uint64_t in_flight() const { return calls; }
};

// --- Any number of copies: a call goes to the first open copy with a place, else to the first closed one, else it
// queues --
template <class Rule>
struct ManyCopies : Copies<Rule, PacedCopy<Rule>> {
  using Copy = PacedCopy<Rule>;
  using Base = Copies<Rule, Copy>;
  using Base::setting, Base::tally, Base::all, Base::with_place;
  struct Waiting {
    Nanoseconds since;
    Nanoseconds held;
  };
  using Ending = std::pair<Nanoseconds, std::size_t>;

  std::priority_queue<Ending, std::vector<Ending>, std::greater<>> endings{};
  std::deque<Waiting> queue{};

  ManyCopies(const Setting& s, const Rule& r) : Base(s, r) {}

  void add(const Trace& trace, Nanoseconds shift) {
    for (std::size_t i = 0; i < trace.size(); ++i) {
      if (i % 1024 == 0) poll_interrupt();
      const double held = setting.held(trace.input[i], trace.output[i]);
      call(trace.time_ns[i] + shift, static_cast<Nanoseconds>(std::min(held, static_cast<double>(longest))), held);
    }
    tally.requests += trace.size();
  }

  void finish() {
    release(std::numeric_limits<Nanoseconds>::max());
    for (auto& copy : all) copy.rule.close(), tally.busy += static_cast<double>(copy.busy);
  }

 private:
  void call(Nanoseconds at, Nanoseconds held, double exact) {
    release(at);
    bool cold = false;
    auto c = this->open_copy(at);
    if (!c && (c = this->closed_copy())) cold = true, this->start(*c, at);
    if (!c) {
      if (setting.fail_when_full)
        ++tally.failed;
      else
        queue.push_back({at, held}), tally.held += exact;
      return;
    }
    const bool unready = cold || at < all[*c].ready;
    tally.cold_requests += unready;
    if (unready && setting.fail_when_cold) {
      ++tally.failed;
      return;
    }
    tally.held += exact;
    serve(*c, at, at, held);
  }

  /// Frees the places of calls that have ended; whoever waits takes them.
  void release(Nanoseconds now) {
    while (!endings.empty() && endings.top().first <= now) {
      const auto [end, c] = endings.top();
      endings.pop();
      --all[c].calls;
      if (queue.empty()) {
        with_place.insert(c);
      } else {
        const Waiting next = queue.front();
        queue.pop_front();
        serve(c, next.since, end, next.held);
      }
    }
  }

  void serve(std::size_t c, Nanoseconds since, Nanoseconds from, Nanoseconds held) {
    Copy& copy = all[c];
    const Nanoseconds begin = std::max(from, copy.ready), to = begin + held;
    if (begin > last_moment) saturated();
    copy.rule.work(copy.fresh ? std::min(copy.from, begin) : begin, to, copy.fresh);
    copy.busy += std::max<Nanoseconds>(0, to - std::max(begin, copy.end));
    copy.end = std::max(copy.end, to);
    copy.fresh = false;
    if (++copy.calls >= setting.concurrency) with_place.erase(c);
    endings.emplace(to, c);
    if (begin > since) tally.waits.push_back(begin - since);
  }
};

// --- The same, with calls that slow each other down
// ---------------------------------------------------------------------
template <class Rule>
struct SharingCopies : Copies<Rule, sharing::Copy<Rule>> {
  using Copy = sharing::Copy<Rule>;
  using Base = Copies<Rule, Copy>;
  using Base::setting, Base::tally, Base::all, Base::with_place;
  struct Waiting {
    Nanoseconds since;
    double held;
  };

  sharing::Endings endings{};
  std::deque<Waiting> queue{};

  SharingCopies(const Setting& s, const Rule& r) : Base(s, r) {}

  void add(const Trace& trace, Nanoseconds shift) {
    for (std::size_t i = 0; i < trace.size(); ++i) {
      if (i % 1024 == 0) poll_interrupt();
      call(trace.time_ns[i] + shift,
           std::min(setting.held(trace.input[i], trace.output[i]), static_cast<double>(longest)));
    }
    tally.requests += trace.size();
  }

  void finish() {
    release(std::numeric_limits<Nanoseconds>::max());
    for (auto& copy : all) copy.rule.close();
  }

 private:
  void call(Nanoseconds at, double held) {
    release(at);
    bool cold = false;
    auto c = this->open_copy(at);
    if (!c && (c = this->closed_copy())) cold = true, this->start(*c, at);
    if (!c) {
      if (setting.fail_when_full)
        ++tally.failed;
      else
        queue.push_back({at, held}), tally.held += held;
      return;
    }
    const bool unready = cold || at < all[*c].ready;
    tally.cold_requests += unready;
    if (unready && setting.fail_when_cold) {
      ++tally.failed;
      return;
    }
    tally.held += held;
    serve(*c, at, at, held);
  }

  double speed_of(const Copy& copy) const { return sharing::speed(setting.speed, copy.in_flight()); }

  /// Ends the calls that end by now; whoever waits takes their places.
  void release(Nanoseconds now) {
    while (!endings.empty() && endings.top().at <= now) {
      const auto [end, c, epoch] = endings.top();
      endings.pop();
      if (Copy& copy = all[c]; epoch == copy.epoch) finish_one(c, copy, end);
    }
  }

  void finish_one(std::size_t c, Copy& copy, Nanoseconds end) {
    copy.clock = copy.ends.top(), copy.at = end;
    copy.ends.pop();
    copy.end = std::max(copy.end, end);
    if (copy.in_flight() == 0) {
      const bool fresh = std::exchange(copy.fresh, false);
      copy.rule.work(fresh ? std::min(copy.from, copy.begun) : copy.begun, end, fresh);
      tally.busy += static_cast<double>(end - copy.begun);
      copy.clock = 0;
    }
    if (queue.empty()) {
      with_place.insert(c);
      foresee(c);
    } else {
      const Waiting next = queue.front();
      queue.pop_front();
      serve(c, next.since, end, next.held);
    }
  }

  void serve(std::size_t c, Nanoseconds since, Nanoseconds from, double held) {
    Copy& copy = all[c];
    const Nanoseconds begin = std::max(from, copy.ready);
    if (begin > last_moment) saturated();
    if (copy.in_flight() == 0)
      copy.begun = copy.at = begin;
    else
      copy.wind(begin, speed_of(copy));
    copy.ends.push(copy.clock + held);
    if (copy.in_flight() >= setting.concurrency) with_place.erase(c);
    foresee(c);
    if (begin > since) tally.waits.push_back(begin - since);
  }

  void foresee(std::size_t c) {
    Copy& copy = all[c];
    ++copy.epoch;
    if (copy.in_flight() == 0) return;
    const double left = std::max(0.0, copy.ends.top() - copy.clock) / speed_of(copy);
    if (static_cast<double>(copy.at) + left > static_cast<double>(last_moment)) saturated();
    endings.push({copy.at + static_cast<Nanoseconds>(std::llround(left)), c, copy.epoch});
  }
};

template <class Rule>
using Engines =
    std::variant<InBlocks<Rule>, OneCopy<Rule, false>, OneCopy<Rule, true>, ManyCopies<Rule>, SharingCopies<Rule>>;

template <class... Variants>
struct Joined;
template <class... A, class... B, class... Rest>
struct Joined<std::variant<A...>, std::variant<B...>, Rest...> : Joined<std::variant<A..., B...>, Rest...> {};
template <class... A>
struct Joined<std::variant<A...>> {
  using type = std::variant<A...>;
};
using AnyEngine = Joined<Engines<rules::WorkAlone>, Engines<rules::Anchored>, Engines<rules::ClockAligned>,
                         Engines<rules::Spells>>::type;

template <class Rule>
AnyEngine engine(const Setting& s, const Rule& rule) {
  constexpr auto unlimited = std::numeric_limits<std::uint64_t>::max();
  if (!s.speed.empty() && s.concurrency > 1) return AnyEngine(std::in_place_type<SharingCopies<Rule>>, s, rule);
  if (s.max_copies == 1 && !s.fail_when_cold) {
    if (s.concurrency == unlimited && s.start_up == 0) return AnyEngine(std::in_place_type<InBlocks<Rule>>, s, rule);
    if (s.concurrency == unlimited) return AnyEngine(std::in_place_type<OneCopy<Rule, false>>, s, rule);
    if (s.concurrency == 1 && !s.fail_when_full) return AnyEngine(std::in_place_type<OneCopy<Rule, true>>, s, rule);
  }
  return AnyEngine(std::in_place_type<ManyCopies<Rule>>, s, rule);
}

Nanoseconds length(Time<> time, const char* where, bool zero_allowed) {
  const double s = seconds(time);
  if (!(s >= 0 && (zero_allowed || s > 0) && s * 1e9 <= static_cast<double>(longest)))
    throw InvalidInput("out-of-range", where, number_text(s) + " s",
                       std::string(zero_allowed ? "0" : "more than 0") + " to 1e8 s (three years)");
  return nanoseconds(time);
}

std::uint64_t count(double number, const char* where) {
  if (!(number >= 1)) throw InvalidInput("out-of-range", where, number_text(number), "1 or more");
  return number < 1e18 ? static_cast<std::uint64_t>(number) : std::numeric_limits<std::uint64_t>::max();
}

bool by_window(Billed by) { return by != Billed::packed && by != Billed::per_second; }

Setting setting(const Serving& serving) {
  const BillingRule& rule = serving.rule;
  const bool own_timeout = rule.by == Billed::packed || rule.by == Billed::anchored || rule.by == Billed::clock_aligned;
  if (rule.idle_timeout && !own_timeout)
    throw InvalidInput("out-of-range", "idle_timeout", std::string(to_string(rule.by)) + " with an idle timeout",
                       "none: this rule bills until the copy is gone, after the window or the tail");
  if (rule.by == Billed::packed && !std::isfinite(serving.concurrency))
    throw InvalidInput("out-of-range", "concurrency", "packed with unlimited concurrency", "calls at once on one copy");
  Setting s{.per_input = serving.per_input_token.value() * 1e9,
            .per_output = serving.per_output_token.value() * 1e9,
            .start_up = length(serving.start_up, "start_up", true),
            .timeout = length(rule.idle_timeout.value_or(rule.by == Billed::per_second ? rule.tail : rule.window),
                              "idle_timeout", true),
            .start_up_billed = serving.start_up_billed,
            .fail_when_full = serving.when_full == Refused::failed,
            .fail_when_cold = serving.when_cold == Refused::failed && seconds(serving.start_up) > 0,
            .concurrency = count(serving.concurrency, "concurrency"),
            .max_copies = count(serving.max_copies, "max_copies"),
            .speed = serving.speed};
  for (const double speed : s.speed)
    if (!(speed > 0 && std::isfinite(speed)))
      throw InvalidInput("out-of-range", "speed", number_text(speed), "more than 0");
  if (!s.speed.empty() && s.concurrency == 1)
    s.per_input /= s.speed.front(), s.per_output /= s.speed.front();  // always alone
  if (!(s.per_input >= 0 && s.per_output >= 0 && s.per_input < 1e17 && s.per_output < 1e17))
    throw InvalidInput("out-of-range", "per_input_token, per_output_token",
                       number_text(s.per_input * 1e-9) + ", " + number_text(s.per_output * 1e-9) + " s", "0 to 1e8 s");
  return s;
}

AnyEngine engine_for(const Serving& serving, std::int64_t origin_ns) {
  const Setting s = setting(serving);
  const BillingRule& rule = serving.rule;
  const Nanoseconds window = by_window(rule.by) ? length(rule.window, "window", false) : 0;
  switch (rule.by) {
    case Billed::packed:
      return engine(s, rules::WorkAlone{});
    case Billed::anchored:
      return engine(s, rules::Anchored{window});
    case Billed::clock_aligned:
      return engine(s, rules::ClockAligned{window, origin_ns % window});
    case Billed::keep_alive:
      return engine(s, rules::Spells{window});
    case Billed::whole_windows:
      return engine(s, rules::Spells{window, window});
    case Billed::per_second:
      break;
  }
  return engine(s, rules::Spells{length(rule.tail, "tail", true), length(rule.quantum, "quantum", true),
                                 length(rule.minimum, "minimum", true)});
}

/// Whether its engine looks at the order of requests as it goes, so that nobody need look before.
bool checks_order(const Serving& serving) {
  return std::visit(
      []<class E>(const E&) {
        return requires(E e, const blocks::Block& b) { e.billing.add(b); };
      },
      engine_for(serving, 0));
}

Time<> from_ns(double ns) { return seconds(ns * 1e-9); }

void put_waits(Replayed& r, std::vector<Nanoseconds>& waits) {
  const std::uint64_t served = r.requests - r.failed;
  if (served == 0 || waits.empty()) return;
  double sum = 0;
  for (const auto wait : waits) sum += static_cast<double>(wait);
  r.mean_wait = from_ns(sum / static_cast<double>(served));
  r.longest_wait = from_ns(static_cast<double>(std::ranges::max(waits)));
  const std::uint64_t rank = served - served / 20;  // the least wait that 95 % of the calls do not exceed
  const std::uint64_t at_once = served - waits.size();
  if (rank <= at_once) return;
  const auto nth = waits.begin() + static_cast<std::ptrdiff_t>(rank - at_once - 1);
  std::ranges::nth_element(waits, nth);
  r.p95_wait = from_ns(static_cast<double>(*nth));
}

}  // namespace

std::string_view to_string(Billed rule) {
  constexpr std::string_view names[] = {"packed",     "anchored",      "clock_aligned",
                                        "keep_alive", "whole_windows", "per_second"};
  return names[static_cast<std::size_t>(rule)];
}

struct Replay::Engine {
  AnyEngine any;
  Serving serving;
  std::int64_t first = 0;
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  bool finished = false;
};

std::vector<double> speeds(const std::vector<OperatingPoint<>>& points, const OperatingPoint<>& best,
                           const Workload<>& workload) {
  constexpr double most = 4096;  // beyond, a call more or less makes no difference
  const ThroughputCurve<> curve(points, best);
  std::vector<double> all;
  const double full = completion_rate(curve, workload, best.concurrency) / best.concurrency;
  for (double n = 1; n <= std::min(most, std::ceil(best.concurrency)); ++n)
    all.push_back(completion_rate(curve, workload, std::min(n, best.concurrency)) / n / full);
  return all;
}

Serving at_point(Serving serving, const OperatingPoint<>& point) {
  serving.concurrency = point.concurrency;
  serving.per_output_token = point.concurrency / point.output;
  serving.per_input_token = {};
  if (point.input) serving.per_input_token = point.concurrency / *point.input;
  return serving;
}

Replay::Replay(const Serving& serving, std::int64_t origin_ns)
    : engine_(std::make_unique<Engine>(Engine{engine_for(serving, origin_ns), serving})) {}
Replay::Replay(Replay&&) noexcept = default;
Replay::~Replay() = default;

void Replay::add(const Trace& requests, std::int64_t shift_ns) {
  if (requests.empty()) return;
  Engine& e = *engine_;
  const std::int64_t first = requests.time_ns.front() + shift_ns, last = requests.time_ns.back() + shift_ns;
  if (first < e.last || last > last_moment || e.finished)
    throw InvalidInput("bad-trace", "trace",
                       "requests from " + std::to_string(first) + " ns to " + std::to_string(last) + " ns",
                       "requests after those already replayed, within 127 years");
  if (e.last == std::numeric_limits<std::int64_t>::min()) e.first = first;
  e.last = last;
  std::visit([&](auto& engine) { engine.add(requests, shift_ns); }, e.any);
}

Replayed Replay::finish() {
  Engine& e = *engine_;
  return std::visit(
      [&](auto& engine) {
        if (!std::exchange(e.finished, true)) engine.finish();
        Tally& t = engine.tally;
        Replayed r{.requests = t.requests,
                   .failed = t.failed,
                   .billed = from_ns(engine.billed()),
                   .busy = from_ns(t.busy),
                   .packed = from_ns(t.held / e.serving.concurrency),
                   .windows = engine.windows(),
                   .cold_starts = t.cold_starts,
                   .cold_requests = t.cold_requests,
                   .most_copies = engine.copies()};
        if (r.requests > 0) r.span = from_ns(static_cast<double>(e.last - e.first));
        if (e.serving.rule.by == Billed::packed) r.billed = r.packed;
        if (e.serving.rule.by == Billed::whole_windows)
          r.windows = static_cast<std::uint64_t>(std::llround(seconds(r.billed) / seconds(e.serving.rule.window)));
        put_waits(r, t.waits);
        r.cost = e.serving.price * r.billed;
        return r;
      },
      e.any);
}

Replayed replay(const Trace& trace, const Serving& serving, std::uint64_t times, Time<> period) {
  if (times > 1 || trace.empty() || trace.time_ns.front() != 0 || trace.input.size() != trace.size() ||
      trace.output.size() != trace.size() || !checks_order(serving))
    validate(trace);
  const std::int64_t step = nanoseconds(period);
  if (times > 1 && !trace.empty() && step < trace.time_ns.back())
    throw InvalidInput("out-of-range", "period", number_text(seconds(period)) + " s",
                       "at least the trace's span, " + number_text(seconds(trace.span())) + " s");
  Replay all(serving, trace.start_ns);
  for (std::uint64_t k = 0; k < times; ++k) all.add(trace, static_cast<std::int64_t>(k) * step);
  return all.finish();
}

}  // namespace costmodel
