import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
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
 * then after each change. It waits for a customer who does not exist yet, and follows merges.
 */
export async function streamCustomer(context: Context, services: HubServices): Promise<Response> {
  const request = context.req.raw;
  const read = await parseCustomerRead(request, services);
  if (!read.ok) return problemResponse(read);
  const headers = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  if (request.method === 'HEAD') {
    return new Response(null, { headers: { ...headers, 'content-type': 'text/event-stream' } });
  }
  const response = streamSSE(context, (stream) => follow(stream, read.value, services));
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

async function follow(stream: SSEStreamingApi, read: CustomerRead, services: HubServices): Promise<void> {
  const { changes, clock, closing, keyring, onFault } = services;
  const pusher = createPusher(stream, read, services);
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
    await pusher.push();
    for (;;) {
      const beat = clock.after(beatEvery, () => bell.ring('beat'));
      const rung = await bell.next();
      beat.cancel();
      if (rung === 'end' || !(await keyring.holds(read.key))) return;
      if (rung === 'beat') await stream.write(': \n\n');
      await pusher.push();
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

/** Pushes the context where it is another than the last one. */
function createPusher(stream: SSEStreamingApi, read: CustomerRead, { store, clock }: HubServices) {
  const { purpose, channel } = read;
  let pushed: string | undefined;
  let profileId: string | undefined;
  return {
    get profileId() {
      return profileId;
    },
    async push(): Promise<void> {
      const profile = await findReadable(await store(), read);
      if (!profile) {
        // The headers go out with it: the client sees that it is connected.
        if (pushed === undefined) await stream.write(': waiting\n\n');
        pushed ??= '';
        return;
      }
      profileId = profile.id;
      const context = readCustomerContext(profile, { purpose, channel, now: clock.now() });
      // By what it says, not by its version: a permission lapses without an event.
      const state = JSON.stringify({ ...context, asOf: '' });
      if (state === pushed) return;
      pushed = state;
      await stream.writeSSE({
        event: 'customer',
        id: String(context.version),
        data: JSON.stringify(context),
      });
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
