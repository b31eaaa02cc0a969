#pragma once

/// What Gemini has beyond OpenAI's API.

#include <coai/gemini/google_options.hpp>
#include <coai/gemini/thought_signature.hpp>
