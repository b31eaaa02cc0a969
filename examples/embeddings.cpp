// How near texts are to each other in meaning, by their embeddings.

#include "support/run.hpp"
#include "support/upstream.hpp"

#include <coai/coai.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cmath>
#include <cstddef>
#include <iomanip>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;

namespace {

const std::vector<std::string> sentences = {
    "How do I bake bread at home?",
    "The night train to Rome leaves at nine.",
    "For home-made bread one bakes a dough of flour, water and yeast.",
    "The central bank has raised its interest rate.",
};

double product(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    return sum;
}

/// The cosine of the angle between two vectors: 1 for the same direction, 0 for nothing in common.
double similarity(std::span<const float> a, std::span<const float> b) {
    return product(a, b) / std::sqrt(product(a, a) * product(b, b));
}

asio::awaitable<void> compare(coai::client& client, std::string model) {
    coai::embeddings::request request(std::move(model), sentences);
    request.dimensions = 768;
    const auto vectors = co_await client.embeddings.create(request);

    std::cout << vectors.size() << " vectors of " << vectors.dimension << " numbers\n\n"
              << sentences[0] << '\n'
              << std::fixed << std::setprecision(3);
    std::size_t nearest = 1;
    for (std::size_t i = 1; i < vectors.size(); ++i) {
        std::cout << "  " << similarity(vectors[0], vectors[i]) << "  " << sentences[i] << '\n';
        if (similarity(vectors[0], vectors[i]) > similarity(vectors[0], vectors[nearest])) {
            nearest = i;
        }
    }
    if (nearest != 2) {
        throw std::runtime_error("another sentence is nearer than the one about bread");
    }
}

} // namespace

int main() try {
    const example::upstream upstream;
    asio::io_context io(1);
    coai::client client(io.get_executor(), upstream.client_options());
    const std::string model = upstream.model_of("gemini-embedding-001", "text-embedding-3-small");
    asio::co_spawn(io, compare(client, model), example::rethrow);
    io.run();
} catch (const std::exception& failed) {
    return example::report(failed);
}
