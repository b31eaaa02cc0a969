#pragma once

#include <string>
#include <string_view>

namespace coai {

/// A credential: held in memory, never printed, cleansed when it is destroyed or replaced.
///
/// There is deliberately no stream operator and no comparison. The text leaves the object only
/// through reveal(), whose result must not be logged or stored.
class secret {
public:
    secret() noexcept = default;
    secret(std::string_view text);
    secret(const std::string& text) : secret(std::string_view(text)) {}
    secret(const char* text) : secret(std::string_view(text)) {}

    secret(const secret& other);
    secret(secret&& other) noexcept;
    secret& operator=(const secret& other);
    secret& operator=(secret&& other) noexcept;
    ~secret();

    /// True when no credential is held.
    bool empty() const noexcept { return text_.empty(); }

    /// The credential itself, valid while this object is neither destroyed nor assigned to.
    std::string_view reveal() const noexcept { return text_; }

private:
    void cleanse() noexcept;

    std::string text_;
};

} // namespace coai
