// A hub inside the page, a gate that a test steers, and a device that can be wiped. For tests in a browser.
import type { ConsentGate, ConsentRecord, ConsentState, Message, Purpose } from '@rialto/core/model';
import { decideGate, optionalPurposes } from '@rialto/core/model';

export interface HubRequest {
  readonly url: string;
  readonly init: RequestInit;
  readonly messages: readonly Message[];
}

export interface PageHub {
  /** The batches. */
  readonly requests: readonly HubRequest[];
  /** The ids that were asked about, by request; answered by what was taken. */
  readonly asked: readonly (readonly string[])[];
  /** What the hub has taken, by name of event or type. */
  taken(): readonly Message[];
  names(): readonly string[];
  /** Answers the next request, or all from now on if it is called with `always`. */
  answer(respond: (request: HubRequest) => Response | Promise<Response>, always?: 'always'): void;
  onRequest(look: (request: HubRequest) => void): void;
  close(): void;
}

export const accept = ({ messages }: HubRequest): Response =>
  Response.json({ results: messages.map(({ messageId }) => ({ messageId, status: 'accepted' })) });

/** Stands in for `fetch`: what a tracker sends arrives here. */
export function pageHub(): PageHub {
  const original = globalThis.fetch;
  const requests: HubRequest[] = [];
  const asked: string[][] = [];
  const taken: Message[] = [];
  const script: ((request: HubRequest) => Response | Promise<Response>)[] = [];
  let usual: (request: HubRequest) => Response | Promise<Response> = accept;
  let look: (request: HubRequest) => void = () => {};
  globalThis.fetch = async (url, init = {}) => {
    if (String(url).endsWith('/v1/known')) {
      const { messageIds }: { messageIds: string[] } = JSON.parse(String(init.body));
      asked.push(messageIds);
      const ids = new Set(taken.map(({ messageId }) => messageId));
      return Response.json({ known: messageIds.filter((messageId) => ids.has(messageId)) });
    }
    const messages: Message[] = typeof init.body === 'string' ? JSON.parse(init.body).batch : [];
    const request = { url: String(url), init, messages };
    requests.push(request);
    look(request);
    const response = await (script.shift() ?? usual)(request);
    if (response.ok) taken.push(...messages);
    return response;
  };
  return {
    requests,
    asked,
    taken: () => taken,
    names: () => taken.map(({ event, type }) => event ?? type),
    answer(respond, always) {
      if (always) usual = respond;
      else script.push(respond);
    },
    onRequest(listener) {
      look = listener;
    },
    close() {
      globalThis.fetch = original;
    },
  };
}

export interface TestGate extends ConsentGate {
  /** Decides for these purposes, and tells. */
  set(state: ConsentState, ...purposes: readonly Purpose[]): void;
  /** Decides with a record before the change, as the consent manager does. */
  choose(state: ConsentState, ...purposes: readonly Purpose[]): void;
}

/** A gate whose decisions the test takes. */
export function testGate(): TestGate {
  const states = new Map<Purpose, ConsentState>(optionalPurposes.map((purpose) => [purpose, 'unset']));
  const listeners = new Set<readonly [name: string, listener: (event?: unknown) => void]>();
  const emit = (wanted: string, event?: unknown): void => {
    for (const [name, listener] of listeners) if (name === wanted) listener(event);
  };
  const decide = (state: ConsentState, purposes: readonly Purpose[]): readonly Purpose[] => {
    const decided = purposes.length > 0 ? purposes : optionalPurposes;
    for (const purpose of decided) states.set(purpose, state);
    return decided;
  };
  return {
    decide: (purposes) => decideGate(purposes, (purpose) => states.get(purpose)),
    on(name: string, listener: (event?: unknown) => void) {
      const entry = [name, listener] as const;
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    set(state, ...purposes) {
      decide(state, purposes);
      emit('change');
    },
    choose(state, ...purposes) {
      const record: ConsentRecord = {
        cells: decide(state, purposes).map((purpose) => ({ purpose, state })),
      };
      emit('record', record);
      emit('change');
    },
  };
}

const request = <T>(asked: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

/** What stands in the tracker's database; undefined where there is none. */
export async function storedOnDevice(): Promise<
  readonly { body: string; purposes: Purpose[] }[] | undefined
> {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'rialto')) return undefined;
  const opening = indexedDB.open('rialto');
  // It was being deleted; looking must not make it again.
  opening.onupgradeneeded = () => opening.transaction?.abort();
  const db = await request(opening).catch(() => undefined);
  if (!db) return undefined;
  try {
    return await request(db.transaction('queue').objectStore('queue').getAll());
  } finally {
    db.close();
  }
}

export async function wipeDevice(): Promise<void> {
  localStorage.clear();
  await request(indexedDB.deleteDatabase('rialto'));
}

/** Keeps the tracker's database busy, so that nothing can be written to it until the returned function is called. */
export async function holdDatabase(): Promise<() => void> {
  const opening = indexedDB.open('rialto');
  opening.onupgradeneeded = () => opening.result.createObjectStore('queue');
  const db = await request(opening);
  const store = db.transaction('queue', 'readwrite').objectStore('queue');
  let held = true;
  const spin = (): void => {
    if (held) store.get(0).onsuccess = spin;
    else db.close();
  };
  spin();
  return () => {
    held = false;
  };
}
