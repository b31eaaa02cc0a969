#pragma once

#include "api/fetch.hpp"

#include <coai/generator.hpp>
#include <coai/options.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace coai::api {

/// What leads from one page of a list to the next: a parameter of its query.
using page_cursor = std::pair<std::string, std::string>;

/// All elements of a list that the server hands out page by page. `Page` is a wire type with a list
/// `data`, and `next_page(page)` gives the cursor of the page behind it, if there is one.
///
/// A server that repeats a cursor would be asked for ever, so that ends the list.
template <class Page, class Element = typename decltype(Page::data)::value_type>
async_generator<Element> pages(std::shared_ptr<service> caller, std::string path, api_root root,
                               request_options options) {
    const query_parameters query = options.query;
    std::optional<page_cursor> cursor;
    for (;;) {
        if (cursor) {
            options.query = query;
            options.query.push_back(*cursor);
        }
        const endpoint to("GET", path, root);
        Page page = co_await fetch<Page>(caller, caller->calls().prepare(to, options));
        std::optional<page_cursor> next = page.data.empty() ? std::nullopt : next_page(page);
        for (Element& element : page.data) {
            co_yield std::move(element);
        }
        if (!next || next == cursor) {
            co_return;
        }
        cursor = std::move(next);
    }
}

} // namespace coai::api
