// A command of the command line: a file with its own options.
#pragma once

#include <CLI/CLI.hpp>
#include <costmodel/base/error.hpp>
#include <host.hpp>
#include <iosfwd>
#include <string>
#include <utility>

namespace costmodel {

/// Where a command writes, and who answers and draws for it.
struct Surroundings {
  std::ostream& out;
  std::ostream& err;
  const CliHost& host;
};

/// One subcommand, in a file of its own. It adds its options when it is made; run() obeys all of them.
class Command {
 public:
  Command(CLI::App& parent, const std::string& name, const std::string& what)
      : app_(*parent.add_subcommand(name, what)) {}
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  virtual ~Command() = default;

  bool chosen() const { return app_.parsed(); }
  /// Returns the exit status. What the library says of one of its arguments is said of the option that gave it.
  int run(const Surroundings& at) const;

 protected:
  CLI::App& app() { return app_; }

 private:
  virtual int obey(const Surroundings& at) const = 0;

  CLI::App& app_;
};

/// What `f` gives; problems that it throws about an argument are said of the option instead.
template <class F>
auto naming(const std::string& option, F f) {
  try {
    return f();
  } catch (const InvalidInput& refused) {
    auto problems = refused.problems();
    for (auto& problem : problems)
      if (!problem.where.starts_with('/') && !problem.where.starts_with("--")) problem.where = option;
    throw InvalidInput(std::move(problems));
  }
}

/// What `f` gives; problems that it throws have the option before their place: "--words mine.json".
template <class F>
auto naming_place(const std::string& option, F f) {
  try {
    return f();
  } catch (const InvalidInput& refused) {
    auto problems = refused.problems();
    for (auto& problem : problems) problem.where = option + " " + problem.where;
    throw InvalidInput(std::move(problems));
  }
}

}  // namespace costmodel
