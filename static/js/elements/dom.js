/** Small helpers around the DOM. Text goes in as text: nothing here reads markup. */

/**
 * Makes an element. Keys that begin with `on` are listeners; `true` sets an empty attribute, null and false none.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** @param {string} name a symbol of icons/sprite.svg */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'i');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `${document.body.dataset.assets}/icons/sprite.svg#${name}`);
  svg.append(use);
  return svg;
}

/** The lines of the answer that came with the page: what its address asks for, from the start. @returns {string[] | null} */
export function firstAnswer() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('first'));
  const lines = template.content.textContent?.split('\n').filter((line) => line !== '') ?? [];
  return lines.length ? lines : null;
}

const SVG = 'http://www.w3.org/2000/svg';

/**
 * The one element below `root` that a selector names; the markup of the page promises that it is there.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root @param {string} selector
 * @returns {T}
 */
export function part(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return /** @type {T} */ (found);
}

/** @param {EventTarget} from @param {string} name @param {unknown} [detail] */
export const tell = (from, name, detail) => from.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

/** Path that the pages are served under. */
export const base = () => document.body.dataset.base ?? '';

/** Address of the socket that is followed over. */
export function socketAddress() {
  const url = new URL(`${base()}/api/logs/follow?batch=true`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}

/** What the page is called, and how much happened while nobody looked at it. */
const title = { text: document.title, count: 0 };

/** @param {string} text */
export function entitle(text) {
  title.text = text;
  countInTitle(title.count);
}

/** @param {number} count */
export function countInTitle(count) {
  title.count = count;
  document.title = count ? `(${count}) ${title.text}` : title.text;
}

/** Says something to screen readers. @param {string} text */
export function say(text) {
  const region = document.getElementById('said');
  if (region) region.textContent = text;
}

/** @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text); // the clipboard is kept from pages that came over plain HTTP from another machine
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const area = /** @type {HTMLTextAreaElement} */ (make('textarea', { class: 'sr' }));
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
