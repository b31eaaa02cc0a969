#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace coai::json {

/// A text is not JSON, or does not fit the type it was to be read into. what() has all of it in one
/// line, and quotes at most 64 bytes of the text.
class decode_error : public std::runtime_error {
public:
    decode_error(std::string path, std::size_t offset, std::string reason);

    /// Where in the value, such as `participants[2].name`; empty for the whole of it.
    const std::string& path() const noexcept { return path_; }

    /// Where in the text, in bytes from its start.
    std::size_t offset() const noexcept { return offset_; }

    /// What was expected and what was found.
    const std::string& reason() const noexcept { return reason_; }

private:
    std::string path_;
    std::size_t offset_;
    std::string reason_;
};

/// A value cannot be written as JSON: text that is not UTF-8, a number that is not finite, an
/// enumerator without a name, more than 256 levels.
class encode_error : public std::runtime_error {
public:
    encode_error(std::string path, std::string reason);

    /// Where in the value, such as `messages[0].content`; empty for the whole of it.
    const std::string& path() const noexcept { return path_; }
    const std::string& reason() const noexcept { return reason_; }

private:
    std::string path_;
    std::string reason_;
};

/// A type has no JSON schema in the dialect asked for. See coai::json_schema().
class schema_error : public std::runtime_error {
public:
    schema_error(std::string path, std::string reason);

    /// Where in the type, such as `participants[].scores`; empty for the whole of it.
    const std::string& path() const noexcept { return path_; }

    /// What cannot be expressed, and in which dialect.
    const std::string& reason() const noexcept { return reason_; }

private:
    std::string path_;
    std::string reason_;
};

} // namespace coai::json
