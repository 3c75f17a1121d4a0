import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { MessageResult } from '@rialto/core';
import type { DeliveryProblem } from '@rialto/core/delivery';
import { type ManualClock, manualClock, storedEvent } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import { bytesIn, temporaryDirectory } from '../../test/temp-directory.ts';
import { createDeadLetters, type DeadLetterOptions, readDeadLetters } from './dead-letters.ts';

const day = 24 * 3_600_000;

function openIn(path: string | undefined, change: Partial<DeadLetterOptions> = {}) {
  const problems: DeliveryProblem[] = [];
  const clock: ManualClock = manualClock();
  const report = (problem: DeliveryProblem): void => void problems.push(problem);
  const letters = createDeadLetters({ path, clock, report, ...change });
  return { letters, clock, problems, codes: () => problems.map(({ code }) => code) };
}

const fileIn = (path: string): string => join(path, 'dead-letters.jsonl');
const idsIn = async (path: string): Promise<string[]> =>
  (await readDeadLetters(path)).map(({ messageId }) => messageId);

const rejected = (messageId: string, change: Partial<MessageResult> = {}): MessageResult => ({
  messageId,
  status: 'rejected',
  code: 'invalid_properties',
  issues: [{ path: 'properties.total', message: 'expected an amount' }],
  ...change,
});

/** Tells whether the file is written, without waiting for a time. */
const settled = async ({ letters }: ReturnType<typeof openIn>): Promise<void> => letters.purge(() => false);

describe('an event that the hub rejects', () => {
  it('is kept with the code, what is wrong with it, and the message as it was sent', async () => {
    const path = join(temporaryDirectory(), 'a', 'queue');
    const { letters, clock, problems } = openIn(path);
    letters.add(storedEvent('a'), rejected('a'));
    await letters.close();
    expect(await readDeadLetters(path)).toEqual([
      {
        at: new Date(clock.now()).toISOString(),
        messageId: 'a',
        status: 'rejected',
        code: 'invalid_properties',
        issues: [{ path: 'properties.total', message: 'expected an amount' }],
        purposes: ['necessary'],
        message: { messageId: 'a', event: 'Käse ✓' },
      },
    ]);
    expect(statSync(fileIn(path)).mode & 0o777).toBe(0o600);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(problems).toEqual([]);
  });

  it('is not kept where consent is the reason: nothing is written', async () => {
    const path = temporaryDirectory();
    const { letters } = openIn(path);
    letters.add(storedEvent('a', { purposes: ['analytics'] }), rejected('a', { code: 'consent_refused' }));
    letters.add(storedEvent('b', { purposes: ['analytics'] }), 'refused:analytics');
    await letters.close();
    expect(readdirSync(path)).toEqual([]);
  });

  it('is only announced where there is no directory', async () => {
    const { letters, problems } = openIn(undefined);
    letters.add(storedEvent('a'), rejected('a'));
    await letters.purge(() => true);
    await letters.close();
    expect(problems).toEqual([]);
  });

  it('is kept whatever its body is', async () => {
    const path = temporaryDirectory();
    const { letters } = openIn(path);
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const bodies = ['{"torn', '', 'null', '"line\\nbreak"', 'a\nb', deep];
    for (const body of bodies) letters.add(storedEvent('a', { body }), 'unreadable');
    await letters.close();
    const messages = (await readDeadLetters(path)).map(({ message }) => message);
    expect(messages).toEqual(['{"torn', '', null, 'line\nbreak', 'a\nb', deep]);
  });

  it('is kept in the order in which it came, over restarts, however many come at once', async () => {
    const path = temporaryDirectory();
    const ids = Array.from({ length: 200 }, (_, number) => `m-${number}`);
    for (const half of [ids.slice(0, 100), ids.slice(100)]) {
      const { letters } = openIn(path);
      for (const id of half) letters.add(storedEvent(id), rejected(id));
      await letters.close();
    }
    expect(await idsIn(path)).toEqual(ids);
  });

  it('that comes after close is not kept', async () => {
    const path = temporaryDirectory();
    const { letters } = openIn(path);
    await letters.close();
    letters.add(storedEvent('a'), rejected('a'));
    await letters.close();
    expect(readdirSync(path)).toEqual([]);
  });
});

