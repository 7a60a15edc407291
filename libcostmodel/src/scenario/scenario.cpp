#include <costmodel/scenario/scenario.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <set>

#include "base/figures.hpp"
#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "base/pointer_path.hpp"
#include "base/problems.hpp"
#include "base/utf8.hpp"
#include "scenario/correlations.hpp"
#include "scenario/limits.hpp"
#include "scenario/number_walker.hpp"
#include "scenario/routes.hpp"

namespace costmodel {

const char abi::v0_1 = 0;

namespace {

std::vector<std::string> ids(const Scenario& scenario) {
  std::vector<std::string> result;
  for (const auto& path : scenario.paths) result.push_back(path.id);
  return result;
}

/// An id as it is seen: without what no output shows and blanks at its ends.
std::string seen(std::string_view id) {
  std::u32string points = plain::code_points(id);
  const auto blank = [](char32_t c) {
    return c == U' ' || c == U'\n' || c == U'\u00A0' || c == U'\u3000' || (c >= U'\u2000' && c <= U'\u200A') ||
           c == U'\u202F' || c == U'\u205F';
  };
  while (!points.empty() && blank(points.back())) points.pop_back();
  points.erase(points.begin(), std::find_if_not(points.begin(), points.end(), blank));
  return plain::utf8(points);
}

/// A letter and its accent as two characters look like the one that has it.
bool composed(std::string_view id) {
  return !std::ranges::any_of(plain::code_points(id), [](char32_t c) { return c >= U'\u0300' && c <= U'\u036F'; });
}

std::string escaped(std::string_view key) {
  std::string part;
  for (const char c : key) part += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return part;
}

/// A day that exists, or a year or month, or a time on such a day.
bool is_date(std::string_view text) {
  if (text.size() == 4) return is_iso_date(std::string(text) + "-01-01");
  if (text.size() == 7) return is_iso_date(std::string(text) + "-01");
  return is_iso_date(text.substr(0, 10)) && (text.size() == 10 || text[10] == 'T' || text[10] == ' ');
}

/// Collects problems; `where` is the JSON Pointer.
class Check {
 public:
  void that(bool good, const char* id, std::string where, std::string found, std::string allowed) {
    if (!good) problems.push_back({id, std::move(where), std::move(found), std::move(allowed)});
  }

  void numbers(const Scenario& scenario) {
    fields::walk_numbers(scenario, [&](const fields::NumberRef& ref) {
      const bool count = ref.pointer.ends_with("/acceptance/accepted") || ref.pointer.ends_with("/acceptance/of");
      if (ref.value &&
          !(*ref.value >= ref.domain.low && *ref.value <= ref.domain.high))  // words only where they are needed
        that(false, count ? "bad-counts" : "out-of-range", ref.pointer, number_text(*ref.value),
             number_text(ref.domain.low) + " to " + number_text(ref.domain.high));
      spread(scenario, ref);
    });
  }

  void acceptance(const Scenario& scenario, const Path& path, const std::string& where) {
    const Acceptance& a = path.acceptance;
    if (a.same_as.empty()) {
      that(a.accepted <= a.of, "bad-counts", where + "/accepted", number_text(a.accepted) + " of " + number_text(a.of),
           "accepted ≤ of");
      for (const auto& [key, n] : {std::pair{"/accepted", a.accepted}, {"/of", a.of}})
        that(n == std::floor(n), "bad-counts", where + key,
             number_text(n) + (n == a.accepted ? " of " + number_text(a.of) : ""), "whole numbers" + meant_as_rate(a));
      return;
    }
    const auto known = ids(scenario);
    const auto shared = std::find_if(scenario.paths.begin(), scenario.paths.end(),
                                     [&](const Path& other) { return other.id == a.same_as; });
    if (shared == scenario.paths.end())
      return that(false, "unknown-path", where + "/same_as", in_quotes(a.same_as),
                  "the id of a path" + did_you_mean(a.same_as, known));
    that(shared->acceptance.same_as.empty(), "shared-twice", where + "/same_as", in_quotes(a.same_as),
         "a path that has an acceptance of its own");
    that(a.of == 0 && a.accepted == 0 && a.rate == 0, "shared-and-own", where, "same_as beside counts or a rate",
         "one of them");
  }

