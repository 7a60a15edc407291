# The system's Emscripten, wherever its package keeps its own toolchain file.
find_program(COSTMODEL_EM_CONFIG em-config REQUIRED)
execute_process(COMMAND "${COSTMODEL_EM_CONFIG}" EMSCRIPTEN_ROOT
    OUTPUT_VARIABLE emscripten_root OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
include("${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake")
