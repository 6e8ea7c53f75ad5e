# The flags under which the project's own sources and every header must be silent.
set(CRUCIBLE_TELEMETRY_WARNINGS -Wall -Wextra -Wconversion -Wshadow)
if(CRUCIBLE_TELEMETRY_WERROR)
    list(APPEND CRUCIBLE_TELEMETRY_WARNINGS -Werror)
endif()

add_library(crucible_telemetry_warnings INTERFACE)
target_compile_options(crucible_telemetry_warnings INTERFACE ${CRUCIBLE_TELEMETRY_WARNINGS})
