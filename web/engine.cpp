// The library as the page of a report sees it: a scenario goes in, JSON comes out. No formula here.
#include <emscripten/bind.h>

#include <costmodel/base/error.hpp>
#include <costmodel/io/report_data.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/version.hpp>
#include <optional>
#include <string>

namespace {

/// One scenario, read once. Bad input comes back as text, never as an exception: JavaScript would see a bare number.
class Engine {
 public:
  explicit Engine(const std::string& scenario) {
    why_not_ = words([&] { scenario_ = costmodel::parse_scenario(scenario); });
  }

  /// Why the scenario, or what was asked last, was refused; empty where it was not.
  std::string refusal() const { return why_not_; }

  /// `report_data` under these options, both as JSON; empty where they are refused.
  std::string data(const std::string& options) {
    std::string json;
    if (!scenario_) return json;
    why_not_ = words([&] { json = costmodel::report_data(*scenario_, costmodel::report_data_options(options)); });
    return json;
  }

 private:
  template <class F>
  static std::string words(F f) {
    try {
      f();
      return {};
    } catch (const std::exception& refused) {
      return refused.what();
    }
  }

  std::optional<costmodel::Scenario> scenario_{};
  std::string why_not_{};
};

std::string version() { return std::string(costmodel::version); }

}  // namespace

EMSCRIPTEN_BINDINGS(costmodel) {
  emscripten::class_<Engine>("Engine")
      .constructor<std::string>()
      .function("refusal", &Engine::refusal)
      .function("data", &Engine::data);
  emscripten::function("version", &version);
}
