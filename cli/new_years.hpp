// The years of a first scenario: questions that are asked where somebody plans for more than a month.
#pragma once

#include <functional>
#include <new_scenario.hpp>
#include <optional>
#include <options.hpp>
#include <string>
#include <vector>

namespace costmodel {

/// Options of `costmodel new` about years, and the questions in their place.
class YearsOptions {
 public:
  explicit YearsOptions(CLI::App& app);

  /// What somebody answers to a question: its words, and what counts where nothing is said. Nothing: nobody said it.
  using Ask =
      std::function<std::optional<double>(const std::string& option, const std::string& words,
                                          const std::string& fallback, const std::function<void(double)>& check)>;

  /// What the options say. Throws InvalidInput, all problems at once.
  NewYears given() const;
  /// The rest, as asked or assumed. `beside`: USD a month that the machine takes beside its price, where that was said.
  NewYears asked(NewYears years, const Ask& ask, std::optional<double> beside) const;

 private:
  TextOption months_, years_, per_month_, per_year_, decline_, discount_, price_;
};

/// What nobody said of years, as lines.
std::vector<std::string> assumed_lines(const NewYears& years);

/// Refuses years in which the demand grows beyond what machines carry, with how many there may be.
void check_years(const NewYears& years, const std::function<std::string(const NewYears&)>& text_of);

}  // namespace costmodel
