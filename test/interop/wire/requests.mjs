// What the emulator received.

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

import { emulator } from '../environment.mjs';

// The headers that say something about the request; others are about the connection or the program.
const compared = /^(authorization|accept|content-type|x-goog-(api-key|upload-.*))$/;

function recorded() {
    return readFileSync(emulator.record, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

// The parts of a form by name, of files with their names and types.
async function form(body, contentType) {
    const parts = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    const fields = {};
    for (const [name, value] of parts) {
        fields[name] =
            typeof value === 'string'
                ? value
                : { filename: value.name, type: value.type, content: await value.text() };
    }
    return fields;
}

async function parsed(body, contentType) {
    if (!body) return undefined;
    if (contentType?.startsWith('multipart/form-data')) return form(body, contentType);
    const lines = body.startsWith('{') && body.includes('"custom_id"');
    if (lines) return body.trim().split('\n').map((line) => JSON.parse(line));
    return JSON.parse(body);
}

// Gives what the server named, which differs from run to run, a name by its order.
function renaming() {
    const names = new Map();
    return (text) =>
        text.replace(/((?:files|batches)(?:\/|%2F)(?!batches)|upload_id=|file-)([\w-]+)/g, (_, kind, id) => {
            if (!names.has(id)) names.set(id, `#${names.size + 1}`);
            return kind + names.get(id);
        });
}

// The requests that an action leads to, with the headers that matter. What is repeated without a
// change, such as looking whether a batch has ended, is there once.
export async function requestsOf(action) {
    const before = recorded().length;
    await action();
    const renamed = renaming();
    const requests = [];
    for (const { method, target, headers, body } of recorded().slice(before)) {
        const fields = Object.fromEntries(
            headers
                .map(([name, value]) => [name.toLowerCase(), value])
                .filter(([name]) => compared.test(name)),
        );
        const type = fields['content-type'];
        if (type) fields['content-type'] = type.replace(/; boundary=.*/, '');
        const request = {
            method,
            target: renamed(target),
            ...fields,
            body: await parsed(body && renamed(body), type),
        };
        if (!isDeepStrictEqual(request, requests.at(-1))) requests.push(request);
    }
    return requests;
}
