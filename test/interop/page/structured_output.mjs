// The page's section about structured output.

import assert from 'node:assert/strict';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';

const CalendarEvent = z.object({
    name: z.string(),
    date: z.string(),
    participants: z.array(z.string()),
});

export const structuredOutput = [
    {
        name: 'structured output',
        ask: (openai) =>
            openai.chat.completions.parse({
                model: 'gemini-2.0-flash',
                messages: [
                    { role: 'system', content: 'Extract the event information.' },
                    {
                        role: 'user',
                        content: 'John and Susan are going to an AI conference on Friday',
                    },
                ],
                response_format: zodResponseFormat(CalendarEvent, 'event'),
            }),
        check(completion) {
            const event = completion.choices[0].message.parsed;
            assert.deepEqual(CalendarEvent.strict().parse(event), event);
        },
    },
];
