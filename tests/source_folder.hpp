// SPDX-License-Identifier: MIT
#pragma once
// Where the project's sources lie, for tests that read them; `__FILE__` may be relative to a folder that is not known.

namespace test {

extern char const* const source_folder;

} // namespace test