  void path(const Scenario& scenario, const Path& path, const std::string& where) {
    that(path.id.size() <= 200 && !seen(path.id).empty(), "bad-id", where + "/id",
         in_quotes(plain::shortened(path.id, 60)), "1 to 200 characters, one at least that can be seen");
    that(composed(path.id), "bad-id", where + "/id", in_quotes(plain::shortened(path.id, 60)),
         "letters with their accents as one character (NFC)");
    acceptance(scenario, path, where + "/acceptance");
    for (auto& problem : stage_problems(scenario, path, where)) problems.push_back(std::move(problem));
    that(!path.estimate || path.points.empty(), "estimate-beside-points", where + "/throughput/estimate",
         std::to_string(path.points.size()) + " measured points beside it",
         "measured points or an estimate: they are not mixed");
    if (const auto* owned = std::get_if<FixedAmortized<>>(&path.pricing)) {
      that((owned->price.value() == 0 && owned->installation.value() == 0) || owned->life.value() >= 1e-3,
           "missing-life", where + "/pricing/life_months",
           owned->life.value() == 0 ? "nothing" : number_text(months(owned->life)),
           "at least 0.001 months where there is a price");
      that(owned->min_units <= owned->max_units, "bad-bounds", where + "/pricing/min_units",
           number_text(owned->min_units), "at most max_units");
      that(owned->load_power >= owned->idle_power, "bad-bounds", where + "/pricing/load_watts",
           owned->load_power.value() == 0 ? "nothing" : number_text(watts(owned->load_power)),
           "at least idle_watts, " + number_text(watts(owned->idle_power)));
      residual(*owned, path.ledger, where + "/pricing/residual_usd");
    }
    if (const auto* window = std::get_if<ActiveWindow<>>(&path.pricing)) active_window(*window, where + "/pricing");
    if (const auto* tokens = std::get_if<PerToken<>>(&path.pricing)) per_token(*tokens, where + "/pricing");
    if (path.workload.input || path.workload.cache_write) workload(scenario.workload_of(path), where + "/workload");
    if (const auto* rented = std::get_if<Provisioned<>>(&path.pricing)) {
      provisioned(*rented, where + "/pricing");
      that(rented->min_units <= rented->max_units, "bad-bounds", where + "/pricing/min_units",
           number_text(rented->min_units), "at most max_units");
      that(!rented->hours_up || *rented->hours_up <= scenario.month, "bad-bounds",
           where + "/pricing/hours_up_per_month",
           rented->hours_up ? number_text(hours_per_month(*rented->hours_up)) : "", "at most hours_per_month");
    }
    const bool units =
        std::holds_alternative<Provisioned<>>(path.pricing) || std::holds_alternative<FixedAmortized<>>(path.pricing);
    that(units || path.balancing == Balancing::random, "bad-rule", where + "/balancing",
         in_quotes(to_string(path.balancing)),
         "random, where there are no units that stand ready: a copy is started by a call that finds no place, and an "
         "endpoint by the token has no line of ours");
    const bool made = path.tuning.one_off.value() > 0 ||
                      (path.tuning.million_training_tokens > 0 && path.tuning.per_million_training_tokens.value() > 0);
    that(!made || path.tuning.life.value() >= 1e-3, "missing-life", where + "/tuning/life_months",
         path.tuning.life.value() == 0 ? "nothing" : number_text(months(path.tuning.life)),
         "at least 0.001 months where there is a cost");
    for (std::size_t i = 0; i < layers.size(); ++i)
      that(path.cells[i].size() <= 2 || !path.stages.empty(), "bad-cell",
           where + "/layers/" + std::string(layers[i].id), std::to_string(path.cells[i].size()) + " holders",
           "no holder (not stated), one, or two for a split cell");
  }

