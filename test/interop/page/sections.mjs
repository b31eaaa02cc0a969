// Every section of the page: a name, what its JavaScript asks for, and what must come of it. Those
// in OpenAI's manner go to its path of the emulator, all others to Gemini's.

import { batches } from './batches.mjs';
import { conversations } from './conversations.mjs';
import { files } from './files.mjs';
import { media } from './media.mjs';
import { models } from './models.mjs';
import { structuredOutput } from './structured_output.mjs';

export const sections = [
    ...conversations,
    ...media,
    ...structuredOutput,
    ...batches,
    ...files,
    ...models,
];
