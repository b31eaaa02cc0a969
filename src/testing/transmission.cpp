#include "testing/transmission.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <utility>

namespace coai::testing {

namespace {

/// A step and where it happens, all kinds of points brought to an offset from the start.
struct placed_step {
    std::uint64_t offset;
    const fault::step* step;
};

/// The steps that lie within `size`, in the order in which they happen.
std::vector<placed_step> place(std::span<const fault::step> steps, point::unit counted_in,
                               std::uint64_t size) {
    std::vector<placed_step> placed;
    for (const fault::step& step : steps) {
        const std::int64_t offset = step.at.offset();
        if (step.at.counted_in() == point::unit::each_event && counted_in == point::unit::event) {
            for (std::uint64_t index = 0; index < size; ++index)
                placed.push_back({index, &step});
        } else if (step.at.counted_in() != counted_in) {
            continue;
        } else if (step.at.is_end()) {
            placed.push_back({size, &step});
        } else {
            // Beyond the beginning it wraps around, and so lies beyond the end.
            const auto from_start = static_cast<std::uint64_t>(offset) + (offset < 0 ? size : 0);
            if (from_start <= size)
                placed.push_back({from_start, &step});
        }
    }
    std::stable_sort(placed.begin(), placed.end(),
                     [](const auto& a, const auto& b) { return a.offset < b.offset; });
    return placed;
}

/// Bytes of a segment, as often as they are sent.
std::uint64_t size_of(const segment& part) noexcept {
    const std::uint64_t size = part.bytes.size();
    return part.times > 1 && size > fault::all / part.times ? fault::all : size * part.times;
}

std::uint64_t sum(std::uint64_t a, std::uint64_t b) noexcept {
    return b > fault::all - a ? fault::all : a + b;
}

segment to_segment(const fault::step& step) {
    segment part(step.insert);
    part.times = step.times;
    part.wait = step.wait;
    part.end = step.end;
    return part;
}

/// Counts what is left out, without overflow.
class omission {
public:
    void add(std::uint64_t count) noexcept { left_ = sum(left_, count); }

    /// How much of the next `count` to leave out.
    std::uint64_t take(std::uint64_t count) noexcept {
        const std::uint64_t omitted = std::min(count, left_);
        left_ -= omitted;
        return omitted;
    }

private:
    std::uint64_t left_ = 0;
};

} // namespace

std::uint64_t size_of(const transmission& parts) noexcept {
    std::uint64_t size = 0;
    for (const segment& part : parts)
        size = sum(size, size_of(part));
    return size;
}

transmission apply_event_steps(transmission events, std::span<const fault::step> steps) {
    const auto placed = place(steps, point::unit::event, events.size());
    if (placed.empty())
        return events;
    transmission result;
    omission omitted;
    auto next = placed.begin();
    const auto happen = [&](std::size_t index) {
        for (; next != placed.end() && next->offset == index; ++next) {
            result.push_back(to_segment(*next->step));
            omitted.add(next->step->remove);
        }
    };
    for (std::size_t index = 0; index < events.size(); ++index) {
        happen(index);
        if (omitted.take(1) == 0)
            result.push_back(std::move(events[index]));
    }
    happen(events.size());
    return result;
}

transmission apply_byte_steps(transmission parts, std::span<const fault::step> steps,
                              point::unit counted_in) {
    const auto placed = place(steps, counted_in, size_of(parts));
    if (placed.empty())
        return parts;
    transmission result;
    omission omitted;
    std::uint64_t offset = 0;
    auto next = placed.begin();
    const auto happen = [&] {
        for (; next != placed.end() && next->offset <= offset; ++next) {
            result.push_back(to_segment(*next->step));
            omitted.add(next->step->remove);
        }
    };
    for (segment& part : parts) {
        happen();
        if (part.times != 1) {
            const std::uint64_t size = size_of(part);
            offset = sum(offset, size);
            if (omitted.take(size) < size)
                result.push_back(std::move(part));
            continue;
        }
        std::string_view rest = part.bytes;
        while (!rest.empty()) {
            const std::uint64_t to_next =
                next == placed.end() ? rest.size() : next->offset - offset;
            const std::string_view run = rest.substr(0, to_next);
            const std::string_view kept = run.substr(omitted.take(run.size()));
            segment& piece = result.emplace_back(std::string(kept));
            piece.wait = std::exchange(part.wait, {});
            rest.remove_prefix(run.size());
            offset += run.size();
            if (!rest.empty())
                happen();
        }
        if (part.wait.count() > 0 || part.end) {
            segment& pause = result.emplace_back();
            pause.wait = part.wait;
            pause.end = part.end;
        }
    }
    happen();
    return result;
}

void end_lines_with_crlf(transmission& parts) {
    for (segment& part : parts) {
        std::string text;
        for (const char c : part.bytes) {
            if (c == '\n')
                text += '\r';
            text += c;
        }
        part.bytes = std::move(text);
    }
}

void frame_as_chunks(transmission& body, std::size_t chunk_size) {
    for (segment& part : body) {
        std::string framed;
        std::string_view rest = part.bytes;
        while (!rest.empty()) {
            const std::string_view chunk =
                rest.substr(0, chunk_size == 0 ? rest.size() : chunk_size);
            std::array<char, 2 * sizeof(std::size_t)> size{};
            const auto written =
                std::to_chars(size.data(), size.data() + size.size(), chunk.size(), 16);
            framed.append(size.data(), written.ptr);
            framed.append("\r\n").append(chunk).append("\r\n");
            rest.remove_prefix(chunk.size());
        }
        part.bytes = std::move(framed);
    }
    constexpr std::string_view last_chunk = "0\r\n\r\n";
    if (body.empty() || body.back().end || body.back().times != 1)
        body.emplace_back(std::string(last_chunk));
    else
        body.back().bytes += last_chunk;
}

void coalesce(transmission& parts) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (count > 0 && !parts[count - 1].end && parts[count - 1].times == 1 &&
            parts[i].times == 1 && parts[i].wait.count() == 0) {
            parts[count - 1].bytes += parts[i].bytes;
            parts[count - 1].end = parts[i].end;
        } else {
            if (count != i)
                parts[count] = std::move(parts[i]);
            ++count;
        }
    }
    parts.resize(count);
}

} // namespace coai::testing
