// What is read again and again: while somebody looks, less often while nothing answers, and not at all while paused.

const SLOWEST = 60_000;

let paused = false;
let tasks = [];
let changed = () => {};

class Task {
  constructor(every, run) {
    this.every = every;
    this.run = run;
    this.failures = 0;
    this.timer = null;
    this.running = null;
    this.nextAt = null;
  }

  /** Reads at once, or, where that is under way, once more after it. */
  async now() {
    clearTimeout(this.timer);
    while (this.running) {
      await this.running;
    }
    clearTimeout(this.timer);
    this.running = this.once();
    await this.running;
  }

  async once() {
    try {
      await this.run();
      this.failures = 0;
      this.error = null;
      this.readAt = Date.now();
    } catch (e) {
      this.failures += 1;
      this.error = e;
    }
    this.running = null;
    this.plan();
    changed();
  }

  plan() {
    clearTimeout(this.timer);
    this.nextAt = null;
    if (!paused && !document.hidden && tasks.includes(this)) {
      const pause = Math.min(SLOWEST, this.every * 2 ** this.failures);
      this.nextAt = Date.now() + pause;
      this.timer = setTimeout(() => this.now(), pause);
    }
  }
}

/** From now on reads these, each `{every, run}` in milliseconds, and nothing else any more. */
export function follow(what) {
  tasks.forEach((task) => clearTimeout(task.timer));
  tasks = what.map(({ every, run }) => new Task(every, run));
  tasks.forEach((task) => task.now());
}

/** Reads the first of them now, which is what the page is mostly about, or all of them. */
export const now = (all = false) => Promise.all((all ? tasks : tasks.slice(0, 1)).map((task) => task.now()));

export const isPaused = () => paused;

export function pause(value) {
  paused = value;
  resume();
}

/** `{paused, error, readAt, nextAt}` of the first task. */
export function look() {
  const [first] = tasks;
  return { paused, error: first?.error ?? null, readAt: first?.readAt ?? null, nextAt: first?.nextAt ?? null };
}

/** Tells whenever something was read, or could not be. */
export function onChange(listener) {
  changed = listener;
}

function resume() {
  for (const task of tasks) {
    if (paused || document.hidden) {
      task.plan();
    } else {
      task.now();
    }
  }
  changed();
}

document.addEventListener('visibilitychange', resume);