  /// Nobody buys a machine back for more than it cost: the stated value may not, and not every value that it may have.
  void residual(const FixedAmortized<>& p, const Ledger& ledger, const std::string& where) {
    const auto end = [&](const char* input, double value, bool high) {
      const Provenance& known = ledger.of(input);
      if (known.distribution && known.distribution->shape == Shape::empirical && !known.distribution->samples.empty())
        return high ? std::ranges::max(known.distribution->samples)
                    : *std::min_element(known.distribution->samples.begin(), known.distribution->samples.end());
      if (known.distribution) return (high ? known.distribution->high : known.distribution->low).value_or(value);
      return known.range ? (high ? known.range->high : known.range->low) : value;
    };
    that(p.residual <= p.price, "bad-bounds", where, number_text(usd(p.residual)),
         "at most price_usd, " + number_text(usd(p.price)));
    const double least = end("/pricing/residual_usd", usd(p.residual), false),
                 most = end("/pricing/price_usd", usd(p.price), true);
    that(p.residual > p.price || least <= most, "bad-bounds", where, "a range from " + number_text(least) + " on",
         "a range that begins at or below price_usd, " + number_text(most));
  }

  void active_window(const ActiveWindow<>& p, const std::string& where) {
    that(p.rule == WindowRule::per_second || p.window.value() >= 1e-9, "missing-window", where + "/window_minutes",
         p.window.value() == 0 ? "nothing" : number_text(minutes(p.window)),
         "the length of a window, more than 0 minutes, for the rule " + std::string(to_string(p.rule)));
    const bool by_second = p.tail.value() > 0 || p.quantum.value() > 0 || p.minimum.value() > 0;
    that(p.rule == WindowRule::per_second || !by_second, "bad-rule", where + "/rule", in_quotes(to_string(p.rule)),
         "per_second, where tail_seconds, quantum_seconds or minimum_seconds are given");
    that(!p.idle_timeout || p.rule == WindowRule::anchored || p.rule == WindowRule::clock_aligned, "bad-rule",
         where + "/idle_timeout_minutes", p.idle_timeout ? number_text(minutes(*p.idle_timeout)) : "",
         "no value for a rule that bills until the copy is gone: that is its window or tail");
  }

  void provisioned(const Provisioned<>& p, const std::string& where) {
    that(!p.hours_up || !p.up_per_day, "bad-schedule", where + "/up_hours_per_day",
         "hours_up_per_month beside a schedule", "one of them");
    that(!p.up_from || p.up_per_day, "bad-schedule", where + "/up_from_hour", "an hour without a schedule",
         "up_hours_per_day beside it");
    that(!p.while_off || p.up_from, "bad-schedule", where + "/usd_per_answer_while_off", "a price without a place",
         "up_from_hour and up_hours_per_day, which say when it is off");
    that(!p.block || p.lost.value() < p.block->value(), "bad-bounds", where + "/lost_hours", number_text(hours(p.lost)),
         "less than block_hours");
    that(p.interrupted_billed || !p.block, "bad-rule", where + "/interrupted_time_billed", "false",
         "true, where block_hours are paid in advance");
    that(!p.needed || p.term, "missing-term", where + "/term_months", "nothing",
         "the length of a term, where needed_months is given");
  }

  void per_token(const PerToken<>& p, const std::string& where) {
    for (std::size_t i = 1; i < p.context_steps.size(); ++i)
      that(p.context_steps[i - 1].above < p.context_steps[i].above, "bad-steps",
           where + "/context_steps/" + std::to_string(i) + "/above_input_tokens_per_answer",
           number_text(p.context_steps[i].above.value()), "more than that of the step before");
    for (std::size_t i = 1; i < p.volume_steps.size(); ++i)
      that(p.volume_steps[i - 1].above_millions < p.volume_steps[i].above_millions, "bad-steps",
           where + "/volume_steps/" + std::to_string(i) + "/above_million_tokens_per_month",
           number_text(p.volume_steps[i].above_millions), "more than that of the step before");
    that(p.redeployment.value() == 0 || p.lifetime, "missing-life", where + "/lifetime_hours", "nothing",
         "the life of a deployment, where redeployment_usd is given");
  }

