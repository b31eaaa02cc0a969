#pragma once

#include "soak/answer_key.hpp"
#include "soak/call_plan.hpp"

#include "faults/outcomes.hpp"

#include <coai/client.hpp>

#include <boost/asio/awaitable.hpp>

namespace coai::soak {

/// An answer that is not what the server must say.
class wrong_answer : public faults::violation {
public:
    using violation::violation;
};

/// Makes the call that is planned, and compares every part of its answer with the key. All must
/// outlive the call.
/// @return Whether a stream was left before its end.
/// @throws wrong_answer, and what the call throws.
boost::asio::awaitable<bool> make_call(const client& from, const answer_key& key,
                                       const call_plan& plan);

} // namespace coai::soak
