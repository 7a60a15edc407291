#include "io/trace_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "io/json.hpp"

namespace costmodel {

namespace {

std::string folded_key(std::string_view name) {
  std::string text;
  for (const char c : name)
    if (c != ' ' && c != '_' && c != '-') text += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return text;
}

constexpr std::array<std::string_view, 3> time_names{"timestamp", "starttime", "arrivaltime"};
constexpr std::array<std::string_view, 7> input_names{"inputlength",   "inputtokens", "prompttokens", "contexttokens",
                                                      "requesttokens", "promptlen",   "promptlength"};
constexpr std::array<std::string_view, 7> output_names{"outputlength",    "outputtokens",   "completiontokens",
                                                       "generatedtokens", "responsetokens", "outputlen",
                                                       "completionlength"};

template <std::size_t n>
const Json* found_by(const Json& object, const std::array<std::string_view, n>& names) {
  for (const auto name : names)
    for (const auto& [key, value] : object.items())
      if (folded_key(key) == name) return &value;
  return nullptr;
}

/// A number or a text as a field of a CSV.
std::string csv_field(const Json* value) {
  if (value == nullptr || value->is_null() || value->is_structured()) return {};
  const std::string text = value->is_string() ? value->get<std::string>() : value->dump();
  std::string quoted = "\"";
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20) quoted.append(c == '"' ? 2 : 1, c);
  return value->is_string() ? quoted + '"' : text;
}

/// Milliseconds as seconds, to the digit.
std::string seconds_of_ms(const Json& value) {
  const double ms = value.get<double>();
  if (!(ms >= 0 && ms < 9e15) || ms != std::floor(ms)) return csv_field(&value);
  const auto whole = static_cast<std::uint64_t>(ms);
  std::string rest = std::to_string(whole % 1000);
  rest.insert(0, 3 - rest.size(), '0');
  return std::to_string(whole / 1000) + "." + rest;
}

void add_row(std::string& rows, const Json& object) {
  if (!object.is_object()) {
    rows += "\"not an object\",,\n";
    return;
  }
  const Json* time = found_by(object, time_names);
  // Mooncake's traces hold hashes of blocks and no conversation; they count milliseconds. Bailian's have one.
  const bool mooncake = object.contains("hash_ids") && !object.contains("chat_id");
  rows += mooncake && time != nullptr && time->is_number() ? seconds_of_ms(*time) : csv_field(time);
  rows += ',' + csv_field(found_by(object, input_names)) + ',' + csv_field(found_by(object, output_names)) + '\n';
}

constexpr std::array<std::string_view, 3> span_inputs{"gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens",
                                                      "llm.usage.prompt_tokens"};
constexpr std::array<std::string_view, 3> span_outputs{"gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
                                                       "llm.usage.completion_tokens"};

/// The value of an attribute of a span, which OTLP writes as {"intValue": "12"}.
template <std::size_t n>
const Json* attribute(const Json& span, const std::array<std::string_view, n>& names) {
  const auto all = span.find("attributes");
  if (all == span.end() || !all->is_array()) return nullptr;
  for (const auto name : names)
    for (const auto& one : *all) {
      if (!one.is_object() || !one.contains("key") || one["key"] != name) continue;
      const auto value = one.find("value");
      if (value == one.end() || !value->is_object() || value->empty()) return nullptr;
      return &*value->begin();
    }
  return nullptr;
}

/// A whole number, which OTLP writes as a text.
std::string bare(const Json* value) {
  if (value == nullptr || !value->is_string()) return csv_field(value);
  const auto& text = value->get_ref<const std::string&>();
  const bool digits =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? text : csv_field(value);
}

/// Nanoseconds since 1970 as seconds, to the digit.
std::string seconds_of_ns(const std::string& ns) {
  if (ns.size() < 10 || ns.size() > 20 || ns.front() == '"') return ns;
  return ns.substr(0, ns.size() - 9) + "." + ns.substr(ns.size() - 9);
}

/// Whether a span is one call of a model: it counts tokens, or says that it is one. Agents and tools that add up calls
/// of their own are none.
bool is_call(const Json& span) {
  constexpr std::array<std::string_view, 1> operation{"gen_ai.operation.name"};
  if (!span.is_object()) return false;
  if (const Json* name = attribute(span, operation); name != nullptr && name->is_string()) {
    const auto& of = name->get_ref<const std::string&>();
    return of == "chat" || of == "text_completion" || of == "generate_content";
  }
  return attribute(span, span_outputs) != nullptr || attribute(span, span_inputs) != nullptr;
}

/// Calls among the spans of OpenTelemetry, by their starts; what else a span tells is none of a trace.
void gather_spans(const Json& document, std::vector<std::pair<std::string, std::string>>& spans) {
  const auto each = [](const Json& in, const char* name, const auto& go) {
    const auto list = in.is_object() ? in.find(name) : in.end();
    if (in.is_object() && list != in.end() && list->is_array())
      for (const auto& item : *list) go(item);
  };
  each(document, "resourceSpans", [&](const Json& resource) {
    each(resource, "scopeSpans", [&](const Json& scope) {
      each(scope, "spans", [&](const Json& span) {
        if (!is_call(span)) return;
        const auto start = span.find("startTimeUnixNano");
        std::string time = start == span.end() ? std::string() : bare(&*start);
        spans.emplace_back(time, seconds_of_ns(time) + ',' + bare(attribute(span, span_inputs)) + ',' +
                                     bare(attribute(span, span_outputs)) + '\n');
      });
    });
  });
}

/// The rows of spans, in the order in which the requests began; none where the text is no export of spans.
std::optional<std::string> rows_of_spans(std::string_view text) {
  if (text.substr(0, 4096).find("\"resourceSpans\"") == std::string_view::npos) return {};
  std::vector<std::pair<std::string, std::string>> spans;
  const Json whole = Json::parse(text, nullptr, false);
  if (!whole.is_discarded()) {
    gather_spans(whole, spans);
  } else {
    for (std::string_view rest = text; !rest.empty();) {
      const auto end = std::min(rest.find('\n'), rest.size());
      gather_spans(Json::parse(rest.substr(0, end), nullptr, false), spans);
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
  }
  std::stable_sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) {
    return a.first.size() != b.first.size() ? a.first.size() < b.first.size() : a.first < b.first;
  });
  std::string rows = "timestamp,input tokens,output tokens\n";
  for (const auto& [time, row] : spans) rows += row;
  return rows;
}

/// Parses without the lists in it, but for the outermost, which are long and say nothing here.
Json parsed(std::string_view text) {
  const auto keep = [](int depth, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::array_end && depth >= 1) value = Json::array();
    return true;
  };
  return Json::parse(text, keep, false);
}

}  // namespace

bool starts_as_json(std::string_view start) {
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  const auto first = start.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (start[first] == '{' || start[first] == '[');
}

std::optional<std::string> trace_rows_of_json(std::string_view text) {
  if (!starts_as_json(text)) return {};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (auto rows = rows_of_spans(text)) return rows;
  std::string rows = "timestamp,input tokens,output tokens\n";
  if (text[text.find_first_not_of(" \t\r\n")] == '[') {
    const Json list = parsed(text);
    if (!list.is_array()) return {};
    for (const auto& object : list) add_row(rows, object);
    return rows;
  }
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
      rows += '\n';
    else
      add_row(rows, parsed(line));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return rows;
}

}  // namespace costmodel
