// The page's section about batches: files by Google's own SDK, all else by OpenAI's.

import { GoogleGenAI } from '@google/genai';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { emulator } from '../environment.mjs';

const finished = ['completed', 'failed', 'cancelled', 'expired'];

function lines(url, bodies) {
    return bodies
        .map((body, index) =>
            JSON.stringify({ custom_id: `request-${index + 1}`, method: 'POST', url, body }) + '\n',
        )
        .join('');
}

function chatBody(content) {
    return { model: 'gemini-2.5-flash', messages: [{ role: 'user', content }] };
}

// The page has chat's `messages` here, too, where the API wants `input`.
function embeddingBody(input) {
    return { model: 'gemini-embedding-001', input };
}

async function inTemporaryFolder(action) {
    const folder = await mkdtemp(join(tmpdir(), 'coai-interop-'));
    try {
        return await action(folder);
    } finally {
        await rm(folder, { recursive: true });
    }
}

// Uploads, creates, waits and downloads.
async function run(openai, endpoint, input) {
    const genai = new GoogleGenAI({
        apiKey: emulator.apiKey,
        httpOptions: { baseUrl: new URL('/', emulator.baseURL).href },
    });
    return inTemporaryFolder(async (folder) => {
        const requests = join(folder, 'my-batch-requests.jsonl');
        await writeFile(requests, input);
        const uploaded = await genai.files.upload({
            file: requests,
            config: { displayName: 'my-batch-requests', mimeType: 'jsonl' },
        });
        let batch = await openai.batches.create({
            input_file_id: uploaded.name,
            endpoint,
            completion_window: '24h',
        });
        for (let turn = 0; !finished.includes(batch.status) && turn < 100; ++turn) {
            await pause(20);
            batch = await openai.batches.retrieve(batch.id);
        }
        const results = join(folder, 'results.jsonl');
        await genai.files.download({ file: batch.output_file_id, downloadPath: results });
        const text = await readFile(results, 'utf8');
        return { batch, results: text.trim().split('\n').map((line) => JSON.parse(line)) };
    });
}

function checkBatch({ batch, results }, checkBody) {
    assert.equal(batch.status, 'completed');
    assert.equal(batch.request_counts.completed, 2);
    assert.deepEqual(results.map(({ custom_id }) => custom_id).sort(), ['request-1', 'request-2']);
    for (const { response } of results) {
        assert.equal(response.status_code, 200);
        checkBody(response.body);
    }
}

export const batches = [
    {
        name: 'batch of chat completions',
        ask: (openai) =>
            run(
                openai,
                '/v1/chat/completions',
                lines('/v1/chat/completions', [
                    chatBody('Tell me a one-sentence joke.'),
                    chatBody('Why is the sky blue?'),
                ]),
            ),
        check: (ran) =>
            checkBatch(ran, (body) => assert.ok(body.choices[0].message.content.length > 0)),
    },
    {
        name: 'batch of embeddings',
        ask: (openai) =>
            run(
                openai,
                '/v1/embeddings',
                lines('/v1/embeddings', [
                    embeddingBody('Tell me a one-sentence joke.'),
                    embeddingBody('Why is the sky blue?'),
                ]),
            ),
        check: (ran) =>
            checkBatch(ran, (body) => assert.equal(body.data[0].embedding.length, 3072)),
    },
];
