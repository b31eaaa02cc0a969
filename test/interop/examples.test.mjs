// The examples in C++ behind a Prism that passes on to the emulator, and back, only what OpenAI's
// description of the API allows.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { emulator, examplePrograms, validatingProxy } from './environment.mjs';

let folder;
before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coai-interop-'));
    await writeFile(join(folder, 'a text.txt'), 'A line.\n'.repeat(1000));
});
after(() => rm(folder, { recursive: true }));

function run(program, ...parameters) {
    return promisify(execFile)(program, parameters, {
        timeout: 60_000,
        env: {
            OPENAI_BASE_URL: validatingProxy(),
            OPENAI_API_KEY: emulator.apiKey,
            COAI_MODEL: 'gpt-4o-mini',
            TMPDIR: folder,
        },
    });
}

for (const program of examplePrograms()) {
    const name = basename(program);
    test(`the example before Prism: ${name}`, async () => {
        // Prism takes no more than 10 MB, which the file is that the example makes up.
        const parameters = name === 'files' ? [join(folder, 'a text.txt')] : [];
        const { stdout } = await run(program, ...parameters);
        assert.notEqual(stdout, '');
    });
}

test('Prism refuses what is wrong', async () => {
    const url = new URL('chat/completions', validatingProxy());
    const refused = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 1, messages: [] }),
    });
    assert.equal(refused.status, 422);
});
