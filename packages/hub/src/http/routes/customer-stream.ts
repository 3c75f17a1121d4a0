import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { contextTag } from '../../read/context-tag.ts';
import { readCustomerContext } from '../../read/customer-context.ts';
import { problemResponse } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';
import { findReadable } from './find-readable.ts';
import { type CustomerRead, parseCustomerRead } from './read-request.ts';

/**
 * How often a silent stream says that it is alive, and looks for itself: proxies close what is silent for a minute, and a
 * second process on the same store (an import) cannot call us.
 */
const beatEvery = 15_000;

/**
 * `GET /v1/customer/stream`: the customer context as server-sent events (HTML standard, section 9.2), first as it is,
 * then after each change. It waits for a customer who does not exist yet, and follows merges. Each event's id is a name of
 * what it says: who connects again with `Last-Event-ID` is told only what is another by now.
 */
export async function streamCustomer(context: Context, services: HubServices): Promise<Response> {
  const request = context.req.raw;
  const read = await parseCustomerRead(request, services);
  if (!read.ok) return problemResponse(read);
  const headers = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  if (request.method === 'HEAD') {
    return new Response(null, { headers: { ...headers, 'content-type': 'text/event-stream' } });
  }
  const told = request.headers.get('last-event-id') ?? '';
  const response = streamSSE(context, (stream) => follow(stream, read.value, told, services));
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

async function follow(
  stream: SSEStreamingApi,
  read: CustomerRead,
  told: string,
  services: HubServices,
): Promise<void> {
  const { changes, clock, closing, keyring, onFault } = services;
  const pusher = createPusher(stream, read, told, services);
  const bell = createBell();
  const end = (): void => bell.ring('end');
  const stopListening = changes.on((ids) => {
    if (pusher.profileId === undefined || ids.includes(pusher.profileId)) bell.ring('change');
  });
  stream.onAbort(end);
  closing.addEventListener('abort', end);
  if (closing.aborted) end();
  const expiry = read.until === undefined ? undefined : clock.after(read.until - clock.now(), end);
  try {
    while (await pusher.push()) {
      const beat = clock.after(beatEvery, () => bell.ring('beat'));
      const rung = await bell.next();
      beat.cancel();
      if (rung === 'end' || !(await keyring.holds(read.key))) return;
      if (rung === 'beat') await stream.write(': \n\n');
    }
  } catch (error) {
    // The client connects again and is told by the status what is wrong.
    onFault(error);
  } finally {
    stopListening();
    closing.removeEventListener('abort', end);
    expiry?.cancel();
  }
}

/**
 * Pushes the context where it is another than the last one.
 *
 * @param told - the id of the last one that the client has had, on an earlier connection too
 */
function createPusher(
  stream: SSEStreamingApi,
  { purpose, channel, ...who }: CustomerRead,
  told: string,
  { store, clock }: HubServices,
) {
  let last = told;
  let profileId: string | undefined;
  let isGreeted = false;
  /** The headers go out with it: the client sees that it is connected, though there is nothing to tell. */
  const greet = async (word: string): Promise<void> => {
    if (isGreeted) return;
    isGreeted = true;
    await stream.write(`: ${word}\n\n`);
  };
  return {
    get profileId() {
      return profileId;
    },
    /** @returns false where the customer may not be seen any more: whoever connects again hears that there is nobody */
    async push(): Promise<boolean> {
      const profile = await findReadable(await store(), who);
      if (!profile) {
        await greet('waiting');
        return profileId === undefined;
      }
      profileId = profile.id;
      const context = readCustomerContext(profile, { purpose, channel, now: clock.now() });
      const id = contextTag(context);
      if (id === last) {
        await greet('unchanged');
        return true;
      }
      last = id;
      isGreeted = true;
      await stream.writeSSE({ event: 'customer', id, data: JSON.stringify(context) });
      return true;
    },
  };
}

type Ring = 'change' | 'beat' | 'end';

/** Remembers the loudest ring until somebody asks: changes during a push become one, and an end is never missed. */
function createBell() {
  const loudness: Readonly<Record<Ring, number>> = { beat: 0, change: 1, end: 2 };
  let rung: Ring | undefined;
  let answer: ((ring: Ring) => void) | undefined;
  const settle = (): void => {
    if (rung === undefined || !answer) return;
    const [ring, waiting] = [rung, answer];
    rung = ring === 'end' ? 'end' : undefined;
    answer = undefined;
    waiting(ring);
  };
  return {
    ring(ring: Ring): void {
      if (rung === undefined || loudness[ring] > loudness[rung]) rung = ring;
      settle();
    },
    next: (): Promise<Ring> =>
      new Promise((resolve) => {
        answer = resolve;
        settle();
      }),
  };
}
