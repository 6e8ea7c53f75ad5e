include(GNUInstallDirs)
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
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
