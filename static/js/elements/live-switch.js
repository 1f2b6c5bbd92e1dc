import { number } from '../models/format.js';
import { part } from './dom.js';

/** Switches following on and off, pauses it, and says how it is. */
export class LiveSwitch extends HTMLElement {
  /** @param {import('../models/live.js').Live | null} live null where nothing is followed */
  show(live) {
    const state = live?.state ?? 'off';
    this.dataset.state = live?.refused ? 'refused' : live?.isLost ? 'waiting' : state;
    const follow = part(this, '.follow');
    follow.setAttribute('aria-pressed', String(live !== null));
    follow.title = live ? 'Follow no more (f)' : 'Follow what is written (f)';
    part(follow, '.name').textContent = live ? said(live) : 'Live';
    const pause = part(this, '.pause');
    const isPaused = state === 'paused';
    pause.hidden = !isPaused && state !== 'live';
    pause.setAttribute('aria-label', isPaused ? 'Go on' : 'Pause');
    pause.title = isPaused ? 'Go on where it stopped (Space)' : 'Pause; nothing is lost (Space)';
    part(pause, 'use').setAttribute('href', `${document.body.dataset.assets}/icons/sprite.svg#${isPaused ? 'play' : 'pause'}`);
  }
}

/** @param {import('../models/live.js').Live} live */
function said({ state, rate, wait, isLost }) {
  if (isLost) return `Lost · ${Math.ceil(wait / 1000)} s`;
  switch (state) {
    case 'live': return `Live ${rate.perSecond < 0.5 ? '' : `${number(Math.round(rate.perSecond))}/s`}`.trim();
    case 'paused': return 'Paused';
    case 'connecting': return 'Connecting';
    default: return 'Not live';
  }
}
