// SPDX-License-Identifier: MIT
// What another project's first program looks like; exits with 0 if the library does what it must.

#include <crucible/telemetry/emit.hpp>

namespace ct = crucible::telemetry;

namespace my::vocabulary {
inline constexpr ct::gauge<"loss", double> loss{.in = ct::nats, .help = "mini-batch training loss"};
inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::tag<"model"> model{};
} // namespace my::vocabulary

namespace m = my::vocabulary;

inline constexpr ct::event<"my.epoch.stop", m::epoch, m::loss, ct::optional<m::model>> epoch_stop{
    .help = "an epoch completed"};

int main() {
    auto const row = epoch_stop(m::loss = 0.5, m::epoch = 3);
    ct::emit(row); // nobody listens
    bool const kept = row[m::loss] == 0.5 && row[m::epoch] == 3 && !row[m::model];
    return kept ? 0 : 1;
}
