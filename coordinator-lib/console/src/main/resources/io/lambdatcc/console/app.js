// Which view is shown, and what it reads.

import { takeToken } from './api.js';
import { sample } from './counts.js';
import { at, say } from './dom.js';
import * as list from './list.js';
import * as live from './live.js';
import * as participants from './participants.js';
import { clock, fromNow, tick } from './time.js';
import * as transaction from './transaction.js';
import { show } from './trouble.js';
import { nameOf } from './words.js';

const LIST_EVERY = 2_000;
const TRANSACTION_EVERY = 1_000;
const COUNT_EVERY = 10_000;
const PARTICIPANTS_EVERY = 5_000;
const TICK_EVERY = 1_000;

const NAME_OR_ID = /^[A-Za-z0-9_-]{1,64}(~[0-9a-z]{1,64})?$/;

let countedByTheList = false;
let overviewHash = '#/';

function route(first) {
  const [path, query] = location.hash.replace(/^#/, '').split('?');
  const id = /^\/t\/(.+)$/.exec(path)?.[1];
  if (id && NAME_OR_ID.test(id)) {
    showTransaction(id, first);
  } else {
    showOverview(new URLSearchParams(query), first);
  }
}

function showOverview(query, first) {
  const moved = at('overview').hidden && !first;
  at('transaction').hidden = true;
  at('overview').hidden = false;
  document.title = 'Unfinished transactions, lambda-tcc console';
  list.filterBy(query);
  list.showFilter(participants.known());
  overviewHash = location.hash || '#/';
  live.follow([
    { every: LIST_EVERY, run: readList },
    { every: COUNT_EVERY, run: readCounts },
    { every: PARTICIPANTS_EVERY, run: readParticipants },
  ]);
  if (moved) {
    at('overview-title').focus();
  }
}

function showTransaction(id, first) {
  at('overview').hidden = true;
  at('transaction').hidden = false;
  document.title = `${nameOf(id)}, lambda-tcc console`;
  at('back').href = overviewHash;
  transaction.open(id);
  live.follow([{ every: TRANSACTION_EVERY, run: transaction.refresh }]);
  if (!first) {
    at('t-title').focus();
    scrollTo(0, 0);
  }
}

async function readList() {
  const all = await list.refresh();
  countedByTheList = all !== null;
  if (all) {
    counted(all);
  }
}

/** Where the list shows a part only, all of it is read now and then to be counted. */
async function readCounts() {
  if (list.current().size > 0 || !countedByTheList) {
    counted(await list.readAll());
  }
}

function counted({ docs, complete }) {
  sample(docs, complete);
  participants.countParked(docs);
}

async function readParticipants() {
  list.showFilter(await participants.refresh());
}

function showLive() {
  const now = live.look();
  const hiddenOnes = document.hidden;
  const element = at('live');
  element.className = `live ${now.paused ? 'paused' : now.error ? 'failing' : 'on'}`;
  const last = now.readAt ? `, as of ${clock(now.readAt)}` : '';
  if (now.paused) {
    say(at('live-text'), `Paused${last}`);
  } else if (now.error) {
    say(at('live-text'), `${now.nextAt ? `Asks again ${fromNow(now.nextAt)}` : 'Asking again'}${last}`);
  } else {
    say(at('live-text'), now.readAt && !hiddenOnes ? `Live${last}` : 'Loading');
  }
  show(at('trouble'), now.error);
}

function filterChanged() {
  const chosen = new URLSearchParams();
  const since = at('f-since').value;
  const values = {
    phase: at('f-phase').value,
    parked: at('f-parked').value,
    participant: at('f-participant').value,
    since: /^\d+$/.test(since) ? new Date(Date.now() - 1000 * Number(since)).toISOString() : since,
  };
  Object.entries(values).forEach(([name, value]) => value && chosen.set(name, value));
  location.hash = chosen.size > 0 ? `#/?${chosen}` : '#/';
}

function find(event) {
  event.preventDefault();
  const wanted = at('find').value.trim();
  const fits = NAME_OR_ID.test(wanted);
  say(
    at('find-note'),
    fits
      ? ''
      : 'A name has letters, digits, hyphens and underscores; a full id is a name, a tilde, and the coordinator’s part.',
  );
  if (fits) {
    at('find').value = '';
    location.hash = `#/t/${wanted}`;
  }
}

function turn(forward) {
  list.turn(forward);
  live.now();
  at('overview-title').scrollIntoView();
}

function connect() {
  at('filters').addEventListener('submit', find);
  ['f-phase', 'f-parked', 'f-participant', 'f-since'].forEach((select) =>
    at(select).addEventListener('change', filterChanged),
  );
  at('f-clear').addEventListener('click', () => {
    location.hash = '#/';
    at('f-phase').focus();
  });
  at('first').addEventListener('click', () => turn(false));
  at('next').addEventListener('click', () => turn(true));
  at('skip').addEventListener('click', (event) => {
    event.preventDefault(); // the address after the number sign is the view's
    at('main').focus();
  });
  at('pause').addEventListener('click', () => {
    live.pause(!live.isPaused());
    at('pause').setAttribute('aria-pressed', String(live.isPaused()));
  });
  transaction.connect();
  participants.onRetried(() => live.now(true));
  live.onChange(showLive);
  window.addEventListener('hashchange', () => {
    takeToken();
    route(false);
  });
  setInterval(() => {
    tick();
    transaction.tick();
    showLive();
  }, TICK_EVERY);
}

takeToken();
connect();
route(true);
