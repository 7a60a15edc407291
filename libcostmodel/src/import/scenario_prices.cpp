// Prices and bills in a first scenario: which price is of which path, and what a bill says was paid.
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "import/drafts.hpp"
#include "import/words.hpp"

namespace costmodel::import {

namespace {

/// The model in a name, in small letters: "openai:chat:gpt-4o", "openai/gpt-4o" and "GPT-4o" are one; what stands
/// behind a colon is no model of its own in "llama3.1:8b", "gemma:free" and "claude-v1:0".
std::string model_in(std::string_view name) {
  constexpr std::array<std::string_view, 6> variants{"free", "latest", "nitro", "online", "beta", "thinking"};
  std::string rest = lower(name);
  for (auto colon = rest.find(':'); colon != std::string::npos; colon = rest.find(':')) {
    const std::string before = rest.substr(0, colon), after = rest.substr(colon + 1);
    const bool plain = std::all_of(before.begin(), before.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_'; });
    const bool variant = after.empty() || (after[0] >= '0' && after[0] <= '9') ||
                         std::find(variants.begin(), variants.end(), after) != variants.end();
    if (!plain || variant) break;
    rest = after;
  }
  const auto slash = rest.rfind('/');
  return slash == std::string::npos ? rest : rest.substr(slash + 1);
}

/// Prices of one model at one provider in one region, at any date.
struct Offer {
  ReadPrices* file = nullptr;
  std::vector<const ImportedPrice*> prices{};
  const ImportedPrice& first() const { return *prices.front(); }
  bool is_machine() const { return first().meter == Meter::machine_time; }
  std::string name() const { return first().model + (first().region.empty() ? "" : "@" + first().region); }
};

bool of_tokens(Meter meter) { return meter != Meter::machine_time && meter != Meter::storage; }

/// Offers of the files that fit, prices on conditions (batch, spot, tiers) left out.
template <class Fits>
std::vector<Offer> offers(std::vector<ReadPrices>& files, const Fits& fits) {
  std::vector<Offer> found;
  for (auto& file : files)
    for (const auto& price : file.prices) {
      if (!price.condition.empty() || price.meter == Meter::storage || !fits(price)) continue;
      const auto same = std::find_if(found.begin(), found.end(), [&](const Offer& o) {
        return o.file == &file &&
               std::tie(o.first().provider, o.first().model, o.first().region) ==
                   std::tie(price.provider, price.model, price.region) &&
               o.is_machine() == (price.meter == Meter::machine_time);
      });
      if (same == found.end())
        found.push_back({&file, {&price}});
      else
        same->prices.push_back(&price);
    }
  return found;
}

/// A price that is not stated is not 0: cached tokens then cost what other input costs.
void cached_as_other(Path& path, PerToken<>& pricing) {
  pricing.cached_input = pricing.input;
  path.ledger.entries["/pricing/usd_per_million_cached_input_tokens"].evidence = {
      .grade = Grade::assumed, .note = "no price of cached input is stated: as other input"};
}

/// Which prices are taken, and how they get into a path.
class Pricer {
 public:
  Pricer(std::vector<ReadPrices>& files, const ImportOptions& options, Citing& citing)
      : files_(files), options_(options), citing_(citing) {}

  void price(Draft& draft) {
    const auto asked = options_.price_of.find(draft.path.id);
    const bool by_name = asked != options_.price_of.end();
    std::vector<Offer> found = by_name ? named(asked->second) : fitting(draft);
    if (found.empty()) {
      if (!by_name) return;
      std::set<std::string> known;
      for (const auto& file : files_)
        for (const auto& price : file.prices) known.insert(price.model);
      throw InvalidInput("unknown-model", "price of " + draft.path.id, '"' + asked->second + '"',
                         "a model or instance type of a price file, as NAME or NAME@REGION; there are " +
                             std::to_string(known.size()));
    }
    if (found.size() > 1) {
      narrow(draft, found);
      if (found.size() > 1) return several(draft, found);
    }
    put(draft, found.front());
  }

 private:
  std::vector<Offer> named(const std::string& text) {
    const auto at = text.rfind('@');
    const std::string name = text.substr(0, at), region = at == std::string::npos ? "" : text.substr(at + 1);
    auto found = offers(
        files_, [&](const ImportedPrice& p) { return p.model == name && (region.empty() || p.region == region); });
    if (found.empty())
      found = offers(files_, [&](const ImportedPrice& p) {
        return same_model(p.model, name) && (region.empty() || p.region == region);
      });
    return found;
  }

  std::vector<Offer> fitting(const Draft& draft) {
    if (draft.path.points.empty()) {
      if (draft.model.empty()) return {};
      auto found = offers(files_, [&](const ImportedPrice& p) { return of_tokens(p.meter) && p.model == draft.model; });
      if (found.empty())
        found = offers(files_,
                       [&](const ImportedPrice& p) { return of_tokens(p.meter) && same_model(p.model, draft.model); });
      return found;
    }
    if (draft.hardware.empty()) return {};
    return offers(files_, [&](const ImportedPrice& p) {
      return p.meter == Meter::machine_time && !p.hardware.empty() && lower(p.hardware) == lower(draft.hardware);
    });
  }

  /// Of several, those of the provider that the model's name begins with; of these, those of that very name; and of
  /// those that say the same, the first.
  void narrow(const Draft& draft, std::vector<Offer>& found) const {
    const std::string provider =
        lower(draft.model.substr(0, std::min(draft.model.find_first_of("/:"), draft.model.size())));
    const auto theirs = [&](const Offer& o) { return lower(o.first().provider) == provider; };
    if (std::any_of(found.begin(), found.end(), theirs))
      std::erase_if(found, [&](const Offer& o) { return !theirs(o); });
    const auto plain = [&](const Offer& o) {
      return lower(o.first().model) == model_in(draft.model);
    };  // and not "ft:" of it
    if (std::any_of(found.begin(), found.end(), plain)) std::erase_if(found, [&](const Offer& o) { return !plain(o); });
    const auto values = [&](const Offer& o) {
      std::set<std::pair<Meter, double>> all;
      for (const auto* p : current(o)) all.emplace(p->meter, written(p->price).value);
      return all;
    };
    if (std::all_of(found.begin(), found.end(), [&](const Offer& o) { return values(o) == values(found.front()); })) {
      for (std::size_t i = 1; i < found.size(); ++i)
        note(found[i], "says the same of " + draft.path.id + " as " + found.front().file->origin.file);
      found.resize(1);
    }
  }

  void several(const Draft& draft, const std::vector<Offer>& found) const {
    constexpr std::size_t most = 6;
    std::string names;
    for (std::size_t i = 0; i < std::min(most, found.size()); ++i) {
      names.append(i == 0 ? "" : ", ").append(found[i].name());
      if (!found[i].first().provider.empty()) names.append(" of ").append(found[i].first().provider);
    }
    if (found.size() > most) names.append(" and ").append(std::to_string(found.size() - most)).append(" more");
    found.front().file->report.refused.push_back({"one-of-several", found.front().file->origin.file,
                                                  "several prices for " + draft.path.id + ": " + names,
                                                  "one of them by name, as NAME or NAME@REGION"});
  }

  void note(const Offer& offer, std::string text) const {
    ReadPrices& file = *offer.file;
    file.report.notes.push_back(
        {file.origin.file + (offer.first().pointer.empty() ? "" : "#" + offer.first().pointer), std::move(text)});
  }

  /// Of each meter the price that holds on the day, or the latest.
  std::vector<const ImportedPrice*> current(const Offer& offer) const {
    std::vector<const ImportedPrice*> found;
    for (const auto* p : offer.prices) {
      if (!options_.on.empty() &&
          ((!p->from.empty() && p->from > options_.on) || (!p->to.empty() && p->to < options_.on)))
        continue;
      const auto same = std::find_if(found.begin(), found.end(), [&](const auto* f) { return f->meter == p->meter; });
      if (same == found.end())
        found.push_back(p);
      else if (p->from > (*same)->from)
        *same = p;
    }
    return found;
  }

  Provenance provenance(const Offer& offer, const ImportedPrice& price) {
    Origin origin = offer.file->origin;
    origin.date = price.from.empty() ? origin.date : price.from;
    Provenance result = citing_.number(origin, {written(price.price).value, price.pointer, {}}, {});
    const std::string about = (price.provider.empty() ? "" : price.provider + ", ") + offer.name() +
                              (price.detail.empty() ? "" : ", " + price.detail);
    result.evidence.grade = Grade::published;
    result.evidence.note = about;
    if (price.from.empty()) return result;
    for (const auto* p : offer.prices)
      if (p->meter == price.meter && !p->from.empty())
        result.by_date.push_back({written(p->price).value, p->from, p->to, result.evidence});
    for (std::size_t i = 0, k = 0; i < offer.prices.size(); ++i)
      if (offer.prices[i]->meter == price.meter && !offer.prices[i]->from.empty()) {
        result.by_date[k].evidence.date = offer.prices[i]->from;
        result.by_date[k++].evidence.pointer = offer.prices[i]->pointer;
      }
    std::stable_sort(result.by_date.begin(), result.by_date.end(),
                     [](const auto& a, const auto& b) { return a.from < b.from; });
    const auto overlap = std::adjacent_find(
        result.by_date.begin(), result.by_date.end(),
        [](const auto& a, const auto& b) { return a.from == b.from || (!a.to.empty() && a.to >= b.from); });
    if (overlap != result.by_date.end()) result.by_date.clear();
    if (price.meter == Meter::input || price.meter == Meter::output || result.by_date.empty()) return result;
    for (const auto* p : offer.prices)
      if (p->meter == Meter::output && !p->from.empty() && p->from < result.by_date.front().from) {
        result.evidence.note += "; not stated before " + result.by_date.front().from;
        result.by_date.clear();  // or the path had no price before that day
        break;
      }
    return result;
  }

  void put(Draft& draft, const Offer& offer) {
    const auto now = current(offer);
    if (now.empty()) {
      offer.file->report.refused.push_back({"no-price", offer.file->origin.file,
                                            "no price of " + offer.name() + " on " + options_.on,
                                            "a price that holds on that day"});
      return;
    }
    if (offer.is_machine()) {
      if (now.front()->by_windows) {
        offer.file->report.refused.push_back({"no-price", offer.file->origin.file + "#" + now.front()->pointer,
                                              "a price of custom model units",
                                              "windows, whose length no price file says: write the path's pricing"});
        return;
      }
      draft.path.pricing = Provisioned<>{.price = std::get<MoneyPerTime<>>(now.front()->price)};
      draft.path.ledger.entries["/pricing/usd_per_unit_hour"] = provenance(offer, *now.front());
      draft.priced = true;
    } else {
      put_tokens(draft, offer, now);
    }
  }

  void put_tokens(Draft& draft, const Offer& offer, const std::vector<const ImportedPrice*>& now) {
    const auto has = [&](Meter meter) {
      return std::any_of(now.begin(), now.end(), [&](const auto* p) { return p->meter == meter; });
    };
    if (!has(Meter::input) || !has(Meter::output)) {
      offer.file->report.refused.push_back(
          {"no-price", offer.file->origin.file + "#" + now.front()->pointer,
           std::string("no price of ") + (has(Meter::input) ? "output" : "input") + " tokens for " + draft.path.id,
           "both; what is missing is not 0"});
      return;
    }
    PerToken<> pricing;
    for (const auto* p : now) {
      std::string key;
      switch (p->meter) {
        case Meter::input:
          pricing.input = std::get<InputPrice<>>(p->price), key = "usd_per_million_input_tokens";
          break;
        case Meter::cached_input:
          pricing.cached_input = std::get<InputPrice<>>(p->price), key = "usd_per_million_cached_input_tokens";
          break;
        case Meter::cache_write:
          pricing.cache_write = std::get<InputPrice<>>(p->price), key = "usd_per_million_cache_write_tokens";
          break;
        case Meter::output:
          pricing.output = std::get<OutputPrice<>>(p->price), key = "usd_per_million_output_tokens";
          break;
        case Meter::request:
          pricing.per_answer = usd_per_answer(written(p->price).value), key = "usd_per_answer";
          break;
        default:
          continue;
      }
      draft.path.ledger.entries["/pricing/" + key] = provenance(offer, *p);
    }
    if (!has(Meter::cached_input)) cached_as_other(draft.path, pricing);
    put_steps(draft, offer, now, pricing);
    draft.path.pricing = pricing;
    draft.priced = true;
    name_unread(draft, offer);
    name_conditions(draft, offer);
  }

  static bool is_of(const ImportedPrice& p, const Offer& offer) {
    return p.model == offer.first().model && p.provider == offer.first().provider && p.region == offer.first().region;
  }

  /// Prices that hold at times or on orders that no input of a path says.
  void name_conditions(const Draft& draft, const Offer& offer) const {
    constexpr std::size_t few = 4;
    std::size_t left_out = 0;
    std::set<std::string> conditions;
    for (const auto& p : offer.file->prices)
      if (!p.condition.empty() && p.above_input_tokens == 0 && is_of(p, offer))
        ++left_out, conditions.insert(p.condition);
    if (left_out == 0) return;
    std::string names;
    for (auto condition = conditions.begin(); condition != conditions.end(); ++condition) {
      const auto n = static_cast<std::size_t>(std::distance(conditions.begin(), condition));
      if (n == few) {
        names += " and " + std::to_string(conditions.size() - few) + " more";
        break;
      }
      names += (n == 0 ? "" : "; ") + *condition;
    }
    note(offer, std::to_string(left_out) +
                    (left_out == 1 ? " price on a condition was" : " prices on conditions were") + " not taken for " +
                    draft.path.id + ": " + names);
  }

  /// What the file says of this model's price and nothing here holds.
  void name_unread(const Draft& draft, const Offer& offer) const {
    ReadPrices& file = *offer.file;
    for (const auto& unread : file.unread)
      if (unread.model == offer.first().model && unread.provider == offer.first().provider)
        file.report.notes.push_back(
            {file.origin.file + "#" + unread.pointer, "not read for " + draft.path.id + ": " + unread.key +
                                                          (unread.amount.empty() ? "" : ", " + unread.amount)});
  }

  /// Other prices of long prompts, all of whose tokens cost them: steps, by their ratio to the price below the first.
  void put_steps(Draft& draft, const Offer& offer, const std::vector<const ImportedPrice*>& now, PerToken<>& pricing) {
    std::map<double, std::map<Meter, const ImportedPrice*>> steps;
    std::map<Meter, const ImportedPrice*> base;
    for (const auto* p : now) base[p->meter] = p;
    for (const auto& p : offer.file->prices)
      if (p.above_input_tokens > 0 && is_of(p, offer) && base.contains(p.meter) && p.from == base[p.meter]->from)
        steps[p.above_input_tokens][p.meter] = &p;
    ContextStep<> step;
    for (const auto& [above, prices] : steps) {
      step.above = input_tokens_per_answer(above);
      const std::string at = "/pricing/context_steps/" + std::to_string(pricing.context_steps.size()) + "/";
      for (const auto& [meter, multiplier, key] : {std::tuple{Meter::input, &step.input_multiplier, "input_multiplier"},
                                                   {Meter::output, &step.output_multiplier, "output_multiplier"}}) {
        const auto found = prices.find(meter);
        if (found == prices.end()) continue;
        const double below = written(base[meter]->price).value;
        if (!(below > 0)) {
          note(offer, "not read for " + draft.path.id + ": a price of prompts " + found->second->condition +
                          ", for it is 0 below");
          continue;
        }
        *multiplier = written(found->second->price).value / below;
        draft.path.ledger.entries[at + key] = provenance(offer, *found->second);
        auto& evidence = draft.path.ledger.entries[at + key].evidence;
        evidence.grade = Grade::derived;
        evidence.formula = "price above ÷ price below";
        draft.path.ledger.entries[at + key].by_date.clear();
      }
      for (const Meter meter : {Meter::cached_input, Meter::cache_write})
        if (const auto found = prices.find(meter); found != prices.end()) {
          const double says = written(found->second->price).value,
                       taken = written(base[meter]->price).value * step.input_multiplier;
          if (std::abs(says - taken) > 1e-9 * says)
            note(offer, std::string(to_string(meter)) + " of " + draft.path.id + ' ' + found->second->condition +
                            " cost " + number_text(to_twelve_digits(says)) +
                            " USD per million tokens and are taken at " + number_text(to_twelve_digits(taken)) +
                            ", as all input is");
        }
      pricing.context_steps.push_back(step);
    }
  }

  std::vector<ReadPrices>& files_;
  const ImportOptions& options_;
  Citing& citing_;
};

}  // namespace

std::string Citing::file(const Origin& origin) {
  std::error_code error;
  const auto near = std::filesystem::proximate(
      origin.file, folder_.empty() ? std::filesystem::path(".") : std::filesystem::path(folder_), error);
  const std::string name = error ? origin.file : near.generic_string();
  auto& entry = scenario_.evidence_files[name];
  if (entry.sha256.empty())
    entry = {origin.sha256, origin.tool, origin.tool_version, origin.schema_version, origin.date};
  return name;
}

Provenance Citing::number(const Origin& origin, const ImportedNumber& number, std::optional<double> n) {
  return {.evidence = {.grade = number.formula.empty() ? Grade::measured : Grade::derived,
                       .n = n && *n > 0 ? n : std::nullopt,
                       .date = origin.date,
                       .formula = number.formula,
                       .file = file(origin),
                       .pointer = number.pointer}};
}

bool same_model(std::string_view a, std::string_view b) { return !a.empty() && model_in(a) == model_in(b); }

void add_prices(std::vector<Draft>& drafts, std::vector<ReadPrices>& files, const ImportOptions& options,
                Citing& citing) {
  Pricer pricing(files, options, citing);
  for (auto& draft : drafts)
    if (!draft.priced) pricing.price(draft);
}

namespace {

/// Charges of one meter of a model, added up.
struct Paid {
  Money<> cost{};
  double quantity = 0;
  std::uint64_t rows = 0, line = 0;
};

std::optional<ImportedNumber> price_paid(const Paid& paid) {
  if (!(paid.quantity > 0)) return {};
  return ImportedNumber{usd(paid.cost) / paid.quantity * 1e6, "/" + std::to_string(paid.line),
                        "EffectiveCost ÷ ConsumedQuantity, " + std::to_string(paid.rows) +
                            (paid.rows == 1 ? " charge" : " charges") + " from this line on"};
}

void put_paid(Draft& draft, ReadBill& bill, Citing& citing) {
  Path& path = draft.path;
  path.pricing = PerToken<>{};
  std::map<std::optional<BillTerm>, Paid> terms;
  for (const auto& group : bill.groups) {
    if (group.charge != Charge::usage || group.model.empty() || !same_model(group.model, draft.model) ||
        !group.quantity || lower(group.unit) != "tokens")
      continue;
    Paid& paid = terms[term_of(group, path).term];
    paid.cost += group.effective;
    paid.quantity += *group.quantity;
    paid.rows += group.rows;
    paid.line = paid.line == 0 ? group.first_line : std::min(paid.line, group.first_line);
  }
  const auto input = price_paid(terms[BillTerm::input_tokens]),
             cached = price_paid(terms[BillTerm::cached_input_tokens]),
             output = price_paid(terms[BillTerm::output_tokens]);
  if (!input || !output) {
    path.pricing = {};
    bill.report.refused.push_back({"no-price", bill.origin.file,
                                   "no charges of both input and output tokens of " + draft.model,
                                   "both; what is missing is not 0"});
    return;
  }
  PerToken<> pricing{.input = usd_per_million_input_tokens(input->value),
                     .output = usd_per_million_output_tokens(output->value)};
  if (cached)
    pricing.cached_input = usd_per_million_input_tokens(cached->value);
  else
    cached_as_other(path, pricing);
  path.pricing = pricing;
  for (const auto& [key, number] : {std::pair{"usd_per_million_input_tokens", &input},
                                    {"usd_per_million_cached_input_tokens", &cached},
                                    {"usd_per_million_output_tokens", &output}})
    if (*number) path.ledger.entries[std::string("/pricing/") + key] = citing.number(bill.origin, **number, {});
  draft.priced = true;
}

std::set<std::string> models_of(const ReadBill& bill) {
  std::set<std::string> models;
  for (const auto& group : bill.groups)
    if (group.charge == Charge::usage && !group.model.empty()) models.insert(group.model);
  return models;
}

}  // namespace

void add_bills(std::vector<Draft>& drafts, std::vector<ReadBill>& bills, Citing& citing) {
  for (auto& bill : bills) {
    for (const auto& model : models_of(bill)) {
      auto draft = std::find_if(drafts.begin(), drafts.end(),
                                [&](const Draft& d) { return d.path.points.empty() && same_model(d.model, model); });
      if (draft == drafts.end()) {
        bill.report.notes.push_back(
            {bill.origin.file, "charges of " + model + ", which no benchmark and no evaluation names: not used"});
        continue;
      }
      if (!draft->priced)
        put_paid(*draft, bill, citing);
      else
        bill.report.notes.push_back(
            {bill.origin.file, "charges of " + model +
                                   ", whose price is stated in a file of prices: to be held against path " +
                                   draft->path.id});
    }
    if (models_of(bill).empty())
      bill.report.notes.push_back({bill.origin.file, "no charge names a model: to be held against a path"});
    if (const auto idle = bill.effective(Charge::idle); idle.value() != 0)
      bill.report.notes.push_back({bill.origin.file, "unused commitments, the idle floor: " + text::usd(usd(idle))});
  }
}

std::optional<BilledDemand> demand_of_bills(const Scenario& scenario, const std::vector<Draft>& drafts,
                                            std::vector<ReadBill>& bills, Citing& citing) {
  std::optional<BilledDemand> result;
  for (auto& bill : bills)
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      if (!drafts[i].priced || !drafts[i].has_acceptance || !drafts[i].path.points.empty()) continue;
      ReadBill own = bill;
      std::erase_if(own.groups,
                    [&](const BillGroup& g) { return g.model.empty() || !same_model(g.model, drafts[i].model); });
      const auto output = std::find_if(own.groups.begin(), own.groups.end(), [&](const BillGroup& g) {
        return g.charge == Charge::usage && term_of(g, scenario.paths[i]).term == BillTerm::output_tokens;
      });
      if (output == own.groups.end()) continue;
      try {
        const BillComparison compared = compare_bill(scenario, scenario.paths[i].id, own);
        if (!result)
          result =
              BilledDemand{.evidence = citing
                                           .number(bill.origin,
                                                   {0, "/" + std::to_string(output->first_line),
                                                    compared.demand_from.substr(std::string_view("derived: ").size())},
                                                   {})
                                           .evidence};
        else if (result->evidence.note.empty())
          result->evidence.note = "added up over the paths and bills";
        result->demand = result->demand + compared.demand;
      } catch (const InvalidInput& invalid) {
        bill.report.notes.push_back(
            {bill.origin.file, "no demand of " + scenario.paths[i].id + ": " + to_string(invalid.problems().front())});
      }
    }
  return result;
}

std::optional<BilledDemand> demand_of_metrics(const Scenario& scenario, const std::vector<Draft>& drafts,
                                              const std::vector<MeasuredDemand>& measured, Citing& citing) {
  std::optional<BilledDemand> result;
  for (const auto& one : measured)
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      if (!drafts[i].has_acceptance || !same_model(one.model, drafts[i].model)) continue;
      const double months = one.seconds / seconds(Time<>(scenario.month * costmodel::months(1)));
      const double answers = model(scenario, scenario.paths[i]).effort.answers.value();
      if (!(answers > 0) || !std::isfinite(answers)) continue;
      const auto demand = accepted_answers_per_month(one.requests / months / answers);
      if (!result)
        result = BilledDemand{.evidence = citing
                                              .number(one.origin,
                                                      {0, one.pointer,
                                                       "requests answered ÷ months of the metrics ÷ answers for an "
                                                       "accepted one"},
                                                      one.requests)
                                              .evidence};
      else
        result->evidence.note = "added up over the models";
      result->demand = result->demand + demand;
      break;
    }
  return result;
}

}  // namespace costmodel::import
