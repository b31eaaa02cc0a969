// Files, which the page leaves to Google's own SDK, in OpenAI's manner.

import assert from 'node:assert/strict';
import { File } from 'node:buffer';
import { toFile } from 'openai';

// Debian 12's Node has it, but not where the SDK looks for it.
globalThis.File ??= File;

const content = '{"custom_id": "request-1"}\n';

export const files = [
    {
        name: 'files',
        manner: 'openai',
        async ask(openai) {
            const file = await toFile(Buffer.from(content), 'a "b".jsonl', {
                type: 'application/jsonl',
            });
            const uploaded = await openai.files.create({ file, purpose: 'batch' });
            const retrieved = await openai.files.retrieve(uploaded.id);
            const listed = [];
            for await (const each of openai.files.list({ purpose: 'batch' })) listed.push(each);
            const downloaded = await (await openai.files.content(uploaded.id)).text();
            const removed = await openai.files.delete(uploaded.id);
            return { uploaded, retrieved, listed, downloaded, removed };
        },
        check({ uploaded, retrieved, listed, downloaded, removed }) {
            assert.equal(uploaded.object, 'file');
            // Servers do not undo what clients do to a quote in a form.
            assert.equal(uploaded.filename, 'a %22b%22.jsonl');
            assert.equal(uploaded.bytes, content.length);
            assert.equal(uploaded.purpose, 'batch');
            assert.equal(retrieved.id, uploaded.id);
            assert.ok(listed.some(({ id }) => id === uploaded.id));
            assert.equal(downloaded, content);
            assert.equal(removed.deleted, true);
        },
    },
];
