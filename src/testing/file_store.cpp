#include "testing/file_store.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

namespace coai::testing {

namespace {

[[noreturn]] void throw_errno(const char* what) {
    throw boost::system::system_error(errno, boost::system::system_category(), what);
}

void seek(std::FILE* file, std::uint64_t offset) {
    if (::fseeko(file, static_cast<off_t>(offset), SEEK_SET) != 0)
        throw_errno("fseeko");
}

} // namespace

void file_store::add(stored_file file) { add(std::move(file), {}); }

void file_store::add(stored_file file, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    entry made{std::move(file), {}, ++last_number_};
    made.known.size = 0;
    made.bytes.reset(std::tmpfile());
    if (!made.bytes)
        throw_errno("tmpfile");
    append_to(made, bytes);
    const std::string id = made.known.id;
    files_.insert_or_assign(id, std::move(made));
}

void file_store::append_to(entry& file, std::string_view bytes) {
    if (bytes.empty()) // an empty view may point to nothing, and fwrite() must not be given that
        return;
    seek(file.bytes.get(), file.known.size);
    if (std::fwrite(bytes.data(), 1, bytes.size(), file.bytes.get()) != bytes.size())
        throw_errno("fwrite");
    file.known.size += bytes.size();
}

bool file_store::append(const std::string& id, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(id);
    if (found == files_.end())
        return false;
    append_to(found->second, bytes);
    return true;
}

std::optional<stored_file> file_store::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(id);
    return found == files_.end() ? std::nullopt : std::optional(found->second.known);
}

std::vector<stored_file> file_store::list() const {
    const std::lock_guard lock(mutex_);
    std::vector<const entry*> entries;
    for (const auto& [id, file] : files_)
        entries.push_back(&file);
    std::sort(entries.begin(), entries.end(),
              [](const entry* a, const entry* b) { return a->number < b->number; });
    std::vector<stored_file> result;
    for (const entry* file : entries)
        result.push_back(file->known);
    return result;
}

std::string file_store::read(const std::string& id, std::uint64_t offset, std::size_t count) const {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(id);
    if (found == files_.end() || offset >= found->second.known.size)
        return {};
    const std::uint64_t left = found->second.known.size - offset;
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(left, count)), '\0');
    std::FILE* file = found->second.bytes.get();
    seek(file, offset);
    if (std::fread(bytes.data(), 1, bytes.size(), file) != bytes.size())
        throw_errno("fread");
    return bytes;
}

std::string file_store::read(const std::string& id) const {
    return read(id, 0, std::numeric_limits<std::size_t>::max());
}

bool file_store::erase(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return files_.erase(id) == 1;
}

std::uint64_t file_store::next_number() {
    const std::lock_guard lock(mutex_);
    return ++last_number_;
}

} // namespace coai::testing
