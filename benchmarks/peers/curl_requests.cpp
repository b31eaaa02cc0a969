// Peer (b), plain chat completions with libcurl's multi interface and Boost.JSON's DOM.
//
//     --url URL --ca FILE --requests N --concurrent N [--pool N] [--cold yes]
//     [--api perform|socket]
//
// --api perform waits with curl_multi_poll(), as most programs do, socket with an epoll of its own.
// As in programs/requests.cpp, connections are made before the measurement unless it is --cold.

#include "peers/curl_loop.hpp"
#include "support/meter.hpp"
#include "support/program.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace json = boost::json;

namespace {

struct list_deleter {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

struct easy_deleter {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};

struct transfer {
    std::unique_ptr<CURL, easy_deleter> easy;
    std::string body;
};

std::size_t append(char* data, std::size_t size, std::size_t count, void* to) {
    static_cast<std::string*>(to)->append(data, size * count);
    return size * count;
}

class load {
public:
    load(bench::arguments& given, std::size_t concurrent, std::size_t pool)
        : url_(given.text("url") + "chat/completions"),
          ca_(given.text("ca")),
          loop_(bench::make_curl_loop(given.text("api", "perform"))) {
        headers_.reset(curl_slist_append(nullptr, "Content-Type: application/json"));
        curl_slist_append(headers_.get(), "Authorization: Bearer benchmark-key");
        curl_slist_append(headers_.get(), "Expect:");
        const json::object question{
            {"model", "gemini-2.5-flash"},
            {"messages", {{{"role", "user"}, {"content", "Explain to me how AI works"}}}},
        };
        question_ = json::serialize(question);
        loop_->limit_connections(static_cast<long>(pool));
        for (std::size_t i = 0; i < concurrent; ++i)
            transfers_.push_back(make_transfer());
    }

    void run(std::size_t requests) {
        left_ = requests;
        for (const auto& each : transfers_)
            start(*each);
        loop_->run([this](CURL* easy, CURLcode code) { on_done(easy, code); });
    }

    std::size_t checksum() const noexcept { return checksum_; }
    std::size_t connections() const noexcept { return connections_; }
    void reset() noexcept { checksum_ = 0; }

private:
    std::unique_ptr<transfer> make_transfer() {
        auto made = std::make_unique<transfer>();
        made->easy.reset(curl_easy_init());
        CURL* const easy = made->easy.get();
        curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
        curl_easy_setopt(easy, CURLOPT_CAINFO, ca_.c_str());
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, question_.c_str());
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &made->body);
        curl_easy_setopt(easy, CURLOPT_PRIVATE, made.get());
        return made;
    }

    void start(transfer& next) {
        if (left_ == 0)
            return;
        --left_;
        next.body.clear();
        loop_->add(next.easy.get());
    }

    void on_done(CURL* easy, CURLcode code) {
        if (code != CURLE_OK)
            throw std::runtime_error(curl_easy_strerror(code));
        transfer* done = nullptr;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &done);
        long connected = 0;
        curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connected);
        connections_ += static_cast<std::size_t>(connected);
        json::monotonic_resource memory;
        const json::value answer = json::parse(done->body, &memory);
        checksum_ += answer.at("choices").at(0).at("message").at("content").as_string().size();
        start(*done);
    }

    std::string url_;
    std::string ca_;
    std::string question_;
    std::unique_ptr<curl_slist, list_deleter> headers_;
    std::unique_ptr<bench::curl_loop> loop_;
    std::vector<std::unique_ptr<transfer>> transfers_; // go before the loop
    std::size_t left_ = 0;
    std::size_t checksum_ = 0;
    std::size_t connections_ = 0;
};

boost::json::object measure(bench::arguments& given) {
    const std::size_t requests = given.number("requests", 1000);
    const std::size_t concurrent = given.number("concurrent", 1);
    const std::size_t pool = given.number("pool", concurrent);
    const bool cold = given.flag("cold");

    curl_global_init(CURL_GLOBAL_ALL);
    bench::meter meter;
    if (cold)
        meter.start();
    load work(given, concurrent, pool);
    given.check();
    if (!cold) {
        work.run(2 * concurrent);
        work.reset();
        meter.start();
    }
    work.run(requests);
    boost::json::object result;
    meter.stop(result);
    result["count"] = requests;
    result["checksum"] = work.checksum();
    result["handshakes"] = work.connections();
    return result;
}

} // namespace

int main(int argc, char** argv) { return bench::run_program(argc, argv, measure); }
