// The billing rules as accumulators: each is told of the work of one copy, in order of its beginning, and adds up what
// is billed for it. Times are nanoseconds on the replay's clock.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace costmodel::rules {

/// Packed: nothing but the work itself, which the replay adds up anyway.
struct WorkAlone {
  std::int64_t billed = 0;
  std::uint64_t windows = 0;
  void work(std::int64_t, std::int64_t, bool) {}
  void close() {}
};

/// Anchored windows. A call at the very end of a window opens the next one.
struct Anchored {
  std::int64_t window;
  std::int64_t closes = std::numeric_limits<std::int64_t>::min();
  std::int64_t billed = 0;
  std::uint64_t windows = 0;

  void work(std::int64_t from, std::int64_t to, bool) {
    if (from >= closes) open(from);
    if (to > closes) follow(to);
  }
  void close() { billed = static_cast<std::int64_t>(windows) * window; }

 private:
  void open(std::int64_t from) { ++windows, closes = from + window; }
  void follow(std::int64_t to) {
    const std::int64_t more = (to - closes + window - 1) / window;
    windows += static_cast<std::uint64_t>(more);
    closes += more * window;
  }
};

/// Windows [k·W, (k+1)·W) of the clock; `origin` is the clock's time at the replay's 0.
struct ClockAligned {
  std::int64_t window;
  std::int64_t origin;
  std::int64_t closes = std::numeric_limits<std::int64_t>::min();
  std::int64_t billed = 0;
  std::uint64_t windows = 0;

  void work(std::int64_t from, std::int64_t to, bool) {
    if (from >= closes) ++windows, closes = end_of_window(from);
    if (to > closes) {
      const std::int64_t last = end_of_window(to - 1);
      windows += static_cast<std::uint64_t>((last - closes) / window);
      closes = last;
    }
  }
  void close() { billed = static_cast<std::int64_t>(windows) * window; }

 private:
  std::int64_t end_of_window(std::int64_t time) const {
    const std::int64_t past = (time + origin) % window;
    return time - past + (past < 0 ? 0 : window);
  }
};

/// One spell from the first call until none ran for `tail`: keep-alive, whole windows, per second.
struct Spells {
  std::int64_t tail;
  std::int64_t quantum = 0;
  std::int64_t minimum = 0;
  std::int64_t billed = 0;
  std::uint64_t windows = 0;
  std::int64_t begins = 0;
  std::int64_t ends = 0;
  bool open = false;

  /// `fresh`: the copy was started for this work.
  void work(std::int64_t from, std::int64_t to, bool fresh) {
    if (fresh) {
      close();
      begins = from, ends = to, open = true;
    } else {
      ends = std::max(ends, to);
    }
  }
  void close() {
    if (!open) return;
    std::int64_t length = std::max(ends + tail - begins, minimum);
    if (quantum > 1) length = (length + quantum - 1) / quantum * quantum;
    billed += length;
    ++windows;
    open = false;
  }
};

}  // namespace costmodel::rules
