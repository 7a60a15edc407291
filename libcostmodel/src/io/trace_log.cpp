#include "io/trace_log.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace costmodel {

namespace {

constexpr std::string_view log_time = "dd-dd dd:dd:dd";

/// Where "MM-DD HH:MM:SS" stands behind a level, or npos.
std::size_t time_in(std::string_view line) {
  for (const std::string_view level : {"INFO ", "DEBUG ", "WARNING "}) {
    const auto at = line.find(level);
    if (at == std::string_view::npos || line.size() < at + level.size() + log_time.size()) continue;
    const std::string_view time = line.substr(at + level.size(), log_time.size());
    bool fits = true;
    for (std::size_t i = 0; i < log_time.size(); ++i)
      fits = fits && (log_time[i] == 'd' ? time[i] >= '0' && time[i] <= '9' : time[i] == log_time[i]);
    if (fits) return at + level.size();
  }
  return std::string_view::npos;
}

/// Seconds since the first of January of a year without a 29th of February; none where the line has no time.
std::optional<std::int64_t> seconds_in(std::string_view line) {
  const auto at = time_in(line.substr(0, 200));
  if (at == std::string_view::npos) return {};
  const auto two = [&](std::size_t i) { return (line[at + i] - '0') * 10 + (line[at + i + 1] - '0'); };
  constexpr std::array<int, 12> days_before{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  const int month = two(0), day = two(3);
  if (month < 1 || month > 12 || day < 1 || day > 31) return {};
  const std::int64_t days = days_before[static_cast<std::size_t>(month - 1)] + day - 1;
  return days * 86'400 + two(6) * 3600 + two(9) * 60 + two(12);
}

/// How many numbers the list behind the last mention of `name` holds; none where there is no list.
std::optional<std::uint64_t> listed(std::string_view line, std::string_view name) {
  const auto at = line.rfind(name);
  if (at == std::string_view::npos) return {};
  std::string_view list = line.substr(at + name.size());
  if (!list.starts_with(": [") && !list.starts_with(": (")) return {};
  list.remove_prefix(3);
  const auto end = list.find_first_not_of("0123456789, ");
  if (end == std::string_view::npos || (list[end] != ']' && list[end] != ')')) return {};
  list = list.substr(0, end);
  while (list.ends_with(' ') || list.ends_with(',')) list.remove_suffix(1);
  if (list.empty()) return 0;
  return 1 + static_cast<std::uint64_t>(std::count(list.begin(), list.end(), ','));
}

/// The id behind `intro`, up to a colon or a blank; empty where the line does not say so.
std::string_view id_behind(std::string_view line, std::string_view intro) {
  const auto at = line.find(intro);
  if (at == std::string_view::npos || at > 300) return {};  // beyond that it stands in a prompt
  line.remove_prefix(at + intro.size());
  return line.substr(0, line.find_first_of(": "));
}

struct LoggedRequest {
  std::size_t line = 0;
  std::int64_t second = 0;
  std::optional<std::uint64_t> input{}, output{};
};

class RequestLog {
 public:
  explicit RequestLog(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      look_at(text.substr(0, end));
      text.remove_prefix(std::min(text.size(), end + 1));
      ++lines_;
    }
  }

  std::optional<std::string> rows() const {
    if (std::none_of(requests_.begin(), requests_.end(), [](const auto& r) { return r.output.has_value(); })) return {};
    std::string rows = "timestamp,input tokens,output tokens\n";
    std::size_t line = 0;
    for (const auto& r : requests_) {
      rows.append(r.line - line, '\n');
      rows += std::to_string(r.second) + "," + (r.input ? std::to_string(*r.input) : "") + "," +
              (r.output ? std::to_string(*r.output) : "") + "\n";
      line = r.line + 1;
    }
    return rows;
  }

 private:
  void look_at(std::string_view line) {
    if (const auto id = id_behind(line, "Received request "); !id.empty())
      came(line, id);
    else if (const auto detailed = id_behind(line, "Request "); !detailed.empty() && line.find(" details: ") < 400)
      details(line, detailed);
    else if (const auto answered = id_behind(line, "Generated response "); !answered.empty())
      went(line, answered);
  }

  void came(std::string_view line, std::string_view id) {
    auto second = seconds_in(line);
    if (!second) return;
    if (last_ && *second + years_ * year < *last_ - year / 2) ++years_;  // a new year
    *second += years_ * year;
    last_ = second;
    const auto tokens = listed(line, "prompt_token_ids");
    const auto noted = detailed_.find(id);
    places_[std::string(id)] = requests_.size();
    requests_.push_back({lines_, *second, tokens || noted == detailed_.end() ? tokens : noted->second, {}});
  }

  void details(std::string_view line, std::string_view id) {
    const auto tokens = listed(line, "prompt_token_ids");
    if (!tokens) return;
    const auto known = places_.find(id);
    if (known != places_.end())
      requests_[known->second].input = tokens;
    else
      detailed_[std::string(id)] = *tokens;
  }

  /// An answer in one line, or in pieces as it streamed.
  void went(std::string_view line, std::string_view id) {
    const auto tokens = listed(line, "output_token_ids");
    if (!tokens) return;
    auto known = places_.find(id);
    if (known == places_.end()) known = places_.find(std::string(id) + "-0");  // of a completion
    if (known == places_.end()) return;
    auto& output = requests_[known->second].output;
    const bool piece = line.find(" (streaming delta)") < 400;
    output = piece ? output.value_or(0) + *tokens : *tokens;
  }

  static constexpr std::int64_t year = 365 * 86'400;
  std::vector<LoggedRequest> requests_{};
  std::map<std::string, std::size_t, std::less<>> places_{};
  std::map<std::string, std::uint64_t, std::less<>> detailed_{};
  std::optional<std::int64_t> last_{};
  std::int64_t years_ = 0;
  std::size_t lines_ = 0;
};

}  // namespace

bool starts_as_vllm_log(std::string_view start) {
  return time_in(start.substr(0, 4096)) != std::string_view::npos && start.find(" [") != std::string_view::npos;
}

std::optional<std::string> trace_rows_of_vllm_log(std::string_view text) { return RequestLog(text).rows(); }

}  // namespace costmodel
