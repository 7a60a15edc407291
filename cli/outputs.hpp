// What a command writes, and what it must not write over: its own inputs.
#pragma once

#include <costmodel/io/scenario.hpp>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// Makes the directory, or throws InvalidInput.
void make_directory(const std::string& directory);

/// Throws InvalidInput for a name that no text can be written to: a directory, a device, a link that leads nowhere
/// ("unwritable-file").
void check_file(const std::string& file);

/// Throws InvalidInput where one of `outputs` is one of `inputs`, also through links ("output-is-input"), or where two
/// outputs are one file ("same-output"). Files that do not exist are nobody's.
void check_outputs(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs);

/// The files that a scenario file leads to: itself, its trace, its files of evidence.
std::vector<std::string> files_of(const Scenario& scenario, const std::string& file);

/// Puts the text out at once, or throws InvalidInput.
void print(std::string_view text, std::ostream& out);

/// Writes all of the files whole, or none of them; throws InvalidInput as `check_file` and `check_outputs` do, before
/// anything is written.
void write_files(const std::vector<NamedText>& files, const std::vector<std::string>& inputs);

}  // namespace costmodel