describe('the file of dead letters', () => {
  it('stays below its limit: the oldest half goes, which is said once', async () => {
    const path = temporaryDirectory();
    const opened = openIn(path, { maxBytes: 4_000 });
    for (let number = 0; number < 100; number += 1) {
      opened.letters.add(storedEvent(`m-${number}`), rejected(`m-${number}`));
      if (number % 3 === 0) await settled(opened);
      expect(bytesIn(path).length).toBeLessThanOrEqual(4_000);
    }
    await opened.letters.close();
    const ids = await idsIn(path);
    expect(ids.length).toBeGreaterThan(5);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, at) => `m-${100 - ids.length + at}`));
    expect(opened.codes()).toEqual(['dead_letters_full']);
    expect(readdirSync(path)).toEqual(['dead-letters.jsonl']);
  });

  it('stays below it also when more comes at once than it may hold', async () => {
    const path = temporaryDirectory();
    const { letters, codes } = openIn(path, { maxBytes: 4_000 });
    for (let number = 0; number < 100; number += 1) letters.add(storedEvent(`m-${number}`), 'too_old');
    letters.add(storedEvent('huge', { body: 'x'.repeat(5_000) }), 'message_too_large');
    letters.add(storedEvent('last'), 'too_old');
    await letters.close();
    expect(await idsIn(path)).toEqual(['last']);
    expect(codes()).toEqual(['dead_letters_full']);
  });

  it('that somebody else made far too large is cut at the start', async () => {
    const path = temporaryDirectory();
    const first = openIn(path);
    for (let number = 0; number < 100; number += 1) first.letters.add(storedEvent(`m-${number}`), 'too_old');
    await first.letters.close();
    const { letters } = openIn(path, { maxBytes: 2_000 });
    await letters.close();
    expect(bytesIn(path).length).toBeLessThanOrEqual(2_000);
    expect((await idsIn(path)).at(-1)).toBe('m-99');
  });

  it('loses at the start what is older than its age, and what nobody can read', async () => {
    const path = temporaryDirectory();
    const opened = openIn(path, { maxAge: 10 * day });
    opened.letters.add(storedEvent('old'), 'too_old');
    await settled(opened);
    await opened.clock.advance(6 * day);
    opened.letters.add(storedEvent('young'), 'too_old');
    await opened.letters.close();
    appendFileSync(fileIn(path), 'no letter\n{"at":"never","messageId":"x","purposes":[]}\n');
    const later = manualClock();
    await later.advance(11 * day);
    await openIn(path, { maxAge: 10 * day, clock: later }).letters.close();
    expect(await idsIn(path)).toEqual(['young']);
    expect(readFileSync(fileIn(path), 'utf8')).not.toContain('no letter');
  });

  it('loses what is too old while a till runs on, and is gone with its last line', async () => {
    const path = temporaryDirectory();
    const opened = openIn(path, { maxAge: 10 * day });
    opened.letters.add(storedEvent('a'), 'too_old');
    await settled(opened);
    await opened.clock.advance(9 * day);
    await settled(opened);
    expect(await idsIn(path)).toEqual(['a']);
    await opened.clock.advance(2 * day);
    await settled(opened);
    expect(readdirSync(path)).toEqual([]);
    await opened.letters.close();
  });

  it('survives being cut off at any byte, with every whole line, and goes on behind it', async () => {
    const whole = temporaryDirectory();
    const first = openIn(whole);
    for (const id of ['a', 'b']) first.letters.add(storedEvent(id), rejected(id));
    await first.letters.close();
    const bytes = readFileSync(fileIn(whole));
    const firstLine = bytes.indexOf('\n');
    for (let length = 0; length <= bytes.length; length += 1) {
      const path = temporaryDirectory();
      writeFileSync(fileIn(path), bytes.subarray(0, length));
      const { letters, problems } = openIn(path);
      letters.add(storedEvent('new'), rejected('new'));
      await letters.close();
      const expected = length >= bytes.length - 1 ? ['a', 'b'] : length >= firstLine ? ['a'] : [];
      expect(await idsIn(path)).toEqual([...expected, 'new']);
      expect(problems).toEqual([]);
      rmSync(path, { recursive: true });
    }
  });

  it('is read by people while nothing is there, and what is no path is refused', async () => {
    expect(await readDeadLetters(join(temporaryDirectory(), 'nowhere'))).toEqual([]);
    for (const path of ['', undefined, 7]) {
      await expect(readDeadLetters(path as string)).rejects.toMatchObject({ code: 'invalid-option' });
    }
  });
});

