# SPDX-License-Identifier: MIT
# Builds the checkout that it lies in: vcpkg install crucible-telemetry --overlay-ports=cmake/packages/vcpkg
cmake_path(SET SOURCE_PATH NORMALIZE "${CMAKE_CURRENT_LIST_DIR}/../../../..")

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS FEATURES fmt CRUCIBLE_TELEMETRY_FMT)
vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        -DCRUCIBLE_TELEMETRY_BUILD_TESTS=OFF
        -DCRUCIBLE_TELEMETRY_BUILD_EXAMPLES=OFF
        -DCRUCIBLE_TELEMETRY_BUILD_BENCHMARKS=OFF
        ${FEATURE_OPTIONS})
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/crucible_telemetry PACKAGE_NAME crucible_telemetry)
vcpkg_replace_string("${CURRENT_PACKAGES_DIR}/share/pkgconfig/crucible_telemetry.pc"
                     " -isystem ${CURRENT_INSTALLED_DIR}/include" "" IGNORE_UNCHANGED)
vcpkg_fixup_pkgconfig()
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug" "${CURRENT_PACKAGES_DIR}/share/doc"
                    "${CURRENT_PACKAGES_DIR}/share/licenses")
