// The costmodel command as a function, so that a program and the Python package offer the same one.
#pragma once

#include <host.hpp>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// Runs the command with its arguments, the program's name left out. Results go to `out` or to the file asked for,
/// problems to `err`, one line each. `host` answers questions and draws what this library does not.
/// Throws Interrupted where the hooks of the host say so, and nothing else.
/// Returns 0: done; 1: done, and no path is feasible; 2: bad input, wrong usage, or output that cannot be written.
int run_cli(const std::vector<std::string>& args, std::ostream& out, std::ostream& err, const CliHost& host = {});

/// One line on the standard error, written over and over: what is being done; nothing: wipes it. For a terminal alone.
void show_progress(std::string_view doing);

}  // namespace costmodel
