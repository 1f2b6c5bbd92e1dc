/** @typedef {import('./ansi.js').Span} Span */

/**
 * A text cut where what it is shown with changes.
 * @param {string} text @param {Span[]} spans in any order; they may overlap
 * @returns {{ text: string, kinds: string[] }[]}
 */
export function pieces(text, spans) {
  if (spans.length === 0) return text ? [{ text, kinds: [] }] : [];
  const edges = new Set([0, text.length]);
  for (const { from, to } of spans) edges.add(Math.min(from, text.length)).add(Math.min(to, text.length));
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => {
    const from = /** @type {number} */ (cuts[i]);
    return { text: text.slice(from, to), kinds: spans.filter((span) => span.from <= from && span.to >= to).map(({ kind }) => kind) };
  });
}
