#include "api/tool_call_id.hpp"

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace coai::api {

namespace {

std::string random_id() {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    constexpr std::size_t length = 24;

    std::random_device source;
    std::uniform_int_distribution<std::size_t> position(0, alphabet.size() - 1);
    std::string id = "call_";
    for (std::size_t count = 0; count < length; ++count)
        id += alphabet[position(source)];
    return id;
}

} // namespace

void complete_tool_call_ids(std::vector<chat::tool_call>& calls) {
    for (auto& call : calls) {
        if (call.id.empty()) {
            call.id = random_id();
            call.synthetic_id = true;
        }
    }
}

} // namespace coai::api
