// EXPECT: static assertion failed.*a privacy policy hides texts only: ct::text, and ct::tag of text
// EXPECT: no_text_to_hide<.*argument<.*event<.*"train\.batch"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, ct::policies<ct::pseudonymize_also<batch>>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
