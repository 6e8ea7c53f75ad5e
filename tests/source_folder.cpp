// SPDX-License-Identifier: MIT
#include "source_folder.hpp"

char const* const test::source_folder = CRUCIBLE_TELEMETRY_SOURCE_FOLDER;
