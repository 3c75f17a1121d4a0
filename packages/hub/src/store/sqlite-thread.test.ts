import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createSqliteThread } from './sqlite-thread.ts';

/** A worker of a few words: `on(request)` decides what it answers. */
const worker = (body: string) => () =>
  new Worker(
    `const { parentPort } = require('node:worker_threads');
     const answer = (id) => parentPort.postMessage({ id, ok: true, value: { results: [], changed: [] } });
     parentPort.on('message', (request) => { ${body} });`,
    { eval: true },
  );
const options = { path: 'rialto.db', maxWaiting: 100 };

it('rejects what waited for a thread that died, and starts another', async () => {
  const thread = createSqliteThread({
    ...options,
    startWorker: worker(
      `if (request.events[0] === 'die') throw new Error('out of memory'); answer(request.id);`,
    ),
  });
  await thread.commit(['a']);
  const waiting = [thread.commit(['die']), thread.commit(['b'])];
  for (const { status, reason } of (await Promise.allSettled(waiting)) as PromiseRejectedResult[]) {
    expect(status).toBe('rejected');
    expect(reason).toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('out of memory'),
    });
  }
  await expect(thread.commit(['c'])).resolves.toEqual({ results: [], changed: [] });
  await thread.close().catch(() => undefined);
});

it('gives up on a thread that dies again and again', async () => {
  let starts = 0;
  const start = worker('process.exit(1);');
  const thread = createSqliteThread({
    ...options,
    startWorker: () => {
      starts += 1;
      return start();
    },
  });
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await expect(thread.commit(['a'])).rejects.toMatchObject({ code: 'store-unavailable' });
  }
  expect(starts).toBe(3);
});

it('can be closed however much waits', async () => {
  const thread = createSqliteThread({
    ...options,
    startWorker: worker(`if (request.kind === 'close') { answer(request.id); parentPort.close(); }`),
  });
  const tooMany = thread.commit(Array.from({ length: 200 }, () => 'x'));
  await Promise.all([expect(tooMany).rejects.toMatchObject({ code: 'store-unavailable' }), thread.close()]);
});

it('counts what waits in events, and lets nothing wait beyond the bound', async () => {
  const thread = createSqliteThread({
    ...options,
    startWorker: worker(`if (request.kind === 'close') process.exit(0);`),
  });
  const first = thread.commit(Array.from({ length: 60 }, () => 'x'));
  await expect(thread.commit(Array.from({ length: 60 }, () => 'x'))).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringContaining('60 events wait'),
  });
  const second = thread.commit(Array.from({ length: 40 }, () => 'x'));
  const all = Promise.allSettled([first, second, thread.close()]);
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});
