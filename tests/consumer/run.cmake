# Builds and runs the consumer in one of three WAYs: find_package, add_subdirectory, pkg_config.
cmake_minimum_required(VERSION 3.24)

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
    if(NOT status EQUAL 0)
        string(REPLACE ";" " " command "${ARGN}")
        message(FATAL_ERROR "${command}\nended with ${status}:\n${out}")
    endif()
    set(out "${out}" PARENT_SCOPE)
endfunction()

set(prefix "${WORK_DIR}/prefix")
set(examples "${SOURCE_DIR}/examples")
set(scenario "${examples}/scenarios/fine_tune_economics.json")
file(REMOVE_RECURSE "${WORK_DIR}")
file(MAKE_DIRECTORY "${WORK_DIR}")

if(NOT WAY STREQUAL "add_subdirectory")
    run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${prefix}" --component development)
endif()

if(WAY STREQUAL "pkg_config")
    file(GLOB_RECURSE pc "${prefix}/*/costmodel-io.pc")
    cmake_path(GET pc PARENT_PATH pc_dir)
    file(RENAME "${prefix}" "${WORK_DIR}/moved")  # the files find their prefix wherever it is put
    string(REPLACE "${prefix}" "${WORK_DIR}/moved" pc_dir "${pc_dir}")
    set(pkg "${CMAKE_COMMAND}" -E env "PKG_CONFIG_PATH=${pc_dir}" pkg-config)
    run(${pkg} --modversion costmodel)
    if(NOT out MATCHES "^${VERSION}")
        message(FATAL_ERROR "costmodel.pc says version ${out}, not ${VERSION}")
    endif()
    run(${pkg} --cflags --libs costmodel-io)
    separate_arguments(flags UNIX_COMMAND "${out}")
    run("${COMPILER}" -std=c++20 "${examples}/procurement/main.cpp" ${flags} -o "${WORK_DIR}/procurement")
    run("${WORK_DIR}/procurement" "${scenario}")
    foreach(name costmodel-sweep costmodel-evidence)
        run(${pkg} --exists --print-errors ${name})
    endforeach()
    return()
endif()

if(WAY STREQUAL "find_package")
    set(where "-DCMAKE_PREFIX_PATH=${prefix}" "-DCOSTMODEL_VERSION=${VERSION}")
else()
    # Flags as the tests', so that the compiler cache has the library already.
    set(where "-DCOSTMODEL_SOURCE=${SOURCE_DIR}" -DCOSTMODEL_DEV=ON -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g1")
endif()
string(REPLACE ";" "\\;" launcher "${LAUNCHER}")
run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}" -B "${WORK_DIR}/build" -G "${GENERATOR}"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${launcher}"
    "-DEXAMPLES_DIR=${examples}" ${where})
run("${CMAKE_COMMAND}" --build "${WORK_DIR}/build")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${WORK_DIR}/build" --output-on-failure)
