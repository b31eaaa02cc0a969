#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace coai::json::detail {

/// The way from the root of a value to a place in it. It is noted from the inside out, by the calls
/// that return after a failure.
class path {
public:
    void clear() { steps_.clear(); }
    void prepend(std::string_view member) { steps_.push_back({member, 0, true}); }
    void prepend(std::size_t index) { steps_.push_back({{}, index, false}); }

    /// Such as `participants[2].name` or `scores["not an identifier"]`.
    std::string str() const;

private:
    struct step {
        std::string_view member;
        std::size_t index;
        bool is_member;
    };

    std::vector<step> steps_;
};

} // namespace coai::json::detail
