// Long work that can be told to stop.
#pragma once

#include <exception>
#include <functional>
#include <string>
#include <string_view>

namespace costmodel {

/// Thrown out of any call when the host wants it ended. Nothing is half done: what was asked for is not there.
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

/// What the program around the library wants to hear of, and may stop. Both are called on the thread that made the
/// call, at most every 50 ms (`stop`) and every 100 ms (`progress`), one at a time, and must not throw.
struct InterruptHooks {
  std::function<bool()> stop{};                      ///< true: end what is being done
  std::function<void(std::string_view)> progress{};  ///< what is being done, once it has taken 2 s; empty: it is done
};

/// Sets them for the whole process; empty ones by default. Not while another call is at work.
void set_interrupt_hooks(InterruptHooks hooks);

/// A place at which the work may stop. It reads the clock, some 25 ns, where there are hooks. Throws Interrupted.
void poll_interrupt();

/// Says what is being done while it lives, for `progress`.
class Doing {
 public:
  explicit Doing(std::string what);
  ~Doing();
  Doing(const Doing&) = delete;
  Doing& operator=(const Doing&) = delete;

 private:
  std::string what_;
  std::string_view before_;
};

}  // namespace costmodel
