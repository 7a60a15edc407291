#pragma once

/// The version of the library. The build, the Python package and the command line read it here.

#include <string_view>

#define COSTMODEL_VERSION_MAJOR 0
#define COSTMODEL_VERSION_MINOR 1
#define COSTMODEL_VERSION_PATCH 0

#define COSTMODEL_DETAIL_STRING_OF(x) #x
#define COSTMODEL_DETAIL_STRING(x) COSTMODEL_DETAIL_STRING_OF(x)

namespace costmodel {

/// "MAJOR.MINOR.PATCH".
inline constexpr std::string_view version = COSTMODEL_DETAIL_STRING(COSTMODEL_VERSION_MAJOR) "."
    COSTMODEL_DETAIL_STRING(COSTMODEL_VERSION_MINOR) "."
    COSTMODEL_DETAIL_STRING(COSTMODEL_VERSION_PATCH);

}  // namespace costmodel

#undef COSTMODEL_DETAIL_STRING
#undef COSTMODEL_DETAIL_STRING_OF
