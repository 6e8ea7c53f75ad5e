// SPDX-License-Identifier: MIT
#include "model.hpp"

using namespace query_test;

namespace {

/// Prefix notation, with the descriptor's name, the relation's number and the operand.
struct prefix {
    template <class D, ct::relation R, class V>
    std::string comparison(D d, ct::relation_constant<R>, V const& operand) const {
        static_assert(ct::any_descriptor<D>);
        std::string const text = ct::detail::operand_text(operand);
        return std::string(d.name) + std::to_string(static_cast<int>(R)) + text;
    }
    template <class D>
    std::string presence(D d) const {
        return "?" + std::string(d.name);
    }
    std::string conjunction(auto const& a, auto const& b) const {
        return "&(" + ct::walk_predicate(a, *this) + "," + ct::walk_predicate(b, *this) + ")";
    }
    std::string disjunction(auto const& a, auto const& b) const {
        return "|(" + ct::walk_predicate(a, *this) + "," + ct::walk_predicate(b, *this) + ")";
    }
    std::string negation(auto const& a) const { return "!" + ct::walk_predicate(a, *this); }
};

} // namespace

TEST_CASE("a predicate is walked from its outermost operation") {
    CHECK(ct::walk_predicate(m::loss < 0.5, prefix{}) == "loss20.5");
    CHECK(ct::walk_predicate(0.5 < m::loss, prefix{}) == "loss40.5");
    CHECK(ct::walk_predicate(m::epoch == 1 && !(m::ok || ct::given(m::tokens)), prefix{}) ==
          "&(epoch01,!|(ok0true,?tokens))");
    CHECK(ct::walk_predicate(m::in_phase != phase::train && m::model >= "b" && m::latency <= 5ms, prefix{}) ==
          "&(&(phase1\"train\",model5\"b\"),latency35ms)");
    auto const flag = ct::where(m::ok);
    CHECK(ct::walk_predicate(flag.condition, prefix{}) == "ok0true");
}
