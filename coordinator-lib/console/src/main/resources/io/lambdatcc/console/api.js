// Calls of the coordinator's API, at the origin that this page came from: docs/openapi.yaml.

const TOKEN = 'console-token';
const TOKEN_IN_ADDRESS = /^#token=([A-Za-z0-9_-]+)$/;
const TIMEOUT = 35_000; // longer than the API lets anybody wait

/**
 * Why there is no good answer.
 *
 * kind is one of: `unsigned` (the API wants signatures and this page is not behind a proxy that makes them),
 * `operators` (allowed to them alone), `token` (behind one, but of another run), `refused` (signed, and not allowed),
 * `credentials` (none to sign with),
 * `unreachable`, `busy` (asked again later it may well answer), `missing`, `conflict`, and `other`.
 */
export class Failure extends Error {
  constructor(kind, message, status = 0) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}

/** The proxy's token comes in the address once; it is kept for this browser and taken out of sight. */
export function takeToken() {
  const token = TOKEN_IN_ADDRESS.exec(location.hash);
  if (token) {
    localStorage.setItem(TOKEN, token[1]);
    history.replaceState(null, '', '#/');
  }
}

/** `{transactions, unreadable?, next?}`; the path is that of a page before, or one with a filter. */
export const list = async (path) => (await get(path)).body;

/** `{body, etag}`; body is null where it is still what the ETag says. */
export const transaction = (id, etag) => get(`/transactions/${encodeURIComponent(id)}`, etag);

/** `[{name, transport, breaker, …}]` */
export const participants = async () => (await get('/participants')).body.participants;

/** The transaction as it is afterwards. */
export const retry = (id) => post(`/transactions/${encodeURIComponent(id)}/retry`);
export const cancel = (id) => post(`/transactions/${encodeURIComponent(id)}/cancel`);
export const resolve = (id, branch, outcome, reason) =>
  post(`/transactions/${encodeURIComponent(id)}/branches/${encodeURIComponent(branch)}/resolve`, { outcome, reason });

/** `{retried, finished, pending, failed}` */
export const retryParked = (name) => post(`/participants/${encodeURIComponent(name)}/retry`);

async function get(path, etag) {
  const answer = await call('GET', path, etag ? { 'If-None-Match': etag } : {});
  return { body: answer.status === 304 ? null : await json(answer), etag: answer.headers.get('etag') };
}

async function post(path, body) {
  const headers = body ? { 'Content-Type': 'application/json' } : {};
  return json(await call('POST', path, headers, body && JSON.stringify(body)));
}

async function call(method, path, headers, body) {
  const token = localStorage.getItem(TOKEN);
  let answer;
  try {
    answer = await fetch(path, {
      method,
      body,
      headers: {
        Accept: 'application/json, application/problem+json',
        ...headers,
        ...(token && { 'X-Console-Token': token }),
      },
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (e) {
    throw new Failure(
      'unreachable',
      e.name === 'TimeoutError' ? 'There was no answer in time.' : 'Nothing answers at this address.',
    );
  }
  if (!answer.ok && answer.status !== 304) {
    throw failure(answer, await answer.text());
  }
  return answer;
}

async function json(answer) {
  try {
    return await answer.json();
  } catch {
    throw new Failure('other', 'The answer is not JSON. Is this the address of a coordinator?', answer.status);
  }
}

function failure(answer, text) {
  let said = {};
  try {
    said = JSON.parse(text) ?? {};
  } catch {
    // whoever answered is no coordinator; the status says the rest
  }
  const message = said.detail ?? said.message ?? said.title ?? `The answer was ${answer.status}.`;
  return new Failure(kind(answer.status, said), String(message), answer.status);
}

function kind(status, said) {
  switch (said.console) {
    case undefined:
      break;
    case 'TOKEN':
      return 'token';
    case 'CREDENTIALS':
      return 'credentials';
    case 'UNREACHABLE':
      return 'unreachable';
    default:
      return 'other';
  }
  switch (status) {
    case 403:
      if (String(said.type).endsWith('/unauthorized')) {
        return 'operators';
      }
      return localStorage.getItem(TOKEN) ? 'refused' : 'unsigned';
    case 404:
      return 'missing';
    case 409:
      return 'conflict';
    case 429:
    case 502:
    case 503:
    case 504:
      return 'busy';
    default:
      return 'other';
  }
}
