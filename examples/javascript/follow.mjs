// Follows channels of logbrook, and goes on where it was after a lost connection: nothing is lost, nothing comes twice.
//
//   node follow.mjs http://127.0.0.1:7474 tasks/42          a channel, from its beginning
//   node follow.mjs http://127.0.0.1:7474 'tasks/42/**'     and all channels below it
//   node follow.mjs http://127.0.0.1:7474 tasks/42 50       the last 50 entries first, and then what comes
//
// It prints entries as NDJSON. It needs Node.js 20 and no package; LOGBROOK_TOKEN is sent where it is set. `follow` works in browsers, too.

const LONGEST_WAIT = 30_000;
/** A server that has nothing to tell sends an empty line every 15 s. */
const SILENCE = 45_000;

/** Yields the entries of a channel, for ever; `tail` is for one channel alone. `query` narrows it: { q, min_level, … } */
export async function* follow(url, channel, { tail, token, ...query } = {}) {
  const cursors = new Map(); // The last cursor of each channel: behind it, it goes on.
  for (let wait = 500; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const parameters = new URLSearchParams({ follow: 'true', ...query });
    for (const glob of globs(channel)) parameters.append('file', glob);
    for (const cursor of cursors.values()) parameters.append('cursor', cursor);
    if (tail !== undefined && cursors.size === 0) parameters.set('tail', tail);
    let reason = 'the stream has ended';
    try {
      for await (const record of stream(`${url.replace(/\/+$/, '')}/api/logs/stream?${parameters}`, token)) {
        wait = 500;
        if (record.type === 'log') {
          yield record;
          // Only now: who is interrupted before gets it again.
          cursors.set(record.channel, record.cursor);
        } else if (record.type === 'gap' || record.type === 'error') {
          console.error('follow:', JSON.stringify(record));
        }
      }
    } catch (error) {
      if (error.status < 500 && error.status !== 429) throw error;
      reason = error.message;
    }
    console.error(`follow: ${reason}; tries again in ${wait / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Returns the files that a channel is. Each is a glob, so that one that has not begun yet is waited for. */
function globs(channel) {
  if (!channel.endsWith('/**')) return [`channels/${channel}.ndjso[n]`];
  const above = channel.slice(0, -'/**'.length);
  return [`channels/${above}.ndjso[n]`, `channels/${above}/**`];
}

/** Yields the records of one connection until it ends. */
async function* stream(address, token) {
  const abort = new AbortController();
  let silence = setTimeout(() => abort.abort(), SILENCE);
  try {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const answer = await fetch(address, { headers, signal: abort.signal });
    if (!answer.ok) throw Object.assign(new Error(`${answer.status}: ${await answer.text()}`), { status: answer.status });
    let begun = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), SILENCE);
      const lines = (begun + piece).split('\n');
      // What has no end yet goes on in the next piece, or comes again.
      begun = lines.pop();
      for (const line of lines) if (line.trim()) yield JSON.parse(line);
    }
  } finally {
    clearTimeout(silence);
    abort.abort();
  }
}

/** Tells whether this file is the program, and not a module of another. */
async function isProgram() {
  const program = globalThis.process?.argv?.[1];
  if (!program) return false;
  const [{ realpathSync }, { pathToFileURL }] = [await import('node:fs'), await import('node:url')];
  return import.meta.url === pathToFileURL(realpathSync(program)).href;
}

if (await isProgram()) {
  const [url, channel, tail] = process.argv.slice(2);
  if (!channel) {
    console.error('usage: node follow.mjs URL CHANNEL [LAST]');
    process.exit(2);
  }
  for await (const entry of follow(url, channel, { tail, token: process.env.LOGBROOK_TOKEN })) {
    console.log(JSON.stringify(entry));
  }
}
