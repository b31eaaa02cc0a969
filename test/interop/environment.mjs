// What scripts/interop tells the tests.

function required(name) {
    const value = process.env[name];
    if (!value) throw new Error(`${name} is not set: run scripts/interop`);
    return value;
}

// The emulator: the base URLs in Gemini's and in OpenAI's manner, the key, and the file in which it
// records what it receives.
export const emulator = {
    get baseURL() {
        return required('COAI_EMULATOR_URL');
    },
    get openaiURL() {
        return new URL('/v1/', required('COAI_EMULATOR_URL')).href;
    },
    get apiKey() {
        return required('COAI_EMULATOR_KEY');
    },
    get certificates() {
        return required('NODE_EXTRA_CA_CERTS');
    },
    get record() {
        return required('COAI_EMULATOR_RECORD');
    },
    urlFor(section) {
        return section.manner === 'openai' ? this.openaiURL : this.baseURL;
    },
};

// Prism before another emulator, and programs in examples/.
export function validatingProxy() {
    return required('COAI_PRISM_PROXY_URL');
}
export function examplePrograms() {
    return required('COAI_EXAMPLE_PROGRAMS').split(' ');
}

// The page's sections in C++: a program that takes a section's name.
export function pageProgram() {
    return required('COAI_PAGE_PROGRAM');
}
