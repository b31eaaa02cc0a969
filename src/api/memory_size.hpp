#pragma once

#include <coai/chat/completion.hpp>
#include <coai/chat/content.hpp>

#include <boost/json/object.hpp>

#include <cstddef>

// About how many bytes a value takes, itself included: for bounds on what a server may send.

namespace coai::api {

std::size_t memory_size(const boost::json::value& value);
std::size_t memory_size(const boost::json::object& members);
std::size_t memory_size(const chat::content_part& part);
std::size_t memory_size(const chat::annotation& remark);
std::size_t memory_size(const chat::token_logprob& token);

} // namespace coai::api
