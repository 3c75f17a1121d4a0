import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('./open-ky.ts');
  vi.resetModules();
});

it('tries again to open ky with the next request, where there were too many open files', async () => {
  const server = createServer((_, answer) => answer.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    let full = true;
    const { openKy } = await import('./open-ky.ts');
    vi.doMock('./open-ky.ts', () => ({
      openKy() {
        if (full) throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
        return openKy();
      },
    }));
    vi.resetModules();
    const { createKyFetch } = await import('./ky-fetch.ts');
    const fetch = createKyFetch(new AbortController().signal);
    const ask = () => fetch(url, { method: 'GET', headers: {} });
    await expect(ask()).rejects.toThrow('too many open files');
    full = false;
    expect(await (await ask()).text()).toBe('here');
  } finally {
    server.close();
  }
});
