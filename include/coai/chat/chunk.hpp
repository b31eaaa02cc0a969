#pragma once

#include <coai/chat/completion.hpp>
#include <coai/json/type.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coai::api {

class chunk_stock;

} // namespace coai::api

namespace coai::chat {

/// What a chunk adds to one answer.
struct delta {
    delta() {}

    /// The piece of text, without thoughts; empty when there is none.
    std::string_view text() const noexcept { return content.text(); }
    /// The piece of what the model thinks, see message::thought(); empty when there is none.
    std::string_view thought() const noexcept;

    /// Repeated in every chunk by some servers.
    open_enum<chat::role> role;
    chat::content content;
    std::optional<std::string> refusal;
    std::vector<tool_call_delta> tool_calls;
    /// A piece of a spoken answer: `data` and `transcript` continue those before.
    std::optional<message_audio> audio;
    std::vector<annotation> annotations;
    boost::json::object extra;
};

/// A chunk's part of one answer.
struct chunk_choice {
    chunk_choice() {}

    /// Number of the answer; its position where the server left it out.
    int index = -1;
    chat::delta delta;
    /// Empty until the answer's last chunk.
    open_enum<chat::finish_reason> finish_reason;
    std::optional<choice_logprobs> logprobs;
    boost::json::object extra;
};

/// One event of a streamed answer. When a chunk that completion_stream::next() has made is
/// destroyed, on whatever thread, a later chunk of that stream uses its memory again.
struct chunk {
    chunk() {}
    chunk(const chunk&) = default;
    chunk(chunk&&) noexcept = default;
    chunk& operator=(const chunk&) = default;
    chunk& operator=(chunk&&) noexcept = default;
    ~chunk();

    /// What this chunk adds to the first answer's text, without thoughts; empty when it adds none.
    /// A few bytes may be held back until it is clear that they are no tag around thoughts.
    std::string_view text() const noexcept;
    /// What this chunk adds to the first answer's thoughts, see message::thought(); empty when it
    /// adds none.
    std::string_view thought() const noexcept;

    std::string id;
    std::string object;
    /// Unix time; 0 where the server left it out.
    std::int64_t created = 0;
    std::string model;
    /// May be empty, in a chunk that carries `usage` alone, for example.
    std::vector<chunk_choice> choices;
    /// Token counts so far; each replaces the one before it, none are ever added up.
    std::optional<coai::usage> usage;
    std::string service_tier;
    std::string system_fingerprint;
    /// Padding that evens out the lengths of OpenAI's chunks; means nothing.
    std::string obfuscation;
    boost::json::object extra;

private:
    friend class api::chunk_stock;

    /// Where the memory goes. A copy's memory is its own and goes nowhere.
    struct memory_owner {
        memory_owner() noexcept {}
        memory_owner(const memory_owner&) noexcept {}
        memory_owner(memory_owner&&) noexcept = default;
        // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): nothing is assigned
        memory_owner& operator=(const memory_owner&) noexcept { return *this; }
        memory_owner& operator=(memory_owner&&) noexcept = default;
        ~memory_owner() = default;

        std::shared_ptr<api::chunk_stock> stock;
    };

    memory_owner memory_;
};

} // namespace coai::chat

namespace coai::json::detail {

template <>
struct type_of<chat::delta> {
    static const object_type value;
};

template <>
struct type_of<chat::chunk_choice> {
    static const object_type value;
};

template <>
struct type_of<chat::chunk> {
    static const object_type value;
};

} // namespace coai::json::detail
