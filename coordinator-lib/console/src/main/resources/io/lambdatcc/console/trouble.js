// When there is no good answer: what is the matter, and what to do about it.

import { h } from './dom.js';

const ADVICE = {
  unsigned: () => ({
    title: 'This coordinator answers signed requests only',
    advice: [
      'A browser cannot sign them. Run the console with your AWS credentials, and open the address that it prints:',
      h('code', { class: 'command' }, `mvn -q -Pconsole package -Dendpoint=${location.origin}`),
      'Where this is the shop in isolated mode, first export the keys that it has printed at its start.',
    ],
  }),
  token: () => ({
    title: 'This address belongs to another run of the console',
    advice: ['Open the address that the console has printed at its start.'],
  }),
  refused: () => ({
    title: 'Your credentials are refused',
    advice: [
      'They may have expired, or your role may not call this API. Renew them where the console was started; it takes new ones from your profile by itself, and those of the environment when it is started again.',
    ],
  }),
  operators: () => ({
    title: 'Only operators may do this',
    advice: ['Your role is not among the operators that the coordinator is configured with (OperatorRoles).'],
  }),
  credentials: () => ({
    title: 'There are no credentials to sign with',
    advice: ['Sign in where the console was started, for instance with aws sso login. It finds them by itself.'],
  }),
  unreachable: () => ({
    title: 'The coordinator cannot be reached',
    advice: ['What is shown is as it was last. It is asked again by itself.'],
  }),
  busy: () => ({
    title: 'The coordinator cannot answer now',
    advice: ['What is shown is as it was last. It is asked again by itself.'],
  }),
  missing: () => ({
    title: 'There is no such transaction, or it is somebody else’s',
    advice: ['A bare name is always your own. Only roles that are operators see everybody’s, by their full ids.'],
  }),
};

/** `{title, advice, message}` of a failure. */
export function explained(error) {
  const known = ADVICE[error.kind]?.() ?? { title: 'That did not work', advice: [] };
  return { ...known, message: error.message };
}

/** Shows a failure in an element, or that there is none. */
export function show(element, error) {
  const key = error ? `${error.kind} ${error.message}` : '';
  if (element.dataset.shown === key) {
    return;
  }
  element.dataset.shown = key;
  element.hidden = !error;
  if (!error) {
    element.replaceChildren();
    return;
  }
  const { title, advice, message } = explained(error);
  element.replaceChildren(
    h('strong', {}, title),
    ...advice.map((part) => h('p', {}, part)),
    h('p', { class: 'dim' }, `The answer was: ${message}`),
  );
}
