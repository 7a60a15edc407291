#include <costmodel/base/interrupt.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

#include "base/in_parallel.hpp"

namespace costmodel {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto between_stops = std::chrono::milliseconds(50), between_words = std::chrono::milliseconds(100);
constexpr auto long_work = std::chrono::seconds(2);

std::int64_t now() { return Clock::now().time_since_epoch().count(); }

/// One for the process.
struct State {
  InterruptHooks hooks{};
  std::mutex one_at_a_time{};
  std::atomic<bool> watched{false};    ///< whether there is anybody to ask
  std::atomic<std::int64_t> asked{0};  ///< when `stop` was asked last
  std::int64_t told = 0;               ///< when `progress` was told last
};

State& state() {
  static State only;
  return only;
}

thread_local std::string_view doing;
thread_local std::int64_t since = 0;
thread_local bool shown = false;

}  // namespace

void set_interrupt_hooks(InterruptHooks hooks) {
  State& s = state();
  const std::scoped_lock lock(s.one_at_a_time);
  s.watched = hooks.stop || hooks.progress;
  s.hooks = std::move(hooks);
}

void poll_interrupt() {
  if (team.failed && team.failed->load(std::memory_order_relaxed)) throw Interrupted();
  State& s = state();
  if (team.helper || !s.watched.load(std::memory_order_relaxed)) return;
  const std::int64_t here = now();
  const auto ticks = [](auto d) { return std::chrono::duration_cast<Clock::duration>(d).count(); };
  if (here - s.asked.load(std::memory_order_relaxed) < ticks(between_stops)) return;
  const std::unique_lock lock(s.one_at_a_time, std::try_to_lock);
  if (!lock) return;
  s.asked = here;
  if (s.hooks.stop && s.hooks.stop()) throw Interrupted();
  if (!s.hooks.progress || doing.empty() || here - since < ticks(long_work) || here - s.told < ticks(between_words))
    return;
  s.told = here;
  shown = true;
  s.hooks.progress(doing);
}

Doing::Doing(std::string what) : what_(std::move(what)), before_(doing) {
  if (before_.empty()) since = now();
  doing = what_;
}

Doing::~Doing() {
  doing = before_;
  if (!doing.empty() || !shown) return;
  shown = false;
  State& s = state();
  const std::scoped_lock lock(s.one_at_a_time);
  if (s.hooks.progress) s.hooks.progress({});
}

}  // namespace costmodel
