# The header-only libraries for WebAssembly: the system's own copies, in a folder that holds nothing else, so that the
# headers of the host's C library are not found beside them.

set(web_headers "${CMAKE_CURRENT_BINARY_DIR}/headers")
file(MAKE_DIRECTORY "${web_headers}")
foreach(header boost/version.hpp Eigen/Core nlohmann/json.hpp)
    get_filename_component(folder "${header}" DIRECTORY)
    find_path(web_found_${folder} "${header}" PATHS /usr/include /usr/local/include PATH_SUFFIXES eigen3
        REQUIRED NO_CMAKE_FIND_ROOT_PATH)
    file(CREATE_LINK "${web_found_${folder}}/${folder}" "${web_headers}/${folder}" SYMBOLIC)
endforeach()
foreach(library Boost::headers Eigen3::Eigen nlohmann_json::nlohmann_json)
    add_library(${library} INTERFACE IMPORTED)
    target_include_directories(${library} INTERFACE "${web_headers}")
endforeach()