  void workload(const Workload<>& w, const std::string& where) {
    that(w.cache_write <= w.input, "bad-bounds", where + "/cache_write_tokens_per_answer",
         number_text(w.cache_write.value()), "at most input_tokens_per_answer, of which they are part");
    double shares = 0;
    for (const auto& c : w.classes) shares += c.share;
    that(shares <= 1 + 1e-9, "bad-bounds", where + "/classes", number_text(shares) + " of the requests",
         "shares that add up to 1 or less");
    classes(w, w.input, &RequestClass<>::input, where, "input_tokens_per_answer");
    classes(w, w.cached_input, &RequestClass<>::cached_input, where, "cached_input_tokens_per_answer");
    classes(w, w.output, &RequestClass<>::output, where, "output_tokens_per_answer");
  }

  /// Classes leave the mean as it is: those that state all of it must agree, others may not use it up.
  template <class Q, class M>
  void classes(const Workload<>& w, const Q& mean, M RequestClass<>::*which, const std::string& where,
               const std::string& key) {
    const auto [share, part] = sizes::stated(w.classes, which);
    if (share == 0) return;
    const bool all = share > 1 - 1e-9;
    const double least = key.starts_with("output") && !all && share > 0 ? 1e-12 * (1 - share) : 0;
    that(all ? std::abs(part - mean.value()) <= 1e-6 * mean.value() : part + least <= mean.value() * (1 + 1e-9),
         "bad-bounds", where + "/classes", number_text(part) + " " + key + " on average",
         (all ? "the mean that the workload states, " : "no more than the mean that the workload states, ") +
             number_text(mean.value()));
  }

  void shape(const ArrivalShape& a) {
    const auto n = a.weights.size();
    that(n == 0 || n == 24 || n == 168, "bad-weights", "/demand/hourly_weights", std::to_string(n) + " numbers",
         "24, one for each hour of the day, or 168, of the week from Monday 00:00");
    double sum = 0;
    bool good = true;
    for (const double weight : a.weights) sum += weight, good = good && weight >= 0 && weight <= 1e15;
    that(n == 0 || (good && sum > 0), "bad-weights", "/demand/hourly_weights",
         good ? "no load in any hour" : "a weight outside 0 to 1e15", "weights of 0 to 1e15, one at least above 0");
    if (a.hours) {
      that(a.hours->from < a.hours->to && a.hours->from >= 0 && a.hours->to <= 24, "bad-bounds",
           "/demand/working_hours/from_hour", std::to_string(a.hours->from), "0 to 23, before to_hour");
      that(a.hours->days >= 1 && a.hours->days <= 7, "bad-bounds", "/demand/working_hours/days_per_week",
           std::to_string(a.hours->days), "1 to 7");
      const bool any = n == 0 || !good || (n != 24 && n != 168) || !(sum > 0) ||
                       std::ranges::any_of(hours_of_week(a), [](double w) { return w > 0; });
      that(any, "bad-weights", "/demand/hourly_weights", "no load within the working hours", "one at least above 0");
    }
    that(a.batch == std::floor(a.batch) || a.sizes == BatchSizes::geometric, "bad-bounds", "/demand/batch",
         number_text(a.batch), "a whole number, or batch_sizes geometric");
  }

