#include "api/uploads.hpp"
#include "temporary_directory.hpp"

#include <optional>
#include <string>
#include <vector>

using namespace coai;
using test::emulated_client;
using test::in_units;
using test::small_chunks;
using test::steps_of;
using test::unit;

namespace {

using steps = std::vector<std::string>;

files::file upload_bytes(emulated_client& emulated, std::string bytes,
                         const files::upload_options& how = in_units()) {
    return emulated.run(
        emulated.client.files.upload(files::from_bytes(std::move(bytes), "input.jsonl"), how));
}

} // namespace

TEST_SUITE("native upload") {
    TEST_CASE("a file is announced, sent and described by the server") {
        emulated_client emulated(small_chunks());
        const test::temporary_directory directory;
        const std::string path = directory.write("notes.txt", "some notes\n");
        const auto file = emulated.run(emulated.client.files.upload(files::from_path(path)));
        CHECK(file.id.starts_with("files/"));
        CHECK(file.short_id() == std::string_view(file.id).substr(6));
        CHECK(file.filename == "notes.txt");
        CHECK(file.bytes == 11);
        CHECK(file.mime_type == "text/plain");
        CHECK(file.state == files::file_state::active);
        CHECK(file.sha256 == test::sha256("some notes\n"));
        CHECK(file.created_at == 1'767'323'045);
        CHECK(file.expires_at == 1'767'495'845);
        CHECK(file.source == "UPLOADED");
        CHECK(file.uri.ends_with("/v1beta/" + file.id));
        CHECK(file.purpose.empty());
        CHECK(file.response.status == 200);
        CHECK(file.extra.empty());

        const auto sent = emulated.server.requests();
        REQUIRE(sent.size() == 2);
        CHECK(sent[0].target == "/upload/v1beta/files");
        CHECK(sent[0].headers.find("x-goog-upload-protocol") == "resumable");
        CHECK(sent[0].headers.find("x-goog-upload-command") == "start");
        CHECK(sent[0].headers.find("x-goog-upload-header-content-length") == "11");
        CHECK(sent[0].headers.find("x-goog-upload-header-content-type") == "text/plain");
        CHECK(sent[0].body == R"({"file":{"displayName":"notes.txt","sizeBytes":"11"}})");
        CHECK(sent[1].target.find("upload_id=") != std::string::npos);
        CHECK(test::step_of(sent[1]) == "upload, finalize@0+11");
        CHECK(sent[1].body == "some notes\n");
        for (const auto& request : sent) {
            CHECK(request.method == "POST");
            CHECK(request.headers.find("x-goog-api-key") == "emulator-key");
            CHECK_FALSE(request.headers.contains("authorization"));
        }
    }

    TEST_CASE("an empty file is finalized without a byte") {
        emulated_client emulated(small_chunks());
        const auto file = upload_bytes(emulated, "");
        CHECK(file.bytes == 0);
        CHECK(file.sha256 == test::sha256(""));
        CHECK(steps_of(emulated.server) == steps{"start", "upload, finalize@0+0"});
        const auto sent = emulated.server.requests();
        CHECK(sent.front().headers.find("x-goog-upload-header-content-length") == "0");
    }

    TEST_CASE("chunks end where they should, from every kind of source") {
        const test::temporary_directory directory;
        struct sample {
            std::size_t size;
            steps expected;
        };
        const sample samples[] = {
            {unit - 1, {"start", "upload, finalize@0+262143"}},
            {unit, {"start", "upload, finalize@0+262144"}},
            {unit + 1, {"start", "upload@0+262144", "upload, finalize@262144+1"}},
            {2 * unit, {"start", "upload@0+262144", "upload, finalize@262144+262144"}},
            {3 * unit,
             {"start", "upload@0+262144", "upload@262144+262144",
              "upload, finalize@524288+262144"}},
        };
        for (const sample& each : samples) {
            CAPTURE(each.size);
            const std::string bytes = test::varied_bytes(each.size);
            for (int kind = 0; kind < 4; ++kind) {
                CAPTURE(kind);
                emulated_client emulated(small_chunks());
                const auto source = [&] {
                    switch (kind) {
                    case 0:
                        return files::from_bytes(bytes, "a.bin");
                    case 1:
                        return files::from_path(directory.write("a.bin", bytes));
                    case 2:
                        return files::from_generator(test::pieces_of(bytes, 100'000), "a.bin");
                    default:
                        return files::from_generator(test::pieces_of(bytes, 3 * unit), "a.bin",
                                                     bytes.size());
                    }
                };
                const auto file = emulated.run(emulated.client.files.upload(source(), in_units()));
                CHECK(file.bytes == each.size);
                CHECK(file.sha256 == test::sha256(bytes));
                CHECK(steps_of(emulated.server) == each.expected);
                CHECK(emulated.server.requests().front().headers.contains(
                          "x-goog-upload-header-content-length") == (kind != 2));
            }
        }
    }

    TEST_CASE("a chunk is never smaller than the server wants a multiple of") {
        const std::string bytes(3 * unit, 'x');
        files::upload_options how;
        how.chunk_size = 1;
        emulated_client small(small_chunks());
        upload_bytes(small, bytes, how);
        CHECK(steps_of(small.server).size() == 4);
        how.chunk_size = unit + 1;
        small.server.clear_requests();
        upload_bytes(small, bytes, how);
        CHECK(steps_of(small.server) ==
              steps{"start", "upload@0+524288", "upload, finalize@524288+262144"});

        emulated_client usual;
        upload_bytes(usual, bytes, how);
        CHECK(steps_of(usual.server) == steps{"start", "upload, finalize@0+786432"});
    }

    TEST_CASE("a generator's pieces may be empty, and its size must be as announced") {
        const auto pieces = []() -> async_generator<std::string> {
            co_yield std::string();
            co_yield std::string("abc");
            co_yield std::string();
            co_yield std::string("def");
        };
        emulated_client emulated(small_chunks());
        const auto file =
            emulated.run(emulated.client.files.upload(files::from_generator(pieces(), "a.txt", 6)));
        CHECK(file.sha256 == test::sha256("abcdef"));
        for (const std::uint64_t announced : {std::uint64_t{5}, std::uint64_t{7}}) {
            const auto failed = emulated.failure_of<usage_error>(
                emulated.client.files.upload(files::from_generator(pieces(), "a.txt", announced)));
            CHECK(failed.kind() == errc::invalid_request);
            CHECK(failed.option() == "size");
        }
        CHECK(test::files_listed(emulated) == 1);
    }

    TEST_CASE("the caller chooses id, name and media type") {
        emulated_client emulated(small_chunks());
        files::upload_options how;
        how.id = "my-input";
        how.display_name = "an \"odd\" name\n";
        how.mime_type = "jsonl"; // as Google's own examples have it
        const auto file = upload_bytes(emulated, "{}\n", how);
        CHECK(file.id == "files/my-input");
        CHECK(file.filename == "an \"odd\" name\n");
        CHECK(file.mime_type == "jsonl");

        const auto taken = emulated.failure_of<api_error>(
            emulated.client.files.upload(files::from_bytes("x", "x"), how));
        CHECK(taken.kind() == errc::conflict);
        for (const char* id : {"files/../x", "a/b", "a:download"}) {
            how.id = id;
            const auto failed = emulated.failure_of<usage_error>(
                emulated.client.files.upload(files::from_bytes("x", "x"), how));
            CHECK(failed.option() == "id");
        }
    }

    TEST_CASE("what the caller adds goes with the requests") {
        emulated_client emulated(small_chunks());
        request_options options;
        options.headers.add("x-goog-user-project", "demo");
        options.idempotency_key = "once";
        options.extra_body["note"] = 1;
        emulated.run(
            emulated.client.files.upload(files::from_bytes("x", "x.txt"), in_units(), options));
        const auto sent = emulated.server.requests();
        REQUIRE(sent.size() == 2);
        CHECK(sent[0].body == R"({"file":{"displayName":"x.txt","sizeBytes":"1"},"note":1})");
        CHECK(sent[0].headers.find("idempotency-key") == "once");
        CHECK_FALSE(sent[1].headers.contains("idempotency-key"));
        CHECK(sent[1].headers.find("x-goog-user-project") == "demo");
    }

    TEST_CASE("progress is told after every chunk, and of an empty file, too") {
        emulated_client emulated(small_chunks());
        std::vector<std::uint64_t> seen;
        std::optional<std::uint64_t> total;
        files::upload_options how = in_units();
        how.progress = [&](std::uint64_t sent, std::optional<std::uint64_t> of) {
            seen.push_back(sent);
            total = of;
        };
        upload_bytes(emulated, std::string(2 * unit + 5, 'x'), how);
        CHECK(seen == std::vector<std::uint64_t>{unit, 2 * unit, 2 * unit + 5});
        CHECK(total == 2 * unit + 5);
        seen.clear();
        upload_bytes(emulated, "", how);
        CHECK(seen == std::vector<std::uint64_t>{0});
        CHECK(total == 0);
        seen.clear();
        emulated.run(emulated.client.files.upload(
            files::from_generator(test::pieces_of("abc", 1), "a"), how));
        CHECK(seen == std::vector<std::uint64_t>{3});
        CHECK_FALSE(total);
    }

    TEST_CASE("options that cannot be used are named before anything is sent") {
        emulated_client emulated;
        files::upload_options how;
        how.chunk_size = 0;
        const auto no_chunk = emulated.failure_of<usage_error>(
            emulated.client.files.upload(files::from_bytes("x", "x"), how));
        CHECK(no_chunk.option() == "chunk_size");
        how = files::upload_options();
        how.mime_type = "text/plain\r\nevil: 1";
        const auto injected = emulated.failure_of<usage_error>(
            emulated.client.files.upload(files::from_bytes("x", "x"), how));
        CHECK(injected.kind() == errc::invalid_request);
        how = files::upload_options();
        how.display_name = "\xFF";
        const auto no_text = emulated.failure_of<usage_error>(
            emulated.client.files.upload(files::from_bytes("x", "x"), how));
        CHECK(no_text.kind() == errc::invalid_request);
        CHECK(emulated.server.requests_received() == 0);
    }
}
