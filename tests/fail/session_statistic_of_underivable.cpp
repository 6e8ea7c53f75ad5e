// EXPECT: measurement<.*"per_token".*in_event<.*"train.epoch.stop"
// EXPECT: the event declares nothing that this measurement could be derived from
// SPDX-License-Identifier: MIT
#include "session_vocabulary.hpp"

struct per_token_rule {
    static constexpr ct::unit in = ct::us_dollars;
    static constexpr std::string_view help = "cost of a token";
    template <class Event>
    static consteval bool applies() {
        return false;
    }
    template <class Row>
    static std::optional<double> of(Row const&) {
        return std::nullopt;
    }
};
constexpr ct::derived<"per_token", double, ct::kind::gauge, per_token_rule> per_token{};

auto const watching = ct::watch(ct::on(epoch_stop, per_token >> ct::mean));