  void presentation(const Presentation& p) {
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const std::string where = "/presentation";
    that(p.currency.size() == 3 && std::all_of(p.currency.begin(), p.currency.end(), upper), "bad-currency",
         where + "/currency", in_quotes(p.currency), "a code of three capital letters, as EUR");
    constexpr std::string_view of_numbers = "0123456789+-,\n";
    const bool said = p.symbol.empty() || p.symbol.find_first_not_of(' ') != p.symbol.npos;
    that(p.symbol.size() <= 12 && said && p.symbol.find_first_of(of_numbers) == p.symbol.npos &&
             plain::clean(p.symbol) == p.symbol,
         "bad-currency", where + "/symbol", in_quotes(plain::shortened(p.symbol, 20)),
         "12 bytes at most that can be seen, without digits, signs and commas");
    that(p.currency == "USD" || p.usd_per_unit, "missing-rate", where + "/usd_per_currency_unit", "nothing",
         "USD that one " + p.currency + " is worth, with its source and date");
    that(p.currency != "USD" || p.usd_per_unit.value_or(1) == 1, "bad-rate", where + "/usd_per_currency_unit",
         number_text(p.usd_per_unit.value_or(1)), "no rate, as the currency is USD; or another currency");
    const auto& [retained, delegated, ceded, absent] = p.placements;
    for (const auto& [key, word] :
         {std::pair{"Retained", &retained}, {"Delegated", &delegated}, {"Ceded", &ceded}, {"Absent", &absent}})
      that(word->find_first_not_of(" \n\t") != word->npos && word->size() <= 100, "wrong-words",
           where + "/placements/" + key, in_quotes(plain::shortened(*word, 60)), "1 to 100 bytes, not all blank");
    that(std::set{retained, delegated, ceded, absent}.size() == 4, "wrong-words", where + "/placements",
         "the same word twice", "four words that are not the same, those of placements that are not named included");
    that(p.decimal_mark == "." || p.decimal_mark == ",", "bad-mark", where + "/decimal_mark", in_quotes(p.decimal_mark),
         "\".\" or \",\"");
    constexpr std::array<std::string_view, 8> marks{",", ".", "'", "\u2019", " ", "\u00A0", "\u202F", ""};
    that(std::find(marks.begin(), marks.end(), p.thousands_mark) != marks.end() && p.thousands_mark != p.decimal_mark,
         "bad-mark", where + "/thousands_mark", in_quotes(p.thousands_mark),
         "comma, point, apostrophe, space, narrow space or nothing, and not the decimal mark");
  }

  void scenario(const Scenario& s) {
    presentation(s.presentation);
    that(!s.paths.empty(), "no-paths", "/paths", "an empty list", "at least one path");
    that(
        s.paths.empty() || std::any_of(s.paths.begin(), s.paths.end(), [](const Path& p) { return !p.only_in_stages; }),
        "no-paths", "/paths", "paths that serve stages only", "at least one path that gives answers");
    workload(s.workload, "/workload");
    shape(s.shape);
    that(s.domain_low < s.domain_high, "bad-bounds", "/demand/domain_accepted_answers_per_month",
         number_text(s.domain_low.value()) + " to " + number_text(s.domain_high.value()), "low < high");
    std::set<std::string> known;
    for (std::size_t i = 0; i < s.paths.size(); ++i) {
      const std::string where = "/paths/" + std::to_string(i);
      const std::string id = seen(s.paths[i].id);
      that(id.empty() || known.insert(id).second, "duplicate-id", where + "/id", in_quotes(s.paths[i].id),
           "an id that no other path has, and that does not look like another's");
      path(s, s.paths[i], where);
    }
    promises(s.requirements.promises);
    that(!s.requirements.max_grams_co2e_per_accepted || s.requirements.energy.grams_co2e_per_kwh, "missing-key",
         "/requirements/energy_counted/grams_co2e_per_kwh", "nothing",
         "emissions of the grid, where emissions are limited");
    if (s.rent_or_buy) rent_or_buy(s);
    if (s.horizon) horizon(s, *s.horizon);
    for (std::size_t i = 0; i < s.paths.size(); ++i)
      over_time(s.paths[i].over_time, "/paths/" + std::to_string(i) + "/over_time");
    for (std::size_t i = 0; i < s.assessments.size(); ++i)
      assessment(s, s.assessments[i], "/assessments/" + std::to_string(i));
    that(s.date.empty() || is_iso_date(s.date), "bad-date", "/date", in_quotes(plain::shortened(s.date, 40)),
         "a day as 2026-11-21");
    for (const auto& [id, source] : s.sources) date(source.date, "/sources/" + escaped(id) + "/date");
    for (const auto& [file, what] : s.evidence_files) date(what.date, "/evidence_files/" + escaped(file) + "/date");
    if (s.correlations)
      for (auto& problem : correlation_problems(*s.correlations)) problems.push_back(std::move(problem));
    sources(s, s.ledger, "");
    for (std::size_t i = 0; i < s.paths.size(); ++i) sources(s, s.paths[i].ledger, "/paths/" + std::to_string(i));
  }

