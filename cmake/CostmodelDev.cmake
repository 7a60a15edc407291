# What developers of costmodel want of their own targets. Nothing here reaches a consumer: the policy
# is linked through $<BUILD_INTERFACE:…>, privately, and is never exported.

add_library(costmodel_dev_policy INTERFACE)

if(COSTMODEL_DEV)
    target_compile_options(costmodel_dev_policy INTERFACE
        -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
    # New compilers bring new warnings; they are errors only on the one we develop with.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        target_compile_options(costmodel_dev_policy INTERFACE -Werror)
    endif()
endif()

if(COSTMODEL_NATIVE)
    target_compile_options(costmodel_dev_policy INTERFACE -march=native)
endif()

if(COSTMODEL_SANITIZE)
    target_compile_options(costmodel_dev_policy INTERFACE
        -fsanitize=${COSTMODEL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(costmodel_dev_policy INTERFACE -fsanitize=${COSTMODEL_SANITIZE})
endif()

if(COSTMODEL_DEV AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(COSTMODEL_CCACHE ccache)
    if(COSTMODEL_CCACHE)
        set(CMAKE_CXX_COMPILER_LAUNCHER
            "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${COSTMODEL_CCACHE}")
    endif()
endif()

# costmodel_own(<target>…): C++20 without extensions, and the developers' policy.
function(costmodel_own)
    foreach(target IN LISTS ARGN)
        target_compile_features(${target} PUBLIC cxx_std_20)
        set_target_properties(${target} PROPERTIES
            CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
        target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:costmodel_dev_policy>)
    endforeach()
endfunction()

# costmodel_shared(<target>…): where they are shared libraries, they export names of costmodel and no others, and a
# program is linked to the minor version that it was compiled for. Objects are the same as those of static libraries.
function(costmodel_shared)
    configure_file("${PROJECT_SOURCE_DIR}/cmake/exports.map.in" "${PROJECT_BINARY_DIR}/exports.map" @ONLY)
    foreach(target IN LISTS ARGN)
        set_target_properties(${target} PROPERTIES DEFINE_SYMBOL "" VERSION ${PROJECT_VERSION}
            SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
        get_target_property(type ${target} TYPE)
        if(type STREQUAL "SHARED_LIBRARY" AND UNIX AND NOT APPLE)
            set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN")
            target_link_options(${target} PRIVATE "LINKER:--version-script=${PROJECT_BINARY_DIR}/exports.map")
            set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${PROJECT_BINARY_DIR}/exports.map")
        endif()
    endforeach()
endfunction()

# costmodel_assert_listed(<what> <pattern> <file>…): the files on disk are the files in the list.
# The pattern is relative to the current directory and recursive.
function(costmodel_assert_listed what pattern)
    file(GLOB_RECURSE on_disk CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" "${pattern}")
    set(unlisted ${on_disk})
    list(REMOVE_ITEM unlisted ${ARGN})
    set(missing ${ARGN})
    list(REMOVE_ITEM missing ${on_disk})
    if(unlisted OR missing)
        message(FATAL_ERROR
            "The list of ${what} in ${CMAKE_CURRENT_SOURCE_DIR}/CMakeLists.txt differs from the disk.\n"
            "On disk, not listed: ${unlisted}\nListed, not on disk: ${missing}")
    endif()
endfunction()
