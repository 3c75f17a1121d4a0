import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { readEventStream } from '@rialto/core/event-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubProcess, runProcess, startHubProcess } from '../../test/hub-process.ts';
import { sale } from '../../test/test-hub.ts';

let folder: string;
let hub: HubProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rialto-process-'));
  hub = await startHubProcess(join(folder, 'data'));
}, 30_000);
afterAll(async () => {
  await hub.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${hub.url}/v1/batch`, {
    method: 'POST',
    headers: { 'x-write-key': hub.keys.write, ...headers },
    body: body as BodyInit,
  });

describe('over a real socket', () => {
  it.each<[string, number, string, string | Uint8Array, Record<string, string>]>([
    ['malformed JSON', 400, 'invalid_json', '{', {}],
    ['600 KB', 413, 'too_large', 'x'.repeat(600_000), {}],
    ['8 MB', 413, 'too_large', 'x'.repeat(8_000_000), {}],
    ['a gzip bomb', 413, 'too_large', gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' }],
    ['3,000 messages', 413, 'too_many_messages', JSON.stringify({ batch: Array(3_000).fill({}) }), {}],
    ['a bad key', 401, 'bad_key', '{"batch":[]}', { 'x-write-key': 'wk_nobody_0123456789' }],
  ])('%s is answered with %i %s, and the next request is served', async (_, status, code, body, headers) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
    expect((await post(JSON.stringify({ batch: [sale(code)] }))).status).toBe(200);
  });

  it('a body without a length is cut off at the limit, too', async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 40) controller.close();
        else controller.enqueue(new Uint8Array(50_000));
      },
    });
    const response = await fetch(`${hub.url}/v1/batch`, {
      method: 'POST',
      headers: { 'x-write-key': hub.keys.write },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    // The server would cut a connection that it has not read to its end; nobody may be on it by then.
    expect(response.headers.get('connection')).toBe('close');
  });

  it('a client that goes away in the middle of its body does no harm', async () => {
    const { port } = new URL(hub.url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /v1/batch HTTP/1.1\r\nhost: h\r\nx-write-key: ${hub.keys.write}\r\ncontent-length: 1000\r\n\r\n{"batch":`,
    );
    // An answer to somebody who came later: by then the hub has the beginning of the body.
    await fetch(`${hub.url}/healthz`);
    socket.destroy();
    expect((await post(JSON.stringify({ batch: [sale('after')] }))).status).toBe(200);
  });

  it('a stream brings what another connection sends', async () => {
    const response = await fetch(`${hub.url}/v1/customer/stream?kind=userId&value=live&purpose=service`, {
      headers: { authorization: `Bearer ${hub.keys.secret}` },
    });
    if (!response.body) throw new Error('no body');
    const events = readEventStream(response.body);
    const first = events.next();
    await post(JSON.stringify({ batch: [sale('live', { userId: 'live' })] }));
    expect((await first).value).toMatchObject({ event: 'customer', id: expect.stringMatching(/^1-/) });
    await events.return(undefined);
  });

  it('a key that is made while the hub runs holds within a second or two, and no longer than it is revoked', async () => {
    const data = ['--data', join(folder, 'data'), '--json'];
    const made = await runProcess(
      'keys',
      'create',
      '--source',
      'app',
      '--channel',
      'app',
      '--kind',
      'write',
      ...data,
    );
    const { key, id } = JSON.parse(made.out);
    const becomes = async (status: number) => {
      for (let tries = 0; tries < 60; tries += 1) {
        if ((await post('{"batch":[]}', { 'x-write-key': key })).status === status) return true;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return false;
    };
    expect(await becomes(200)).toBe(true);
    await runProcess('keys', 'revoke', id, ...data);
    expect(await becomes(401)).toBe(true);
  }, 30_000);
});

describe('the end', () => {
  it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
    'at %s comes with grace, whatever streams are open and whoever dawdles',
    async (signal) => {
      const other = await startHubProcess(join(folder, signal));
      const stream = await fetch(`${other.url}/v1/customer/stream?kind=userId&value=c&purpose=service`, {
        headers: { 'x-write-key': other.keys.secret },
      });
      // A client that dawdles over its body is cut off after three seconds.
      const socket = connect(Number(new URL(other.url).port), '127.0.0.1').on('error', () => {});
      await once(socket, 'connect');
      const head = `POST /v1/t HTTP/1.1\r\nhost: h\r\nx-write-key: ${other.keys.write}\r\ncontent-length: 9`;
      socket.write(`${head}\r\n\r\n{`);
      // An answer to somebody who came later: by then the hub has the beginning of the body.
      await fetch(`${other.url}/healthz`);
      expect(await other.end(signal)).toEqual({ code: 0, signal: null });
      await stream.text();
    },
    30_000,
  );
});

describe('the program that is installed', () => {
  const bin = fileURLToPath(new URL('../../bin/rialto-hub.js', import.meta.url));

  /** The program in a package of its own, so that it does not matter whether this one is built. */
  async function installed(prepare: (folder: string) => Promise<unknown>) {
    const root = await mkdtemp(join(folder, 'package-'));
    await mkdir(join(root, 'bin'));
    await writeFile(join(root, 'package.json'), '{"type":"module","version":"0.0.0"}');
    await copyFile(bin, join(root, 'bin/rialto-hub.js'));
    await prepare(root);
    return (...words: readonly string[]) =>
      spawn(process.execPath, [join(root, 'bin/rialto-hub.js'), ...words], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
  }
  const fromSource = () =>
    installed((root) => symlink(fileURLToPath(new URL('..', import.meta.url)), join(root, 'src')));

  it('runs from source where nothing is built, and ends its hub when it is ended', async () => {
    const child = (await fromSource())('start', '--data', join(folder, 'bin'), '--port', '0');
    if (!child.stdout) throw new Error('no output');
    let url = '';
    for await (const line of createInterface({ input: child.stdout })) {
      url = /http:\S+/.exec(line)?.[0] ?? '';
      if (url !== '') break;
    }
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
    await expect(fetch(`${url}/readyz`)).rejects.toThrow();
  }, 30_000);

  it('passes on the exit code', async () => {
    expect(await once((await fromSource())('fly'), 'exit')).toEqual([2, null]);
  }, 30_000);

  it('runs the build where there is one', async () => {
    const run = await installed(async (root) => {
      await mkdir(join(root, 'dist'));
      await writeFile(join(root, 'dist/cli.js'), 'process.exitCode = 40 + process.argv.length;');
    });
    expect(await once(run('verify'), 'exit')).toEqual([43, null]);
  });

  it('says what is missing where there is neither', async () => {
    const child = (await installed(async () => {}))('verify');
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += String(chunk);
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(err).toContain('not built');
  });
});
