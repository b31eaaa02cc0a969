// The page's sections as this library says them: `coai-page NAME` makes one section's calls. What
// goes over the wire is compared with what the official SDK sends, so the values are the page's.

#include "interop/page/sections.hpp"

#include <coai/client.hpp>
#include <coai/options.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

namespace {

const page::section* find_section(std::string_view name) {
    for (const auto& list :
         {page::batch_sections(), page::chat_sections(), page::file_sections(),
          page::media_sections(), page::model_sections(), page::tool_sections()}) {
        for (const page::section& each : list) {
            if (each.name == name)
                return &each;
        }
    }
    return nullptr;
}

} // namespace

int main(int argc, char** argv) {
    try {
        const page::section* const wanted = find_section(argc == 2 ? argv[1] : "");
        if (wanted == nullptr) {
            std::cerr << "usage: coai-page SECTION\n";
            return EXIT_FAILURE;
        }
        auto options = coai::client_options::from_environment();
        const bool is_gemini = options.base_url.find("/v1beta/") != std::string::npos;
        options.provider = is_gemini ? coai::provider::gemini : coai::provider::openai;
        options.proxy = "";
        boost::asio::io_context io(1);
        coai::client client(io.get_executor(), options);
        boost::asio::co_spawn(io, wanted->ask(client), [](std::exception_ptr failed) {
            if (failed)
                std::rethrow_exception(failed);
        });
        io.run();
    } catch (const std::exception& failed) {
        std::cerr << failed.what() << '\n';
        return EXIT_FAILURE;
    }
}
