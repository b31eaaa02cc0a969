// Every section of the page: a name, what its JavaScript asks for, and what must come of it.

import { conversations } from './conversations.mjs';
import { models } from './models.mjs';

export const sections = [...conversations, ...models];
