// SPDX-License-Identifier: MIT
#pragma once
// The shapes that the catalog's events share: what starts, what stops and what fails carries the same words in the same
// order. A span fills the first timer and the first flag of an event, so these come first: duration and ok. All carry
// the context words, last.

#include <crucible/telemetry/schema/category.hpp>
#include <crucible/telemetry/schema/vocabulary.hpp>

namespace crucible::telemetry::catalog {

namespace v = vocabulary;

namespace detail {

/// What `with_context_as` makes of measurements that are no context words, at less compile time.
template <role Role, fixed_string Name, auto const&... Ms>
using in_context =
    basic_event<Role, Name, Ms..., optional<v::session_id>, optional<v::user_id>, optional<v::sample_id>,
                optional<v::correlation_id>, optional<v::cohort>, optional<v::model>, optional<v::provider>>;

template <fixed_string Name, auto const&... Ms>
using noted = in_context<role::none, Name, Ms...>;

template <fixed_string Name, auto const&... Ms>
using started = noted<Name, optional<v::system_time>, Ms...>;

template <role Role, fixed_string Name, auto const&... Ms>
using stopped_as = in_context<Role, Name, optional<v::duration>, optional<v::ok>, Ms..., optional<v::status>,
                              optional<v::error>, optional<v::error_type>, optional<v::exception>>;

template <fixed_string Name, auto const&... Ms>
using stopped = stopped_as<role::none, Name, Ms...>;

template <fixed_string Name, auto const&... Ms>
using failed = noted<Name, optional<v::duration>, Ms..., optional<v::error>, optional<v::error_type>,
                     optional<v::exception>, optional<v::failure_kind>, optional<v::reason>>;

/// Work that was asked for: it may be timed by two stamps, and be answered.
template <role Role, fixed_string Name, auto const&... Ms>
using answered = in_context<Role, Name, optional<v::duration>, optional<v::ok>, optional<v::start>, optional<v::stop>,
                            Ms..., optional<v::status>, optional<v::response>, optional<v::error>,
                            optional<v::error_type>, optional<v::exception>>;

template <fixed_string Name, auto const&... Ms>
using request_stopped = answered<role::request, Name, Ms...>;

template <fixed_string Name, auto const&... Ms>
using request_failed = in_context<role::request, Name, optional<v::duration>, optional<v::start>, optional<v::stop>,
                                  Ms..., optional<v::error>, optional<v::error_type>, optional<v::exception>,
                                  optional<v::failure_kind>, optional<v::reason>>;

} // namespace detail
} // namespace crucible::telemetry::catalog
