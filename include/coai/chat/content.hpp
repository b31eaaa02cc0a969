#pragma once

#include <coai/json/type.hpp>

#include <boost/json/object.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coai::chat {

/// An image in a message, by URL or as a `data:` URL.
struct image_url {
    image_url() {}
    explicit image_url(std::string address, std::string detail_level = {})
        : url(std::move(address)), detail(std::move(detail_level)) {}

    std::string url;
    /// "auto", "low" or "high"; empty leaves the choice to the server.
    std::string detail;
    boost::json::object extra;
};

/// Sound in a message.
struct input_audio {
    input_audio() {}
    input_audio(std::string base64, std::string audio_format)
        : data(std::move(base64)), format(std::move(audio_format)) {}

    /// The bytes in base64.
    std::string data;
    /// "wav" or "mp3".
    std::string format;
    boost::json::object extra;
};

/// A file in a message, by id or with its bytes.
struct file_input {
    file_input() {}

    std::string filename;
    /// The bytes as a `data:` URL.
    std::string file_data;
    std::string file_id;
    boost::json::object extra;
};

/// One part of a message's content; `type` says which of the members counts.
struct content_part {
    content_part() {}

    static content_part from_text(std::string text);
    static content_part from_image_url(std::string url, std::string detail = {});
    static content_part from_input_audio(std::string base64, std::string format);

    /// An image as a `data:` URL, made from its bytes or from a file, which is read here: the call
    /// blocks meanwhile.
    ///
    /// @param detail "auto", "low" or "high"; empty leaves the choice to the server.
    /// @param media_type Such as "image/png"; where empty it is told from the bytes, of PNG, JPEG,
    /// GIF, WebP, HEIC, HEIF, AVIF, BMP and TIFF. Servers take the first four, Gemini also HEIC and
    /// HEIF.
    /// @throws usage_error (errc::invalid_request) naming `image`, where it cannot be told;
    /// file_error, where the file cannot be read.
    /// @{
    static content_part from_image(std::span<const std::byte> bytes, std::string detail = {},
                                   std::string media_type = {});
    static content_part from_image(std::string_view bytes, std::string detail = {},
                                   std::string media_type = {});
    static content_part from_image_file(const std::string& path, std::string detail = {},
                                        std::string media_type = {});
    /// @}

    /// A recording, made from its bytes or from a file, which is read here: the call blocks
    /// meanwhile.
    ///
    /// @param format "wav" or "mp3"; where empty it is told from the bytes.
    /// @throws usage_error (errc::invalid_request) naming `input_audio`, where it cannot be told;
    /// file_error, where the file cannot be read.
    /// @{
    static content_part from_audio(std::span<const std::byte> bytes, std::string format = {});
    static content_part from_audio(std::string_view bytes, std::string format = {});
    static content_part from_audio_file(const std::string& path, std::string format = {});
    /// @}

    static content_part from_file(file_input file);

    /// "text", "image_url", "input_audio", "file", "refusal", or a server's own word, whose members
    /// are then in `extra`.
    std::string type;
    std::optional<std::string> text;
    std::optional<chat::image_url> image_url;
    std::optional<chat::input_audio> input_audio;
    std::optional<file_input> file;
    std::optional<std::string> refusal;
    boost::json::object extra;
};

/// What a message says: nothing, a text, or a list of parts. Servers send all three, some even a
/// JSON object, which is kept in object(). An empty text is sent as "", no content is left out.
class content {
public:
    content() {}
    content(std::string text) : kind_(kind::text), text_(std::move(text)) {}
    content(std::string_view text) : content(std::string(text)) {}
    content(const char* text) : content(std::string(text)) {}
    content(std::vector<content_part> parts);

    /// Appends parts; a plain text becomes the first part, unless it is empty, and loses its
    /// thoughts.
    /// @{
    content& add(content_part part) &;
    content&& add(content_part part) && { return std::move(add(std::move(part))); }
    content& text(std::string text) & { return add(content_part::from_text(std::move(text))); }
    content&& text(std::string text) && { return std::move(this->text(std::move(text))); }
    content& image_url(std::string url, std::string detail = {}) & {
        return add(content_part::from_image_url(std::move(url), std::move(detail)));
    }
    content&& image_url(std::string url, std::string detail = {}) && {
        return std::move(image_url(std::move(url), std::move(detail)));
    }
    content& input_audio(std::string base64, std::string format) & {
        return add(content_part::from_input_audio(std::move(base64), std::move(format)));
    }
    content&& input_audio(std::string base64, std::string format) && {
        return std::move(input_audio(std::move(base64), std::move(format)));
    }
    /// @}

