// The same request on the wire: what the official SDK sends for each section of the page, and what
// the section in C++ sends, differ only as wire/intended.mjs says.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import OpenAI from 'openai';

import { emulator, pageProgram } from './environment.mjs';
import { sections } from './page/sections.mjs';
import { differences } from './wire/differences.mjs';
import { intended } from './wire/intended.mjs';
import { requestsOf } from './wire/requests.mjs';

function runProgram(section) {
    return promisify(execFile)(pageProgram(), [section.name], {
        timeout: 60_000,
        env: {
            OPENAI_BASE_URL: emulator.urlFor(section),
            OPENAI_API_KEY: emulator.apiKey,
            SSL_CERT_FILE: emulator.certificates,
        },
    });
}

for (const section of sections) {
    test(`the same request: ${section.name}`, async () => {
        const openai = new OpenAI({
            apiKey: emulator.apiKey,
            baseURL: emulator.urlFor(section),
        });
        const sdk = await requestsOf(() => section.ask(openai));
        const coai = await requestsOf(() => runProgram(section));
        assert.ok(sdk.length > 0);
        const meant = (intended[section.name] ?? []).map(({ path, sdk, coai }) => ({ path, sdk, coai }));
        assert.deepEqual(differences(sdk, coai), meant);
    });
}

test('there are no intended differences for sections that are not there', () => {
    const names = sections.map((section) => section.name);
    assert.deepEqual(Object.keys(intended).filter((name) => !names.includes(name)), []);
});
