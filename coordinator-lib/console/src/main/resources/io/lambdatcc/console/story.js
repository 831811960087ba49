// What has happened to a transaction, one sentence after the other.

import { h, icon } from './dom.js';
import { absolute, duration, millis } from './time.js';
import { count, operation, why } from './words.js';

/** Entries of the story, oldest first. */
export function events(doc) {
  return doc.timeline?.length > 0 ? doc.timeline : guessed(doc);
}

/** What can be told by a coordinator that keeps no timeline. */
function guessed(doc) {
  return [
    { at: doc.createdAt, event: 'begun' },
    { at: doc.decidedAt, event: 'decided' },
    { at: doc.parkedAt, event: 'parked' },
    { at: doc.endedAt, event: 'ended' },
  ].filter((event) => event.at);
}

/** An entry as a list item. */
export function item(doc, event) {
  const after = millis(event.at) - millis(doc.createdAt);
  const told = sentence(doc, event);
  return h(
    'li',
    { class: told.tone },
    h('span', { class: 'when' }, absolute(event.at), h('span', { class: 'dim' }, ` +${duration(after)}`)),
    h('span', { class: `shape ${told.tone}` }, icon(told.icon)),
    h('span', { class: 'what' }, told.text, event.by && h('span', { class: 'dim' }, ` by ${event.by}`)),
  );
}

function sentence(doc, event) {
  const branch = h('strong', {}, event.branch ?? '');
  const detail = event.detail ? `: ${event.detail}` : '';
  switch (event.event) {
    case 'begun':
      return told('begun', 'neutral', `Begun, with ${count(doc.branches.length, 'branch', 'branches')}`);
    case 'tried':
      return told('held', 'going', branch, ' answered its Try: reserved');
    case 'refused':
      return told('refused', 'back', branch, ` refused${detail}`);
    case 'waiting':
      return told('waiting', 'warn', branch, ` answered “not now”: others hold what it needs${detail}`);
    case 'decided':
      return told(
        'decided',
        'neutral',
        doc.decision === 'CANCEL' ? `Decided to cancel: ${why(doc.reason)}${detail}` : 'Decided to confirm',
      );
    case 'confirmed':
      return told('confirmed', 'good', branch, ' is confirmed');
    case 'cancelled':
      return told('cancelled', 'back', branch, ' is cancelled');
    case 'failed':
      return told('failing', 'bad', branch, ` did not answer its ${operation(doc)} with a yes${detail}`);
    case 'parked':
      return told('parked', 'bad', `Parked: somebody has to look${detail}`);
    case 'resolved':
      return told('resolved', 'good', branch, ` was resolved by hand${detail}`);
    case 'ended':
      return told('ended', 'good', `Ended: ${doc.phase === 'CANCELLED' ? 'cancelled' : 'confirmed'} everywhere`);
    default:
      return told('open', 'neutral', branch, ` ${event.event}${detail}`);
  }
}

const told = (name, tone, ...text) => ({ icon: name, tone, text });
