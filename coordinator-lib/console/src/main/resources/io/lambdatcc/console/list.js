// The list of what is unfinished, a page at a time, and what was seen to end.

import * as api from './api.js';
import { announce } from './dialog.js';
import { at, h, icon, keep, say, unseen } from './dom.js';
import { clock, relative } from './time.js';
import { badge, branchState, byNeed, count, finished, listed, nameOf, stuck, times, unsettled } from './words.js';

const LIMIT = 100;
const ENOUGH = 50; // rows of a page; the API's own pages may be emptier
const MOST_REQUESTS = 10;
const MOST_PAGES_COUNTED = 5;
const LEFT_ARE_READ = 10;
const ENDED_ARE_SHOWN_FOR = 120_000;
const MOST_ENDED = 20;
const MOST_ICONS = 8;

let filter = new URLSearchParams();
let pages = [null]; // where each page begins that was seen, and the one that is shown last
let next = null;
let shown = new Map();
let ended = new Map();

/** Shows those that match from now on: parameters of the API's list. */
export function filterBy(parameters) {
  const wanted = new URLSearchParams(
    [...parameters].filter(([name, value]) => ['phase', 'parked', 'participant', 'since'].includes(name) && value),
  );
  if (wanted.toString() !== filter.toString()) {
    filter = wanted;
    shown = new Map();
    ended = new Map();
    turnTo([null]);
  }
}

export const current = () => filter;

/** To the next page, or to the first. */
export function turn(forward) {
  turnTo(forward && next ? [...pages, next] : [null]);
}

function turnTo(wanted) {
  pages = wanted;
  next = null;
  shown = new Map();
}

/**
 * Reads the page again and shows it.
 *
 * @return `{docs, complete}` where what was read says how many there are in all, and else null
 */
export async function refresh() {
  const [asked, start] = [filter, pages.at(-1)];
  const read = await gather(start ?? first(filter), ENOUGH, MOST_REQUESTS);
  if (asked !== filter || start !== pages.at(-1)) {
    return null; // somebody has turned the page meanwhile
  }
  await follow(read.docs);
  next = read.next;
  show(read);
  return start === null && filter.size === 0 && !read.next ? { docs: read.docs, complete: true } : null;
}

/** Reads some pages of the whole list, to count. */
export async function readAll() {
  const read = await gather(first(new URLSearchParams()), Infinity, MOST_PAGES_COUNTED);
  return { docs: read.docs, complete: !read.next };
}

const first = (parameters) => `/transactions?${new URLSearchParams([...parameters, ['limit', LIMIT]])}`;

async function gather(path, enough, mostRequests) {
  const read = { docs: [], unreadable: [], next: path };
  for (let i = 0; i < mostRequests && read.next && read.docs.length < enough; i += 1) {
    const page = await api.list(read.next);
    read.docs.push(...page.transactions);
    read.unreadable.push(...(page.unreadable ?? []));
    // nothing but the list itself is followed, whatever it says
    read.next = page.next?.startsWith('/transactions?') ? page.next : null;
  }
  return read;
}

/** Looks once at each that has left the list, to see whether it has ended. */
async function follow(docs) {
  const now = new Map(docs.map((doc) => [doc.id, doc]));
  const left = [...shown.values()].filter((doc) => !now.has(doc.id)).slice(0, LEFT_ARE_READ);
  shown = now;
  for (const answer of await Promise.allSettled(left.map((doc) => api.transaction(doc.id)))) {
    const doc = answer.value?.body;
    if (doc && finished(doc)) {
      ended.set(doc.id, { doc, until: Date.now() + ENDED_ARE_SHOWN_FOR });
      announce(`${nameOf(doc.id)} is ${doc.phase.toLowerCase()}.`);
    }
  }
  const fresh = [...ended].filter(([id, end]) => !now.has(id) && end.until > Date.now());
  ended = new Map(fresh.slice(-MOST_ENDED));
}

function show(read) {
  const docs = [...read.docs].sort(byNeed);
  const gone = [...ended.values()].map((end) => end.doc).reverse();
  keep(at('rows'), [...docs, ...gone], (doc) => doc.id, row);
  at('list').hidden = docs.length + gone.length === 0;
  at('empty').hidden = docs.length > 0;
  say(at('empty'), nothing(read));
  at('unreadable').hidden = read.unreadable.length === 0;
  say(
    at('unreadable'),
    `${count(read.unreadable.length, 'record was', 'records were')} written by a newer version and cannot be shown: ${listed(read.unreadable)}.`,
  );
  at('pager').hidden = pages.length === 1 && !read.next;
  at('first').disabled = pages.length === 1;
  at('next').disabled = !read.next;
  say(at('page'), `page ${pages.length}, ${count(docs.length, 'transaction', 'transactions')}`);
}

