// Counts over time: how many are unfinished, since this page was opened.

import { at, h, icon, keep, svg, unseen } from './dom.js';
import { absolute, clock } from './time.js';

const MOST = 600;
const HEIGHT = 28;
const WIDTH = 100;

const KINDS = [
  {
    key: 'trying',
    word: 'Trying',
    icon: 'trying',
    tone: 'neutral',
    filter: 'phase=TRYING',
    has: (doc) => doc.phase === 'TRYING',
  },
  {
    key: 'confirming',
    word: 'Confirming',
    icon: 'confirming',
    tone: 'going',
    filter: 'phase=CONFIRMING',
    has: (doc) => doc.phase === 'CONFIRMING',
  },
  {
    key: 'cancelling',
    word: 'Cancelling',
    icon: 'cancelling',
    tone: 'back',
    filter: 'phase=CANCELLING',
    has: (doc) => doc.phase === 'CANCELLING',
  },
  { key: 'parked', word: 'Parked', icon: 'parked', tone: 'bad', filter: 'parked=true', has: (doc) => doc.parked },
];

const openedAt = new Date();
let samples = [];

/**
 * Counts.
 *
 * @param docs what was read of the list
 * @param complete whether that was all of it
 */
export function sample(docs, complete) {
  const counted = { at: Date.now(), complete };
  KINDS.forEach((kind) => {
    counted[kind.key] = docs.filter(kind.has).length;
  });
  samples.push(counted);
  if (samples.length > MOST) {
    // the older half at half the resolution
    samples = samples.filter((each, i) => i % 2 === 0 || i > MOST / 2);
  }
  draw();
}

function draw() {
  keep(at('tiles'), KINDS, (kind) => kind.key, tile);
  const note = at('tiles-note');
  if (!note.hasChildNodes()) {
    note.append('Counted by this page since it was opened, at ', absolute(openedAt.toISOString()), '.');
  }
}

function tile(kind) {
  const number = h('span', { class: 'number' });
  const most = h('span', { class: 'most' });
  const line = svg('path', { class: 'line', 'vector-effect': 'non-scaling-stroke' });
  const area = svg('path', { class: 'area' });
  const chart = svg(
    'svg',
    { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    area,
    line,
  );
  const link = h(
    'a',
    { href: `#/?${kind.filter}` },
    h('span', { class: 'kind' }, icon(kind.icon), kind.word),
    number,
    chart,
    most,
  );
  const element = h('li', { class: `tile ${kind.tone}` }, link);
  element.update = () => {
    const now = samples.at(-1);
    const top = samples.reduce((a, b) => (b[kind.key] > a[kind.key] ? b : a));
    const more = (each) => (each.complete ? '' : 'more than ');
    element.classList.toggle('none', now[kind.key] === 0);
    number.replaceChildren(now.complete ? '' : h('small', {}, 'more than '), String(now[kind.key]));
    most.replaceChildren(unseen('; '), `at most ${more(top)}${top[kind.key]}`, unseen(`, at ${clock(top.at)}`));
    const shape = path(samples.map((each) => ({ x: each.at, y: each[kind.key] })));
    line.setAttribute('d', shape);
    area.setAttribute('d', `${shape}V${HEIGHT}H0Z`);
  };
  return element;
}

/** Steps from the first sample, at the left, to the last, at the right. */
function path(points) {
  const from = points[0].x;
  const length = Math.max(1, points.at(-1).x - from);
  const top = Math.max(4, ...points.map((point) => point.y));
  const x = (point) => round(((point.x - from) / length) * WIDTH);
  const y = (point) => round(HEIGHT - 2 - (point.y / top) * (HEIGHT - 4));
  const steps = points.slice(1).map((point) => `H${x(point)}V${y(point)}`);
  return `M0 ${y(points[0])}${steps.join('')}${points.length === 1 ? `H${WIDTH}` : ''}`;
}

const round = (value) => Math.round(value * 100) / 100;
