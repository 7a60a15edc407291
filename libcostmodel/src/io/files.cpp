#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <costmodel/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace costmodel {

namespace {
constexpr std::uintmax_t most_bytes = 64u << 20;
}

Scenario load_scenario(const std::string& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);  // fails for directories and missing files
  if (error) throw InvalidInput("unreadable-file", file, error.message(), "a scenario file");
  if (size > most_bytes) throw InvalidInput("too-large", file, std::to_string(size) + " bytes", "at most 64 MiB");
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream && !stream.eof()) throw InvalidInput("unreadable-file", file, std::strerror(errno), "a scenario file");
  return parse_scenario(text);
}

void write_whole(const std::string& file, std::string_view text) {
  const std::string temporary = file + "." + std::to_string(::getpid()) + ".tmp";
  {
    std::ofstream stream(temporary, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.flush();
    if (!stream) {
      const std::string why = std::strerror(errno);
      std::remove(temporary.c_str());
      throw std::runtime_error("cannot write " + file + ": " + why);
    }
  }
  std::error_code error;
  std::filesystem::rename(temporary, file, error);
  if (error) {
    std::remove(temporary.c_str());
    throw std::runtime_error("cannot write " + file + ": " + error.message());
  }
}

}  // namespace costmodel