function nothing(read) {
  if (read.next) {
    return 'None on this page; there may be some on the next.';
  }
  return filter.size === 0 ? 'Nothing is unfinished. All is well.' : 'Nothing unfinished matches these filters.';
}

function row(doc) {
  const cells = [1, 2, 3, 4].map((n) => h('td', { role: 'cell', class: `c${n}` }));
  const [name, token] = doc.id.split('~');
  const link = h('a', { href: `#/t/${doc.id}` }, name);
  const element = h(
    'tr',
    { role: 'row' },
    h(
      'th',
      { scope: 'row', role: 'rowheader', class: 'c0' },
      link,
      token && h('span', { class: 'token' }, `~${token}`),
    ),
    cells,
  );
  let drawn = '';
  element.update = (now) => {
    const text = JSON.stringify(now);
    if (text === drawn) {
      return;
    }
    drawn = text;
    element.className = finished(now) ? 'over' : now.parked ? 'parked' : '';
    cells[0].replaceChildren(badge(now));
    cells[1].replaceChildren(...branches(now));
    cells[2].replaceChildren(...waitsFor(now));
    cells[3].replaceChildren(relative(now.createdAt));
  };
  return element;
}

/** A shape for each branch, those that matter first. */
function branches(doc) {
  const bad = stuck(doc);
  const some = [...doc.branches].sort((a, b) => Number(bad.includes(b)) - Number(bad.includes(a))).slice(0, MOST_ICONS);
  const shapes = some.map((branch) => {
    const state = branchState(doc, branch);
    return h('span', { class: `shape ${state.tone}`, title: `${branch.id}: ${state.word}` }, icon(state.icon, 12));
  });
  const rest = doc.branches.length - some.length;
  const texts = doc.branches.map((branch) => `${branch.id} ${branchState(doc, branch).word}`);
  return [
    h('span', { class: 'shapes', 'aria-hidden': 'true' }, shapes, rest > 0 && `+${rest}`),
    unseen(listed(texts, MOST_ICONS)),
  ];
}

function waitsFor(doc) {
  if (finished(doc)) {
    return ['ended ', doc.endedAt ? relative(doc.endedAt) : ''];
  }
  const [worst] = stuck(doc);
  if (worst) {
    const detail = worst.detail && h('span', { class: 'detail' }, worst.detail);
    const again = doc.nextTryAt && h('span', { class: 'dim again' }, 'next try ', relative(doc.nextTryAt, 'is due'));
    return [
      h('strong', {}, worst.id),
      ` asked ${times(worst.attempts)}${worst.detail ? ': ' : ''}`,
      detail,
      again,
    ].filter(Boolean);
  }
  const open = unsettled(doc);
  if (open.length > 0) {
    return [
      listed(open.map((branch) => branch.id)),
      doc.nextTryAt ? h('span', { class: 'dim again' }, 'next try ', relative(doc.nextTryAt, 'is due')) : '',
    ];
  }
  const waiting = doc.branches.filter((branch) => branch.outcome === 'WAITING').map((branch) => branch.id);
  return [
    waiting.length > 0 ? `others, at ${listed(waiting)}` : 'its Tries',
    h('span', { class: 'dim again' }, 'deadline ', relative(doc.deadline, 'has passed')),
  ];
}

/** Brings the form in line with what is shown. */
export function showFilter(participants) {
  at('f-phase').value = filter.get('phase') ?? '';
  at('f-parked').value = filter.get('parked') ?? '';
  const chosen = filter.get('participant') ?? '';
  const names = [...new Set([...participants, chosen])].filter(Boolean);
  choose(
    at('f-participant'),
    chosen,
    names.map((name) => [name, name]),
  );
  const since = filter.get('since') ?? '';
  choose(at('f-since'), since, [
    ['300', 'in the last 5 minutes'],
    ['3600', 'in the last hour'],
    ['86400', 'in the last day'],
    ...(since ? [[since, `since ${clock(since)}`]] : []),
  ]);
  at('f-clear').hidden = filter.size === 0;
}

function choose(select, value, options) {
  const wanted = JSON.stringify([value, options]);
  if (select.dataset.options !== wanted) {
    select.dataset.options = wanted;
    select.replaceChildren(
      select.firstElementChild,
      ...options.map(([each, text]) => h('option', { value: each }, text)),
    );
  }
  select.value = value;
}
