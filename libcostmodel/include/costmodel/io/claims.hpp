// Files of published claims, and their audit as JSON.
#pragma once

#include <costmodel/audit/claims.hpp>
#include <costmodel/render/claims.hpp>
#include <string>
#include <string_view>

namespace costmodel {

/// Reads a file of claims; docs/claims.md describes it. Throws InvalidInput with every problem, by JSON Pointer.
ClaimFile parse_claims(std::string_view json);
/// The same from a file of at most 64 MiB. Throws also "unreadable-file" and "too-large".
ClaimFile load_claims(const std::string& file);

/// {"title", "date", "reproduce": n, "of": n, "claims": […]}, numbers unrounded.
std::string to_json(const Audit& audit);

}  // namespace costmodel
