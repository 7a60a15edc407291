// What a stretch of requests is billed on a path that scales to zero: every request in its turn, under one billing
// rule.
#pragma once

#include <costmodel/base/units.hpp>
#include <costmodel/bill/active_window.hpp>
#include <costmodel/measured/throughput.hpp>
#include <costmodel/replay/trace.hpp>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace costmodel {

/// How the time a copy is billed for follows from the time it works. A call works [from, to).
enum class Billed {
  packed,         ///< its work alone, as if every place on the copy were always taken: the least that any rule bills
  anchored,       ///< a window opens at the first call after the last one closed; windows follow while a call runs
  clock_aligned,  ///< each window of a fixed grid in which it works
  keep_alive,     ///< from the first call until no call ran for one window
  whole_windows,  ///< as keep_alive, each such spell rounded up to whole windows (two may be billed for one minute)
  per_second      ///< from the first call until no call ran for `tail`, in steps of `quantum`, at least `minimum`
};

std::string_view to_string(Billed rule);

struct BillingRule {
  Billed by = Billed::anchored;
  Time<> window{};                       ///< all but packed and per_second
  Time<> quantum{};                      ///< per_second; 0: exactly as long as it lasts
  Time<> minimum{};                      ///< per_second
  Time<> tail{};                         ///< per_second
  std::optional<Time<>> idle_timeout{};  ///< after which an idle copy is gone; without it the window or the tail. Not
                                         ///< for rules that bill until then: keep_alive, whole_windows, per_second
};

/// How calls are served: what they take, where they find a place, and what it costs.
struct Serving {
  BillingRule rule{};
  MoneyPerTime<> price{};                                                  ///< of one copy
  Quantity<unit::per<unit::second, unit::input_token>> per_input_token{};  ///< time that one call is held for it
  Quantity<unit::per<unit::second, unit::output_token>> per_output_token{};
  double concurrency = std::numeric_limits<double>::infinity();  ///< calls at once on one copy
  std::vector<double>
      speed{};  ///< of each call with 1, 2, … on its copy, as a multiple of that at the end of the list, from where
                ///< on all of them together get no faster; empty: a call is held as long whatever else runs
  double max_copies = 1;
  Time<> start_up{};  ///< from the call that finds no copy until the copy answers
  bool start_up_billed = false;
  Refused when_full = Refused::queued;
  Refused when_cold = Refused::queued;  ///< failed: calls during start-up are refused, and are not billed
};

/// The speed of each call with 1, 2, … of them on a copy, on the curve through the measured points up to `best`: a call
/// that is alone takes as long as it was measured to take alone.
std::vector<double> speeds(const std::vector<OperatingPoint<>>& points, const OperatingPoint<>& best,
                           const Workload<>& workload);

/// Holding times at an operating point: of `concurrency` calls on a copy, each gets its share of prefill and decode, so
/// that a copy with every place taken does exactly the work that was measured.
///   per output token = concurrency ÷ output rate;  per input token = concurrency ÷ prefill rate (0 where unmeasured)
Serving at_point(Serving serving, const OperatingPoint<>& point);

struct Replayed {
  std::uint64_t requests = 0;
  std::uint64_t failed = 0;
  Time<> span{};                  ///< from the first request to the last
  Time<> billed{};                ///< copy-seconds
  Time<> busy{};                  ///< copy-seconds in which at least one call ran; never above `billed` but for packed
  Time<> packed{};                ///< Σ holding time ÷ concurrency; 0 for unlimited concurrency
  std::uint64_t windows = 0;      ///< windows billed; spells for keep_alive and per_second; 0 for packed
  std::uint64_t cold_starts = 0;  ///< copies that had to be started
  std::uint64_t cold_requests = 0;  ///< calls that found no copy ready: they waited for it, or failed
  Time<> mean_wait{};               ///< over the calls that were served, for a place or a start
  Time<> p95_wait{};
  Time<> longest_wait{};
  std::uint64_t most_copies = 0;  ///< distinct copies that were ever used
  Money<> cost{};                 ///< price × billed
};

/// Replays any number of requests piece by piece, in memory that does not grow with them (waits apart: 8 bytes for each
/// call that had to wait). A trace that is larger than memory goes through it in pieces.
class Replay {
 public:
  /// `origin_ns` is the clock's time at the time 0 of the pieces: where the grid of clock-aligned windows lies.
  /// Throws InvalidInput for a rule without its window, negative times, no copies or no places.
  explicit Replay(const Serving& serving, std::int64_t origin_ns = 0);
  Replay(Replay&&) noexcept;
  ~Replay();

  /// The next requests, `shift_ns` after their own times. Throws InvalidInput if they begin before the last ones.
  void add(const Trace& requests, std::int64_t shift_ns = 0);
  /// The bill of all of them. Calls that were queued are served.
  Replayed finish();

  struct Engine;  // detail

 private:
  std::unique_ptr<Engine> engine_;
};

/// The whole trace, `times` over, `period` apart (at least its span). Throws InvalidInput as above, or for a bad trace.
Replayed replay(const Trace& trace, const Serving& serving, std::uint64_t times = 1, Time<> period = {});

}  // namespace costmodel
