// Copies an OpenAPI document with only the paths that coai's client has calls for, and what they
// refer to, so that Prism starts in seconds: node used_paths.mjs DOCUMENT COPY

import { readFileSync, writeFileSync } from 'node:fs';

const used = /^\/(chat\/completions|embeddings|images\/generations|models|files|batches)(\/|$)/;

// The "#/components/KIND/NAME" that a value refers to, directly.
function references(value) {
    const found = JSON.stringify(value).matchAll(/"\$ref":"#\/components\/([^/"]+)\/([^/"]+)"/g);
    return [...found].map(([, kind, name]) => ({ kind, name }));
}

function referredTo(components, value) {
    const result = { securitySchemes: components.securitySchemes };
    const open = references(value);
    while (open.length > 0) {
        const { kind, name } = open.pop();
        result[kind] ??= {};
        if (name in result[kind]) continue;
        result[kind][name] = components[kind][name];
        open.push(...references(components[kind][name]));
    }
    return result;
}

const [document, copy] = process.argv.slice(2);
const { openapi, info, servers, security, paths, components } = JSON.parse(
    readFileSync(document, 'utf8'),
);
const kept = Object.fromEntries(Object.entries(paths).filter(([path]) => used.test(path)));
// The document takes a file's content for a string in JSON, which it is not.
delete kept['/files/{file_id}/content'].get.responses['200'].content;
writeFileSync(
    copy,
    JSON.stringify({
        openapi,
        info,
        servers,
        security,
        paths: kept,
        components: referredTo(components, kept),
    }),
);
