// Traces in JSON: one object for each request, in lines or in a list.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace costmodel {

/// The requests as rows of a CSV, timestamp, input tokens and output tokens, one in each line; none where the text is
/// no JSON. Known are Mooncake's traces (milliseconds), Bailian's (seconds), LiteLLM's spend logs, OpenTelemetry's
/// spans of generative AI (OTLP in JSON), and objects with a timestamp and tokens by the names that CSV columns have.
/// What an object lacks stays empty, and so its row is refused.
std::optional<std::string> trace_rows_of_json(std::string_view text);

/// Whether a file begins as JSON does.
bool starts_as_json(std::string_view start);

}  // namespace costmodel
