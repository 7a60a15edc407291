// Bills of other layouts as rows of a FOCUS bill, so that there is one reader of money that was paid.
#pragma once

#include <costmodel/import/imported.hpp>
#include <string>
#include <vector>

#include "import/input.hpp"

namespace costmodel::import {

struct FocusRows {
  std::string csv{};
  std::vector<ImportNote> notes{};
};

/// Whether `as_focus` knows the format.
bool has_focus_rows(EvidenceFormat format);

/// OpenAI's and Anthropic's cost reports, AWS Cost and Usage Reports 2.0: a row for each charge, in the order of the
/// file. Throws InvalidInput for what has no costs in it, and for what cannot be said in FOCUS without a loss.
FocusRows as_focus(Input& input, EvidenceFormat format);

}  // namespace costmodel::import