  /// A source is the id of an entry or a citation in itself; what is almost an id is a slip.
  void sources(const Scenario& s, const Ledger& ledger, const std::string& base) {
    std::vector<std::string> known, files;
    for (const auto& [id, source] : s.sources) known.push_back(id);
    for (const auto& [file, what] : s.evidence_files) files.push_back(file);
    for (const auto& [pointer, provenance] : ledger.entries) {
      const std::string& cited = provenance.evidence.source;
      const std::string hint = s.sources.contains(cited) ? "" : did_you_mean(cited, known);
      dates(provenance.by_date, base + pointer);
      date(provenance.evidence.date, base + pointer);
      that(hint.empty(), "unknown-source", base + pointer, in_quotes(cited),
           "the id of an entry in sources, or a citation in full" + hint);
      const std::string& file = provenance.evidence.file;
      that(file.empty() || s.evidence_files.contains(file), "unknown-evidence-file", base + pointer, in_quotes(file),
           "the path of an entry in evidence_files" + did_you_mean(file, files));
    }
  }

  std::vector<Problem> problems;

 private:
  /// What is not known exactly must not lie where the input may not.
  void spread(const Scenario& scenario, const fields::NumberRef& ref) {
    const Provenance* known = own_entry(scenario, ref.pointer);
    if (!known) return;
    const bool rate = ref.pointer == "/presentation/usd_per_currency_unit";
    that(!rate || !(known->range || known->distribution), "not-drawn", ref.pointer, "a range or a distribution",
         "one rate, by_date where it changed: amounts that are stated in the currency follow it, draws do not");
    const auto& [low, high] = ref.domain;
    const std::string within = number_text(low) + " to " + number_text(high);
    if (const auto& r = known->range)
      that(r->low <= r->high && r->low >= low && r->high <= high, "bad-range", ref.pointer + "/range",
           "[" + number_text(r->low) + ", " + number_text(r->high) + "]",
           "[low, high] around the value, within " + within);
    if (!known->distribution) return;
    const std::string wrong = what_is_wrong(*known->distribution, low, high);
    that(wrong.empty(), "bad-distribution", ref.pointer + "/distribution",
         std::string(to_string(known->distribution->shape)), wrong);
  }

  static const Provenance* own_entry(const Scenario& scenario, std::string_view pointer) {
    const auto place = fields::in_path(pointer);
    const auto& entries = place ? scenario.paths[place->path].ledger.entries : scenario.ledger.entries;
    const auto found = entries.find(place ? place->rest : pointer);
    return found == entries.end() ? nullptr : &found->second;
  }

  /// "; counts, not a rate: …", where a rate may have been typed for a count.
  static std::string meant_as_rate(const Acceptance& a) {
    if (!(a.accepted > 0 && a.accepted < 1 && a.of >= 1)) return {};
    return "; counts, not a rate: " + number_text(a.accepted) + " of " + number_text(a.of) + " would be " +
           number_text(a.accepted * a.of) + "; write rate where there are no counts";
  }

