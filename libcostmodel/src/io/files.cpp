#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <costmodel/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "own_json.hpp"

namespace costmodel {

namespace {
constexpr std::uintmax_t most_bytes = 64u << 20;
}

std::string text_of_file(const std::string& file, std::string_view what) {
  std::error_code error;
  const std::string wanted(what);
  const auto size = std::filesystem::file_size(file, error);  // fails for directories and missing files
  if (error) throw InvalidInput("unreadable-file", file, error.message(), wanted);
  if (size > most_bytes) throw InvalidInput("too-large", file, std::to_string(size) + " bytes", "at most 64 MiB");
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || (stream.peek() != EOF && !(text << stream.rdbuf())) || stream.bad())
    throw InvalidInput("unreadable-file", file, std::strerror(errno), wanted);
  return std::move(text).str();
}

Scenario load_scenario(const std::string& file) { return parse_scenario(text_of_file(file, "a scenario file")); }

namespace {

/// What stands where a link leads: the link stays.
std::string followed(const std::string& file) {
  std::error_code error;
  const auto target = std::filesystem::canonical(file, error);  // fails where nothing stands yet
  return error ? file : target.string();
}

/// Text beside the file that it will be: written, but not yet in its place.
class Pending {
 public:
  explicit Pending(const NamedText& text) : file_(followed(text.file)), temporary_(file_ + "." + std::to_string(::getpid()) + ".tmp") {
    std::ofstream stream(temporary_, std::ios::binary);
    stream.write(text.text.data(), static_cast<std::streamsize>(text.text.size()));
    stream.close();
    if (stream) return;
    const std::error_code why(errno, std::generic_category());
    std::remove(temporary_.c_str());
    throw std::filesystem::filesystem_error("cannot write", text.file, why);
  }
  Pending(Pending&& other) noexcept : file_(std::move(other.file_)), temporary_(std::exchange(other.temporary_, {})) {}
  Pending& operator=(Pending&&) = delete;
  ~Pending() {
    if (!temporary_.empty()) std::remove(temporary_.c_str());
  }

  void put() {
    std::error_code error;
    const auto old = std::filesystem::status(file_, error);
    if (std::filesystem::is_regular_file(old)) std::filesystem::permissions(temporary_, old.permissions(), error);
    std::filesystem::rename(temporary_, file_, error);
    if (error) throw std::filesystem::filesystem_error("cannot write", file_, error);
    temporary_.clear();
  }

 private:
  std::string file_;
  std::string temporary_;
};

}  // namespace

void write_together(const std::vector<NamedText>& texts) {
  std::vector<Pending> pending;
  for (const auto& text : texts) pending.emplace_back(text);
  for (auto& file : pending) file.put();
}

void write_whole(const std::string& file, std::string_view text) { write_together({{file, std::string(text)}}); }

}  // namespace costmodel
