// Where two JSON values differ.

function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// A list of { path, sdk, coai }, with undefined for what one side does not have.
export function differences(sdk, coai, path = '') {
    if (isObject(sdk) && isObject(coai)) {
        const names = new Set([...Object.keys(sdk), ...Object.keys(coai)]);
        return [...names].flatMap((name) => differences(sdk[name], coai[name], `${path}.${name}`));
    }
    if (Array.isArray(sdk) && Array.isArray(coai)) {
        const length = Math.max(sdk.length, coai.length);
        return Array.from({ length }, (_, index) =>
            differences(sdk[index], coai[index], `${path}[${index}]`),
        ).flat();
    }
    return Object.is(sdk, coai) ? [] : [{ path, sdk, coai }];
}