describe('a withdrawal', () => {
  it('takes away what it no longer permits, on the disk and on the way there, byte for byte', async () => {
    const path = temporaryDirectory();
    const opened = openIn(path);
    const analytics = { purposes: ['analytics'] as const, body: '{"about":"withdrawn-secret"}' };
    opened.letters.add(storedEvent('sale'), rejected('sale'));
    opened.letters.add(storedEvent('click', analytics), rejected('click'));
    await settled(opened);
    opened.letters.add(storedEvent('click-2', analytics), rejected('click-2'));
    await opened.letters.purge(({ purposes }) => purposes.includes('analytics'));
    expect(bytesIn(path)).not.toContain('withdrawn-secret');
    opened.letters.add(storedEvent('sale-2'), rejected('sale-2'));
    await opened.letters.close();
    expect(await idsIn(path)).toEqual(['sale', 'sale-2']);
  });

  it('that the disk does not let through takes all letters away, and says so', async () => {
    const path = temporaryDirectory();
    const opened = openIn(path);
    const { letters, codes } = opened;
    letters.add(storedEvent('click', { purposes: ['analytics'] }), rejected('click'));
    letters.add(storedEvent('sale'), rejected('sale'));
    await settled(opened);
    mkdirSync(`${fileIn(path)}.new`);
    await letters.purge(({ purposes }) => purposes.includes('analytics'));
    expect(bytesIn(path)).toBe('');
    expect(codes()).toEqual(['dead_letters_failed']);
    await letters.close();
  });

  it('leaves nothing of a purge that a crash cut short', async () => {
    const path = temporaryDirectory();
    writeFileSync(`${fileIn(path)}.new`, 'withdrawn-secret');
    await openIn(path).letters.close();
    expect(readdirSync(path)).toEqual([]);
  });
});

describe('a disk that fails', () => {
  it('is said once, and nothing is thrown', async () => {
    const path = temporaryDirectory();
    mkdirSync(fileIn(path));
    const opened = openIn(path);
    for (const id of ['a', 'b', 'c']) {
      opened.letters.add(storedEvent(id), rejected(id));
      await settled(opened);
    }
    await opened.letters.close();
    expect(opened.codes()).toEqual(['dead_letters_failed']);
  });

  it('and works again is used again', async () => {
    const path = temporaryDirectory();
    mkdirSync(fileIn(path));
    const opened = openIn(path);
    opened.letters.add(storedEvent('a'), rejected('a'));
    await settled(opened);
    rmSync(fileIn(path), { recursive: true });
    opened.letters.add(storedEvent('b'), rejected('b'));
    await opened.letters.close();
    expect(await idsIn(path)).toEqual(['b']);
  });

  it('or a directory that somebody removed costs no later letter', async () => {
    const path = join(temporaryDirectory(), 'queue');
    const opened = openIn(path);
    opened.letters.add(storedEvent('a'), rejected('a'));
    await settled(opened);
    rmSync(path, { recursive: true });
    opened.letters.add(storedEvent('b'), rejected('b'));
    await opened.letters.close();
    expect(await idsIn(path)).toEqual(['b']);
    expect(opened.problems).toEqual([]);
  });

  it('never costs the till an exception, whatever it is told', async () => {
    const { letters, codes } = openIn(temporaryDirectory());
    for (const nonsense of [undefined, null, {}, 7]) letters.add(nonsense as never, nonsense as never);
    await letters.close();
    expect(new Set(codes())).toEqual(new Set(['dead_letters_failed']));
  });
});
