// What a scenario states of its years and that they do not read, or read otherwise than it stands; and which of what
// they read is one number.
#include <algorithm>
#include <cmath>
#include <costmodel/scenario/inputs.hpp>
#include <set>

#include "base/number_text.hpp"
#include "horizon/plan.hpp"
#include "model/cost_inputs.hpp"
#include "scenario/correlations.hpp"

namespace costmodel {

namespace {

constexpr std::size_t most_notes = 20;
constexpr std::size_t most_paths_looked_at = 60;  // of which inputs without a range are counted

bool is_whole(double number) { return number == std::floor(number); }

class NotUsed {
 public:
  explicit NotUsed(const Planning& planning) : planning_(planning), setting_(planning.setting) {}

  std::vector<std::string> found() {
    demand();
    for (std::size_t p = 0; p < setting_.scenario.paths.size(); ++p) path(p);
    if (all_.size() > most_notes) {
      const std::size_t more = all_.size() - most_notes;
      all_.resize(most_notes);
      all_.push_back("Of what is stated and not used, " + std::to_string(more) + " more.");
    }
    return std::move(all_);
  }

 private:
  void demand() {
    const Horizon& h = setting_.horizon;
    if (h.by_month.size() > static_cast<std::size_t>(h.months))
      all_.push_back((h.read_from.empty() ? "accepted_answers_by_month" : h.read_from) + ": of " +
                     std::to_string(h.by_month.size()) + " months the first " + std::to_string(h.months) +
                     " are used, as the horizon ends with them.");
    const double now = accepted_answers_per_month(setting_.scenario.demand);
    if (h.ceiling && *h.ceiling < now)
      all_.push_back("The ceiling of " + number_text(*h.ceiling) +
                     " accepted answers a month lies below the demand of " + number_text(now) +
                     ": the demand neither grows nor falls to it.");
  }

  void path(std::size_t p) {
    const Path& path = setting_.scenario.paths[p];
    const OverTime& o = path.over_time;
    const PathOverTime& over = setting_.paths[p];
    const auto say = [&](const std::string& words) { all_.push_back(path.id + ": " + words); };
    steps(o, say);
    if (!over.owned && !o.resale.empty()) say("resale is not used, as nothing is bought.");
    if (!over.owned && o.refresh_months) say("refresh_months is not used, as nothing is bought.");
    if (o.retrained_every_months && o.retraining_usd == 0)
      say("retrained_every_months is not used without retraining_usd.");
    if (o.retraining_usd > 0 && std::ranges::count(over.retraining, 0.0) == setting_.months())
      say("retraining_usd is not paid within the horizon.");
    if (over.lead >= setting_.months() && planning_.now && *planning_.now != p)
      say("its lead time is as long as the horizon or longer: it takes over in no plan.");
    fractions(path, over, say);
  }

  template <class Say>
  void steps(const OverTime& o, const Say& say) const {
    for (const auto& step : o.price_steps) {
      const std::string month = number_text(step.from_month);
      if (step.from_month > setting_.months())
        say("the price step from month " + month + " on is not used, as the horizon ends before it.");
      else if (!is_whole(step.from_month))
        say("the price step from month " + month + " on counts from month " + number_text(std::ceil(step.from_month)) +
            " on.");
    }
  }

  /// Months are whole.
  template <class Say>
  void fractions(const Path& path, const PathOverTime& over, const Say& say) const {
    const auto rounded = [&](const char* what, double stated, int used) {
      if (!is_whole(stated)) say(what + (" " + number_text(stated)) + " counts as " + std::to_string(used) + ".");
    };
    if (over.owned && path.over_time.refresh_months)
      rounded("refresh_months", *path.over_time.refresh_months, over.life);
    else if (over.owned)
      rounded("life_months", over.straight_life, over.life);
    if (const auto* p = std::get_if<Provisioned<>>(&path.pricing); p && p->term && over.term > 0)
      rounded("term_months", months(*p->term), over.term);
  }

  const Planning& planning_;
  const Setting& setting_;
  std::vector<std::string> all_{};
};

}  // namespace

std::vector<std::string> not_used(const Planning& planning) { return NotUsed(planning).found(); }

std::pair<std::vector<std::string>, std::size_t> without_range(const Planning& planning) {
  const Scenario& scenario = planning.setting.scenario;
  CostInputs inputs(scenario);
  std::set<std::string> drawn, seen;
  for (const auto& unknown : unknowns_over_time(scenario)) drawn.insert(unknown.inputs.begin(), unknown.inputs.end());
  std::pair<std::vector<std::string>, std::size_t> all;
  const auto add = [&](const Input& input) {
    const auto& known = input.provenance;
    const bool counted = input.name == "acceptance/accepted" || input.name == "acceptance/of";
    const bool ranged = known.distribution || (known.range && known.range->low < known.range->high);
    if (input.pointer.empty() || counted || ranged || drawn.contains(input.pointer)) return;
    if (!seen.insert(input.pointer).second) return;
    all.first.push_back(input.pointer);
    if (known.evidence.grade >= Grade::assumed) ++all.second;
  };
  std::set<std::string> serve;
  for (std::size_t p = 0; p < scenario.paths.size() && serve.size() < most_paths_looked_at; ++p)
    if (std::ranges::any_of(planning.paths[p].may, [](bool may) { return may; })) {
      serve.insert(scenario.paths[p].id);
      for (const auto& input : inputs.of(p)) add(input);
    }
  for (const auto& input : inputs.all()) {
    const bool demand =
        input.pointer == "/demand/accepted_answers_per_month" && planning.setting.horizon.by_month.empty();
    const bool over_time = is_over_time(input.pointer) && input.pointer != "/horizon/inflation_per_year" &&
                           input.pointer != "/horizon/months" && (input.path.empty() || serve.contains(input.path));
    if (demand || over_time || (input.name == "access/lead_time_days" && serve.contains(input.path))) add(input);
  }
  return all;
}

}  // namespace costmodel
