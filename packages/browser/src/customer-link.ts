// A chunk of its own: `createTracker` loads it at the first call of `customer` or `onCustomer`. It shares no module
// with the tracker, or bundlers would part the tracker in two; what both need comes in as `parts`.
import { readEventStream } from '@rialto/core/event-stream';
import type { CustomerContext, Problem, RialtoError } from '@rialto/core/model';
import type { CustomerLink, CustomerLinkParts, CustomerOptions } from './customer.ts';

const answerWithin = 10_000;

/** Asks once. */
export const readCustomer: CustomerLink['readCustomer'] = async (parts, options) => {
  const abort = new AbortController();
  const timer = parts.clock.after(answerWithin, () => abort.abort());
  try {
    const response = await ask(parts, '', options, abort.signal);
    return await response.json().catch((cause: unknown) => {
      throw parts.failure('hub-unreachable', `What answers at ${parts.endpoint} is not a hub.`, cause);
    });
  } finally {
    timer.cancel();
  }
};

/** Asks, stays, and asks again when the answer ends. */
export const followCustomer: CustomerLink['followCustomer'] = async (parts, options, listener, signal) => {
  const { clock, random, announcer, retryDelay } = parts;
  const report = (code: string, message: string): void => announcer.emit('error', { code, message });

  function tell(customer: CustomerContext): void {
    try {
      listener(customer);
    } catch {
      report('listener_failed', 'A listener for the customer context threw.');
    }
  }

  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      const { body } = await ask(parts, '/stream', options, signal);
      if (!body) return;
      for await (const { event, data } of readEventStream(body)) {
        if (signal.aborted) return;
        attempt = 0;
        if (event === 'customer') tell(JSON.parse(data));
      }
    } catch (error) {
      if (signal.aborted) return;
      const refused = (error as Partial<RialtoError> | undefined)?.code === 'hub-refused';
      const message = error instanceof Error ? error.message : String(error);
      if (refused || attempt === 1) report(refused ? 'hub_refused' : 'hub_unreachable', message);
      // The same token gets the same answer; a function may bring another.
      if (refused && typeof options.token === 'string') return;
    }
    const delay = retryDelay(attempt || 1, random.next());
    await new Promise<void>((resolve) => {
      const timer = clock.after(delay, resolve);
      signal.addEventListener('abort', () => {
        timer.cancel();
        resolve();
      });
    });
  }
};

async function ask(
  parts: CustomerLinkParts,
  path: '' | '/stream',
  { token, purpose }: CustomerOptions,
  signal: AbortSignal,
): Promise<Response> {
  const { endpoint, channel, fetch } = parts;
  const bearer = typeof token === 'function' ? await token() : token;
  const query = new URLSearchParams({ channel, ...(purpose && { purpose }) });
  let response: Response;
  try {
    response = await fetch(`${endpoint}/v1/customer${path}?${query}`, {
      headers: {
        accept: path ? 'text/event-stream' : 'application/json',
        authorization: `Bearer ${bearer}`,
      },
      cache: 'no-store',
      signal,
    });
  } catch (cause) {
    throw parts.failure('hub-unreachable', `The hub at ${endpoint} does not answer.`, cause);
  }
  if (!response.ok) throw await refusalOf(response, parts);
  return response;
}

/** 4xx but 429: asking again with the same words cannot help. */
async function refusalOf(response: Response, { failure }: CustomerLinkParts): Promise<RialtoError> {
  const { status } = response;
  const problem: Partial<Problem> | null = await response.json().catch(() => null);
  const why = [status, problem?.code, problem?.detail ?? problem?.title].filter(Boolean).join(' ');
  return status >= 400 && status < 500 && status !== 429
    ? failure('hub-refused', `The hub refused to show the customer: ${why}.`)
    : failure('hub-unreachable', `The hub cannot show the customer now: ${why}.`);
}
