#pragma once

#include "testing/dialect.hpp"

#include <coai/testing/emulator_options.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace coai::testing {

/// An image generation request that has passed all checks.
struct image_call {
    std::string model;
    std::string prompt;
    /// How many pictures there are to be, less those that a filter withholds.
    std::size_t count = 1;
    std::uint32_t width = 1024;
    std::uint32_t height = 1024;
    /// Whether the pictures are in the answer; otherwise a URL is.
    bool inlined = true;
    /// What OpenAI's answer repeats.
    std::string quality;
    std::string background;
};

/// Reads the body of a request. As a filter, Gemini withholds one picture where the prompt has the
/// word "violence", and OpenAI refuses the prompt.
/// @throws request_error in the words of the dialect for what that server would not accept.
image_call read_image_call(const std::string& body, dialect shape, const emulator_options& options);

} // namespace coai::testing
