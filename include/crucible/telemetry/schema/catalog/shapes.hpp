// SPDX-License-Identifier: MIT
#pragma once
// The shapes that the catalog's events share: what starts, what stops and what fails carries the same words in the same
// order. A span fills the first timer and the first flag of an event, so these come first: duration and ok.

#include <crucible/telemetry/schema/category.hpp>
#include <crucible/telemetry/schema/vocabulary.hpp>

namespace crucible::telemetry::catalog {

namespace v = vocabulary;

namespace detail {

template <fixed_string Name, auto const&... Ms>
using started = event<Name, optional<v::system_time>, Ms...>;

template <fixed_string Name, auto const&... Ms>
using stopped = event<Name, optional<v::duration>, optional<v::ok>, Ms..., optional<v::status>, optional<v::error>,
                      optional<v::error_type>>;

template <fixed_string Name, auto const&... Ms>
using failed = event<Name, optional<v::duration>, Ms..., optional<v::error>, optional<v::error_type>,
                     optional<v::exception>, optional<v::failure_kind>, optional<v::reason>>;

/// What `with_context` makes of measurements that are no context words, at less compile time.
template <fixed_string Name, auto const&... Ms>
using asked = event<Name, Ms..., optional<v::session_id>, optional<v::user_id>, optional<v::sample_id>,
                    optional<v::correlation_id>, optional<v::cohort>, optional<v::model>, optional<v::provider>>;

template <fixed_string Name, auto const&... Ms>
using request_started = asked<Name, optional<v::system_time>, Ms...>;

template <fixed_string Name, auto const&... Ms>
using request_stopped =
    asked<Name, optional<v::duration>, optional<v::ok>, optional<v::start>, optional<v::stop>, Ms...,
          optional<v::status>, optional<v::response>, optional<v::error>, optional<v::error_type>>;

template <fixed_string Name, auto const&... Ms>
using request_failed = asked<Name, optional<v::duration>, optional<v::start>, optional<v::stop>, Ms...,
                             optional<v::error>, optional<v::error_type>, optional<v::exception>,
                             optional<v::failure_kind>, optional<v::reason>>;

} // namespace detail
} // namespace crucible::telemetry::catalog
