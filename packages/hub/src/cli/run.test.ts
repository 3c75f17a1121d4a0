import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { captureIo } from '../../test/capture-io.ts';
import { runCli } from './run.ts';

let folder: string;
let data: string;
let round = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rialto-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  round += 1;
  data = join(folder, `data-${round}`);
});

const run = async (...words: readonly string[]) => {
  const io = captureIo();
  const code = await runCli(words, io);
  return { code, out: io.stdout(), err: io.stderr() };
};

/** Starts the hub and waits for its address. */
async function start(...words: readonly string[]) {
  const io = captureIo();
  const ended = runCli(['start', '--port', '0', ...words], io);
  for (let tries = 0; !io.stdout().includes('http://') && tries < 500; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const url = /http:\/\/[\w.[\]:]+/.exec(io.stdout())?.[0] ?? '';
  return { io, ended, url };
}

describe('every command', () => {
  it.each([
    ['start'],
    ['keys'],
    ['keys', 'list'],
    ['keys', 'create'],
    ['keys', 'revoke'],
    ['import'],
    ['verify'],
  ])('%s %s has help', async (...words) => {
    const { code, out, err } = await run(...words, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Usage: rialto-hub');
    if (words.join() !== 'keys') expect(out).toContain('--json');
  });

  it.each([
    [],
    ['fly'],
    ['start', '--wings'],
    ['start', '--port', 'eighty'],
    ['start', '--port', '65536'],
    ['start', '--store', 'redis://localhost'],
    ['start', '--plan', './no-such-plan.ts'],
    ['start', '--country', 'Germany'],
    ['import'],
    ['keys', 'create', '--source', 'a', '--channel', 'fax', '--kind', 'write'],
    ['keys', 'create', '--source', 'a', '--channel', 'web', '--kind', 'open'],
    ['keys', 'create', '--source', 'a b', '--channel', 'web', '--kind', 'write'],
    ['keys', 'create', '--source', 'a', '--channel', 'web', '--kind', 'write', '--origin', 'shop.example'],
    ['keys', 'create', '--source', 'a'],
    ['keys', 'revoke'],
  ])('that is misused says so on stderr and exits with 2: %s %s %s %s', async (...words) => {
    const given = words.filter((word): word is string => word !== undefined);
    const needsData = given.length > 1 && !given.includes('--store') && !given.includes('--wings');
    const { code, out, err } = await run(...given, ...(needsData ? ['--data', data] : []));
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).not.toBe('');
  });

  it('tells its version', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, out: '1.2.3\n' });
  });

  it.each([['verify'], ['keys', 'list'], ['keys', 'revoke', 'key_1']])(
    '%s %s fails where there is no store, instead of making an empty one',
    async (...words) => {
      const { code, err } = await run(...words, '--data', data);
      expect(code).toBe(1);
      expect(err).toContain('no store');
    },
  );
});

