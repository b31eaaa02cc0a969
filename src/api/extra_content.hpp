#pragma once

#include <string_view>

namespace coai::api {

/// What Gemini sends beside the API's members: `"extra_content":{"google":{…}}`.
inline constexpr std::string_view extra_content_name = "extra_content";

/// The names of the object in it; Vertex AI has one of its own at times.
inline constexpr std::string_view extra_content_providers[] = {"google", "vertex"};

} // namespace coai::api
