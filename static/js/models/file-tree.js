/**
 * @typedef {object} LogFile
 * @property {string} file
 * @property {number} size
 * @property {string} modified
 * @property {string | null} format
 * @property {string | null} compression
 * @property {string[]} rotated
 * @property {string | null} channel
 *
 * @typedef {{ kind: 'folder', path: string, name: string, depth: number, files: number, size: number }} FolderLine
 * @typedef {{ kind: 'file', name: string, depth: number, log: LogFile }} FileLine
 */

/** How the list can be ordered. @type {Record<string, (a: LogFile, b: LogFile) => number>} */
export const ORDERS = {
  name: (a, b) => byName(a.file, b.file),
  size: (a, b) => b.size - a.size || byName(a.file, b.file),
  modified: (a, b) => b.modified.localeCompare(a.modified) || byName(a.file, b.file),
  format: (a, b) => byName(a.format ?? '~', b.format ?? '~') || byName(a.file, b.file),
};

/** Made when names are first compared, since it takes a while. @type {Intl.Collator | undefined} */
let collator;

/** @param {string} a @param {string} b */
function byName(a, b) {
  collator ??= new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  return collator.compare(a, b);
}

/** The files whose name holds every word. @param {LogFile[]} logs @param {string} typed */
export function matching(logs, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return logs.filter(({ file, format }) => words.every((word) => file.toLowerCase().includes(word) || format?.includes(word)));
}

/**
 * The lines of the tree: each folder before what it holds, and nothing below a closed one.
 * @param {LogFile[]} logs ordered within their folders @param {Set<string>} closed paths of folders
 * @returns {(FolderLine | FileLine)[]}
 */
export function treeLines(logs, closed) {
  return folderLines(logs, '', 0, closed);
}

/** @param {LogFile[]} logs @param {string} path @param {number} depth @param {Set<string>} closed @returns {(FolderLine | FileLine)[]} */
function folderLines(logs, path, depth, closed) {
  /** @type {Map<string, LogFile[]>} */
  const folders = new Map();
  /** @type {FileLine[]} */
  const files = [];
  for (const log of logs) {
    const [name = '', ...below] = log.file.slice(path.length).split('/');
    if (below.length === 0) files.push({ kind: 'file', name, depth, log });
    else folders.set(name, [...(folders.get(name) ?? []), log]);
  }
  const lines = [...folders].sort(([a], [b]) => byName(a, b)).flatMap(([name, held]) => {
    const below = `${path}${name}/`;
    const size = held.reduce((sum, log) => sum + log.size, 0);
    /** @type {FolderLine} */
    const folder = { kind: 'folder', path: below, name, depth, files: held.length, size };
    return [folder, ...(closed.has(below) ? [] : folderLines(held, below, depth + 1, closed))];
  });
  return [...lines, ...files];
}
