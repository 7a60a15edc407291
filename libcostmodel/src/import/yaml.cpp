#include <yaml.h>

#include <charconv>
#include <cmath>

#include "import/strict_json.hpp"

namespace costmodel::import {

namespace {

/// What libyaml holds for us, given back at the end.
class Parser {
 public:
  explicit Parser(const std::string& text) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() {
    drop();
    yaml_parser_delete(&parser_);
  }

  /// The next event, until the one after it.
  const yaml_event_t& next(const Input& input) {
    drop();
    if (yaml_parser_parse(&parser_, &event_) == 0)
      refuse("malformed-yaml", input.at_line(parser_.problem_mark.line + 1),
             parser_.problem != nullptr ? parser_.problem : "what YAML does not have", "YAML");
    held_ = true;
    return event_;
  }

 private:
  void drop() {
    if (held_) yaml_event_delete(&event_);
    held_ = false;
  }

  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool held_ = false;
};

/// A plain scalar by the core schema of YAML 1.2; what is neither null, truth value nor number is a text.
void plain_scalar(Builder& builder, std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    builder.null();
  } else if (text == "true" || text == "True" || text == "TRUE") {
    builder.boolean(true);
  } else if (text == "false" || text == "False" || text == "FALSE") {
    builder.boolean(false);
  } else {
    const char* start = text.data() + (text.front() == '+' && text.size() > 1 && text[1] != '-' ? 1 : 0);
    const char* end = text.data() + text.size();
    std::int64_t whole = 0;
    double real = 0;
    if (const auto [stop, error] = std::from_chars(start, end, whole); error == std::errc{} && stop == end) {
      builder.number_integer(whole);
    } else if (const auto [last, wrong] = std::from_chars(start, end, real);
               wrong == std::errc{} && last == end && std::isfinite(real)) {
      builder.number_float(real, text);
    } else {
      builder.string(text);
    }
  }
}

/// Hands the events of one document to the builder; keys are the scalars at even places of a mapping.
class YamlReader {
 public:
  YamlReader(const Input& input, Builder& builder) : input_(&input), builder_(&builder) {}

  void event(const yaml_event_t& event) {
    const auto line = event.start_mark.line + 1;
    const bool awaits_key = !open_.empty() && open_.back().mapping && !open_.back().key_is_read;
    const bool starts = event.type == YAML_MAPPING_START_EVENT || event.type == YAML_SEQUENCE_START_EVENT;
    if (awaits_key && starts) refuse("malformed-yaml", input_->at_line(line), "a key that is no text", "texts as keys");
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        return scalar(event, line, awaits_key);
      case YAML_MAPPING_START_EVENT:
        return open(true, event.data.mapping_start.anchor, line);
      case YAML_SEQUENCE_START_EVENT:
        return open(false, event.data.sequence_start.anchor, line);
      case YAML_MAPPING_END_EVENT:
        builder_->end_object();
        return close();
      case YAML_SEQUENCE_END_EVENT:
        builder_->end_array();
        return close();
      case YAML_ALIAS_EVENT:
        refuse("malformed-yaml", input_->at_line(line), "an alias", "no anchors and aliases");
      default:
        return;
    }
  }

 private:
  struct Open {
    bool mapping;
    bool key_is_read = false;
  };

  void scalar(const yaml_event_t& event, std::size_t line, bool is_key) {
    const auto& scalar = event.data.scalar;
    if (scalar.anchor != nullptr)
      refuse("malformed-yaml", input_->at_line(line), "an anchor", "no anchors and aliases");
    std::string text(reinterpret_cast<const char*>(scalar.value), scalar.length);
    if (is_key) {
      builder_->key(text);
      open_.back().key_is_read = true;
      return;
    }
    if (scalar.style == YAML_PLAIN_SCALAR_STYLE)
      plain_scalar(*builder_, text);
    else
      builder_->string(text);
    value_is_read();
  }
  void open(bool mapping, const yaml_char_t* anchor, std::size_t line) {
    if (anchor != nullptr) refuse("malformed-yaml", input_->at_line(line), "an anchor", "no anchors and aliases");
    if (mapping)
      builder_->start_object(0);
    else
      builder_->start_array(0);
    open_.push_back({mapping});
  }
  void close() {
    open_.pop_back();
    value_is_read();
  }
  void value_is_read() {
    if (!open_.empty()) open_.back().key_is_read = false;
  }

  const Input* input_;
  Builder* builder_;
  std::vector<Open> open_{};
};

}  // namespace

Json read_yaml(Input& input) {
  const std::string text = input.text();
  Parser parser(text);
  Builder builder(input, {}, {});
  builder.start_document();
  YamlReader reader(input, builder);
  for (int documents = 0;;) {
    const yaml_event_t& event = parser.next(input);
    if (event.type == YAML_STREAM_END_EVENT) break;
    if (event.type == YAML_DOCUMENT_START_EVENT && ++documents > 1)
      refuse("malformed-yaml", input.at_line(event.start_mark.line + 1), "a second document", "one YAML document");
    reader.event(event);
  }
  if (!builder.problems.empty()) throw InvalidInput(std::move(builder.problems));
  return builder.take();
}

}  // namespace costmodel::import
