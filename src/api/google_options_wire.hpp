#pragma once

#include <coai/gemini/google_options.hpp>
#include <coai/json/type.hpp>

#include <boost/json/object.hpp>

namespace coai::gemini {

/// How the codec gets at the options: as the object `extra_body` that has them as its `google`.
/// What else it has is kept with them.
struct google_options_wire {
    static const json::detail::optional_type extra_body;

    /// The object; empty if there is nothing in it.
    static boost::json::object to_json(const google_options& options);

    static void* get(void* options);
    static void reset(void* options);
    static boost::json::object& beside(void* options);
};

} // namespace coai::gemini
