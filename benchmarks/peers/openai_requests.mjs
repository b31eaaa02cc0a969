// Peer (c), plain chat completions: openai_requests.mjs URL REQUESTS CONCURRENT
// NODE_EXTRA_CA_CERTS names the certificate to trust.
import OpenAI from 'openai';

const [url, requests, concurrent] = [process.argv[2], +process.argv[3], +process.argv[4]];
const client = new OpenAI({ apiKey: 'benchmark-key', baseURL: url, maxRetries: 2 });
const messages = [{ role: 'user', content: 'Explain to me how AI works' }];

let left = 0;
let checksum = 0;

async function work() {
  while (left > 0) {
    left -= 1;
    const completion = await client.chat.completions.create({ model: 'gemini-2.5-flash', messages });
    checksum += Buffer.byteLength(completion.choices[0].message.content);
  }
}

async function run(count) {
  left = count;
  await Promise.all(Array.from({ length: concurrent }, work));
}

await run(2000); // connections, and time for the compiler
checksum = 0;
const cpu = process.cpuUsage();
const started = performance.now();
await run(requests);
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({
  cpu_us: used.user + used.system,
  wall_us: (performance.now() - started) * 1000,
  count: requests,
  checksum,
}));
process.exit(0); // idle connections would keep it running
