import { gzipSync } from 'node:zlib';
import { onTestFinished, test } from 'vitest';
import { openCollector } from './open-collector.ts';

const program = new URL('./collector.ts', import.meta.url).pathname;

async function open() {
  const collector = await openCollector(program);
  onTestFinished(() => collector.close());
  const post = async (path: string, body: object, isZipped = false) => {
    const text = JSON.stringify(body);
    const answer = await fetch(`http://127.0.0.1:${collector.port}${path}`, {
      method: 'POST',
      body: isZipped ? gzipSync(text) : text,
      headers: isZipped ? { 'content-encoding': 'gzip' } : {},
    });
    return answer.text();
  };
  const has = (events: number, duplicates: number) =>
    new Promise<void>((resolve) => {
      const stop = collector.onCounts((counts) => {
        if (counts.events !== events || counts.duplicates !== duplicates) return;
        stop();
        resolve();
      });
    });
  return { collector, post, has };
}

test.for([
  ['/rialto/v1/batch', { batch: [{ messageId: 'a' }, { messageId: 'b' }] }],
  ['/segment/v1/batch', { batch: [{ messageId: 'a' }, { messageId: 'b' }] }],
  ['/rudderstack/v1/batch', { batch: [{ messageId: 'a' }, { messageId: 'b' }] }],
  ['/snowplow/com.snowplowanalytics.snowplow/tp2', { data: [{ eid: 'a' }, { eid: 'b' }] }],
  ['/posthog/batch/', { batch: [{ uuid: 'a' }, { uuid: 'b' }] }],
  ['/amplitude/2/httpapi', { events: [{ insert_id: 'a' }, { insert_id: 'b' }] }],
] as const)('counts what %s brings, and what it brings again', async ([path, body]) => {
  const { post, has } = await open();
  const counted = has(2, 2);
  await post(path, body);
  await post(path, body, true);
  await counted;
});

test('answers Rialto for each event, and what it has when it is asked', async ({ expect }) => {
  const { collector, post } = await open();
  await post('/rialto/v1/batch', { batch: [{ messageId: 'a' }] });
  expect(await post('/rialto/v1/batch', { batch: [{ messageId: 'a' }, { messageId: 'b' }] })).toBe(
    '{"results":[{"messageId":"a","status":"duplicate"},{"messageId":"b","status":"accepted"}]}',
  );
  expect(await post('/rialto/v1/known', { messageIds: ['b', 'c'] })).toBe('{"known":["b"]}');
  await collector.reset();
  expect(await post('/rialto/v1/known', { messageIds: ['b', 'c'] })).toBe('{"known":[]}');
});
