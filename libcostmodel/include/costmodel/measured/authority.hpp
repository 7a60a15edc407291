// Who holds each layer of the stack. The question behind a placement: if I want to change, audit or override this, can
// I?
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// The eight layers of the 4+1 model.
struct Layer {
  std::string_view id;
  std::string_view name;
};

inline constexpr std::array<Layer, 8> layers{{{"0", "Compute & Network Fabric"},
                                              {"1A", "Data Storage & Governance"},
                                              {"1B", "Context Management & Retrieval"},
                                              {"1C", "Data Movement & Pipelines"},
                                              {"2A", "Infrastructure Orchestration"},
                                              {"2B", "Application Runtime & Execution"},
                                              {"2C", "Agentic Infrastructure, the Reasoning Plane"},
                                              {"3", "AI Application"}}};

/// Placements from most to least authority; Absent: nobody provides the layer.
enum class Placement { retained, delegated, ceded, absent };

std::string_view to_string(Placement placement);

enum class RunBy { me, provider, nobody };

std::string_view to_string(RunBy run_by);

/// Who runs a layer on a path, and what I can still do about it.
struct Holder {
  RunBy run_by = RunBy::me;
  std::string who{};
  bool change = false;  ///< I can change it
  bool audit = false;   ///< I can inspect it
  bool leave = false;   ///< I can leave with what is mine
  std::string note{};
  bool operator==(const Holder&) const = default;
};

/// Run by me: Retained. Run by a provider, and I can change, audit and leave: Delegated; otherwise Ceded. Nobody:
/// Absent.
Placement placement(const Holder& holder);

/// One cell of the table: one holder, two where the layer is split, none where nobody said.
using Cell = std::vector<Holder>;

/// "Retained", or "Delegated / Retained" for a split cell; none where nobody said: that is not Absent.
std::optional<std::string> placement_text(const Cell& cell);

/// Authority kept in a cell as a number that can be compared: its weakest holder; 0 Ceded, 1 Delegated, 2 Retained.
/// Absent has none to compare, nor has what nobody said.
std::optional<int> authority(const Cell& cell);

}  // namespace costmodel
