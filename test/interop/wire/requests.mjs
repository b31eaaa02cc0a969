// What the emulator received.

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

import { emulator } from '../environment.mjs';

// The headers that say something about the request; others are about the connection or the program.
const compared = /^(authorization|accept|content-type|x-goog-(api-key|upload-.*))$/;

function recorded() {
    return readFileSync(emulator.record, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

function parsed(body, contentType) {
    if (!body) return undefined;
    if (contentType?.startsWith('application/json')) return JSON.parse(body);
    // JSON Lines.
    if (body.startsWith('{')) return body.trim().split('\n').map((line) => JSON.parse(line));
    return body;
}

// Gives what the server named, which differs from run to run, a name by its order.
function renaming() {
    const names = new Map();
    return (text) =>
        text.replace(/((?:files|batches)(?:\/|%2F)|upload_id=)([\w-]+)/g, (_, kind, id) => {
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
    return recorded()
        .slice(before)
        .map(({ method, target, headers, body }) => {
            const fields = Object.fromEntries(
                headers
                    .map(([name, value]) => [name.toLowerCase(), value])
                    .filter(([name]) => compared.test(name)),
            );
            return {
                method,
                target: renamed(target),
                ...fields,
                body: parsed(body && renamed(body), fields['content-type']),
            };
        })
        .filter((request, index, all) => !isDeepStrictEqual(request, all[index - 1]));
}
