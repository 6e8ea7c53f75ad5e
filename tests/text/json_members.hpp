// SPDX-License-Identifier: MIT
#pragma once
// Reads an object's members, each in one of the ways there are: whatever they are, the reader ends at the same place.

#include <crucible/telemetry/text/json_reader.hpp>

#include <cstdint>

namespace test {

/// False when the text is no object.
inline bool read_members(crucible::telemetry::json_reader& from) {
    if (!from.begin_object()) return false;
    for (unsigned n = 0; auto const key = from.next_key(); ++n) {
        switch ((key->size() + n) % 7) {
        case 0: (void)from.read_string(); break;
        case 1: (void)from.read_real<double>(); break;
        case 2: (void)from.read_number<std::int64_t>(); break;
        case 3: (void)from.raw(); break;
        case 4:
            if (from.begin_array())
                while (from.next_element()) (void)from.read_bool();
            break;
        case 5: (void)from.read_null(); break;
        default: break;
        }
    }
    return true;
}

} // namespace test
