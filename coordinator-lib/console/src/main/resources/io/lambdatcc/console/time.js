// Times as people read them. The API's are of the coordinator's clock, and this machine's may differ.

import { h } from './dom.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Milliseconds of an instant of the API. */
export const millis = (instant) => Date.parse(instant);

/** How long, in at most two units. */
export function duration(length) {
  const time = Math.max(0, length);
  if (time < SECOND) {
    return `${Math.round(time)}\u00a0ms`;
  }
  if (time < 10 * SECOND) {
    return `${(time / SECOND).toFixed(1)}\u00a0s`;
  }
  if (time < MINUTE) {
    return `${Math.floor(time / SECOND)}\u00a0s`;
  }
  if (time < HOUR) {
    return two(time, MINUTE, 'min', SECOND, 's');
  }
  return time < DAY ? two(time, HOUR, 'h', MINUTE, 'min') : two(time, DAY, 'd', HOUR, 'h');
}

function two(time, large, largeName, small, smallName) {
  const rest = Math.floor((time % large) / small);
  return `${Math.floor(time / large)}\u00a0${largeName}${rest > 0 ? ` ${rest}\u00a0${smallName}` : ''}`;
}

/** The time of day, or the day too where it is not today. */
export function clock(instant) {
  const time = new Date(instant);
  return time.toDateString() === new Date().toDateString() ? CLOCK.format(time) : DAY_AND_CLOCK.format(time);
}

/**
 * A time relative to now, which goes on by itself, with the full one as its tooltip.
 *
 * @param past what is said once it is over; else how long ago that was
 */
export function relative(instant, past = null) {
  return ticking(h('time', { datetime: instant, title: full(instant), 'data-relative': true, 'data-past': past }));
}

/** A time of day, with the full one as its tooltip. */
export function absolute(instant) {
  return h('time', { datetime: instant, title: full(instant) }, clock(instant));
}

/** In words: `12 s ago`, `in 40 s`. */
export function fromNow(time, now = Date.now()) {
  const away = time - now;
  if (Math.abs(away) < 1500) {
    return away > 0 ? 'in a moment' : 'just now';
  }
  return away > 0 ? `in ${coarse(away, duration)}` : `${coarse(-away, oneUnit)} ago`;
}

/** Brings all relative times up to date; to be called now and then. */
export function tick() {
  document.querySelectorAll('time[data-relative]').forEach(ticking);
}

function ticking(element) {
  const time = millis(element.dateTime);
  const text = element.dataset.past && time < Date.now() ? element.dataset.past : fromNow(time);
  if (element.textContent !== text) {
    element.textContent = text;
  }
  return element;
}

const coarse = (time, longer) => (time < MINUTE ? `${Math.round(time / SECOND)}\u00a0s` : longer(time));

function oneUnit(time) {
  const [unit, name] = time < HOUR ? [MINUTE, 'min'] : time < 2 * DAY ? [HOUR, 'h'] : [DAY, 'days'];
  return `${Math.floor(time / unit)}\u00a0${name}`;
}

const full = (instant) => `${DATE.format(new Date(instant))} (${instant})`;
