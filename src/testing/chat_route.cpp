#include "testing/chat_route.hpp"

#include "testing/chat_answer.hpp"
#include "testing/chat_call.hpp"
#include "testing/chat_format.hpp"
#include "testing/router.hpp"

namespace coai::testing {

namespace {

reply complete_chat(const exchange& request) {
    const bool gemini = request.shape == dialect::gemini;
    const chat_call call = read_chat_call(request.asked.body, request.shape, request.options);
    const chat_answer answer = answer_chat(call, request.shape, request.options);
    if (!call.stream) {
        std::string body = gemini ? gemini_completion(answer) : openai_completion(answer);
        return reply::whole(200, "application/json", std::move(body),
                            answer.completion_tokens + answer.thinking_tokens);
    }
    stream_format format;
    format.include_usage = call.include_usage;
    format.chunk_size = chunk_size_of(request.options);
    reply streamed;
    streamed.stream = true;
    streamed.headers.add("content-type",
                         gemini ? "text/event-stream" : "text/event-stream; charset=utf-8");
    streamed.events = gemini ? gemini_events(answer, format) : openai_events(answer, format);
    return streamed;
}

} // namespace

void add_chat_route(router& routes) {
    routes.add_compatible("POST", "chat/completions", complete_chat);
}

} // namespace coai::testing
