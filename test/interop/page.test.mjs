// The official SDK against the emulator: each section of the page, with its result checked.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';

import { emulator } from './environment.mjs';
import { sections } from './page/sections.mjs';

const { apiKey } = emulator;
const openai = new OpenAI({ apiKey, baseURL: emulator.baseURL });

for (const section of sections) {
    test(`the official SDK: ${section.name}`, async () => {
        const client = new OpenAI({ apiKey, baseURL: emulator.urlFor(section) });
        section.check(await section.ask(client));
    });
}

test('the official SDK: a model whose id has a slash', async () => {
    const model = await openai.models.retrieve('models/gemini-2.0-flash');
    assert.equal(model.id, 'models/gemini-2.0-flash');
});

test('the official SDK: all models listed can be retrieved', async () => {
    for await (const { id } of await openai.models.list())
        assert.equal((await openai.models.retrieve(id)).id, id);
});

test('the official SDK: a base URL without a slash at its end', async () => {
    const other = new OpenAI({ apiKey, baseURL: emulator.baseURL.slice(0, -1) });
    sections[0].check(await sections[0].ask(other));
});

test('the official SDK: errors are of its own classes', async () => {
    const stranger = new OpenAI({ apiKey: 'another key', baseURL: emulator.openaiURL });
    await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
    await assert.rejects(openai.models.retrieve('no-such-model'), OpenAI.NotFoundError);
});
