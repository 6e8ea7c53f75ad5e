include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/crucible_telemetry)

install(TARGETS crucible_telemetry EXPORT crucible_telemetry_targets)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(
    EXPORT crucible_telemetry_targets
    NAMESPACE crucible::
    FILE crucible_telemetry-targets.cmake
    DESTINATION ${package_dir})
if(CRUCIBLE_TELEMETRY_COMPILED)
    install(TARGETS crucible_telemetry_compiled EXPORT crucible_telemetry_targets)
endif()
if(CRUCIBLE_TELEMETRY_FMT)
    install(TARGETS crucible_telemetry_fmt EXPORT crucible_telemetry_fmt_targets)
    install(
        EXPORT crucible_telemetry_fmt_targets
        NAMESPACE crucible::
        FILE crucible_telemetry-fmt-targets.cmake
        DESTINATION ${package_dir})
endif()

configure_package_config_file(
    ${PROJECT_SOURCE_DIR}/cmake/crucible_telemetry-config.cmake.in
    ${PROJECT_BINARY_DIR}/crucible_telemetry-config.cmake
    INSTALL_DESTINATION ${package_dir})
if(NOT CRUCIBLE_TELEMETRY_COMPILED)
    set(any_architecture ARCH_INDEPENDENT)
endif()
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/crucible_telemetry-config-version.cmake
    COMPATIBILITY SameMinorVersion ${any_architecture})
install(
    FILES ${PROJECT_BINARY_DIR}/crucible_telemetry-config.cmake
          ${PROJECT_BINARY_DIR}/crucible_telemetry-config-version.cmake
    DESTINATION ${package_dir})

# For builds that know no CMake. Boost and range-v3 have no files for pkg-config; what is not on the compiler's own path
# is named.
set(libraries ${CRUCIBLE_TELEMETRY_HANA} range-v3::range-v3)
while(libraries)
    list(POP_FRONT libraries library)
    if(TARGET ${library})
        get_property(folders TARGET ${library} PROPERTY INTERFACE_INCLUDE_DIRECTORIES)
        get_property(linked TARGET ${library} PROPERTY INTERFACE_LINK_LIBRARIES)
        list(FILTER folders EXCLUDE REGEX "^\\$<")
        list(APPEND others ${folders})
        list(APPEND libraries ${linked})
    endif()
endwhile()
list(REMOVE_DUPLICATES others)
list(REMOVE_ITEM others ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES})
list(TRANSFORM others PREPEND " -isystem ")
string(JOIN "" other_includes ${others})
set(pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)
string(REGEX REPLACE "[^/]+" ".." to_prefix ${pkgconfig_dir})
cmake_path(APPEND includedir "\${prefix}" ${CMAKE_INSTALL_INCLUDEDIR})
configure_file(${PROJECT_SOURCE_DIR}/cmake/crucible_telemetry.pc.in ${PROJECT_BINARY_DIR}/crucible_telemetry.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/crucible_telemetry.pc DESTINATION ${pkgconfig_dir})

# All headers as one, made when it is installed.
find_package(Python3 QUIET COMPONENTS Interpreter)
if(Python3_Interpreter_FOUND)
    set(single_header ${PROJECT_BINARY_DIR}/single/crucible_telemetry.hpp)
    install(CODE "execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/cmake/amalgamate.py
                                          ${PROJECT_SOURCE_DIR} ${single_header} COMMAND_ERROR_IS_FATAL ANY)")
    install(FILES ${single_header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
else()
    message(STATUS "crucible_telemetry: no Python 3, so the single header is not installed")
endif()

# The links among documents hold there, too.
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/${PROJECT_NAME})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(
    DIRECTORY ${PROJECT_SOURCE_DIR}/docs ${PROJECT_SOURCE_DIR}/examples
    DESTINATION ${CMAKE_INSTALL_DOCDIR}
    PATTERN generate EXCLUDE
    PATTERN run EXCLUDE)
