// EXPECT: static assertion failed.*the value does not fit the measurement's type without loss
// EXPECT: measurement<.*"tokens".*in_event<.*"llm\.token\.out"
#include "tally_vocabulary.hpp"

int main() { ct::emit(token_out(m::tokens = 1.5, m::loss = 0.5)); }
