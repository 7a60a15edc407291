#include <costmodel/decide/drift.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <functional>
#include <map>

namespace costmodel {

namespace {

constexpr std::size_t most_exchanged = 100;

Decision decided_at_once(const Scenario& scenario) { return decide(scenario, {}, {.draws = 0, .ranges = false}); }

std::optional<MoneyPerAccepted<>> cost_in(const Decision& d, const std::optional<std::string>& path) {
  for (const auto& c : d.paths)
    if (path && c.id == *path) return c.per_accepted;
  return {};
}

Path* path_of(Scenario& s, const std::string& id) {
  const auto found = std::find_if(s.paths.begin(), s.paths.end(), [&](const Path& p) { return p.id == id; });
  return found == s.paths.end() ? nullptr : &*found;
}

/// A path as the other scenario has it: another, one more, or one less.
Scenario with_path_of(Scenario s, const Scenario& other, const std::string& id) {
  Scenario there = other, before = s;
  const Path* theirs = path_of(there, id);
  Path* const ours = path_of(s, id);
  if (ours != nullptr && theirs != nullptr)
    *ours = *theirs;
  else if (theirs != nullptr)
    s.paths.push_back(*theirs);
  else
    std::erase_if(s.paths, [&](const Path& p) { return p.id == id; });
  // Offers that a stage needs come along, or stay.
  std::vector<std::string> offers;
  for (const auto& path : s.paths)
    for (const auto& stage : path.stages) offers.push_back(stage.offer);
  for (const auto& offer : offers)
    if (path_of(s, offer) == nullptr)
      if (const Path* const from = path_of(there, offer) ? path_of(there, offer) : path_of(before, offer))
        s.paths.push_back(*from);
  return s;
}

class Drifting {
 public:
  Drifting(const Scenario& before, const Scenario& after) : before_(before), after_(after) {}

  Drift found() {
    const Decision then = decided_at_once(before_), now = decided_at_once(after_);
    d_.before = then.path, d_.after = now.path;
    d_.holds = then.path == now.path;
    d_.cost_before = cost_in(then, then.path);
    d_.cost_now = cost_in(now, then.path);
    d_.cost_of_choice_now = cost_in(now, now.path);
    d_.presentation = after_.presentation;
    d_.first_month_alone = before_.horizon.has_value() || after_.horizon.has_value();
    for (const auto& c : now.paths)
      if (then.path && c.id == *then.path) d_.why_not_now = c.reasons;
    exchange_numbers();
    exchange_paths();
    exchange("all outside the paths", {}, {}, [](Scenario into, const Scenario& from) {
      std::vector<Path> paths = std::move(into.paths);
      into = from;
      into.paths = std::move(paths);
      return into;
    });
    const auto change = [&](const DriftedInput& row) {
      if (!row.earlier_choice_with || !d_.cost_before) return 0.0;
      return std::abs((*row.earlier_choice_with - *d_.cost_before).value());
    };
    std::stable_sort(d_.inputs.begin(), d_.inputs.end(), [&](const DriftedInput& a, const DriftedInput& b) {
      const int first = 2 * a.moves + a.decides, second = 2 * b.moves + b.decides;
      return first != second ? first > second : change(a) > change(b);
    });
    return std::move(d_);
  }

 private:
  using Exchange = std::function<Scenario(Scenario into, const Scenario& from)>;

  void exchange(std::string name, std::optional<double> before, std::optional<double> after, const Exchange& put) {
    DriftedInput row{.name = std::move(name), .before = before, .after = after};
    try {
      const Decision with = decided_at_once(put(before_, after_)), without = decided_at_once(put(after_, before_));
      row.choice_with = with.path, row.choice_without = without.path;
      row.earlier_choice_with = cost_in(with, d_.before);
      row.moves = with.path != d_.before;
      row.decides = !d_.holds && without.path == d_.before;
    } catch (const InvalidInput& invalid) {
      row.why_not = to_string(invalid.problems().front());
    }
    const bool whole = !before && !after && row.why_not.empty();
    if (whole && !row.moves && row.choice_without == d_.after && row.earlier_choice_with == d_.cost_before) return;
    d_.inputs.push_back(std::move(row));
  }

  struct Changed {
    std::string name;
    std::optional<double> before{}, after{};
    double ratio() const {
      if (!before || !after || !(*before > 0) || !(*after > 0)) return HUGE_VAL;
      return std::abs(std::log(*after / *before));
    }
  };

  static std::string name_of(const Input& input) {
    return input.path.empty() ? input.pointer : input.path + "/" + input.name;
  }

  void exchange_numbers() {
    std::map<std::string, Changed> all;
    for (const Input& input : inputs(before_)) all[name_of(input)].before = input.value;
    for (const Input& input : inputs(after_)) all[name_of(input)].after = input.value;
    std::vector<Changed> changed;
    std::vector<std::string> acceptances;
    for (auto& [name, one] : all) {
      if (one.before == one.after) continue;
      const std::string path = name.substr(0, name.find('/'));
      if (!path.empty() && (path_of(before_, path) == nullptr || path_of(after_, path) == nullptr)) continue;
      if (name.find("/acceptance/") != std::string::npos && !path.empty()) {
        if (acceptances.empty() || acceptances.back() != path) acceptances.push_back(path);
        continue;
      }
      one.name = name;
      changed.push_back(one);
    }
    std::stable_sort(changed.begin(), changed.end(),
                     [](const auto& a, const auto& b) { return a.ratio() > b.ratio(); });
    if (changed.size() > most_exchanged) d_.not_tried = changed.size() - most_exchanged, changed.resize(most_exchanged);
    for (const auto& one : changed) {
      if (!one.before || !one.after) {  // what it counts as where it is not stated is no number of the file
        d_.inputs.push_back(
            {.name = one.name,
             .before = one.before,
             .after = one.after,
             .why_not = one.after ? "it is stated now and was not before" : "it was stated before and is not now"});
        continue;
      }
      exchange(one.name, one.before, one.after, [&](Scenario into, const Scenario& from) {
        return with_input(std::move(into), one.name, &from == &after_ ? *one.after : *one.before);
      });
    }
    for (const auto& path : acceptances)
      exchange(path + "/acceptance", {}, {}, [&](Scenario into, const Scenario& from) {
        for (const Path& p : from.paths)
          if (p.id == path) path_of(into, path)->acceptance = p.acceptance;
        return into;
      });
  }

  void exchange_paths() {
    std::vector<std::string> ids;
    for (const auto* s : {&before_, &after_})
      for (const Path& p : s->paths)
        if (std::find(ids.begin(), ids.end(), p.id) == ids.end()) ids.push_back(p.id);
    for (const auto& id : ids) {
      const bool was = path_of(before_, id) != nullptr, is = path_of(after_, id) != nullptr;
      exchange(!was  ? "new path " + id
               : !is ? "without path " + id
                     : "all of " + id,
               {}, {}, [&](Scenario into, const Scenario& from) { return with_path_of(std::move(into), from, id); });
    }
  }

  Scenario before_;
  Scenario after_;
  Drift d_{};
};

}  // namespace

Drift drift(const Scenario& before, const Scenario& after) {
  validate(before);
  validate(after);
  return Drifting(before, after).found();
}

}  // namespace costmodel
