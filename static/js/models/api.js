/** A refusal of the server: `application/problem+json`, or the best that can be made of another answer. */
export class Problem extends Error {
  /** @param {{ status: number, title?: string, detail?: string, param?: string, column?: number }} fields */
  constructor({ status, title, detail, param, column }) {
    super(detail ?? title ?? `the server answered ${status}`);
    this.status = status;
    this.param = param ?? null;
    this.column = column ?? null;
  }

  /** @param {Response} response */
  static async from(response) {
    const body = await response.json().catch(() => ({}));
    return new Problem({ ...body, status: response.status });
  }
}

/**
 * Asks for a JSON document.
 * @param {string} url @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function getJson(url, signal) {
  const response = await fetch(url, { signal: signal ?? null, headers: { accept: 'application/json' } });
  if (!response.ok) throw await Problem.from(response);
  return response.json();
}

/**
 * Reads an NDJSON answer as it arrives and hands on its lines, a chunk at a time.
 * One decoder serves the whole answer: a character may be cut by a chunk's edge.
 * @param {string} url
 * @param {(lines: string[]) => void} onLines
 * @param {AbortSignal} [signal]
 */
export async function streamLines(url, onLines, signal) {
  const response = await fetch(url, { signal: signal ?? null, headers: { accept: 'application/x-ndjson' } });
  if (!response.ok) throw await Problem.from(response);
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
    rest = done ? '' : lines.pop() ?? '';
    const full = lines.filter((line) => line !== '');
    if (full.length) onLines(full);
    if (done) return;
  }
}

/** @param {unknown} error */
export const isAbort = (error) => error instanceof DOMException && error.name === 'AbortError';
