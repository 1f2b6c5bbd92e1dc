/**
 * The keys of the viewer: one table for what they do and for the help that shows them.
 * @type {{ keys: string[], shown: string[], says: string, command: string }[]}
 */
export const KEYS = [
  { keys: ['/'], shown: ['/'], says: 'Search', command: 'search' },
  { keys: ['j', 'ArrowDown'], shown: ['j', '↓'], says: 'Next row', command: 'down' },
  { keys: ['k', 'ArrowUp'], shown: ['k', '↑'], says: 'Row above', command: 'up' },
  { keys: ['J', 'Shift+ArrowDown'], shown: ['J', 'Shift ↓'], says: 'Select one row more', command: 'extend-down' },
  { keys: ['K', 'Shift+ArrowUp'], shown: ['K', 'Shift ↑'], says: 'Select upwards', command: 'extend-up' },
  { keys: ['Enter', 'o'], shown: ['Enter'], says: 'Unfold the row', command: 'toggle' },
  { keys: ['g', 'Home'], shown: ['g'], says: 'To the start', command: 'start' },
  { keys: ['G', 'End'], shown: ['G'], says: 'To the end', command: 'end' },
  { keys: [':'], shown: [':'], says: 'Go to a line, time or share', command: 'goto' },
  { keys: ['n'], shown: ['n'], says: 'Next match', command: 'next-match' },
  { keys: ['N'], shown: ['N'], says: 'Match before', command: 'previous-match' },
  { keys: ['e'], shown: ['e'], says: 'Next error', command: 'next-error' },
  { keys: ['E'], shown: ['E'], says: 'Error before', command: 'previous-error' },
  { keys: ['w'], shown: ['w'], says: 'Next warning', command: 'next-warning' },
  { keys: ['W'], shown: ['W'], says: 'Warning before', command: 'previous-warning' },
  { keys: ['c'], shown: ['c'], says: 'Lines around it, and back', command: 'context' },
  { keys: ['y'], shown: ['y'], says: 'Copy the row or the selection', command: 'copy' },
  { keys: ['p'], shown: ['p'], says: 'Choose the file', command: 'pick' },
  { keys: ['m'], shown: ['m'], says: 'The same moment elsewhere', command: 'moment' },
  { keys: ['s'], shown: ['s'], says: 'Saved searches', command: 'saved' },
  { keys: ['h'], shown: ['h'], says: 'Highlight words', command: 'highlights' },
  { keys: ['f'], shown: ['f'], says: 'Follow what is written', command: 'live' },
  { keys: [' '], shown: ['Space'], says: 'Pause following, go on', command: 'pause' },
  { keys: ['r'], shown: ['r'], says: 'Newest or oldest first', command: 'order' },
  { keys: ['l'], shown: ['l'], says: 'Wrap long lines', command: 'wrap' },
  { keys: ['z'], shown: ['z'], says: 'UTC, local, relative time', command: 'zone' },
  { keys: ['t'], shown: ['t'], says: 'Light, dark, system', command: 'theme' },
  { keys: ['Escape'], shown: ['Esc'], says: 'Stop, or let go', command: 'escape' },
  { keys: ['?'], shown: ['?'], says: 'This help', command: 'help' },
];

/** The command of a key press, if it has one. @param {{ key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, shiftKey?: boolean }} event */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (ctrlKey || metaKey || altKey) return null;
  const name = shiftKey && key.startsWith('Arrow') ? `Shift+${key}` : key;
  return KEYS.find(({ keys }) => keys.includes(name))?.command ?? null;
}
