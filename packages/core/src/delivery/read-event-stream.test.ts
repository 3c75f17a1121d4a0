import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEventStream, type StreamEvent } from './read-event-stream.ts';

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<StreamEvent[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of readEventStream(body)) events.push(event);
  return events;
}
const message = (data: string, change: Partial<StreamEvent> = {}): StreamEvent => ({
  event: 'message',
  data,
  id: undefined,
  ...change,
});

describe('an event stream', () => {
  it.each<[string, string, StreamEvent[]]>([
    ['one event', 'data: a\n\n', [message('a')]],
    ['two events', 'data: a\n\ndata: b\n\n', [message('a'), message('b')]],
    [
      'lines that end in CRLF',
      'event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n',
      [message('a', { event: 'x' }), message('b')],
    ],
    ['several lines of data', 'data: a\ndata: b\ndata:\ndata: c\n\n', [message('a\nb\n\nc')]],
    [
      'names and ids',
      'id: 7\nevent: customer\ndata: {}\n\n',
      [message('{}', { event: 'customer', id: '7' })],
    ],
    ['an empty name', 'event:\ndata: a\n\n', [message('a')]],
    ['no blank after the colon, or two', 'data:a\n\ndata:  b\n\n', [message('a'), message(' b')]],
    ['a colon in the data', 'data: {"a":1}\n\n', [message('{"a":1}')]],
    ['a field without a colon', 'data\n\n', [message('')]],
    ['comments that keep the line open', ': ping\n\n:\n\ndata: a\n: in between\n\n', [message('a')]],
    ['fields that nobody knows', 'retry: 5\nfoo: bar\ndata: a\n\n', [message('a')]],
    ['an event without data', 'event: x\nid: 1\n\ndata: a\n\n', [message('a')]],
    ['many blank lines', '\n\n\n\ndata: a\n\n\n\n', [message('a')]],
    ['a mark of the byte order', '\uFEFFdata: a\n\n', [message('a')]],
    ['an event that was cut off', 'data: a\n\ndata: b', [message('a')]],
    ['nothing', '', []],
  ])('is read: %s', async (_, text, events) => {
    expect(await read(text)).toEqual(events);
  });

  const text = 'id: 1\r\nevent: kunde\r\ndata: Käse 🛒\r\ndata: zwei\r\n\r\n: ping\n\ndata: {"a":"ü"}\n\n';
  const bytes = new TextEncoder().encode(text);

  it('is the same wherever it is cut in two', async () => {
    const whole = await read(text);
    expect(whole).toHaveLength(2);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(await read(bytes.slice(0, cut), bytes.slice(cut)), `cut at ${cut}`).toEqual(whole);
    }
  });

  it('is the same however it is cut, also byte by byte', async () => {
    const whole = await read(text);
    expect(await read(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge));
        expect(await read(...chunks)).toEqual(whole);
      }),
    );
  });

  it('is given back when the reader has seen enough', async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: a\n\n')),
      cancel: () => {
        isCancelled = true;
      },
    });
    for await (const event of readEventStream(body)) {
      expect(event.data).toBe('a');
      break;
    }
    expect(isCancelled).toBe(true);
  });

  it('throws what the network throws', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('reset')),
    });
    await expect(readEventStream(body).next()).rejects.toThrow('reset');
  });
});
