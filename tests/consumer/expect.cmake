# Runs PROGRAM (with SCENARIO if given) and compares what it prints with the file EXPECTED, byte for byte.
execute_process(COMMAND ${PROGRAM} ${SCENARIO} OUTPUT_VARIABLE printed RESULT_VARIABLE status)
file(READ "${EXPECTED}" expected)
if(NOT status EQUAL 0 OR NOT printed STREQUAL expected)
    message(FATAL_ERROR "${PROGRAM} ended with ${status} and printed\n${printed}\nbut ${EXPECTED} says\n${expected}")
endif()
