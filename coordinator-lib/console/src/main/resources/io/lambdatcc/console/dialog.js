// Asks before anything is changed, and says what came of it.

import { at, h, say } from './dom.js';
import { explained } from './trouble.js';

const SHOWN_FOR = 15_000;

let hiding = null;

/**
 * Asks.
 *
 * @param texts paragraphs
 * @param wantsReason whether a reason has to be given
 * @return `{reason}`, or null if it is to be left
 */
export function ask({ title, texts, yes, danger = false, wantsReason = false }) {
  const dialog = at('ask');
  const [confirm, leave, reason] = [at('ask-yes'), at('ask-no'), at('ask-reason')];
  say(at('ask-title'), title);
  at('ask-text').replaceChildren(...texts.map((text) => h('p', {}, text)));
  say(confirm, yes);
  say(at('ask-note'), '');
  confirm.className = danger ? 'danger' : 'primary';
  at('ask-reason-label').hidden = !wantsReason;
  reason.value = '';
  return new Promise((answer) => {
    confirm.onclick = () => {
      if (wantsReason && reason.value.trim() === '') {
        say(at('ask-note'), 'Please say why: whoever looks at this later will want to know.');
        reason.focus();
        return;
      }
      dialog.close('yes');
    };
    leave.onclick = () => dialog.close('');
    dialog.onclose = () => answer(dialog.returnValue === 'yes' ? { reason: reason.value.trim() } : null);
    dialog.returnValue = '';
    dialog.showModal();
    (wantsReason ? reason : leave).focus();
  });
}

/**
 * Asks, does it, and says what came of it.
 *
 * @param button what was pressed; it cannot be pressed again meanwhile
 * @param act does it, with the answer, and gives the sentence that says what came of it
 */
export async function askAndDo(button, question, act) {
  const answer = await ask(question);
  if (!answer) {
    return;
  }
  button.disabled = true;
  try {
    tell(await act(answer));
  } catch (e) {
    const { title, message } = explained(e);
    tell(`${title}. ${message}`, true);
  } finally {
    button.disabled = false;
  }
}

/** Says something, to those who see and to those who listen. */
export function tell(text, bad = false) {
  clearTimeout(hiding);
  const said = at('said');
  said.replaceChildren(
    h('span', {}, text),
    h('button', { type: 'button', class: 'quiet', on: { click: hide } }, 'Dismiss'),
  );
  said.classList.toggle('bad', bad);
  said.hidden = false;
  announce(text);
  hiding = setTimeout(hide, SHOWN_FOR);
}

/** Says something to those who listen. */
export function announce(text) {
  say(at('say'), text);
}

function hide() {
  at('said').hidden = true;
}
