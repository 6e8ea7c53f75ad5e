// SPDX-License-Identifier: MIT
// Never built: CMake asks this target for the include paths that a user of the library gets.
