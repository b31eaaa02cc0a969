// The differences between what the official SDK sends and what we send that are meant to be, by
// section: where, the SDK's value, ours (undefined for absent), and why.

// Servers that go by this header, such as Prism, stream only to those who ask for it.
const streams = { path: '[0].accept', sdk: 'application/json', coai: 'text/event-stream' };

export const intended = {
    streaming: [streams],
    'cached content': [streams],
};
