// The page's sections about models.

import assert from 'node:assert/strict';

export const models = [
    {
        name: 'list of models',
        async ask(openai) {
            const ids = [];
            for await (const model of await openai.models.list()) ids.push(model.id);
            return ids;
        },
        check(ids) {
            assert.equal(new Set(ids).size, ids.length);
            for (const id of ['gemini-2.0-flash', 'gemini-2.5-flash'])
                assert.ok(ids.includes(`models/${id}`), `${id} is not listed`);
        },
    },
    {
        name: 'one model',
        ask: (openai) => openai.models.retrieve('gemini-2.0-flash'),
        check(model) {
            assert.equal(model.id, 'models/gemini-2.0-flash');
            assert.equal(model.object, 'model');
        },
    },
];
