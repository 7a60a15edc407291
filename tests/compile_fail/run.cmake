# Compiles SOURCE twice: as it is (must compile), and with MUST_FAIL defined (must be refused, with a
# message that matches the source's line "// expect-error: REGEX").
cmake_minimum_required(VERSION 3.24)

set(ENV{LC_ALL} C) # one language for the messages
set(command "${COMPILER}" -std=c++20 -fsyntax-only)
foreach(directory IN LISTS INCLUDES)
    if(directory AND NOT directory IN_LIST IMPLICIT)
        list(APPEND command -I "${directory}")
    endif()
endforeach()

file(STRINGS "${SOURCE}" expectation REGEX "^// expect-error: ")
if(NOT expectation)
    message(FATAL_ERROR "${SOURCE} has no line \"// expect-error: REGEX\"")
endif()
string(REPLACE "// expect-error: " "" expectation "${expectation}")

execute_process(COMMAND ${command} "${SOURCE}" RESULT_VARIABLE status ERROR_VARIABLE errors)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "The positive control does not compile:\n${errors}")
endif()

execute_process(COMMAND ${command} -DMUST_FAIL "${SOURCE}"
    RESULT_VARIABLE status ERROR_VARIABLE errors)
if(status EQUAL 0)
    message(FATAL_ERROR "The mistake compiles.")
endif()
if(NOT errors MATCHES "${expectation}")
    message(FATAL_ERROR "The mistake is refused, but not with \"${expectation}\":\n${errors}")
endif()

# What a person reads first: the error itself, without the line of source and the list of what the compiler has tried.
string(FIND "${errors}" "error:" begin)
string(SUBSTRING "${errors}" ${begin} -1 first)
string(FIND "${first}" "\n" end)
string(SUBSTRING "${first}" 0 ${end} first)
string(LENGTH "${first}" length)
if(length GREATER 2048)
    message(FATAL_ERROR "The message has ${length} bytes:\n${first}")
endif()
