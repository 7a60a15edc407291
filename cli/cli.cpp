#include <cli.hpp>

#include <algorithm>
#include <commands.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/version.hpp>
#include <iostream>

#include "base/figures.hpp"
#include "base/nearest.hpp"

namespace costmodel {

namespace {

/// The command line: its commands, in the order of the help.
struct CommandLine {
  CommandLine() {
    app.set_version_flag("--version", "costmodel " + std::string(version));
    app.require_subcommand(1);
    app.footer("Exit status: 0 done; 1 done, and no path is feasible; 2 bad input.");
    for (const auto& make :
         {decide_command, cost_command, crossover_command, winners_command, map_command, horizon_command, risk_command,
          size_command, energy_command, drift_command, audit_command, import_command, report_command, new_command,
          check_command, prices_command, compare_bill_command, explain_command, schema_command})
      commands.push_back(make(app));
  }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
      all.push_back(command->get_name());
    return all;
  }

  int run(const Surroundings& at) const {
    const auto chosen =
        std::find_if(commands.begin(), commands.end(), [](const auto& command) { return command->chosen(); });
    return (*chosen)->run(at);
  }

  CLI::App app{"What an accepted answer of a language model costs on each way of serving it.", "costmodel"};
  std::vector<std::unique_ptr<Command>> commands{};
};

/// One line, and nothing in it that moves a terminal's cursor.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < 0x20 || byte == 0x7F ? ' ' : c;
  }
  return line;
}

}  // namespace

void show_progress(std::string_view doing) {
  constexpr std::size_t width = 70;
  std::string line(doing.substr(0, width));
  if (!line.empty()) line += " …";
  std::cerr << "\r\x1B[K" << one_line(line) << std::flush;
}

int run_cli(const std::vector<std::string>& args, std::ostream& out, std::ostream& err, const CliHost& host) {
  CommandLine line;
  try {
    const auto names = line.names();
    if (!args.empty() && !args.front().starts_with('-') &&
        std::find(names.begin(), names.end(), args.front()) == names.end())
      throw InvalidInput("unknown-command", "command", '"' + args.front() + '"',
                         text::joined(names) + did_you_mean(args.front(), names));
    line.app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
    return line.run({out, err, host});
  } catch (const CLI::ParseError& problem) {
    if (problem.get_exit_code() == 0) {
      line.app.exit(problem, out, err);
      return out.flush() ? done : bad_input;
    }
    err << "costmodel: " << one_line(problem.what()) << " [usage]; see costmodel --help\n";
  } catch (const InvalidInput& input) {
    for (const auto& problem : input.problems()) err << one_line(to_string(problem)) << '\n';
  } catch (const Interrupted&) {
    throw;  // for the host, who asked for it
  } catch (const std::exception& failure) {
    err << "costmodel: " << one_line(failure.what()) << '\n';
  }
  return bad_input;
}

}  // namespace costmodel
