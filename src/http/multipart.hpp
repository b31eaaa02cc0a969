#pragma once

#include <string>
#include <string_view>

namespace coai::http {

/// The text around a file in a multipart/form-data body (RFC 7578): what is sent before its bytes,
/// and what behind them.
class multipart_form {
public:
    /// @param boundary Must not occur in the file; one of random_boundary() does not.
    explicit multipart_form(std::string boundary);

    /// Adds a part that is a text.
    void add(std::string_view name, std::string_view value);

    /// Begins the last part, whose bytes stand between before() and after().
    ///
    /// @throws std::invalid_argument about a media type that would break the part's head.
    void begin_file(std::string_view name, std::string_view filename, std::string_view media_type);

    const std::string& before() const noexcept { return before_; }
    std::string after() const { return "\r\n--" + boundary_ + "--\r\n"; }
    std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }

    /// Of 128 random bits, so that no file can be made to contain it.
    static std::string random_boundary();

private:
    void begin_part(std::string_view name);

    std::string boundary_;
    std::string before_;
};

/// What stands behind the last slash, forward or backward: servers need not know our directories.
std::string_view base_name(std::string_view path) noexcept;

} // namespace coai::http
