#include <command.hpp>

#include <algorithm>

namespace costmodel {

namespace {

/// The option that an argument of the library or an input of the scenario comes from: "--as-of" of "as_of".
std::string as_option(std::string argument) {
  if (argument == "/demand/accepted_answers_per_month") return "--demand";
  if (argument.ends_with("/pricing/usd_per_unit_hour")) return "--usd-per-unit-hour";
  std::replace(argument.begin(), argument.end(), '_', '-');
  return "--" + argument;
}

}  // namespace

int Command::run(const Surroundings& at) const {
  try {
    return obey(at);
  } catch (const InvalidInput& refused) {
    auto problems = refused.problems();
    for (auto& problem : problems) {
      const auto* option = app_.get_option_no_throw(as_option(problem.where));
      if (option != nullptr && option->count() > 0) problem.where = as_option(problem.where);
    }
    throw InvalidInput(std::move(problems));
  }
}

}  // namespace costmodel
