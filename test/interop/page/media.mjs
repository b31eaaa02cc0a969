// The page's sections about images, sounds and vectors.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

function base64Of(file) {
    return readFileSync(new URL(file, import.meta.url)).toString('base64');
}

function checkAnswer(completion) {
    assert.equal(completion.choices[0].finish_reason, 'stop');
    assert.ok(completion.choices[0].message.content.length > 0);
}

const pngHeader = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export const media = [
    {
        name: 'image understanding',
        ask: (openai) =>
            openai.chat.completions.create({
                model: 'gemini-2.0-flash',
                messages: [
                    {
                        role: 'user',
                        content: [
                            { type: 'text', text: 'What is in this image?' },
                            {
                                type: 'image_url',
                                image_url: { url: `data:image/png;base64,${base64Of('picture.png')}` },
                            },
                        ],
                    },
                ],
            }),
        check: checkAnswer,
    },
    {
        name: 'image generation',
        ask: (openai) =>
            openai.images.generate({
                model: 'imagen-3.0-generate-002',
                prompt: 'a portrait of a sheepadoodle wearing a cape',
                response_format: 'b64_json',
                n: 1,
            }),
        check(images) {
            assert.equal(images.data.length, 1);
            const image = Buffer.from(images.data[0].b64_json, 'base64');
            assert.ok(image.subarray(0, pngHeader.length).equals(pngHeader));
            assert.ok(image.includes('IEND'));
        },
    },
    {
        name: 'audio understanding',
        ask: (openai) =>
            openai.chat.completions.create({
                model: 'gemini-2.0-flash',
                messages: [
                    {
                        role: 'user',
                        content: [
                            { type: 'text', text: 'Transcribe this audio' },
                            {
                                type: 'input_audio',
                                input_audio: { data: base64Of('tone.wav'), format: 'wav' },
                            },
                        ],
                    },
                ],
            }),
        check: checkAnswer,
    },
    {
        name: 'embeddings',
        ask: (openai) =>
            openai.embeddings.create({
                model: 'gemini-embedding-001',
                input: 'Your text string goes here',
            }),
        check(list) {
            assert.equal(list.data.length, 1);
            const { embedding } = list.data[0];
            assert.equal(embedding.length, 3072);
            assert.ok(embedding.every(Number.isFinite));
            const length = Math.hypot(...embedding);
            assert.ok(Math.abs(length - 1) < 1e-3, `a vector of length ${length}`);
        },
    },
];