describe('keys', () => {
  it('are made, listed without themselves, and revoked once', async () => {
    const made = await run(
      'keys',
      'create',
      '--source',
      'till-1',
      '--channel',
      'store',
      '--kind',
      'secret',
      '--data',
      data,
      '--json',
    );
    const { key, id } = JSON.parse(made.out);
    expect(key).toMatch(/^sk_[\w-]{32}$/);
    const list = await run('keys', 'list', '--data', data, '--json');
    expect(JSON.parse(list.out)).toMatchObject([
      { id, source: 'till-1', channel: 'store', kind: 'secret', origins: [] },
    ]);
    expect(list.out).not.toMatch(/hash|token|sk_/);
    expect((await run('keys', 'list', '--data', data)).out).toContain('till-1');
    expect((await run('keys', 'revoke', id, '--data', data)).code).toBe(0);
    const again = await run('keys', 'revoke', id, '--data', data, '--json');
    expect([again.code, JSON.parse(again.out)]).toEqual([1, { id, revoked: false }]);
    expect((await run('keys', 'list', '--data', data)).out).toContain('revoked');
  });

  it('of one source are all public or all secret, counting those that are not revoked', async () => {
    const create = (kind: string) =>
      run(
        ...[
          'keys',
          'create',
          '--source',
          'shop',
          '--channel',
          'web',
          '--kind',
          kind,
          '--data',
          data,
          '--json',
        ],
      );
    expect((await create('write')).code).toBe(0);
    expect((await create('write')).code).toBe(0);
    const refused = await create('secret');
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toContain('a source of its own');
    const list = await run('keys', 'list', '--data', data, '--json');
    for (const key of JSON.parse(list.out)) await run('keys', 'revoke', key.id, '--data', data);
    expect((await create('secret')).code).toBe(0);
  });

  it('are printed alone, so that a script can take them', async () => {
    const origins = ['--origin', 'https://a.example', '--origin', 'https://b.example'];
    const { out } = await run(
      'keys',
      'create',
      '--source',
      'web',
      '--channel',
      'web',
      '--kind',
      'write',
      ...origins,
      '--data',
      data,
    );
    expect(out).toMatch(/^wk_[\w-]{32}\n$/);
    const [key] = JSON.parse((await run('keys', 'list', '--data', data, '--json')).out);
    expect(key.origins).toEqual(['https://a.example', 'https://b.example']);
  });
});

describe('start', () => {
  it('prints keys at its first start only, and keeps them where only the owner reads', async () => {
    const first = await start('--data', data);
    const keys = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8'));
    expect(statSync(join(data, 'keys.json')).mode & 0o777).toBe(0o600);
    expect(Object.keys(keys)).toEqual(['write', 'secret']);
    expect(first.io.stdout()).toContain(keys.write);
    expect(first.io.stdout()).toContain(keys.secret);
    const ask = (key: string) =>
      fetch(`${first.url}/v1/customer?kind=userId&value=c&purpose=service`, {
        headers: { 'x-write-key': key },
      });
    expect((await ask(keys.secret)).status).toBe(404);
    expect((await ask(keys.write)).status).toBe(403);
    first.io.stop();
    expect(await first.ended).toBe(0);

    const second = await start('--data', data, '--json');
    expect(Object.keys(JSON.parse(second.io.stdout()))).toEqual(['url']);
    second.io.stop();
    expect(await second.ended).toBe(0);
  });

  it('gives a new store the keys that the clients have already', async () => {
    const first = await start('--data', data, '--json');
    const { keys } = JSON.parse(first.io.stdout());
    first.io.stop();
    await first.ended;
    for (const file of ['rialto.db', 'rialto.db-wal', 'rialto.db-shm'])
      await rm(join(data, file), { force: true });
    const second = await start('--data', data, '--json');
    expect(JSON.parse(second.io.stdout()).keys).toEqual(keys);
    second.io.stop();
    await second.ended;
  });

  it('ends at once at the second signal', async () => {
    const { io, ended } = await start('--store', 'memory:');
    io.stop();
    io.stop();
    expect(io.exits).toEqual([1]);
    await ended;
  });

  it('takes a plan of one’s own, without a build', async () => {
    const plan = fileURLToPath(new URL('../../test/fitting-plan.ts', import.meta.url));
    const { io, ended, url } = await start('--store', 'memory:', '--json', '--plan', plan);
    const { keys } = JSON.parse(io.stdout());
    const batch = [
      { type: 'track', event: 'Fitting Booked', messageId: '1', userId: 'c', properties: { order_id: 'o' } },
    ];
    const response = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { 'x-write-key': keys.write },
      body: JSON.stringify({ batch }),
    });
    expect(await response.json()).toMatchObject({ results: [{ status: 'accepted' }] });
    io.stop();
    expect(await ended).toBe(0);
  });

  it('fails with a plain word where the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, err } = await run('start', '--data', data, '--port', String(port));
    expect(code).toBe(1);
    expect(err).toContain('take another --port');
    other.close();
  });
});
