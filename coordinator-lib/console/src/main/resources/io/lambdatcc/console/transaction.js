// One transaction: what is the matter with it, its branches in time, and what can be done.

import * as api from './api.js';
import { announce, askAndDo, tell } from './dialog.js';
import { at, h, icon, keep, say } from './dom.js';
import { draw, plight } from './lanes.js';
import { events, item } from './story.js';
import { absolute, duration, millis, relative } from './time.js';
import {
  badge,
  branchState,
  decided,
  finished,
  listed,
  nameOf,
  operation,
  stuck,
  times,
  unsettled,
  why,
} from './words.js';

let id = null;
let etag = null;
let doc = null;

/** Shows this one from now on; it has still to be read. */
export function open(wanted) {
  if (wanted === id) {
    return;
  }
  [id, etag, doc] = [wanted, null, null];
  say(at('t-title'), nameOf(wanted));
  say(at('t-id'), wanted);
  ['t-state', 't-facts', 't-lanes', 't-legend', 't-branches', 't-story'].forEach((each) => at(each).replaceChildren());
  at('t-banner').hidden = true;
  at('t-actions').hidden = true;
}

/** Reads it again, unless it is as it was. */
export async function refresh() {
  const asked = id;
  const answer = await api.transaction(asked, etag);
  if (asked === id && answer.body) {
    etag = answer.etag;
    show(answer.body);
  }
}

/** Moves what moves with the time. */
export function tick() {
  if (doc && !finished(doc)) {
    draw(at('t-lanes'), doc, Date.now());
    at('t-branches')
      .querySelectorAll('li')
      .forEach((each) => each.tick?.());
  }
}

function show(now) {
  const before = doc;
  doc = now;
  if (before && before.phase !== doc.phase) {
    announce(`${nameOf(doc.id)} is ${doc.phase.toLowerCase()}.`);
  }
  say(at('t-title'), nameOf(doc.id));
  say(at('t-id'), doc.id);
  at('t-state').replaceChildren(badge(doc));
  banner();
  at('t-retry').hidden = !decided(doc) || finished(doc);
  at('t-cancel').hidden = decided(doc);
  at('t-actions').hidden = finished(doc);
  at('t-facts').replaceChildren(...facts());
  draw(at('t-lanes'), doc, Date.now());
  at('t-legend').replaceChildren(...legend());
  keep(at('t-branches'), doc.branches, (branch) => branch.id, card);
  at('t-story').replaceChildren(...events(doc).map((event) => item(doc, event)));
}

// ---- what is the matter ------------------------------------------------------------------------------------------

function banner() {
  const element = at('t-banner');
  const bad = stuck(doc);
  element.hidden = !finished(doc) && bad.length === 0 && !doc.parked;
  if (element.hidden) {
    return;
  }
  if (finished(doc)) {
    const good = doc.phase === 'CONFIRMED';
    element.className = `banner ${good ? 'good' : 'back'}`;
    const took = doc.endedAt ? `, ${duration(millis(doc.endedAt) - millis(doc.createdAt))} after it was begun` : '';
    element.replaceChildren(
      icon(good ? 'confirmed' : 'cancelled', 20),
      h(
        'div',
        {},
        h('strong', {}, `${good ? 'Confirmed' : 'Cancelled'} everywhere${took}`),
        !good && h('p', {}, reasons()),
      ),
    );
    return;
  }
  element.className = `banner ${doc.parked ? 'bad' : 'warn'}`;
  element.replaceChildren(
    icon(doc.parked ? 'parked' : 'failing', 20),
    h('div', {}, h('strong', {}, ...headline(bad)), ...trouble(bad)),
  );
}

const reasons = () =>
  `It has had no effect: ${why(doc.reason)}.${doc.retryable ? ' The same request under a new name may succeed.' : ''}`;

function headline(bad) {
  const names = listed((bad.length > 0 ? bad : unsettled(doc)).map((branch) => branch.id));
  const what = bad.length > 0 ? `${operation(doc)} of ${names} fails` : `${names} has not answered`;
  return doc.parked
    ? ['Parked since ', absolute(doc.parkedAt ?? doc.createdAt), `: ${what}`]
    : [`${what}, and is repeated`];
}

function trouble(bad) {
  const participants = listed([...new Set(unsettled(doc).map((branch) => branch.participant))]);
  const answers = bad
    .slice(0, 3)
    .map((branch) =>
      h(
        'p',
        {},
        h('strong', {}, branch.id),
        ` was asked ${times(branch.attempts)}. `,
        branch.detail ? ['Its last answer: ', h('q', {}, branch.detail)] : 'It has not answered.',
      ),
    );
  const again = doc.nextTryAt ? ['It is tried again by itself ', relative(doc.nextTryAt, 'any moment now'), '.'] : [];
  return doc.parked
    ? [
        ...answers,
        h(
          'p',
          {},
          `What to do: repair ${participants}, then retry. What was decided stays decided, and nobody else waits for this. `,
          ...again,
        ),
      ]
    : [...answers, h('p', {}, ...again)];
}

function facts() {
  const pairs = [
    ['Begun', absolute(doc.createdAt), ' ', h('span', { class: 'dim' }, relative(doc.createdAt))],
    !decided(doc) && [
      'Deadline',
      absolute(doc.deadline),
      ' ',
      h('span', { class: 'dim' }, relative(doc.deadline, 'has passed')),
    ],
    doc.decidedAt && ['Decided', `${operation(doc)}, `, absolute(doc.decidedAt)],
    doc.reason && ['Why', why(doc.reason)],
    doc.parkedAt && ['Parked', absolute(doc.parkedAt), ' ', h('span', { class: 'dim' }, relative(doc.parkedAt))],
    doc.nextTryAt && !finished(doc) && ['Next try', relative(doc.nextTryAt, 'is due')],
    doc.endedAt && ['Ended', absolute(doc.endedAt)],
    ['Branches', String(doc.branches.length)],
  ];
  return pairs.filter(Boolean).map(([term, ...values]) => h('div', {}, h('dt', {}, term), h('dd', {}, values)));
}

