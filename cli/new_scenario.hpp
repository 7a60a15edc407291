// A first scenario from the few numbers that matter: the questions, the answers, the commented text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// One number that a first scenario needs.
struct NewQuestion {
  const char* option;    ///< "--demand"
  const char* words;     ///< as a person is asked
  const char* fallback;  ///< where nothing is said
  bool counts = false;   ///< whether it is a count, and no rate
  bool judged = false;   ///< whether the count is of those that the answer before is a part of
};
const std::vector<NewQuestion>& new_questions();

/// The number that a person wrote: 40k, 40,000, 1_200, 85 %, 2.5M. Throws InvalidInput "not-a-number".
double written_number(const std::string& option, const std::string& text);

/// Text without the blanks around it.
std::string trimmed(const std::string& text);

/// Years, where they are asked for. What nobody said has no number here, and a range in the scenario.
struct NewYears {
  static constexpr double growth = 0.04;

  double months = 36;
  std::optional<double> growth_per_month{};
  std::optional<double> api_price_change{};  ///< a year; -0.25: falls by a quarter
  std::optional<double> discount_rate{};
  std::optional<double> price_usd{};   ///< of the machine
  std::optional<double> beside_usd{};  ///< that the machine takes a month beside its price
  bool said_months = false;
  bool asked = false;
};

/// The scenario's text; `n` are the answers in the order of the questions.
std::string scenario_text(const std::string& title, const std::vector<std::string>& n,
                          const std::vector<std::string>& assumed = {}, const NewYears& years = {});

/// The first answers, given or assumed.
struct Answers {
  std::vector<std::string> numbers{};
  std::vector<std::size_t> assumed{};  ///< questions that nobody answered

  /// Takes the next answer, or throws InvalidInput: what the scenario says of it with this number in its place.
  void take(double value);
  /// Takes what the question falls back to.
  void assume();
};

}  // namespace costmodel
