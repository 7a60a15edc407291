// The request log of vLLM as rows of a trace.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace costmodel {

/// Whether a text starts as vLLM logs: a level, then MM-DD HH:MM:SS.
bool starts_as_vllm_log(std::string_view start);

/// A row for each line of the log, blank but for those of requests that came: seconds since the first of January
/// (the log states no year), the tokens of the prompt (`prompt_token_ids`), and those of its answer
/// (`output_token_ids`, which --enable-log-outputs writes), empty where the log does not have them. Nothing where no
/// answer has its tokens.
std::optional<std::string> trace_rows_of_vllm_log(std::string_view text);

}  // namespace costmodel
