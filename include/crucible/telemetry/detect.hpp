// SPDX-License-Identifier: MIT
#pragma once
// All detectors, and the event that their findings become. Not part of `telemetry.hpp`: who watches for nothing pays
// for nothing.

#include <crucible/telemetry/detect/adwin.hpp>
#include <crucible/telemetry/detect/agreement.hpp>
#include <crucible/telemetry/detect/cusum.hpp>
#include <crucible/telemetry/detect/divergence.hpp>
#include <crucible/telemetry/detect/ewma_chart.hpp>
#include <crucible/telemetry/detect/find_in.hpp>
#include <crucible/telemetry/detect/finding.hpp>
#include <crucible/telemetry/detect/focus.hpp>
#include <crucible/telemetry/detect/iqr_fence.hpp>
#include <crucible/telemetry/detect/modified_z.hpp>
#include <crucible/telemetry/detect/non_finite.hpp>
#include <crucible/telemetry/detect/olmo_skip_step.hpp>
#include <crucible/telemetry/detect/page_hinkley.hpp>
#include <crucible/telemetry/detect/plateau.hpp>
#include <crucible/telemetry/detect/rate_change.hpp>
#include <crucible/telemetry/detect/shewhart.hpp>
#include <crucible/telemetry/detect/spike.hpp>
#include <crucible/telemetry/detect/surprise.hpp>
#include <crucible/telemetry/detect/tail.hpp>
#include <crucible/telemetry/detect/tail_threshold.hpp>
#include <crucible/telemetry/detect/z_score.hpp>
#include <crucible/telemetry/detect/zclip.hpp>
