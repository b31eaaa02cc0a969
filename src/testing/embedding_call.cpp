#include "testing/embedding_call.hpp"

#include "http/json_member.hpp"
#include "testing/chat_call.hpp"
#include "testing/embedding_model.hpp"
#include "testing/payload_check.hpp"
#include "testing/request_error.hpp"
#include "testing/requested_model.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace coai::testing {

namespace json = boost::json;

namespace {

constexpr member_rule embedding_rules[] = {
    {"model", json_kind::text},         {"input", json_kind::text | json_kind::list},
    {"dimensions", json_kind::integer}, {"encoding_format", json_kind::text},
    {"user", json_kind::text},
};

constexpr std::size_t most_inputs_of_gemini = 100;
constexpr std::size_t most_inputs_of_openai = 2048;

class embedding_reader {
public:
    embedding_reader(const json::object& payload, dialect shape)
        : payload_(payload), gemini_(shape == dialect::gemini) {}

    embedding_call read(std::string model) {
        call_.model = std::move(model);
        read_input();
        read_dimension();
        read_format();
        return std::move(call_);
    }

private:
    [[noreturn]] void refuse(const std::string& for_gemini, const std::string& for_openai,
                             std::string_view param) const {
        throw request_error(400, gemini_ ? for_gemini : for_openai, gemini_ ? "" : "invalid_value",
                            param);
    }

    [[noreturn]] void refuse_input() const {
        refuse("* EmbedContentRequest.content: contents is not specified\n",
               "'$.input' is invalid. Please check the API reference: "
               "https://platform.openai.com/docs/api-reference.",
               "input");
    }

    void read_input() {
        const json::value* input = payload_.if_contains("input");
        const json::array* list = input ? input->if_array() : nullptr;
        if (input && input->is_string())
            add_text(*input);
        else if (list && !list->empty() && is_tokens(*list))
            add_tokens(*list);
        else if (list)
            add_all(*list);
        if (call_.inputs.empty())
            refuse_input();
    }

    void add_all(const json::array& list) {
        const std::size_t most = gemini_ ? most_inputs_of_gemini : most_inputs_of_openai;
        if (list.size() > most)
            refuse("* BatchEmbedContentsRequest.requests: at most " + std::to_string(most) +
                       " requests can be in one batch\n",
                   "Invalid 'input': array too long. Expected an array with maximum length " +
                       std::to_string(most) + ", but got an array with length " +
                       std::to_string(list.size()) + " instead.",
                   "input");
        for (const json::value& element : list) {
            const json::array* tokens = element.if_array();
            if (tokens && is_tokens(*tokens))
                add_tokens(*tokens);
            else
                add_text(element);
        }
    }

    void add_text(const json::value& text) {
        if (!text.is_string() || text.get_string().empty())
            refuse_input();
        call_.inputs.emplace_back(http::view(text.get_string()));
        call_.tokens += count_tokens(call_.inputs.back());
    }

    static bool is_tokens(const json::array& list) {
        return std::all_of(list.begin(), list.end(),
                           [](const json::value& token) { return token.is_int64(); });
    }

    void add_tokens(const json::array& tokens) {
        if (gemini_ || tokens.empty())
            refuse_input();
        std::string text;
        for (const json::value& token : tokens)
            text += "token" + std::to_string(token.get_int64()) + ' ';
        call_.inputs.push_back(std::move(text));
        call_.tokens += static_cast<std::int64_t>(tokens.size());
    }

    void read_dimension() {
        const std::size_t longest = embedding_dimension(short_model(call_.model));
        call_.dimension = longest;
        const json::value* wanted = payload_.if_contains("dimensions");
        if (!wanted || wanted->is_null())
            return;
        const std::int64_t number = wanted->is_int64() ? wanted->get_int64() : -1;
        if (number < 1 || number > static_cast<std::int64_t>(longest))
            refuse("* EmbedContentRequest.output_dimensionality: output_dimensionality must be "
                   "between 1 and " +
                       std::to_string(longest) + ".\n",
                   "Invalid value for 'dimensions' = " + std::to_string(number) +
                       ". Must be between 1 and " + std::to_string(longest) + '.',
                   "dimensions");
        call_.dimension = static_cast<std::size_t>(number);
    }

    void read_format() {
        const std::string format(http::string_member(payload_, "encoding_format"));
        // Gemini has refused base64 at times; but the code of its page asks for it, for OpenAI's
        // own client always does.
        call_.base64 = format == "base64";
        if (!format.empty() && format != "float" && !call_.base64)
            refuse("Invalid value at 'encoding_format': \"" + format +
                       "\" is not supported for embeddings.",
                   "Invalid value: '" + format + "'. Supported values are: 'float' and 'base64'.",
                   "encoding_format");
    }

    const json::object& payload_;
    bool gemini_;
    embedding_call call_;
};

} // namespace

embedding_call read_embedding_call(const std::string& body, dialect shape,
                                   const emulator_options& options) {
    const json::object payload = parse_payload(body, shape);
    check_payload(payload, embedding_rules, shape);
    std::string model = requested_model(payload, shape, options, {"embedContent", {"embed"}});
    return embedding_reader(payload, shape).read(std::move(model));
}

} // namespace coai::testing
