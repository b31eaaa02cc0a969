// The body of an error: anything can be read, and what is kept of it holds no credential.

#include "fuzz/input.hpp"

#include "http/error_body.hpp"
#include "http/error_kind.hpp"
#include "http/failure.hpp"
#include "http/redact.hpp"

#include <coai/secret.hpp>

#include <string>

namespace {

using namespace coai;

const std::string key = "sk-0123456789abcdef";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input made(data, size);
    const auto status = static_cast<unsigned>(400 + made.choice(200));
    std::string body(made.text());
    body.insert(made.choice(256) % (body.size() + 1), key);

    error_object object = http::read_error_object(body);
    detail::failure failed(http::error_kind(status, object));
    failed.response.status = status;
    failed.object = std::move(object);
    failed.keep_body(body);
    http::redact(failed, secret(key));
    fuzz::require(failed.body.size() <= detail::failure::max_body, "the body kept is bounded");
    const error thrown = detail::make_error(std::move(failed));
    for (const std::string& text :
         {std::string(thrown.what()), thrown.as<api_error>() ? thrown.as<api_error>()->body() : "",
          detail::failure_of(thrown).object.message}) {
        fuzz::require(text.find(key) == text.npos, "no error holds the key");
    }
    return 0;
}