  void date(const std::string& text, const std::string& where) {
    that(text.empty() || is_date(text), "bad-date", where, in_quotes(plain::shortened(text, 40)),
         "a day as 2026-11-21, or a month or year");
  }

  void dates(const std::vector<DatedValue>& values, const std::string& where) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto& [value, from, to, evidence] = values[i];
      that(is_iso_date(from), "bad-date", where, in_quotes(from), "a day as 2026-11-21");
      that(to.empty() || is_iso_date(to), "bad-date", where, in_quotes(to), "a day as 2026-11-21");
      that(to.empty() || to >= from, "bad-date", where, in_quotes(to),
           "a last day that is not before the first, " + from);
      if (i + 1 < values.size())
        that(from < values[i + 1].from && (to.empty() || to < values[i + 1].from), "bad-date", where,
             in_quotes(to.empty() ? from : to), "days before the next value begins, " + values[i + 1].from);
    }
  }

  void assessment(const Scenario& s, const Assessment& a, const std::string& where) {
    std::vector<std::string> ids, known;
    for (const auto& layer : layers) ids.emplace_back(layer.id);
    for (const auto& [id, source] : s.sources) known.push_back(id);
    that(std::find(ids.begin(), ids.end(), a.layer) != ids.end(), "unknown-name", where + "/layer", in_quotes(a.layer),
         text::joined(ids) + did_you_mean(a.layer, ids));
    date(a.date, where + "/date");
    const std::string hint = s.sources.contains(a.source) ? "" : did_you_mean(a.source, known);
    that(hint.empty(), "unknown-source", where + "/source", in_quotes(a.source),
         "the id of an entry in sources, or a citation in full" + hint);
  }

