#pragma once

#include <string>
#include <string_view>

namespace raw {

/// A chat request with one user message; `more` is further members, each after a comma.
inline std::string chat_body(std::string_view text = "Explain to me how AI works",
                             std::string_view more = "",
                             std::string_view model = "gemini-2.5-flash") {
    std::string body = R"({"model":")";
    body += model;
    body += R"(","messages":[{"role":"user","content":")";
    body += text;
    body += R"("}])";
    body += more;
    return body + '}';
}

/// An HTTP request with the emulator's key.
inline std::string http_request(std::string_view body, std::string_view headers = "",
                                std::string_view target = "/v1beta/openai/chat/completions") {
    std::string request = "POST ";
    request += target;
    request += " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer emulator-key\r\n"
               "content-type: application/json\r\ncontent-length: ";
    request += std::to_string(body.size()) + "\r\n";
    request += headers;
    request += "\r\n";
    return request += body;
}

inline std::string chat_request(std::string_view headers = "") {
    return http_request(chat_body(), headers);
}

inline std::string stream_request(std::string_view headers = "") {
    return http_request(chat_body("Explain to me how AI works", R"(,"stream":true)"), headers);
}

} // namespace raw
