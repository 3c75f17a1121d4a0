import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hashIdentifier } from '@rialto/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { captureIo } from '../../test/capture-io.ts';
import { hashWords } from '../proof/hash-record.ts';
import { createSqliteStore } from '../store/sqlite-store.ts';
import { consentOf, eventOf } from '../store/test-events.ts';
import { runCli } from './run.ts';

const words = 'Dürfen wir Sie anrufen?';
const key = new Uint8Array(16).fill(7);
let original: string;
let folder: string;
let data: string;
beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'rialto-consent-original-'));
  const email = await hashIdentifier({ kind: 'email', value: 'ada@example.org' });
  const phone = await hashIdentifier({ kind: 'phone', value: '+491711234567' }, key);
  const store = createSqliteStore({ path: join(original, 'rialto.db') });
  const events = [
    consentOf(
      'a',
      [`email:${email}`, 'anonymousId:d1'],
      { 'marketing@phone': 'granted' },
      {
        properties: { text_hash: hashWords(words), evidence: 'tape-1', staff: 's-17' },
      },
    ),
    consentOf('b', [`phone:${phone}`], { analytics: 'denied' }),
    eventOf('c', [`email:${email}`], {
      name: 'Consent Used',
      properties: { purpose: 'marketing', channel: 'phone' },
    }),
  ];
  await store.commit(events, new Map([[hashWords(words), words]]));
  await store.close();
});
afterAll(() => rm(original, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rialto-consent-'));
  data = join(folder, 'data');
  await cp(original, data, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = async (...words: readonly string[]) => {
  const io = captureIo();
  const code = await runCli(['consent', ...words], io);
  return { code, out: io.stdout(), err: io.stderr() };
};
const ada = ['--kind', 'email', '--value', ' Ada@Example.org'];
const breakIt = () => {
  const database = new DatabaseSync(join(data, 'rialto.db'));
  database.exec(`DROP TRIGGER consent_records_stay;
    UPDATE consent_records SET body = replace(body, 's-17', 's-18')`);
  database.close();
};

describe('rialto-hub consent', () => {
  it.each(['show', 'verify', 'export'])('%s has help with an example', async (name) => {
    const { code, out, err } = await run(name, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`rialto-hub consent ${name}`);
    expect(out).toMatch(/Examples?:/);
    expect(out).toContain('--json');
  });

  it('C3, P3: shows how things stand, until when the proof is kept, and the words', async () => {
    const { code, out, err } = await run('show', ...ada, '--data', data);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('marketing by phone: granted');
    expect(out).toContain('keep the proof until 2028-11-14');
    expect(out).toContain(`“${words}”`);
    expect(out).toContain('The chain is whole: 2 records.');
    const json = JSON.parse((await run('show', ...ada, '--data', data, '--json')).out);
    expect(json).toMatchObject({ whole: true, state: [{ purpose: 'marketing', channel: 'phone' }] });
  });

  it('finds a person by a number as people write it, with the key of the hub, and by a hash', async () => {
    const file = join(folder, 'key');
    writeFileSync(file, key);
    const phone = ['--kind', 'phone', '--value', '0171 1234567', '--country', 'DE'];
    const found = await run('show', ...phone, '--hash-key', file, '--data', data);
    expect([found.code, found.err]).toEqual([0, '']);
    expect(found.out).toContain('analytics: denied');
    expect(await run('show', ...phone, '--data', data)).toMatchObject({
      code: 1,
      err: 'Nobody in this store has this phone.\n',
    });
    const hash = await hashIdentifier({ kind: 'email', value: 'ada@example.org' });
    expect((await run('show', '--kind', 'email', '--value', hash, '--data', data)).code).toBe(0);
  });

  it('P2: verifies all and one, and exits with 1 once a byte was changed', async () => {
    const whole = await run('verify', '--data', data, '--json');
    expect([whole.code, JSON.parse(whole.out)]).toEqual([0, { ok: true, chains: 2, records: 3, broken: [] }]);
    expect(JSON.parse((await run('verify', ...ada, '--data', data)).out)).toMatchObject({
      chains: 1,
      records: 2,
    });
    breakIt();
    const broken = await run('verify', '--data', data);
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.out)).toMatchObject({ ok: false, broken: [{ number: 1, problem: 'changed' }] });
    expect(broken.err).toContain('broken in 1 places');
    expect((await run('verify', '--kind', 'email', '--value', 'bob@example.org', '--data', data)).code).toBe(
      1,
    );
    const show = await run('show', ...ada, '--data', data);
    expect([show.code, show.err]).toEqual([1, expect.stringContaining('THE CHAIN IS BROKEN')]);
    const store = captureIo();
    expect(await runCli(['verify', '--data', data], store)).toBe(1);
    expect(store.stdout()).toContain('"in": "record"');
  });

  it('P3: exports JSON, and a page for the owner alone', async () => {
    const json = await run('export', ...ada, '--data', data);
    expect([json.code, json.err]).toEqual([0, '']);
    expect(JSON.parse(json.out)).toMatchObject({ texts: [{ text: words }], chains: [{ records: [{}, {}] }] });
    const file = join(folder, 'ada.html');
    const page = await run('export', ...ada, '--data', data, '--html', file);
    expect([page.code, page.out, page.err]).toEqual([0, '', '']);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*Dürfen wir Sie anrufen/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    expect((await run('export', ...ada, '--data', data, '--html', file, '--json')).out).toMatch(/^\{.*\}\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each<[string, readonly string[]]>([
    ['nobody named', ['show']],
    ['a kind without a value', ['export', '--kind', 'email']],
    ['a value without a kind', ['verify', '--value', 'ada@example.org']],
    ['an address that is none', ['show', '--kind', 'email', '--value', 'ada']],
    ['a country that is none', ['show', '--kind', 'phone', '--value', '0171 1', '--country', 'Germany']],
    ['a key that is not there', ['show', ...ada, '--hash-key', './no-such-key']],
    ['a page that cannot be written', ['export', ...ada, '--html', './no/such/folder/ada.html']],
    ['a command that is none', ['forget']],
    ['an option that is none', ['show', ...ada, '--wings']],
  ])('says on stderr what is wrong and exits with 2: %s', async (_, given) => {
    const { code, out, err } = await run(...given, ...(given[0] === 'forget' ? [] : ['--data', data]));
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toBe('');
    expect(err).not.toContain('Ada@Example.org');
  });

  it('makes no store where there is none', async () => {
    const { code, err } = await run('verify', '--data', join(folder, 'elsewhere'));
    expect([code, err]).toEqual([1, expect.stringContaining('There is no store')]);
  });
});