    /// Appends an image or a recording, as content_part::from_image() and so on do.
    ///
    /// @code
    /// request.user(coai::chat::content().text("What is in this image?").image_file("cat.jpg"));
    /// @endcode
    /// @{
    template <class Bytes>
    content& image(const Bytes& bytes, std::string detail = {}, std::string media_type = {}) & {
        return add(content_part::from_image(bytes, std::move(detail), std::move(media_type)));
    }
    template <class Bytes>
    content&& image(const Bytes& bytes, std::string detail = {}, std::string media_type = {}) && {
        return std::move(image(bytes, std::move(detail), std::move(media_type)));
    }
    content& image_file(const std::string& path, std::string detail = {},
                        std::string media_type = {}) & {
        return add(content_part::from_image_file(path, std::move(detail), std::move(media_type)));
    }
    content&& image_file(const std::string& path, std::string detail = {},
                         std::string media_type = {}) && {
        return std::move(image_file(path, std::move(detail), std::move(media_type)));
    }
    template <class Bytes>
    content& audio(const Bytes& bytes, std::string format = {}) & {
        return add(content_part::from_audio(bytes, std::move(format)));
    }
    template <class Bytes>
    content&& audio(const Bytes& bytes, std::string format = {}) && {
        return std::move(audio(bytes, std::move(format)));
    }
    content& audio_file(const std::string& path, std::string format = {}) & {
        return add(content_part::from_audio_file(path, std::move(format)));
    }
    content&& audio_file(const std::string& path, std::string format = {}) && {
        return std::move(audio_file(path, std::move(format)));
    }
    /// @}

    /// True when there is no content at all; an empty text is content.
    bool empty() const noexcept { return kind_ == kind::none; }

    /// The text: as it is, or of all text parts joined; of an answer, without the thoughts that the
    /// server put in front of it. Empty when there is none. Valid while this object is not changed.
    std::string_view text() const noexcept { return split_ ? answer_ : text_; }

    /// The thoughts that the server put in front of the answer (Gemini's include_thoughts), without
    /// the tags around them. Empty when there are none. Valid while this object is not changed.
    std::string_view thought() const noexcept { return thought_; }

    /// The text as the server wrote it and as it is serialised: thoughts, tags and answer.
    std::string_view raw_text() const noexcept { return text_; }

    /// Says what thought() and text() are of a text that has both; raw_text() stays. The client
    /// does this for what it receives.
    void split(std::string_view thought, std::string_view answer);

    /// The parts; empty when the content is a plain text.
    const std::vector<content_part>& parts() const noexcept { return parts_; }

    /// The object that a server sent in place of a text; empty otherwise.
    const boost::json::object& object() const noexcept { return object_; }

    /// Appends to the text, as deltas of a stream do: to a plain text without turning it into
    /// parts, otherwise to the last part if that is a text, or as a new one. Amortised constant per
    /// byte.
    void append(std::string_view more);

    /// The same for a piece that brings thoughts or an answer, or some of both: `raw` as received.
    void append(std::string_view raw, std::string_view thought, std::string_view answer);

private:
    friend struct content_wire;

    enum class kind : unsigned char { none, text, parts, object };

    void to_parts();
    void join_parts();
    void unsplit() noexcept;

    kind kind_ = kind::none;
    bool split_ = false;
    std::string text_;
    // Of a text that is split; empty otherwise.
    std::string thought_;
    std::string answer_;
    std::vector<content_part> parts_;
    boost::json::object object_;
};

} // namespace coai::chat

namespace coai::json::detail {

template <>
struct type_of<chat::image_url> {
    static const object_type value;
};

template <>
struct type_of<chat::input_audio> {
    static const object_type value;
};

template <>
struct type_of<chat::file_input> {
    static const object_type value;
};

template <>
struct type_of<chat::content_part> {
    static const object_type value;
};

template <>
struct type_of<chat::content> {
    static const optional_type value;
};

} // namespace coai::json::detail
