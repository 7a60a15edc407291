// Options as they are written: one text, two texts, or a list of them.
#pragma once

#include <CLI/CLI.hpp>
#include <costmodel/base/error.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace costmodel {

/// The number that the whole text is. Its domain is checked by whoever uses it.
double number(const std::string& option, const std::string& text);

/// A day as 2026-11-21, or InvalidInput.
void check_day(const std::string& option, const std::string& day);

/// One option with a text for its value.
class TextOption {
 public:
  TextOption(CLI::App& app, std::string name, const std::string& type, const std::string& words,
             std::string value = "");
  TextOption(const TextOption&) = delete;
  TextOption& operator=(const TextOption&) = delete;

  CLI::Option* option() const { return option_; }
  bool given() const { return option_->count() > 0; }
  const std::string& text() const { return text_; }
  /// The number that the text is; nothing where the option was not given.
  std::optional<double> number() const;

 private:
  std::string name_, text_;
  CLI::Option* option_;
};

/// One option without a value.
class FlagOption {
 public:
  FlagOption(CLI::App& app, const std::string& name, const std::string& words) { app.add_flag(name, given_, words); }
  FlagOption(const FlagOption&) = delete;
  FlagOption& operator=(const FlagOption&) = delete;

  bool given() const { return given_; }

 private:
  bool given_ = false;
};

/// Texts: a list of arguments, or an option that is given once for each.
class TextsOption {
 public:
  TextsOption(CLI::App& app, const std::string& name, const std::string& type, const std::string& words)
      : option_(app.add_option(name, texts_, words)->type_name(type)) {
    if (option_->get_positional())
      option_->required();
    else
      option_->allow_extra_args(false);
  }
  TextsOption(const TextsOption&) = delete;
  TextsOption& operator=(const TextsOption&) = delete;

  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_{};
  CLI::Option* option_;
};

/// One option with two texts.
class PairOption {
 public:
  PairOption(CLI::App& app, std::string name, const std::string& type, const std::string& words);
  PairOption(const PairOption&) = delete;
  PairOption& operator=(const PairOption&) = delete;

  const std::string& name() const { return name_; }
  bool given() const { return !texts_.empty(); }
  const std::string& first() const { return texts_[0]; }
  const std::string& second() const { return texts_[1]; }

 private:
  std::string name_;
  std::vector<std::string> texts_{};
};

}  // namespace costmodel
