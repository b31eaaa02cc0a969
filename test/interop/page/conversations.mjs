// The page's sections about chat: what its JavaScript asks for, and what the answer must be.

import assert from 'node:assert/strict';

const question = [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'Explain to me how AI works' },
];

const getWeather = {
    type: 'function',
    function: {
        name: 'get_weather',
        description: 'Get the weather in a given location',
        parameters: {
            type: 'object',
            properties: {
                location: { type: 'string', description: 'The city and state, e.g. Chicago, IL' },
                unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
            },
            required: ['location'],
        },
    },
};

const weatherQuestion = {
    model: 'gemini-2.0-flash',
    messages: [{ role: 'user', content: "What's the weather like in Chicago today?" }],
    tools: [getWeather],
    tool_choice: 'auto',
};

function checkCompletion(completion) {
    assert.equal(completion.object, 'chat.completion');
    assert.equal(completion.choices.length, 1);
    assert.equal(completion.choices[0].finish_reason, 'stop');
    assert.equal(completion.choices[0].message.role, 'assistant');
    assert.ok(completion.choices[0].message.content.length > 0);
}

function checkCall(completion) {
    const calls = completion.choices[0].message.tool_calls;
    assert.equal(calls.length, 1);
    assert.equal(calls[0].type, 'function');
    assert.equal(calls[0].function.name, 'get_weather');
    const { location, unit, ...others } = JSON.parse(calls[0].function.arguments);
    assert.equal(typeof location, 'string');
    assert.ok([undefined, 'celsius', 'fahrenheit'].includes(unit));
    assert.deepEqual(others, {});
}

function hiddenTokens({ total_tokens, prompt_tokens, completion_tokens }) {
    return total_tokens - prompt_tokens - completion_tokens;
}

async function all(stream) {
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    return chunks;
}

function textOf(chunks) {
    return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
}

export const conversations = [
    {
        name: 'chat',
        ask: (openai) =>
            openai.chat.completions.create({ model: 'gemini-2.0-flash', messages: question }),
        check: checkCompletion,
    },
    {
        name: 'thinking',
        ask: (openai) =>
            openai.chat.completions.create({
                model: 'gemini-2.5-flash',
                reasoning_effort: 'low',
                messages: question,
            }),
        check(completion) {
            checkCompletion(completion);
            assert.ok(hiddenTokens(completion.usage) > 0, 'the model has not thought');
        },
    },
    {
        name: 'thoughts',
        // The page has "low" for the budget, which is a number.
        ask: (openai) =>
            openai.chat.completions.create({
                model: 'gemini-2.5-flash',
                messages: question.slice(1),
                extra_body: {
                    google: { thinking_config: { thinking_budget: 1024, include_thoughts: true } },
                },
            }),
        check(completion) {
            checkCompletion(completion);
            assert.match(completion.choices[0].message.content, /^<thought>.+<\/thought>./s);
        },
    },
    {
        name: 'streaming',
        ask: async (openai) =>
            all(
                await openai.chat.completions.create({
                    model: 'gemini-2.0-flash',
                    messages: [question[0], { role: 'user', content: 'Hello!' }],
                    stream: true,
                }),
            ),
        check(chunks) {
            assert.ok(chunks.length > 1);
            assert.ok(textOf(chunks).length > 0);
            assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
        },
    },
    {
        name: 'function calling',
        ask: (openai) => openai.chat.completions.create(weatherQuestion),
        check: checkCall,
    },
    {
        name: 'result of a function',
        async ask(openai) {
            // Before 2.5, calls have no ids by which to answer them.
            const question = { ...weatherQuestion, model: 'gemini-2.5-flash' };
            const asking = await openai.chat.completions.create(question);
            checkCall(asking);
            const { message } = asking.choices[0];
            const result = {
                role: 'tool',
                tool_call_id: message.tool_calls[0].id,
                content: 'sunny, 70 F',
            };
            return openai.chat.completions.create({
                ...question,
                messages: [...question.messages, message, result],
            });
        },
        check: checkCompletion,
    },
    {
        name: 'cached content',
        ask: async (openai) =>
            all(
                await openai.chat.completions.create({
                    model: 'gemini-2.5-pro',
                    n: 1,
                    messages: [{ role: 'user', content: 'Summarize the video' }],
                    stream: true,
                    stream_options: { include_usage: true },
                    extra_body: {
                        google: {
                            cached_content:
                                'cachedContents/0000aaaa1111bbbb2222cccc3333dddd4444eeee',
                        },
                    },
                }),
            ),
        check(chunks) {
            assert.ok(textOf(chunks).length > 0);
            assert.ok(chunks.at(-1).usage.prompt_tokens_details.cached_tokens > 0);
        },
    },
];
