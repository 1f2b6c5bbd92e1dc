/**
 * @typedef {{ from: number, to: number, kind: string }} Span   part of a text, and the class it is shown with
 * @typedef {{ text: string, spans: Span[] }} Styled
 */

/** Escape sequences: CSI (the one that styles ends with `m`), OSC (titles, links) and those of two characters. */
const SEQUENCE = /\u001b(?:\[([0-9;:]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** The colours that terminals have, by their last digit; black and white are left as the theme has them. */
const COLOURS = ['', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', ''];

/** A text without its escape sequences, and where which style stood. @param {string} written @returns {Styled} */
export function styled(written) {
  let text = '';
  let at = 0;
  /** @type {Span[]} */
  const spans = [];
  /** @type {Map<string, string>} */
  let style = new Map();
  const take = (/** @type {number} */ to) => {
    const piece = written.slice(at, to);
    if (piece) for (const kind of style.values()) spans.push({ from: text.length, to: text.length + piece.length, kind });
    text += piece;
  };
  for (const { 0: sequence, 1: codes, 2: end, index } of written.matchAll(SEQUENCE)) {
    take(index);
    at = index + sequence.length;
    if (end === 'm') style = changed(style, (codes ?? '').split(/[;:]/).map(Number));
  }
  take(written.length);
  return { text, spans };
}

/** The message of an entry with the colours it has in its file. @param {{ message: string, raw?: string }} record @returns {Styled} */
export function coloured({ message, raw }) {
  if (message.includes('\u001b')) return styled(message);
  if (!raw?.includes('\u001b')) return { text: message, spans: [] };
  const { text, spans } = styled(raw);
  const at = text.lastIndexOf(message);
  if (at < 0) return { text: message, spans: [] };
  const moved = spans.map(({ from, to, kind }) => ({ from: Math.max(from - at, 0), to: Math.min(to - at, message.length), kind }));
  return { text: message, spans: moved.filter(({ from, to }) => to > from) };
}

/** @param {Map<string, string>} style @param {number[]} codes */
function changed(style, codes) {
  const next = new Map(style);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 0) next.clear();
    else if (code === 1) put(next, 'weight', 'bold');
    else if (code === 2) put(next, 'weight', 'dim');
    else if (code === 22) next.delete('weight');
    else if (code === 3 || code === 23) put(next, 'slant', code === 3 ? 'italic' : '');
    else if (code === 4 || code === 24) put(next, 'line', code === 4 ? 'underline' : '');
    else if (code === 38 || code === 48) {
      const [colour, used] = wide(codes.slice(i + 1));
      put(next, code === 38 ? 'ink' : 'ground', colour && (code === 38 ? colour : `on-${colour}`));
      i += used;
    } else if (code >= 30 && code <= 37) put(next, 'ink', COLOURS[code - 30] ?? '');
    else if (code >= 90 && code <= 97) put(next, 'ink', code === 90 ? 'dim' : COLOURS[code - 90] ?? '');
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) put(next, 'ground', COLOURS[code % 10] ? `on-${COLOURS[code % 10]}` : '');
    else if (code === 39) next.delete('ink');
    else if (code === 49) next.delete('ground');
  }
  return next;
}

/** @param {Map<string, string>} style @param {string} key @param {string} kind none takes it away */
function put(style, key, kind) {
  if (kind) style.set(key, `a-${kind}`);
  else style.delete(key);
}

/** A colour of 256 or of 16 million becomes the nearest that the theme has at enough contrast. @param {number[]} codes @returns {[string, number]} colour, and how many codes it took */
function wide([kind, a = 0, b = 0, c = 0]) {
  if (kind === 2) return [nearest(a, b, c), 4];
  if (kind !== 5) return ['', 1];
  if (a < 16) return [COLOURS[a % 8] ?? '', 2];
  if (a > 231) return [a < 244 ? 'dim' : '', 2];
  const [red, green, blue] = [Math.floor((a - 16) / 36), Math.floor((a - 16) / 6) % 6, (a - 16) % 6];
  return [nearest(red * 51, green * 51, blue * 51), 2];
}

/** @param {number} red @param {number} green @param {number} blue */
function nearest(red, green, blue) {
  const [least, most] = [Math.min(red, green, blue), Math.max(red, green, blue)];
  if (most - least < 50) return most < 140 ? 'dim' : '';
  const bit = (/** @type {number} */ part) => (part > (least + most) / 2 ? 1 : 0);
  return COLOURS[bit(red) + 2 * bit(green) + 4 * bit(blue)] ?? '';
}
