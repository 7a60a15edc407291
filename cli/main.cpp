#include <unistd.h>

#include <cli.hpp>
#include <costmodel/interrupt.hpp>
#include <iostream>

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  costmodel::CliHost host;
  if (isatty(STDIN_FILENO) != 0) host.answers = &std::cin;
  if (isatty(STDERR_FILENO) != 0) costmodel::set_interrupt_hooks({.stop = {}, .progress = costmodel::show_progress});
  return costmodel::run_cli({argv + 1, argv + argc}, std::cout, std::cerr, host);
}
