#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace coai::json::detail {

/// Lists of numbers that were taken out of a JSON text, and what is left of it.
///
/// Millions of numbers cost little this way: they never become tokens. What is left is small, and
/// is read, and checked to be JSON, as any other text; and if it is JSON, the whole text was.
struct float_lists {
    struct list {
        /// In `values`.
        std::size_t begin;
        std::size_t size;
        /// Where it stood in the text.
        std::size_t offset;
        std::size_t end_offset;
        /// Where its position stands in `rest`.
        std::size_t rest_offset;
        std::size_t rest_end_offset;
    };

    /// All lists, one behind the other.
    std::vector<float> values;
    std::vector<list> lists;
    /// The text, with the position of a list in `lists` in place of its elements: `[7]`.
    std::string rest;

    /// Where in the whole text a place in `rest` is.
    std::size_t offset_in_text(std::size_t offset_in_rest) const noexcept;
};

/// Takes the lists named `member` out of the objects in the list that is named `list` in the text's
/// outermost object: `{"list":[{"member":[1,2]},…],…}`.
///
/// @throws decode_error where such a list is not one of numbers, or one is beyond float's range.
float_lists take_float_lists(std::string_view text, std::string_view list, std::string_view member);

} // namespace coai::json::detail
