// EXPECT: argument<int
// EXPECT: `on` takes, after the event, derived measurements that exporters are to write
// SPDX-License-Identifier: MIT
#include "session_vocabulary.hpp"

auto const watching = ct::watch(ct::on(epoch_stop, 5));
