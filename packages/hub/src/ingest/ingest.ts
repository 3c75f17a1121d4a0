import { limits, type MessageResult, type Plan, parseMessage } from '@rialto/core';
import type { Store } from '../store/store.ts';
import { type PreparedMessage, type PrepareOptions, prepareMessage } from './prepare-message.ts';
import type { Arrival } from './prepared-event.ts';
import { readSequence } from './read-sequence.ts';
import { takeOutText } from './take-out-text.ts';

/** What {@link ingest} needs beside the messages. */
export interface IngestOptions extends PrepareOptions {
  readonly plan: Plan;
  readonly store: Pick<Store, 'commit'>;
  /** Told of a fault in our own code; the message is answered with `invalid_message`. */
  readonly onFault?: (error: unknown) => void;
}

/** The answers in the order of the messages, and whose profiles changed. */
export interface IngestResult {
  readonly results: readonly MessageResult[];
  readonly changed: readonly string[];
}

/**
 * Takes a batch of whatever came over the wire: each message is judged by itself, what is good is committed
 * together. When it resolves, everything that it says is accepted is durable.
 *
 * @throws RialtoError `store-unavailable` when nothing could be stored; the batch may be sent again
 * @example
 * ```ts
 * const { results } = await ingest(body.batch, { store, plan, source, receivedAt: clock.now() });
 * ```
 */
export async function ingest(messages: readonly unknown[], options: IngestOptions): Promise<IngestResult> {
  const judged: (MessageResult | PreparedMessage)[] = [];
  const texts = new Map<string, string>();
  for (const message of messages) judged.push(await judge(message, options, texts));
  const prepared = judged.filter(isPrepared);
  const refused = messages.flatMap((message, at) =>
    isRefused(judged[at]) ? arrivalOf(message, options) : [],
  );
  if (prepared.length === 0 && refused.length === 0) return { results: judged.filter(isResult), changed: [] };
  // With the records that name them: a record whose words are lost would prove nothing. What cannot be kept fails the
  // whole batch, which is sent again; no refusal is taken off the client's hands and then lost.
  const { results, changed } = await options.store.commit(
    prepared.map(({ event }) => event),
    texts,
    refused,
  );
  const inOrder = results.values();
  return {
    results: judged.map((one) => {
      if (isResult(one)) return one;
      const { value } = inOrder.next();
      if (!value) throw new Error('The store answered fewer events than it was given.');
      return answerTo(one, value);
    }),
    changed,
  };
}

/** That it came, so that its number is no gap; of what it said nothing is kept. */
function arrivalOf(message: unknown, { source }: IngestOptions): readonly Arrival[] {
  const { sequence } = readSequence((message as { sequence?: unknown } | null | undefined)?.sequence);
  return sequence ? [{ source: source.name, ...sequence }] : [];
}

const isRefused = (one: MessageResult | PreparedMessage | undefined): boolean =>
  one !== undefined && isResult(one);
const isPrepared = (one: MessageResult | PreparedMessage): one is PreparedMessage => 'event' in one;
const isResult = (one: MessageResult | PreparedMessage): one is MessageResult => 'status' in one;

/** By the id as the client wrote it, which a store may have had to mend: a client knows its message by nothing else. */
const answerTo = ({ event: { messageId }, issues }: PreparedMessage, result: MessageResult): MessageResult =>
  issues.length > 0 && result.status === 'accepted'
    ? { ...result, messageId, issues }
    : { ...result, messageId };

/**
 * Never throws: what cannot be read must not cost the others, and would be sent again for ever.
 *
 * @param texts - takes the words that stood in the message, by their hash
 */
async function judge(
  message: unknown,
  options: IngestOptions,
  texts: Map<string, string>,
): Promise<MessageResult | PreparedMessage> {
  try {
    if (isTooLarge(message)) return rejectedAsTooLarge(message);
    const parsed = parseMessage(message, options.plan);
    if (parsed.ok) {
      const taken = await takeOutText(await prepareMessage(parsed.value, options));
      if (taken.text) texts.set(taken.text.hash, taken.text.words);
      return taken.message;
    }
    const { messageId, code, issues } = parsed;
    return { messageId, status: 'rejected', code, issues };
  } catch (error) {
    options.onFault?.(error);
    return {
      messageId: idOf(message),
      status: 'rejected',
      code: 'invalid_message',
      issues: [{ path: '', message: 'the hub cannot read it' }],
    };
  }
}

/** By the size of its compact JSON. What is nested too deep to be written is for `parseMessage` to refuse. */
function isTooLarge(message: unknown): boolean {
  try {
    const json = JSON.stringify(message) ?? '';
    // A character is at least one byte, and at most three per UTF-16 unit.
    if (json.length * 3 <= limits.messageBytes) return false;
    return Buffer.byteLength(json) > limits.messageBytes;
  } catch {
    return false;
  }
}

const rejectedAsTooLarge = (message: unknown): MessageResult => ({
  messageId: idOf(message),
  status: 'rejected',
  code: 'message_too_large',
  issues: [{ path: '', message: `expected at most ${limits.messageBytes} bytes of JSON` }],
});

function idOf(message: unknown): string {
  const id = (message as { messageId?: unknown } | null | undefined)?.messageId;
  return typeof id === 'string' ? id.slice(0, limits.messageIdLength) : '';
}
