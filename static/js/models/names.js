/**
 * A dotted name fitted to a width: packages are cut to their first letters from the front, as loggers do it, then the front is
 * left out. What tells names apart stands at their end.
 * @param {string} name @param {number} width in characters
 */
export function fitted(name, width) {
  if (name.length <= width) return name;
  const separator = name.includes('::') ? '::' : name.includes('/') ? '/' : '.';
  const parts = name.split(separator);
  for (let i = 0; i < parts.length - 1 && parts.join(separator).length > width; i++) parts[i] = (parts[i] ?? '').slice(0, 1);
  const short = parts.join(separator);
  return short.length <= width ? short : `…${short.slice(short.length - width + 1)}`;
}

/** Name of a file without its folders. @param {string} file */
export const baseName = (file) => file.slice(file.lastIndexOf('/') + 1);
