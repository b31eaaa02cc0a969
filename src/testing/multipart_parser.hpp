#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace coai::testing {

/// The names in a part's Content-Disposition, and its Content-Type.
struct part_head {
    std::string name;
    std::string filename;
    std::string content_type;
};

/// Parses a multipart/form-data body (RFC 7578) from pieces cut anywhere, of which it keeps no more
/// than a boundary or the head of a part.
class multipart_parser {
public:
    explicit multipart_parser(const std::string& boundary);

    /// Called when a part begins, and with its bytes, piece by piece.
    std::function<void(const part_head&)> on_part;
    std::function<void(std::string_view)> on_data;

    /// @throws std::invalid_argument about what is no such body.
    void put(std::string_view piece);

    /// Whether the body's end has come.
    bool done() const noexcept { return state_ == state::epilogue; }

private:
    enum class state { preamble, boundary_end, head, data, epilogue };

    bool step(std::string_view& rest);

    std::string delimiter_;
    std::string kept_;
    state state_ = state::preamble;
};

/// The boundary parameter of a multipart/form-data Content-Type; empty if it is none.
std::string form_boundary(std::string_view content_type);

} // namespace coai::testing
