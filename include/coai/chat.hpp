#pragma once

/// Chat completions: requests, answers, streams.

#include <coai/chat/accumulator.hpp>
#include <coai/chat/chunk.hpp>
#include <coai/chat/completion.hpp>
#include <coai/chat/completions.hpp>
#include <coai/chat/content.hpp>
#include <coai/chat/message.hpp>
#include <coai/chat/parse_options.hpp>
#include <coai/chat/parsed_completion.hpp>
#include <coai/chat/parsed_stream.hpp>
#include <coai/chat/request.hpp>
#include <coai/chat/stream.hpp>
#include <coai/chat/tool.hpp>
