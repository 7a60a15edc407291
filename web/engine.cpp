// The C interface as the page of a report sees it: a scenario goes in, JSON comes out. No formula here.
#include <costmodel.h>
#include <emscripten/bind.h>

#include <memory>
#include <string>

namespace {

/// A text that the library gave, freed.
std::string taken(char* text) {
  const std::unique_ptr<char, decltype(&costmodel_free)> owner(text, costmodel_free);
  return text == nullptr ? std::string() : std::string(text);
}

/// One scenario, read once. Bad input comes back as text, never as an exception: JavaScript would see a bare number.
class Engine {
 public:
  explicit Engine(const std::string& scenario) {
    char* error = nullptr;
    costmodel_scenario* parsed = nullptr;
    costmodel_parse(scenario.data(), scenario.size(), &parsed, &error);
    scenario_.reset(parsed);
    refusal_ = taken(error);
  }

  /// The problems of the scenario, or of what was asked last, as JSON; empty where it was not refused.
  std::string refusal() const { return refusal_; }

  /// `costmodel_report_data` under these options; empty where they are refused.
  std::string data(const std::string& options) {
    if (!scenario_) return {};
    char *json = nullptr, *error = nullptr;
    costmodel_report_data(scenario_.get(), options.c_str(), &json, &error);
    refusal_ = taken(error);
    return taken(json);
  }

 private:
  std::unique_ptr<costmodel_scenario, decltype(&costmodel_scenario_free)> scenario_{nullptr, costmodel_scenario_free};
  std::string refusal_{};
};

std::string version() { return costmodel_version(); }

}  // namespace

EMSCRIPTEN_BINDINGS(costmodel) {
  emscripten::class_<Engine>("Engine")
      .constructor<std::string>()
      .function("refusal", &Engine::refusal)
      .function("data", &Engine::data);
  emscripten::function("version", &version);
}
