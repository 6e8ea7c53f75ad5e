// SPDX-License-Identifier: MIT
#pragma once
// What a session makes of its policies: the one given for each role or the default, the settings of its inlet, and the
// report on one that is no model of its role.

#include <crucible/telemetry/session/policies.hpp>
#include <crucible/telemetry/session/sampling.hpp>

namespace crucible::telemetry::detail {

template <class Policy>
struct collection_policy_without_rest {
    static_assert(accepted<Policy>, "a collection policy has `static std::chrono::nanoseconds rest(std::size_t rows, "
                                    "std::chrono::nanoseconds before) noexcept`: how long its worker rests");
};
template <class Policy>
struct overflow_policy_without_on_full {
    static_assert(accepted<Policy>,
                  "an overflow policy has `static ct::overflow_choice on_full(ct::full_ring const&) noexcept`");
};
template <class Policy>
struct clock_policy_without_now {
    static_assert(accepted<Policy>,
                  "a clock policy has `static std::int64_t now() noexcept`: nanoseconds since any moment");
};
template <class Policy>
struct ring_policy_without_bytes {
    static_assert(accepted<Policy>, "a ring policy has `static std::size_t bytes() noexcept`: of a thread's ring");
};
template <class Policy>
struct ring_memory_policy_without_bytes {
    static_assert(accepted<Policy>,
                  "a ring memory policy has `static std::size_t bytes() noexcept`: of all rings of the session");
};
template <class Policy>
struct routing_policy_without_everyone {
    static_assert(accepted<Policy>,
                  "a routing policy has `static bool everyone() noexcept`: whether the session hears every thread");
};
template <class Policy>
struct deadline_policy_without_limit {
    static_assert(accepted<Policy>, "a deadline policy has `static std::chrono::nanoseconds limit() noexcept`");
};
template <class Policy>
struct flush_policy_without_limit {
    static_assert(accepted<Policy>, "a flush policy has `static std::chrono::nanoseconds limit() noexcept`: how old "
                                    "rows may get until files that grow have them");
};
template <class Policy>
struct loss_policy_without_on_loss {
    static_assert(accepted<Policy>, "a loss policy has `static void on_loss(ct::loss_report const&) noexcept`");
};
template <class Policy>
struct finding_policy_without_on_finding {
    static_assert(accepted<Policy>,
                  "a finding policy has `static ct::finding_action on_finding(ct::found_in_row const&) noexcept`");
};
template <class Policy>
struct privacy_policy_without_of {
    static_assert(accepted<Policy>,
                  "a privacy policy has `template <ct::any_descriptor D> static constexpr ct::disclosure of`");
};
template <class Collection>
struct block_without_worker {
    static_assert(accepted<Collection>, "`block` waits for a worker: it needs `background`");
};

/// The policy of a role: the one given if it is a model, else the default, after the one error about it.
template <class Given, class Default, bool Model, template <class> class Report>
struct checked_policy {
    using type = Given;
};
template <class Given, class Default, template <class> class Report>
struct checked_policy<Given, Default, false, Report> {
    static_assert(sizeof(Report<Given>) != 0);
    using type = Default;
};

template <class Clock>
stamp_source source_of() noexcept {
    if constexpr (requires { { Clock::source() } noexcept -> std::same_as<stamp_source>; }) return Clock::source();
    else {
        stamp_source own{.read = []() noexcept { return static_cast<stamp>(Clock::now()); },
                         .ticks = tick_kind::own_nanoseconds};
        if constexpr (requires(std::int64_t t) { { Clock::wall(t) } noexcept -> std::same_as<timestamp>; })
            own.wall = [](std::int64_t reading) noexcept { return Clock::wall(reading); };
        return own;
    }
}

/// What a ring can have: a power of two from 4 KiB to 1 GiB.
constexpr std::size_t ring_size(std::size_t wanted) noexcept {
    std::size_t bytes = 4096;
    while (bytes < wanted && bytes < std::size_t{1} << 30) bytes *= 2;
    return bytes;
}

template <class Policies>
class session_settings {
    template <class Role>
    using default_of = typename default_policies::of<Role, void>;
    template <class Role>
    using given = typename Policies::template of<Role, default_of<Role>>;
    template <class Role, bool Model, template <class> class Report>
    using checked = typename checked_policy<given<Role>, default_of<Role>, Model, Report>::type;

    template <class P>
    static constexpr bool discloses = requires {
        { P::template of<word_type<vocabulary::user_id>> } -> std::convertible_to<disclosure>;
    };

public:
    using collection = checked<collection_role, collection_policy<given<collection_role>>,
                               collection_policy_without_rest>;
    using overflow = checked<overflow_role, overflow_policy<given<overflow_role>>, overflow_policy_without_on_full>;
    using clock = checked<clock_role, clock_policy<given<clock_role>>, clock_policy_without_now>;
    using ring = checked<ring_role, ring_policy<given<ring_role>>, ring_policy_without_bytes>;
    using ring_memory = checked<ring_memory_role, ring_memory_policy<given<ring_memory_role>>,
                                ring_memory_policy_without_bytes>;
    using routing = checked<routing_role, routing_policy<given<routing_role>>, routing_policy_without_everyone>;
    using deadline = checked<deadline_role, deadline_policy<given<deadline_role>>, deadline_policy_without_limit>;
    using flush = checked<flush_role, flush_policy<given<flush_role>>, flush_policy_without_limit>;
    using loss = checked<loss_role, loss_policy<given<loss_role>>, loss_policy_without_on_loss>;
    using finding = checked<finding_role, finding_policy<given<finding_role>>, finding_policy_without_on_finding>;
    using given_sampler = typename Policies::template of<sampling_role, every_row>;
    using sampler = typename checked_policy<given_sampler, every_row,
                                            sampling_policy<given_sampler> || std::same_as<given_sampler, every_row>,
                                            sampling_policy_without_weight>::type;
    using privacy = checked<privacy_role, discloses<given<privacy_role>>, privacy_policy_without_of>;

    static constexpr drained_by by = [] {
        if constexpr (requires { collection::by; }) return collection::by;
        else return drained_by::worker;
    }();
    static constexpr bool has_worker = by == drained_by::worker;
    static constexpr bool in_place = by == drained_by::emitter;
    static constexpr bool waits = requires { requires overflow::waits; };
    static constexpr bool overwrites = requires { requires overflow::overwrites; };

    static_assert(sizeof(typename std::conditional_t<!waits || has_worker, std::type_identity<int>,
                                                     std::type_identity<block_without_worker<collection>>>::type) != 0);

    /// Of a session whose threads need rings unless `ringless`; the rest is the caller's to set.
    static inlet_settings make(bool ringless) noexcept {
        return {.ring_bytes = in_place || ringless ? 0 : ring_size(ring::bytes()),
                .all_ring_bytes = ring_memory::bytes(),
                .on_full = [](full_ring const& full) noexcept { return overflow::on_full(full); },
                .overwrites = overwrites,
                .has_worker = has_worker,
                .clock = source_of<clock>(),
                .attached = routing::everyone()};
    }

    static void on_loss(loss_report const& of) noexcept { loss::on_loss(of); }
    static finding_action on_finding(found_in_row const& found) noexcept { return finding::on_finding(found); }

    static std::chrono::nanoseconds rest(std::size_t rows, std::chrono::nanoseconds before) noexcept {
        if constexpr (has_worker) return collection::rest(rows, before);
        else return before;
    }
};

} // namespace crucible::telemetry::detail
