#include <unistd.h>

#include <cerrno>
#include <costmodel/base/error.hpp>
#include <costmodel/io/horizon.hpp>
#include <costmodel/io/scenario.hpp>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "io/own_json.hpp"

namespace costmodel {

namespace {
constexpr std::uintmax_t most_bytes = 64u << 20;
}

namespace {

/// What can be read to its end: a plain file, a pipe, or the standard input, by the name "-".
void check_readable(const std::string& file, const std::string& wanted) {
  if (file == "-") return;
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status))
    throw InvalidInput("unreadable-file", file, error ? error.message() : std::strerror(ENOENT), wanted);
  if (std::filesystem::is_regular_file(status) || std::filesystem::is_fifo(status)) return;
  const bool directory = std::filesystem::is_directory(status), socket = std::filesystem::is_socket(status);
  throw InvalidInput("unreadable-file", file,
                     directory ? "a directory"
                     : socket  ? "a socket"
                               : "a device",
                     wanted + ", a pipe, or - for standard input");
}

}  // namespace

std::string text_of_file(const std::string& file, std::string_view what) {
  const std::string wanted(what);
  check_readable(file, wanted);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(file == "-" ? nullptr : std::fopen(file.c_str(), "rb"),
                                                               &std::fclose);
  std::FILE* const stream = file == "-" ? stdin : opened.get();
  if (stream == nullptr) throw InvalidInput("unreadable-file", file, std::strerror(errno), wanted);
  std::string text;
  std::vector<char> block(1 << 16);
  for (std::size_t n = 0; (n = std::fread(block.data(), 1, block.size(), stream)) > 0;) {
    text.append(block.data(), n);
    if (text.size() > most_bytes) throw InvalidInput("too-large", file, "more than 64 MiB", "at most 64 MiB");
  }
  if (std::ferror(stream) != 0) throw InvalidInput("unreadable-file", file, std::strerror(errno), wanted);
  return text;
}

Scenario load_scenario(const std::string& file) {
  Scenario scenario = parse_scenario(text_of_file(file, "a scenario file"));
  if (!scenario.horizon || scenario.horizon->demand_csv.empty()) return scenario;
  const auto folder = file == "-" ? std::filesystem::path() : std::filesystem::path(file).parent_path();
  const std::string table = (folder / scenario.horizon->demand_csv).string();
  return with_demand_table(std::move(scenario), text_of_file(table, "a table of the demand of each month"));
}

namespace {

/// What stands where a link leads: the link stays. One that leads nowhere is not written to.
std::string followed(const std::string& file) {
  std::error_code error;
  const auto target = std::filesystem::canonical(file, error);  // fails where nothing stands yet
  if (!error) return target.string();
  if (std::filesystem::is_symlink(std::filesystem::symlink_status(file)))
    throw std::filesystem::filesystem_error("cannot write", file, error);
  return file;
}

/// Text beside the file that it will be: written, but not yet in its place.
class Pending {
 public:
  explicit Pending(const NamedText& text)
      : file_(followed(text.file)), temporary_(file_ + "." + std::to_string(::getpid()) + ".tmp") {
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
