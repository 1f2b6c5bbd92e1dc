import { part } from './dom.js';

/** The thin line under the bar that tells how far a search is. */
export class ProgressLine extends HTMLElement {
  /** @param {number | null} share null where nothing is under way */
  set share(share) {
    this.hidden = share === null;
    if (share === null) return;
    part(this, 'div').style.transform = `scaleX(${Math.max(share, 0.01)})`;
    this.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  }
}
