// EXPECT: static assertion failed.*the emitter of a span is called as emitter\(record\) and is noexcept
#include "record_spans.hpp"

void work() {
    auto const span = ct::detail::make_span<std::remove_cv_t<decltype(request_stop)>>([](auto const&) {});
}