function legend() {
  const entry = (kind, text) => h('span', {}, h('span', { class: `swatch bar ${kind}` }), text);
  const entries = [entry('try held', 'Try')];
  if (decided(doc)) {
    entries.push(
      doc.decision === 'CONFIRM' ? entry('settle confirmed', 'Confirm') : entry('settle cancelled', 'Cancel'),
    );
  }
  if (unsettled(doc).length > stuck(doc).length) {
    entries.push(entry('settle open asked', 'not answered yet'));
  }
  if (stuck(doc).length > 0) {
    entries.push(entry('settle open stuck', 'fails, and is repeated'));
  }
  if (!doc.timeline) {
    entries.push(
      h('span', { class: 'dim' }, 'Dashed, since this coordinator does not tell when each branch has answered.'),
    );
  }
  return entries;
}

// ---- each branch -------------------------------------------------------------------------------------------------

function card(branch) {
  const state = h('span', { class: 'badge' });
  const words = h('p', {});
  const result = h('p', { class: 'result' });
  const resolve = h(
    'button',
    { type: 'button', on: { click: () => askToResolve(branch.id, resolve) } },
    'Resolve by hand…',
    h('span', { class: 'hidden' }, ` the branch ${branch.id}`),
  );
  const hand = h('p', { class: 'hand' }, resolve);
  const place = branch.participant === branch.id ? '' : h('span', { class: 'dim' }, ` at ${branch.participant}`);
  const element = h('li', {}, h('p', { class: 'who' }, h('strong', {}, branch.id), place, state), words, result, hand);
  let now = branch;
  element.tick = () => say(words, tells(now));
  element.update = (later) => {
    now = later;
    const shown = branchState(doc, now);
    element.className = shown.tone;
    state.className = `badge ${shown.tone}`;
    state.replaceChildren(icon(shown.icon), shown.word);
    element.tick();
    result.hidden = now.result === undefined;
    say(result, now.result === undefined ? '' : `Its Try answered: ${JSON.stringify(now.result)}`);
    hand.hidden = !unsettled(doc).includes(now);
  };
  return element;
}

function tells(branch) {
  if (unsettled(doc).includes(branch)) {
    return `${plight(doc, branch, Date.now())}.`;
  }
  const parts = [branch.attempts > 0 ? `asked ${times(branch.attempts)}` : ''];
  if (branch.resolved) {
    parts.push(`resolved by ${branch.resolved.by}: ${branch.resolved.reason}`);
  } else if (branch.detail) {
    parts.push(branch.detail);
  }
  return parts.filter(Boolean).join(', ');
}

// ---- what can be done --------------------------------------------------------------------------------------------

/** Connects the buttons. */
export function connect() {
  at('t-retry').addEventListener('click', askToRetry);
  at('t-cancel').addEventListener('click', askToCancel);
  at('t-copy').addEventListener('click', copy);
}

async function copy() {
  try {
    await navigator.clipboard.writeText(at('t-id').textContent);
    tell('The id is copied.');
  } catch {
    tell('This browser does not let a page copy; select the id and copy it.', true);
  }
}

function askToRetry() {
  const waiting = listed(unsettled(doc).map((branch) => branch.id));
  return askAndDo(
    at('t-retry'),
    {
      title: `Retry ${nameOf(doc.id)} now?`,
      texts: [
        `${operation(doc)} is sent again to ${waiting}. Participants answer repeats from memory, so nothing happens twice.`,
      ],
      yes: 'Retry now',
    },
    async () => came(await api.retry(id)),
  );
}

function askToCancel() {
  return askAndDo(
    at('t-cancel'),
    {
      title: `Cancel ${nameOf(doc.id)}?`,
      texts: [
        `Nothing is decided yet. ${doc.branches.length === 1 ? 'Its only branch is' : `All its ${doc.branches.length} branches are`} cancelled, whoever waits for it is told so, and that is for ever.`,
        'If it is decided meanwhile, the decision stands.',
      ],
      yes: 'Cancel the transaction',
      danger: true,
    },
    async () => came(await api.cancel(id)),
  );
}

function askToResolve(branch, button) {
  const done = doc.decision === 'CONFIRM' ? 'confirmed' : 'cancelled';
  return askAndDo(
    button,
    {
      title: `Say that ${branch} is ${done}?`,
      texts: [
        `The coordinator then asks it no more, and takes your word that ${branch} is ${done}. It does not tell the participant.`,
        `Do it only when you have seen at the participant that it is so, or have made it so by hand. It cannot be taken back.`,
      ],
      yes: `It is ${done}`,
      danger: true,
      wantsReason: true,
    },
    async ({ reason }) => came(await api.resolve(id, branch, done.toUpperCase(), reason)),
  );
}

/** Shows what an action has come to, and says it. */
function came(now) {
  if (now.id === id || nameOf(now.id) === id) {
    etag = null;
    show(now);
  }
  return finished(now)
    ? `${nameOf(now.id)} is ${now.phase.toLowerCase()}.`
    : `${nameOf(now.id)} is not finished yet; it goes on by itself${now.parked ? ', slowly, since it is still parked' : ''}.`;
}
