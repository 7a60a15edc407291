// What makes two runs measurements of different machines; and what of a run no reader has looked at.
#include <algorithm>
#include <array>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "import/reading.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"

namespace costmodel::import {

namespace {

enum class Setting { value, unless_one, flag, negated, unless_none };

struct Known {
  std::string_view label;
  Setting kind;
  std::initializer_list<std::string_view> names;  ///< small letters and digits alone
};
const std::array<Known, 19> settings{{
    {"", Setting::value, {"engine", "servingengine", "inferenceengine"}},
    {"version",
     Setting::value,
     {"engineversion", "vllmversion", "sglangversion", "frameworkversion", "servingengineversion", "serverversion"}},
    {"TP", Setting::value, {"tensorparallelsize", "tensorparallel", "tpsize", "tp"}},
    {"PP", Setting::unless_one, {"pipelineparallelsize", "pipelineparallel", "ppsize", "pp"}},
    {"DP", Setting::unless_one, {"dataparallelsize", "dataparallel", "dpsize", "dp"}},
    {"EP", Setting::unless_one, {"expertparallelsize", "expertparallel", "epsize", "ep"}},
    {"expert parallel", Setting::flag, {"enableexpertparallel"}},
    {"max_num_seqs", Setting::value, {"maxnumseqs", "maxrunningrequests", "maxbatchsize"}},
    {"max_num_batched_tokens", Setting::value, {"maxnumbatchedtokens"}},
    {"prefix cache", Setting::flag, {"enableprefixcaching", "prefixcaching", "prefixcache", "automaticprefixcaching"}},
    {"prefix cache", Setting::negated, {"disableradixcache", "disableprefixcaching"}},
    {"chunked prefill", Setting::flag, {"enablechunkedprefill", "chunkedprefill"}},
    {"burstiness", Setting::unless_one, {"burstiness"}},
    {"quantization", Setting::unless_none, {"quantization", "quant"}},
    {"KV cache", Setting::unless_none, {"kvcachedtype"}},
    {"", Setting::unless_none, {"dtype", "torchdtype"}},
    {"speculation",
     Setting::unless_none,
     {"specdecoding", "speculativealgorithm", "speculativemodel", "numspeculativetokens"}},
    {"max_model_len", Setting::value, {"maxmodellen"}},
    {"GPU memory", Setting::value, {"gpumemoryutilization", "memfractionstatic"}},
}};

std::string folded_name(std::string_view name) {
  std::string text;
  for (const char c : lower(name))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) text += c;
  return text;
}

bool is_one_of(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string scalar_text(const Json& value) {
  if (value.is_string()) return plain::shortened(value.get_ref<const std::string&>(), 40);
  if (value.is_number()) return number_text(value.get<double>());
  return value.is_boolean() ? (value.get<bool>() ? "on" : "off") : std::string();
}

std::optional<bool> yes_or_no(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  const std::string word = lower(scalar_text(value));
  if (word == "1" || word == "true" || word == "on" || word == "yes" || word == "enabled") return true;
  if (word == "0" || word == "false" || word == "off" || word == "no" || word == "disabled") return false;
  return {};
}

/// What a setting adds to the name of the configuration; empty where it says nothing.
std::string said(const Known& known, const Json& value) {
  const std::string text = scalar_text(value), label(known.label);
  const std::string both = label.empty() ? text : label + " " + text;
  switch (known.kind) {
    case Setting::value:
      return text.empty() ? text : both;
    case Setting::unless_one:
      return text.empty() || text == "1" ? std::string() : both;
    case Setting::unless_none:
      return text.empty() || is_one_of(lower(text), {"none", "auto", "off", "0", "false", "null"}) ? std::string()
                                                                                                   : both;
    case Setting::flag:
    case Setting::negated:
      break;
  }
  const auto flag = yes_or_no(value);
  if (!flag) return text.empty() ? text : both;
  const bool on = *flag != (known.kind == Setting::negated);
  if (known.label == "expert parallel") return on ? label : std::string();
  return label + (on ? " on" : " off");
}

bool adds(std::string& variant, const std::string& words) {
  if (words.empty()) return false;
  const auto at = (" " + variant + " ").find(" " + words + " ");  // a reader of the format may have said it already
  if (at != std::string::npos) return false;
  variant += (variant.empty() ? "" : " ") + words;
  return true;
}

const std::initializer_list<std::string_view> gpu_counts{"numgpus", "ngpus", "gpucount", "numaccelerators",
                                                         "acceleratorcount"};
const std::initializer_list<std::string_view> hardwares{"hardware", "gputype", "gpuname", "gpumodel",
                                                        "acceleratortype"};
const std::initializer_list<std::string_view> machine_prices{"usdperunithour",      "machineusdperhour",
                                                             "instanceusdperhour",  "instancecosthr",
                                                             "instancecostperhour", "machinecostperhour"};
const std::initializer_list<std::string_view> gpu_prices{"usdpergpuhour", "costpergpuhour", "pricepergpuhour"};
const std::initializer_list<std::string_view> machine_powers{"powerw",       "avgpowerw",    "machinepowerw",
                                                             "systempowerw", "wallpowerw",   "totalgpupowerw",
                                                             "powerwatts",   "machinewatts", "totalgpupowerwatts"};
const std::initializer_list<std::string_view> gpu_powers{"gpupowerw",     "avggpupowerw",     "meangpupowerw",
                                                         "gpupowerwatts", "avggpupowerwatts", "powerpergpuw"};
const std::initializer_list<std::string_view> unclear_prices{"gpucosthr",       "gpucostperhour", "gpuhourlycost",
                                                             "gpupriceperhour", "gpuusdperhour",  "costperhour",
                                                             "usdperhour",      "hourlycost"};

void read_machine(const Part& part, const std::string& name, const std::string& at, BenchmarkRun& run) {
  if (is_one_of(name, gpu_counts) && !run.accelerators) run.accelerators = part.measured(at);
  if (is_one_of(name, hardwares) && run.hardware.empty()) run.hardware = part.text(at);
  const bool unclear = is_one_of(name, unclear_prices);
  if (is_one_of(name, machine_prices) || unclear) {
    run.usd_per_unit_hour = part.measured(at);
    part.reading().price_unclear = unclear && run.usd_per_unit_hour;
  }
}

/// Power of one GPU and of several is the same where there is one; where there are more, a name that does not say which
/// leaves it open.
void read_power(const Part& part, const std::string& name, const std::string& at, BenchmarkRun& run) {
  const bool of_gpu = is_one_of(name, gpu_powers), each = name == "powerpergpuw";
  if (run.power_watts || (!of_gpu && !is_one_of(name, machine_powers))) return;
  if (of_gpu && !each && !(run.accelerators && run.accelerators->value == 1)) return;  // named as not read
  const auto watts = part.measured(at);
  if (each)
    run.power_watts = derived(
        "power of one GPU × GPUs", [](double w, double n) { return w * n; }, watts, run.accelerators);
  else
    run.power_watts = watts;
  if (run.power_watts)
    part.reading().note(run.power_watts->pointer, of_gpu ? "power of the GPUs alone: the rest of the machine, cooling "
                                                           "and making it are not in it"
                                                         : "power as the file calls it: it may be of GPUs alone");
}

}  // namespace

void read_configuration(const Part& part, BenchmarkRun& run) {
  if (!part.json().is_object()) return;
  double parallel = 1;
  std::string first_parallel;
  for (const auto& known : settings)
    for (const auto& [key, value] : part.json().items()) {
      if (value.is_structured() || value.is_null() || !is_one_of(folded_name(key), known.names)) continue;
      const std::string at = "/" + pointer_part(key);
      part.find(at);  // used
      adds(run.variant, said(known, value));
      if (value.is_number() && (known.label == "TP" || known.label == "PP" || known.label == "DP")) {
        if (first_parallel.empty()) first_parallel = part.pointer() + at;
        parallel *= value.get<double>();
      }
    }
  for (const auto& [key, value] : part.json().items())
    if (!value.is_structured() && !value.is_null()) read_machine(part, folded_name(key), "/" + pointer_part(key), run);
  for (const auto& [key, value] : part.json().items())
    if (value.is_number()) read_power(part, folded_name(key), "/" + pointer_part(key), run);
  if (!run.accelerators && parallel >= 1 && parallel <= 1e6 && !first_parallel.empty())
    run.accelerators = ImportedNumber{parallel, first_parallel, "tensor × pipeline × data parallel"};
  for (const auto& [key, value] : part.json().items())
    if (is_one_of(folded_name(key), gpu_prices) && !run.usd_per_unit_hour) {
      const auto each = part.measured("/" + pointer_part(key));
      run.usd_per_unit_hour = derived(
          "price of one GPU × GPUs", [](double usd, double n) { return usd * n; }, each, run.accelerators);
      if (each && !run.usd_per_unit_hour)
        part.reading().note(each->pointer,
                            "not read: a price of one GPU, where the file does not say how many there are");
    }
}

void settle_prices(Reading& reading, std::vector<BenchmarkRun>& runs) {
  if (reading.unclear_prices.empty()) return;
  const auto bare = [](const std::string& hardware) { return hardware.substr(0, hardware.rfind(" x ")); };
  const auto ratio = [](double a, double b) { return std::abs(a / b - 1) < 0.01; };
  bool several = false, of_machine = false, of_gpu = false;
  for (const auto i : reading.unclear_prices)
    for (const auto j : reading.unclear_prices) {
      const BenchmarkRun &a = runs[i], &b = runs[j];
      several = several || (a.accelerators && a.accelerators->value > 1);
      if (!a.accelerators || !b.accelerators || bare(a.hardware) != bare(b.hardware)) continue;
      const double n = a.accelerators->value / b.accelerators->value;
      if (n <= 1) continue;
      const double usd = a.usd_per_unit_hour->value / b.usd_per_unit_hour->value;
      of_machine = of_machine || ratio(usd, n);
      of_gpu = of_gpu || ratio(usd, 1);
    }
  if (!several || (of_machine && !of_gpu)) return;
  const std::string place = runs[reading.unclear_prices.front()].usd_per_unit_hour->pointer;
  for (const auto i : reading.unclear_prices) {
    auto& price = runs[i].usd_per_unit_hour;
    price = of_gpu && !of_machine && runs[i].accelerators
                ? derived(
                      "price of one GPU (the same for any number of them) × GPUs",
                      [](double usd, double n) { return usd * n; }, price, runs[i].accelerators)
                : MaybeImported{};
  }
  if (!of_gpu || of_machine)
    reading.note(
        place,
        "not read: a price by the hour that may be of one GPU or of the whole machine; name it usd_per_gpu_hour or "
        "usd_per_unit_hour");
}

namespace {

constexpr std::size_t most_depth = 8, most_fields = 200;

bool is_power(std::string_view key) {
  return lower(key).find("power") != std::string::npos || lower(key).find("energy") != std::string::npos;
}

/// `below` is where the value stands, `name` the same with a star for every index.
void keep_below(const Part& part, const Json& value, const std::string& below, const std::string& name,
                std::size_t depth) {
  Reading& reading = part.reading();
  if (depth > most_depth || reading.unread.size() > most_fields) return;
  const auto one = [&](const std::string& key, const Json& item) {
    const std::string at = below + "/" + pointer_part(key);
    const std::string pointer = part.pointer() + at;
    const auto used = reading.used.lower_bound(pointer);
    const bool is_used = used != reading.used.end() && used->starts_with(pointer) &&
                         (used->size() == pointer.size() || (*used)[pointer.size()] == '/');
    const bool whole = item.is_structured() && !is_used && (carries_money(key) || is_power(key));
    if (item.is_structured() && !whole) {
      if (key != "server_info") keep_below(part, item, at, name + "/" + key, depth + 1);
      return;
    }
    if (is_used || !says_something(item) || !(carries_money(key) || changes_meaning(key))) return;
    UnreadField& field = reading.unread[name + "/" + key];
    const double number = item.is_number() ? item.get<double>() : 0;
    if (field.times++ == 0) field = {pointer, 1, number, number, item.is_number() ? std::string() : brief(item)};
    field.least = std::min(field.least, number);
    field.most = std::max(field.most, number);
  };
  if (value.is_object())
    for (const auto& [key, item] : value.items()) one(key, item);
  else if (value.is_array() && value.size() <= 64)
    for (std::size_t i = 0; i < value.size(); ++i)
      if (value[i].is_structured()) keep_below(part, value[i], below + "/" + std::to_string(i), name + "/*", depth + 1);
}

}  // namespace

void keep_unread(const Part& part) { keep_below(part, part.json(), "", "", 0); }

void name_unread(Reading& reading) {
  for (const auto& [name, field] : reading.unread) {
    std::string text = "not read: " + name.substr(1) + ", ";
    text += field.text.empty() ? number_text(field.least) : field.text;
    if (field.text.empty() && field.most > field.least) text += " to " + number_text(field.most);
    if (field.times > 1) text += ", in " + std::to_string(field.times) + " places";
    reading.note(field.pointer, std::move(text));
  }
  reading.unread.clear();
}

void name_left_out(Reading& reading) {
  if (reading.broken_off) {
    ++reading.report.rows_in;
    reading.report.refused.push_back(std::move(*reading.broken_off));
    reading.broken_off.reset();
  }
  for (const auto& [name, left] : reading.money) {
    std::string text = "not read: " + name + ", " + number_text(to_twelve_digits(left.least));
    if (left.most > left.least) text += " to " + number_text(to_twelve_digits(left.most));
    if (left.times > 1)
      text += ", in " + std::to_string(left.times) + " places, " + number_text(to_twelve_digits(left.sum)) + " in all";
    reading.note(left.pointer, std::move(text));
  }
  reading.money.clear();
}

}  // namespace costmodel::import
