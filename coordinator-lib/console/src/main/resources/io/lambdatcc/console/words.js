// What the API's words mean, and what to make of a transaction.

import { h, icon } from './dom.js';
import { millis } from './time.js';

const STATES = {
  TRYING: { word: 'trying', icon: 'trying', tone: 'neutral' },
  CONFIRMING: { word: 'confirming', icon: 'confirming', tone: 'going' },
  CANCELLING: { word: 'cancelling', icon: 'cancelling', tone: 'back' },
  CONFIRMED: { word: 'confirmed', icon: 'confirmed', tone: 'good' },
  CANCELLED: { word: 'cancelled', icon: 'cancelled', tone: 'back' },
  PARKED: { word: 'parked', icon: 'parked', tone: 'bad' },
};

const SETTLED = ['CONFIRMED', 'CANCELLED'];
const ENOUGH_TO_WORRY = 2;

/** `{word, icon, tone}` of a phase; one that this page does not know is shown as it is called. */
export const state = (phase) => STATES[phase] ?? { word: String(phase).toLowerCase(), icon: 'open', tone: 'neutral' };

export const finished = (doc) => SETTLED.includes(doc.phase);
export const decided = (doc) => Boolean(doc.decision);

/** The name that the caller gave it, without what the coordinator has added. */
export const nameOf = (id) => id.split('~')[0];

/** Branches that a decided transaction still waits for. */
export const unsettled = (doc) =>
  decided(doc) && !finished(doc) ? doc.branches.filter((branch) => !settled(branch)) : [];

export const settled = (branch) => SETTLED.includes(branch.outcome);

/** Those among them that have failed, and not only not answered yet. */
export const stuck = (doc) =>
  unsettled(doc).filter((branch) => branch.attempts >= (branch.detail ? 1 : ENOUGH_TO_WORRY));

/** What is being done to the branches: `Confirm` or `Cancel`. */
export const operation = (doc) => (doc.decision === 'CONFIRM' ? 'Confirm' : 'Cancel');

/** The state of a transaction, as a word in a shape. */
export function badge(doc) {
  const shown = doc.parked ? STATES.PARKED : state(doc.phase);
  return h(
    'span',
    { class: `badge ${shown.tone}` },
    icon(shown.icon),
    doc.parked ? `parked, ${state(doc.phase).word}` : shown.word,
  );
}

/** `{word, icon, tone}` of a branch. */
export function branchState(doc, branch) {
  switch (branch.outcome) {
    case 'CONFIRMED':
      return {
        word: branch.resolved ? 'confirmed by hand' : 'confirmed',
        icon: branch.resolved ? 'resolved' : 'confirmed',
        tone: 'good',
      };
    case 'CANCELLED':
      return {
        word: branch.resolved ? 'cancelled by hand' : 'cancelled',
        icon: branch.resolved ? 'resolved' : 'cancelled',
        tone: 'back',
      };
    default:
      return unsettledState(doc, branch);
  }
}

function unsettledState(doc, branch) {
  if (stuck(doc).includes(branch)) {
    return { word: `${operation(doc)} fails`, icon: 'failing', tone: 'bad' };
  }
  if (decided(doc) && !finished(doc)) {
    return { word: `not ${doc.decision === 'CONFIRM' ? 'confirmed' : 'cancelled'} yet`, icon: 'open', tone: 'warn' };
  }
  switch (branch.outcome) {
    case 'TRIED':
      return { word: 'reserved', icon: 'held', tone: 'going' };
    case 'REFUSED':
      return { word: 'refused', icon: 'refused', tone: 'back' };
    case 'WAITING':
      return { word: 'waits for others', icon: 'waiting', tone: 'warn' };
    case 'ASKED':
      return { word: 'asked, no answer yet', icon: 'open', tone: 'neutral' };
    case 'PENDING':
      return { word: finished(doc) ? 'never tried' : 'not tried yet', icon: 'open', tone: 'neutral' };
    default:
      return { word: String(branch.outcome).toLowerCase(), icon: 'open', tone: 'neutral' };
  }
}

/** `once`, `twice`, `7 times` */
export const times = (n) => ['never', 'once', 'twice'][n] ?? `${n} times`;

/** `1 branch`, `3 branches` */
export const count = (n, one, more) => `${n} ${n === 1 ? one : more}`;

/** `a`, `a and b`, `a, b and 3 more` */
export function listed(names, most = 3) {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Why a transaction was cancelled. */
export function why(reason) {
  switch (reason) {
    case 'refused':
      return 'a participant refused';
    case 'contended':
      return 'others hold what it needs; another attempt may succeed';
    case 'rejected':
      return 'a participant did not accept the message';
    case 'deadline':
      return 'its deadline passed';
    case 'requested':
      return 'somebody asked for it';
    case 'never_begun':
      return 'its begin never reached the log';
    default:
      return String(reason).replaceAll('_', ' ');
  }
}

/** What wants looking at comes first, then what is oldest. */
export function byNeed(a, b) {
  return (
    Number(b.parked) - Number(a.parked) ||
    stuck(b).length - stuck(a).length ||
    millis(a.createdAt) - millis(b.createdAt) ||
    a.id.localeCompare(b.id)
  );
}