  /// More of the requests wait no less, and the whole answer comes after the first token.
  void promises(const std::vector<Promise>& all) {
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t j = 0; j < all.size(); ++j) {
        const Promise &p = all[i], &q = all[j];
        if (i == j || !p.percentile != !q.percentile) continue;
        const double of_p = p.percentile.value_or(0), of_q = q.percentile.value_or(0);
        const bool harder = q.of >= p.of && of_q >= of_p;
        const bool twice = harder && q.of == p.of && of_q == of_p;
        that(!harder || (twice ? i < j : q.seconds >= p.seconds), twice ? "duplicate-id" : "bad-bounds",
             "/requirements/promises/" + std::to_string(j) + "/at_most_seconds", number_text(q.seconds),
             twice ? "one promise of it, as in promise " + std::to_string(i)
                   : "at least the " + number_text(p.seconds) + " s of promise " + std::to_string(i) +
                         ", which holds for no more than this one");
      }
  }

  void horizon(const Scenario& s, const Horizon& h) {
    const std::string where = "/horizon";
    const auto known = ids(s);
    that(h.now.empty() || std::find(known.begin(), known.end(), h.now) != known.end(), "unknown-path", where + "/now",
         in_quotes(h.now), "the id of a path" + did_you_mean(h.now, known));
    that(h.by_month.empty() || h.demand_csv.empty(), "bad-bounds", where + "/demand_csv", in_quotes(h.demand_csv),
         "a file or accepted_answers_by_month, not both");
    const auto& table = h.by_month;
    const std::string key = "/accepted_answers_by_month";
    that(table.empty() || table.size() >= static_cast<std::size_t>(std::max(0, h.months)), "bad-bounds", where + key,
         std::to_string(table.size()) + " months", "a demand for each of the " + std::to_string(h.months) + " months");
    that(std::all_of(table.begin(), table.end(), [](double a) { return a >= 0 && a <= fields::demand.high; }),
         "out-of-range", where + key, "a demand outside of it", "0 to " + number_text(fields::demand.high));
    that((table.empty() && h.demand_csv.empty()) || (h.growth_per_month == 0 && !h.ceiling), "bad-bounds",
         where + "/growth_per_month", "growth beside the demand of each month", "one of them");
    that(h.seasonal.empty() || h.seasonal.size() == 12, "bad-weights", where + "/seasonal_weights",
         std::to_string(h.seasonal.size()) + " numbers", "12, from January on");
    double sum = 0;
    bool good = true;
    for (const double weight : h.seasonal) sum += weight, good = good && weight >= 0 && weight <= 1e15;
    that(h.seasonal.empty() || (good && sum > 0), "bad-weights", where + "/seasonal_weights", "no load in any month",
         "weights of 0 to 1e15, one at least above 0");
    that(h.seasonal.empty() || !s.date.empty(), "missing-key", "/date", "nothing",
         "the day of the first month, as seasonal_weights go by the calendar");
  }

  void over_time(const OverTime& o, const std::string& where) {
    that(o.retraining_usd == 0 || o.retrained_every_months, "missing-key", where + "/retrained_every_months", "nothing",
         "the months from one retraining to the next, beside retraining_usd");
    for (std::size_t i = 1; i < o.price_steps.size(); ++i)
      that(o.price_steps[i - 1].from_month < o.price_steps[i].from_month, "bad-steps",
           where + "/price_steps/" + std::to_string(i) + "/from_month", number_text(o.price_steps[i].from_month),
           "a month after that of the step before");
    for (std::size_t i = 1; i < o.resale.size(); ++i)
      that(o.resale[i - 1].age_months < o.resale[i].age_months, "bad-steps",
           where + "/resale/" + std::to_string(i) + "/age_months", number_text(o.resale[i].age_months),
           "an age above the one before");
  }

  void rent_or_buy(const Scenario& s) {
    const auto known = ids(s);
    for (std::size_t i = 0; i < s.rent_or_buy->schedules.size(); ++i) {
      const Schedule& schedule = s.rent_or_buy->schedules[i];
      const std::string where = "/rent_or_buy/schedules/" + std::to_string(i);
      that(schedule.hours.value() <= s.month.value() * (1 + 1e-9), "bad-bounds", where + "/hours_per_month",
           number_text(hours_per_month(schedule.hours)),
           "at most hours_per_month of the scenario, " + number_text(hours_per_month(s.month)));
      that(!schedule.session || schedule.session->value() <= schedule.hours.value() * (1 + 1e-9), "bad-bounds",
           where + "/session_hours", schedule.session ? number_text(hours(*schedule.session)) : "",
           "at most hours_per_month of the schedule");
    }
    for (const auto& [key, id] :
         {std::pair{"/rent_or_buy/buy", s.rent_or_buy->buy}, {"/rent_or_buy/rent", s.rent_or_buy->rent}})
      that(std::find(known.begin(), known.end(), id) != known.end(), "unknown-path", key, in_quotes(id),
           "the id of a path" + did_you_mean(id, known));
    for (const auto& p : s.paths) {
      if (p.id == s.rent_or_buy->buy)
        that(std::holds_alternative<FixedAmortized<>>(p.pricing), "wrong-kind", "/rent_or_buy/buy", in_quotes(p.id),
             "a path of kind fixed_amortized");
      if (p.id == s.rent_or_buy->rent)
        that(std::holds_alternative<ActiveWindow<>>(p.pricing) || std::holds_alternative<Provisioned<>>(p.pricing),
             "wrong-kind", "/rent_or_buy/rent", in_quotes(p.id), "a path of kind active_window or provisioned");
    }
  }
};

}  // namespace

void throw_unknown_path(std::string_view id, const std::vector<std::string>& known) {
  throw InvalidInput("unknown-path", "path", in_quotes(id), "the id of a path" + did_you_mean(id, known));
}

void validate(const Scenario& scenario) {
  Check check;
  check.problems = limits::exceeded(scenario);
  if (!check.problems.empty()) throw InvalidInput(std::move(check.problems));  // the rest would take long, too
  check.numbers(scenario);
  check.scenario(scenario);
  if (!check.problems.empty()) throw InvalidInput(std::move(check.problems));
}

}  // namespace costmodel
