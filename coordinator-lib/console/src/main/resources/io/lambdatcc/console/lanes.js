// A transaction in time: a lane for each branch, its Try at the left of the decision and its Confirm or Cancel at the right.
//
// The two sides have a scale each: Tries take milliseconds, and who is stuck is so for hours.

import { h, icon } from './dom.js';
import { clock, duration, fromNow, millis } from './time.js';
import { branchState, decided, finished, operation, settled, stuck, times } from './words.js';

const SPLIT = 36; // where the decision is, in percent
const END = 97; // where now is; what is open goes on to the edge

/** Shows them as they are now. */
export function draw(element, doc, now) {
  const scale = scaled(doc, now);
  element.style.setProperty('--split', `${decided(doc) ? SPLIT : 0}%`);
  element.classList.toggle('undecided', !decided(doc));
  element.replaceChildren(
    head(doc, scale),
    ...doc.branches.map((branch) => lane(doc, branch, scale, now)),
    foot(doc, scale, now),
  );
}

/** When a branch came to something; null where nobody has noted it. */
export function noted(doc, branch, ...events) {
  const event = (doc.timeline ?? []).find((each) => each.branch === branch.id && events.includes(each.event));
  return event ? millis(event.at) : null;
}

/** What keeps a branch that does not get on, in words. */
export function plight(doc, branch, now) {
  const parts = [`${operation(doc)} asked ${times(branch.attempts)}`];
  if (doc.decidedAt) {
    parts[0] += ` since ${clock(doc.decidedAt)}`;
  }
  parts.push(branch.detail ? `last answer: ${branch.detail}` : 'no answer yet');
  if (doc.nextTryAt) {
    parts.push(millis(doc.nextTryAt) > now ? `next try ${fromNow(millis(doc.nextTryAt), now)}` : 'due now');
  }
  return parts.join(', ');
}

function scaled(doc, now) {
  const begun = millis(doc.createdAt);
  const end = doc.endedAt ? millis(doc.endedAt) : Math.max(now, begun);
  if (!doc.decidedAt) {
    return { begun, end, decided: null, x: (time) => part(time, begun, end, 0, END) };
  }
  const middle = Math.max(begun, millis(doc.decidedAt));
  const right = finished(doc) ? 100 : END;
  return {
    begun,
    end: Math.max(middle, end),
    decided: middle,
    x: (time) => (time <= middle ? part(time, begun, middle, 0, SPLIT) : part(time, middle, end, SPLIT, right)),
  };
}

function part(time, from, to, left, right) {
  const share = to > from ? (Math.min(Math.max(time, from), to) - from) / (to - from) : 1;
  return left + share * (right - left);
}

function head(doc, scale) {
  const tries = (scale.decided ?? scale.end) - scale.begun;
  const words = [
    h('span', { class: 'zone first' }, `Try, ${duration(tries)}${scale.decided === null ? ' so far' : ''}`),
  ];
  if (scale.decided !== null) {
    const rest = duration(scale.end - scale.decided);
    words.push(
      h(
        'span',
        { class: 'zone second' },
        icon('decided'),
        `decided: ${operation(doc)}, ${rest}${finished(doc) ? '' : ' so far'}`,
      ),
    );
  }
  return h('div', { class: 'axis' }, h('div', { class: 'label' }), h('div', { class: 'track' }, words));
}

function foot(doc, scale, now) {
  const words = [h('span', { class: 'zone first' }, clock(scale.begun))];
  if (scale.decided !== null) {
    words.push(h('span', { class: 'zone second' }, clock(scale.decided)));
  }
  words.push(
    h(
      'span',
      { class: 'zone last' },
      finished(doc) ? (doc.endedAt ? clock(scale.end) : 'ended') : `now, ${clock(now)}`,
    ),
  );
  return h('div', { class: 'axis foot' }, h('div', { class: 'label' }), h('div', { class: 'track' }, words));
}

function lane(doc, branch, scale, now) {
  const state = branchState(doc, branch);
  const isStuck = stuck(doc).includes(branch);
  return h(
    'div',
    { class: `lane ${isStuck ? 'stuck' : ''}` },
    h(
      'div',
      { class: 'label' },
      h('span', { class: `shape ${state.tone}` }, icon(state.icon, 14)),
      h(
        'span',
        { class: 'who' },
        branch.id,
        branch.participant === branch.id ? '' : h('span', { class: 'dim' }, ` at ${branch.participant}`),
      ),
    ),
    h(
      'div',
      { class: 'track' },
      tried(doc, branch, scale),
      decided(doc) && settling(doc, branch, scale),
      marks(doc, branch, scale),
    ),
    isStuck && h('p', { class: 'plight' }, plight(doc, branch, now)),
  );
}

/** From the begin to the answer of its Try, or to the decision where nobody has noted that. */
function tried(doc, branch, scale) {
  const answered = noted(doc, branch, 'tried', 'refused');
  const refused = branch.outcome === 'REFUSED' || noted(doc, branch, 'refused') !== null;
  const open = answered === null && !decided(doc) && ['PENDING', 'ASKED', 'WAITING'].includes(branch.outcome);
  const until = answered ?? scale.decided ?? scale.end;
  const kind = refused ? 'refused' : branch.outcome === 'WAITING' ? 'waiting' : 'held';
  return bar(
    `try ${kind}${open ? ' open' : ''}${answered === null ? ' guessed' : ''}`,
    0,
    open ? 100 : scale.x(until),
    refused ? 'refused' : open ? null : 'held',
  );
}

/** From the decision to the answer of its Confirm or Cancel, or on and on. */
function settling(doc, branch, scale) {
  if (!settled(branch) && !finished(doc)) {
    return bar(
      `settle open ${stuck(doc).includes(branch) ? 'stuck' : 'asked'}`,
      SPLIT,
      100,
      stuck(doc).includes(branch) ? 'failing' : null,
    );
  }
  const answered = noted(doc, branch, 'confirmed', 'cancelled', 'resolved');
  const until = answered ?? (finished(doc) ? scale.end : scale.decided);
  const kind = branch.outcome === 'CONFIRMED' ? 'confirmed' : 'cancelled';
  return bar(
    `settle ${kind}${answered === null ? ' guessed' : ''}`,
    SPLIT,
    scale.x(until),
    branch.resolved ? 'resolved' : kind,
  );
}

function marks(doc, branch, scale) {
  return (doc.timeline ?? [])
    .filter((event) => event.branch === branch.id && ['failed', 'waiting', 'parked'].includes(event.event))
    .map((event) => h('span', { class: `mark ${event.event}`, style: { left: `${scale.x(millis(event.at))}%` } }));
}

function bar(kind, left, right, end) {
  return h(
    'span',
    { class: `bar ${kind}`, style: { left: `${left}%`, width: `${Math.max(0, right - left)}%` } },
    end && icon(end, 12),
  );
}
