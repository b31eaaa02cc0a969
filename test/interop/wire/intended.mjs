// The differences between what the official SDKs send and what we send that are meant to be, by
// section: where, the SDK's value, ours (undefined for absent), and why.

// Servers that go by this header, such as Prism, stream only to those who ask for it.
const streams = { path: '[0].accept', sdk: 'application/json', coai: 'text/event-stream' };

// A struct's member that may be absent may also be null, for models write that, too.
const unit = '[0].body.tools[0].function.parameters.properties.unit';
const units = ['celsius', 'fahrenheit'];
const optionalUnit = [
    { path: `${unit}.type`, sdk: 'string' },
    { path: `${unit}.enum`, sdk: units },
    { path: `${unit}.anyOf`, coai: [{ type: 'string', enum: units }, { type: 'null' }] },
];

// What Google's own SDK does beyond its API's description.
const upload = [
    // The name is in the body.
    { path: '[0].x-goog-upload-file-name', sdk: 'my-batch-requests.jsonl' },
    // We understand nothing but JSON.
    { path: '[0].accept', sdk: '*/*', coai: 'application/json' },
    // The API only tells that; it takes it from x-goog-upload-header-content-type.
    { path: '[0].body.file.mimeType', sdk: 'jsonl' },
    // JSON Lines are no JSON.
    { path: '[1].content-type', sdk: 'application/json', coai: 'application/octet-stream' },
    { path: '[1].x-goog-upload-file-name', sdk: 'my-batch-requests.jsonl' },
    { path: '[1].accept', sdk: '*/*', coai: 'application/json' },
];

const batch = [
    ...upload,
    // The slash of Google's ids belongs to the path of Google's resources.
    {
        path: '[3].target',
        sdk: '/v1beta/openai/batches/batches%2F#3',
        coai: '/v1beta/openai/batches/batches/#3',
    },
    // A GET has no content.
    { path: '[4].content-type', sdk: 'application/json' },
];

export const intended = {
    streaming: [streams],
    'cached content': [streams],
    'function calling': optionalUnit,
    'result of a function': [
        // Gemini wants the function's name, where OpenAI's API has only the id.
        { path: '[1].body.messages[2].name', coai: 'get_weather' },
    ],
    // Floats are smaller for Gemini, which has also refused base64.
    embeddings: [{ path: '[0].body.encoding_format', sdk: 'base64' }],
    // Gemini's dialect of JSON schemas has neither, and some models refuse the second.
    'structured output': [
        {
            path: '[0].body.response_format.json_schema.schema.$schema',
            sdk: 'http://json-schema.org/draft-07/schema#',
        },
        {
            path: '[0].body.response_format.json_schema.schema.additionalProperties',
            sdk: false,
        },
    ],
    'batch of chat completions': batch,
    'batch of embeddings': batch,
    // No media type stands for any file.
    files: [{ path: '[3].accept', sdk: 'application/binary', coai: '*/*' }],
};
