// What the emulator received.

import { readFileSync } from 'node:fs';

import { emulator } from '../environment.mjs';

function recorded() {
    return readFileSync(emulator.record, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

function parsed(body, contentType) {
    if (!body) return undefined;
    return contentType?.startsWith('application/json') ? JSON.parse(body) : body;
}

// The requests that an action leads to, with the headers that matter.
export async function requestsOf(action) {
    const before = recorded().length;
    await action();
    return recorded()
        .slice(before)
        .map(({ method, target, headers, body }) => {
            const fields = Object.fromEntries(
                headers.map(([name, value]) => [name.toLowerCase(), value]),
            );
            return {
                method,
                target,
                authorization: fields.authorization,
                accept: fields.accept,
                'content-type': fields['content-type'],
                body: parsed(body, fields['content-type']),
            };
        });
}
