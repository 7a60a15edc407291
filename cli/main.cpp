#include <sys/stat.h>
#include <unistd.h>

#include <cli.hpp>
#include <costmodel/base/interrupt.hpp>
#include <csignal>
#include <iostream>

namespace {

/// Whether somebody can have written answers there: a pipe, a file, a socket, but no closed or empty device.
bool holds_answers(int descriptor) {
  struct stat what {};
  return fstat(descriptor, &what) == 0 && (S_ISFIFO(what.st_mode) || S_ISREG(what.st_mode) || S_ISSOCK(what.st_mode));
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGXFSZ,
              SIG_IGN);  // a file that grows beyond its limit is then a write that fails, and leaves nothing behind
  costmodel::CliHost host;
  host.interactive = isatty(STDIN_FILENO) != 0;
  if (host.interactive || holds_answers(STDIN_FILENO)) host.answers = &std::cin;
  if (isatty(STDERR_FILENO) != 0) costmodel::set_interrupt_hooks({.stop = {}, .progress = costmodel::show_progress});
  return costmodel::run_cli({argv + 1, argv + argc}, std::cout, std::cerr, host);
}
