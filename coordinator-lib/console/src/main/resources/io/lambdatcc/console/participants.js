// How the participants are, and a hand for all that is parked at one.

import * as api from './api.js';
import { askAndDo } from './dialog.js';
import { at, h, icon, keep, say } from './dom.js';
import { count, unsettled } from './words.js';

const BREAKERS = {
  CLOSED: { word: 'called normally', icon: 'confirmed', tone: 'good' },
  OPEN: { word: 'given a rest', icon: 'failing', tone: 'bad' },
  HALF_OPEN: { word: 'being tried again', icon: 'waiting', tone: 'warn' },
};

let parkedAt = new Map();
let names = [];
let after = () => {};

/** What to do after all at a participant were retried. */
export function onRetried(listener) {
  after = listener;
}

/** Reads and shows them; gives their names. */
export async function refresh() {
  const participants = await api.participants();
  names = participants.map((participant) => participant.name);
  keep(at('participants'), participants, (participant) => participant.name, card);
  return names;
}

export const known = () => names;

/** Takes from the list how many are parked because of each. */
export function countParked(docs) {
  parkedAt = new Map();
  for (const doc of docs.filter((each) => each.parked)) {
    for (const name of new Set(unsettled(doc).map((branch) => branch.participant))) {
      parkedAt.set(name, (parkedAt.get(name) ?? 0) + 1);
    }
  }
  for (const element of at('participants').children) {
    element.recount?.();
  }
}

function card(participant) {
  const { name } = participant;
  const state = h('span', { class: 'badge' });
  const facts = h('span', { class: 'dim' });
  const parked = h('a', { href: `#/?parked=true&participant=${encodeURIComponent(name)}` });
  const retry = h(
    'button',
    { type: 'button', on: { click: () => retryAll(name, retry) } },
    'Retry what is parked',
    h('span', { class: 'hidden' }, ` at ${name}`),
  );
  const hand = h('p', { class: 'hand' }, parked, retry);
  const element = h('li', {}, h('p', { class: 'who' }, h('strong', {}, name), state), h('p', {}, facts), hand);
  element.recount = () => {
    const n = parkedAt.get(name) ?? 0;
    hand.hidden = n === 0;
    say(parked, `${n} parked`);
  };
  element.update = (now) => {
    const breaker = BREAKERS[now.breaker] ?? { word: String(now.breaker).toLowerCase(), icon: 'open', tone: 'neutral' };
    state.className = `badge ${breaker.tone}`;
    state.replaceChildren(icon(breaker.icon), breaker.word);
    const failing = now.failurePercent === undefined ? '' : `, ${now.failurePercent} % of its last calls failed`;
    say(facts, `${now.transport}, ${count(now.callsOut, 'call', 'calls')} out${failing}`);
    element.recount();
  };
  return element;
}

function retryAll(name, button) {
  return askAndDo(
    button,
    {
      title: `Retry all that is parked at ${name}?`,
      texts: [
        `Every parked transaction that waits for ${name} is tried once more, at once. Participants answer repeats from memory, so nothing happens twice.`,
        `Do it when ${name} is well again; until then each try fails as before.`,
      ],
      yes: 'Retry them all',
    },
    async () => {
      const done = await api.retryParked(name);
      await after();
      return `${count(done.retried, 'transaction was', 'transactions were')} retried at ${name}: ${done.finished} finished, ${done.pending} not yet, ${done.failed} could not be read.`;
    },
  );
}
