// Peer (c), streamed chat completions: openai_streams.mjs URL STREAMS CONCURRENT [WARM_UP_URL]
// Without WARM_UP_URL, the measurement begins when connections are open and the compiler has had
// time. With it, the server sends when all streams are open, and the measurement begins then.
// NODE_EXTRA_CA_CERTS names the certificate to trust.
import OpenAI from 'openai';

const [url, streams, concurrent] = [process.argv[2], +process.argv[3], +process.argv[4]];
const warmUpUrl = process.argv[5];
const messages = [{ role: 'user', content: 'Explain to me how AI works' }];

let left = 0;
let chunks = 0;
let checksum = 0;
let opened = 0;
let cpu;
let started;

function start() {
  cpu = process.cpuUsage();
  started = performance.now();
}

async function work(client) {
  while (left > 0) {
    left -= 1;
    const stream = await client.chat.completions.create({ model: 'gemini-2.5-flash', messages, stream: true });
    opened += 1;
    if (warmUpUrl && opened === concurrent) start(); // the last call of it counts
    for await (const chunk of stream) {
      chunks += 1;
      checksum += Buffer.byteLength(chunk.choices[0].delta.content ?? '');
    }
  }
}

async function run(baseURL, count) {
  const client = new OpenAI({ apiKey: 'benchmark-key', baseURL, maxRetries: 2 });
  left = count;
  opened = 0;
  chunks = 0;
  checksum = 0;
  await Promise.all(Array.from({ length: concurrent }, () => work(client)));
}

await run(warmUpUrl ?? url, concurrent * 2);
start();
await run(url, streams);
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({
  cpu_us: used.user + used.system,
  wall_us: (performance.now() - started) * 1000,
  count: chunks,
  checksum,
}));
process.exit(0); // idle connections would keep it running
