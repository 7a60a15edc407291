#include <outputs.hpp>

#include <costmodel/base/error.hpp>
#include <filesystem>
#include <map>
#include <ostream>

namespace costmodel {

namespace {

namespace fs = std::filesystem;

/// A name that is the same for all ways to one place, whether something stands there or not.
std::string place_of(const std::string& file) {
  std::error_code error;
  const auto place = fs::weakly_canonical(fs::absolute(file, error), error);
  return error ? file : place.string();
}

}  // namespace

void make_directory(const std::string& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw InvalidInput("unwritable-file", directory, error.message(), "a directory that can be made");
}

void check_file(const std::string& file) {
  const std::string allowed = "the name of a plain file, or - for standard output";
  std::error_code error;
  const auto status = fs::status(file, error);
  if (fs::is_symlink(fs::symlink_status(file)) && !fs::exists(status))
    throw InvalidInput("unwritable-file", file,
                       error == std::errc::too_many_symbolic_link_levels ? "a link that leads in a circle"
                                                                         : "a link that leads nowhere",
                       allowed);
  if (fs::exists(status) && !fs::is_regular_file(status))
    throw InvalidInput("unwritable-file", file, fs::is_directory(status) ? "a directory" : "not a plain file", allowed);
}

void check_outputs(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs) {
  std::error_code error;
  std::map<std::string, std::string> seen;
  for (const auto& output : outputs) {
    const auto [other, fresh] = seen.emplace(place_of(output), output);
    if (!fresh)
      throw InvalidInput("same-output", output, "a file that is written twice", "another file than " + other->second);
    for (const auto& input : inputs)
      if (fs::equivalent(output, input, error))
        throw InvalidInput("output-is-input", output, "one of the inputs, which would be lost",
                           "another file than " + input);
  }
}

std::vector<std::string> files_of(const Scenario& scenario, const std::string& file) {
  const fs::path folder = fs::path(file).parent_path();
  std::vector<std::string> files{file};
  if (scenario.horizon && !scenario.horizon->read_from.empty())
    files.push_back((folder / scenario.horizon->read_from).string());
  if (!scenario.shape.trace.empty()) files.push_back((folder / scenario.shape.trace).string());
  for (const auto& [name, what] : scenario.evidence_files) files.push_back((folder / name).string());
  return files;
}

void print(std::string_view text, std::ostream& out) {
  out << text << std::flush;
  if (!out)
    throw InvalidInput("unwritable-file", "standard output", "a stream that takes no more", "one that can be written");
}

void write_files(const std::vector<NamedText>& files, const std::vector<std::string>& inputs) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.file);
  for (const auto& name : names) check_file(name);
  check_outputs(names, inputs);
  try {
    write_together(files);
  } catch (const fs::filesystem_error& failure) {
    throw InvalidInput("unwritable-file", failure.path1().string(), failure.code().message(),
                       "a file that can be written, in a directory that exists");
  }
}

}  // namespace costmodel
