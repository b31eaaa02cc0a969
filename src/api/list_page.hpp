#pragma once

#include "api/pages.hpp"
#include "json/wire_type.hpp"

#include <coai/json.hpp>
#include <coai/response.hpp>

#include <boost/json/object.hpp>

#include <optional>
#include <vector>

namespace coai::api {

/// A page of a list in OpenAI's form, where the next page is what comes after the last id.
template <class Element>
struct list_page {
    std::vector<Element> data;
    /// Gemini leaves out what is false, and sends all of a list at once.
    bool has_more = false;
    boost::json::object extra;
    response_info response;
};

template <class Element>
std::optional<page_cursor> next_page(const list_page<Element>& page) {
    if (!page.has_more) {
        return std::nullopt;
    }
    return page_cursor("after", page.data.back().id);
}

} // namespace coai::api

namespace coai::json::detail {

template <class Element>
inline constexpr field list_page_fields[] = {
    member<&api::list_page<Element>::data>("data"),
    member<&api::list_page<Element>::has_more>("has_more"),
};

template <class Element>
struct type_of<api::list_page<Element>> {
    static constexpr object_type value =
        wire_object(list_page_fields<Element>, extra_member<&api::list_page<Element>::extra>);
};

} // namespace coai::json::detail
