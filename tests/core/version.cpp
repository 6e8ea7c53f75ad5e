// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/version.hpp>

#include "source_folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>
#include <string>

namespace ct = crucible::telemetry;

TEST_CASE("the version as a number is the version as text, and the package's") {
    constexpr int number = CRUCIBLE_TELEMETRY_VERSION;
    std::string const text = std::to_string(number / 10'000) + '.' + std::to_string(number / 100 % 100) + '.' +
                             std::to_string(number % 100);
    CHECK(ct::version == text);

    std::ifstream file(std::string(test::source_folder) + "/CMakeLists.txt");
    std::stringstream project;
    project << file.rdbuf();
    CHECK(project.str().find("    VERSION " + text + "\n") != std::string::npos);
}
