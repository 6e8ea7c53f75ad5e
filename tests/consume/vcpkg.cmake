# Runs the port of vcpkg without vcpkg: its functions that the port calls do here what they are documented to do there.
#   cmake -D PORT=FOLDER -D CURRENT_PACKAGES_DIR=FOLDER -D COMPILER=COMPILER -P vcpkg.cmake
function(vcpkg_check_features)
    cmake_parse_arguments(PARSE_ARGV 0 ask "" "OUT_FEATURE_OPTIONS" "FEATURES")
    list(POP_BACK ask_FEATURES option)
    set(${ask_OUT_FEATURE_OPTIONS} -D${option}=OFF PARENT_SCOPE)
endfunction()

function(run)
    execute_process(COMMAND ${ARGN} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(vcpkg_cmake_configure)
    cmake_parse_arguments(PARSE_ARGV 0 how "" "SOURCE_PATH" "OPTIONS")
    run(${CMAKE_COMMAND} -G Ninja -S ${how_SOURCE_PATH} -B ${CURRENT_PACKAGES_DIR}/build
        -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR} ${how_OPTIONS})
endfunction()

function(vcpkg_cmake_install)
    run(${CMAKE_COMMAND} --build ${CURRENT_PACKAGES_DIR}/build --target install)
    file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/build)
endfunction()

function(vcpkg_cmake_config_fixup)
    cmake_parse_arguments(PARSE_ARGV 0 package "" "CONFIG_PATH;PACKAGE_NAME" "")
    file(RENAME ${CURRENT_PACKAGES_DIR}/${package_CONFIG_PATH} ${CURRENT_PACKAGES_DIR}/share/${package_PACKAGE_NAME})
    file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/share/cmake)
endfunction()

function(vcpkg_replace_string file from to)
    file(READ ${file} text)
    string(REPLACE "${from}" "${to}" text "${text}")
    file(WRITE ${file} "${text}")
endfunction()

function(vcpkg_fixup_pkgconfig)
    file(READ ${CURRENT_PACKAGES_DIR}/share/pkgconfig/crucible_telemetry.pc ignored)
endfunction()

function(vcpkg_install_copyright)
    cmake_parse_arguments(PARSE_ARGV 0 licence "" "" "FILE_LIST")
    file(COPY_FILE ${licence_FILE_LIST} ${CURRENT_PACKAGES_DIR}/share/copyright)
endfunction()

file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR})
include(${PORT}/portfile.cmake)

# What vcpkg demands of every package, and no empty folder.
file(READ ${PORT}/vcpkg.json manifest)
string(JSON name GET "${manifest}" name)
cmake_path(GET PORT FILENAME folder)
file(GLOB found RELATIVE ${CURRENT_PACKAGES_DIR} ${CURRENT_PACKAGES_DIR}/* ${CURRENT_PACKAGES_DIR}/share/*)
set(expected "include;share;share/copyright;share/crucible_telemetry;share/pkgconfig")
if(NOT name STREQUAL folder OR NOT found STREQUAL expected)
    message(FATAL_ERROR "the port '${name}' installs ${found}")
endif()
file(GLOB targets ${CURRENT_PACKAGES_DIR}/share/crucible_telemetry/*-targets.cmake)
if(NOT targets OR NOT EXISTS ${CURRENT_PACKAGES_DIR}/include/crucible/telemetry.hpp)
    message(FATAL_ERROR "the port installs neither headers nor targets")
endif()
