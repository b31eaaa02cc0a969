#include "testing/chat_routes.hpp"
#include "testing/thought_signing.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <string>

namespace {

namespace json = boost::json;
using namespace coai::testing;

constexpr const char* model_3 = "gemini-3-flash-preview";

std::string signature_for(std::string_view function) {
    seeded_random random(7);
    return sign_thought(function, random);
}

std::string extra(const std::string& signature) {
    return R"("extra_content":{"google":{"thought_signature":")" + signature + R"("}})";
}

/// A call, signed if there is a signature.
std::string call(const std::string& id, const std::string& function,
                 const std::string& signature = "") {
    return R"({"id":")" + id + R"(","type":"function","function":{"name":")" + function +
           R"(","arguments":"{}"})" + (signature.empty() ? "" : ',' + extra(signature)) + '}';
}

/// The model's calls and their results.
std::string step(const std::string& calls, const std::string& id = "a") {
    return R"({"role":"assistant","tool_calls":[)" + calls +
           R"(]},{"role":"tool","tool_call_id":")" + id + R"(","name":"f","content":"1"})";
}

std::string conversation(const std::string& messages, const std::string& model = model_3) {
    return R"({"model":")" + model + R"(","messages":[{"role":"user","content":"x"},)" + messages +
           "]}";
}

const std::string user = R"(,{"role":"user","content":"y"})";

} // namespace

TEST_SUITE("signature check: emulated") {
    TEST_CASE("a signature is valid for what it was made for, unaltered") {
        const std::string signature = signature_for("f");
        CHECK(is_valid_signature(signature, "f"));
        CHECK_FALSE(is_valid_signature(signature, "g"));
        CHECK_FALSE(is_valid_signature("", "f"));
        CHECK_FALSE(is_valid_signature("c2ln", "f"));
        CHECK_FALSE(is_valid_signature("no base64", "f"));
        CHECK_FALSE(is_valid_signature(signature + signature, "f"));
        for (std::size_t i = 0; i < signature.size(); ++i) {
            std::string altered = signature;
            altered[i] = altered[i] == 'A' ? 'B' : 'A';
            CHECK_FALSE(is_valid_signature(altered, "f"));
        }
        CHECK(is_valid_signature("skip_thought_signature_validator", "f"));
    }

    TEST_CASE("the first call of each step of the turn needs one, with Gemini 3") {
        const routes server;
        const std::string f = signature_for("f");
        const std::string g = signature_for("g");
        const auto is_accepted = [&](const std::string& body) {
            return server.ask(body).status == 200;
        };
        CHECK(is_accepted(conversation(step(call("a", "f", f)))));
        CHECK(is_accepted(conversation(step(call("a", "f", f) + ',' + call("b", "g")))));
        CHECK(is_accepted(conversation(step(call("a", "f", f) + ',' + call("b", "g", g)))));
        CHECK(is_accepted(
            conversation(step(call("a", "f", f)) + ',' + step(call("b", "g", g), "b"))));
        CHECK(is_accepted(conversation(step(call("a", "f", "skip_thought_signature_validator")))));
        // What was before the user's last message is past.
        CHECK(is_accepted(conversation(step(call("a", "f")) + user)));

        const std::string missing = server.refusal(conversation(step(call("a", "f"))));
        CHECK(missing.starts_with(
            "Function call is missing a thought_signature in functionCall parts."));
        CHECK(missing.find("`default_api:f` , position 2") != std::string::npos);
        CHECK(server.refusal(conversation(step(call("a", "f") + ',' + call("b", "g", g)))) ==
              missing);
        CHECK(
            server.refusal(conversation(step(call("a", "f", f)) + ',' + step(call("b", "g"), "b")))
                .find("`default_api:g` , position 4") != std::string::npos);
        CHECK_FALSE(is_accepted(
            conversation(step(call("a", "f")) + user + ',' + step(call("b", "g"), "b"))));
    }

    TEST_CASE("an altered one is refused wherever it is") {
        const routes server;
        std::string altered = signature_for("f");
        altered.front() = altered.front() == 'A' ? 'B' : 'A';
        const std::string text = R"({"role":"assistant","content":"t",)" + extra(altered) + '}';
        for (const std::string& body : {conversation(step(call("a", "f", altered))),
                                        conversation(step(call("a", "f", altered)) + user),
                                        conversation(step(call("a", "f", signature_for("f")) + ',' +
                                                          call("b", "f", altered))),
                                        conversation(text + user)})
            CHECK(server.refusal(body) == "Corrupted thought signature.");
    }

    TEST_CASE("earlier generations check nothing") {
        const routes server;
        for (const std::string signature : {"", "altered"})
            CHECK(server.ask(conversation(step(call("a", "f", signature)), "gemini-2.5-pro"))
                      .status == 200);
    }

    TEST_CASE("Gemini 3 signs texts, whole and streamed") {
        const routes server;
        const auto signature_in = [](const json::value& owner) {
            return std::string(
                owner.at("extra_content").at("google").at("thought_signature").as_string().c_str());
        };
        const json::value answer = server.completion(raw::chat_body("x", "", model_3));
        CHECK(is_valid_signature(signature_in(answer.at("choices").at(0).at("message")), ""));
        const auto chunks = server.chunks(raw::chat_body("x", R"(,"stream":true)", model_3));
        CHECK(is_valid_signature(signature_in(chunks.back().at("choices").at(0).at("delta")), ""));
        CHECK_FALSE(server.completion(raw::chat_body())
                        .at("choices")
                        .at(0)
                        .at("message")
                        .as_object()
                        .contains("extra_content"));
    }
}
