// EXPECT: (refuse|constant expression)
#include "session_vocabulary.hpp"

inline constexpr ct::pseudonym_key key{"0123"};
