# Installed packages first; what is not installed is fetched. Versions named for fetching are the
# ones that the tests have run with or newer.
include(FetchContent)

find_package(Threads REQUIRED)

# Of Boost only Hana is needed, which stands alone, so only Hana is fetched.
find_package(Boost 1.74 CONFIG QUIET)
if(Boost_FOUND)
    set(CRUCIBLE_TELEMETRY_HANA Boost::headers)
else()
    FetchContent_Declare(
        hana
        GIT_REPOSITORY https://github.com/boostorg/hana.git
        GIT_TAG boost-1.84.0
        GIT_SHALLOW ON
        SYSTEM)
    FetchContent_MakeAvailable(hana)
    set(CRUCIBLE_TELEMETRY_HANA hana)
endif()

# range-v3's package accepts no version but exactly its own, so none is asked for.
FetchContent_Declare(
    range-v3
    GIT_REPOSITORY https://github.com/ericniebler/range-v3.git
    GIT_TAG 0.12.0
    GIT_SHALLOW ON
    SYSTEM
    FIND_PACKAGE_ARGS CONFIG)
FetchContent_MakeAvailable(range-v3)

if(CRUCIBLE_TELEMETRY_FMT)
    FetchContent_Declare(
        fmt
        GIT_REPOSITORY https://github.com/fmtlib/fmt.git
        GIT_TAG 10.2.1
        GIT_SHALLOW ON
        SYSTEM
        FIND_PACKAGE_ARGS 9...<12)
    FetchContent_MakeAvailable(fmt)
endif()

# A fetched library is part of no export set, so that a package built on it could not be found again.
if(NOT Boost_FOUND OR NOT range-v3_FOUND OR (CRUCIBLE_TELEMETRY_FMT AND NOT fmt_FOUND))
    if(CRUCIBLE_TELEMETRY_INSTALL)
        message(STATUS "crucible_telemetry: not installable here, because Boost, range-v3 or fmt was fetched")
        set(CRUCIBLE_TELEMETRY_INSTALL OFF)
    endif()
endif()
