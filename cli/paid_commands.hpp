// Commands about what was published and paid: prices, compare-bill, explain.
#pragma once

#include <CLI/CLI.hpp>
#include <costmodel/render/table.hpp>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace costmodel {

class PaidCommands {
 public:
  /// Adds the commands; those with output get their options from `output`.
  PaidCommands(CLI::App& app, const std::function<void(CLI::App*)>& output);

  /// Whether one of them was called.
  bool chosen() const { return *prices_ || *bill_ || *explain_; }
  /// The text that it gives in that format (none: JSON). Notes go to `err`, the files that were read to `inputs`.
  std::string text(const std::optional<Format>& format, std::ostream& err, std::vector<std::string>& inputs) const;

 private:
  std::string prices(const std::optional<Format>& format, std::ostream& err, std::vector<std::string>& inputs) const;
  std::string compare_bill(const std::optional<Format>& format, std::vector<std::string>& inputs) const;
  std::string explain(const std::optional<Format>& format, std::vector<std::string>& inputs) const;

  CLI::App *prices_ = nullptr, *bill_ = nullptr, *explain_ = nullptr;
  std::string file_, model_, day_, scenario_, bill_file_, path_, service_, resource_, number_ = "usd_per_accepted_answer";
  std::optional<std::string> as_of_;
  std::optional<double> accepted_, demand_;
};

}  // namespace costmodel
