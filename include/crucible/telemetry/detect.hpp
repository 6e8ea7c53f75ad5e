// SPDX-License-Identifier: MIT
#pragma once
// All detectors, and the event that their findings become. Not part of `telemetry.hpp`: who watches for nothing pays
// for nothing.

#include <crucible/telemetry/detect/finding.hpp>
#include <crucible/telemetry/detect/spike.hpp>
#include <crucible/telemetry/detect/surprise.hpp>
#include <crucible/telemetry/detect/tail.hpp>
#include <crucible/telemetry/detect/z_score.hpp>
