#pragma once

/// The version of the library. The build, the Python package and the command line read it here.

#if !(__cplusplus >= 202002L || (defined(_MSVC_LANG) && _MSVC_LANG >= 202002L))
#error "costmodel needs C++20: compile with -std=c++20 (or /std:c++20), or link costmodel::costmodel in CMake"
#endif

#include <string_view>

#define COSTMODEL_VERSION_MAJOR 0
#define COSTMODEL_VERSION_MINOR 1
#define COSTMODEL_VERSION_PATCH 0

#define COSTMODEL_DETAIL_STRING_OF(x) #x
#define COSTMODEL_DETAIL_STRING(x) COSTMODEL_DETAIL_STRING_OF(x)

namespace costmodel {

/// "MAJOR.MINOR.PATCH".
inline constexpr std::string_view version =
    COSTMODEL_DETAIL_STRING(COSTMODEL_VERSION_MAJOR) "." COSTMODEL_DETAIL_STRING(
        COSTMODEL_VERSION_MINOR) "." COSTMODEL_DETAIL_STRING(COSTMODEL_VERSION_PATCH);

}  // namespace costmodel

#undef COSTMODEL_DETAIL_STRING
#undef COSTMODEL_DETAIL_STRING_OF
