import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { secretKey } from '../test/client.ts';
import { startStandInHub } from '../test/stand-in-hub.ts';

/** Runs a script of a shop in a process of its own, with a client `rialto` before the given hub. */
async function runScript(endpoint: string, body: string): Promise<{ code: number | null; output: string }> {
  const client = new URL('./client.ts', import.meta.url).href;
  const options = { endpoint, key: secretKey, source: 'till-4', channel: 'store', queue: 'memory' };
  const script = `
    import { createClient } from ${JSON.stringify(client)};
    const rialto = createClient(${JSON.stringify(options)});
    const sale = { event: 'Sale Completed', properties: { total: 1, currency: 'EUR' } };
    ${body}`;
  const args = ['--conditions=rialto-source', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, output: output.trim() };
}

describe('the process of a shop', () => {
  it('stays until a delivery that it awaits, and ends then by itself', async () => {
    const hub = await startStandInHub();
    const ran = await runScript(
      hub.endpoint,
      'const { status } = await rialto.track(sale).delivered; console.log(status);',
    );
    expect(ran).toEqual({ code: 0, output: 'accepted' });
    await hub.close();
  });

  it('is not kept by a delivery that nobody asked for', async () => {
    const ran = await runScript('http://127.0.0.1:9', `rialto.track(sale); console.log('done');`);
    expect(ran).toEqual({ code: 0, output: 'done' });
  });

  it('is let go by close, also with the hub away and a delivery awaited', async () => {
    const ran = await runScript(
      'http://127.0.0.1:9',
      `void rialto.track(sale).delivered.then(({ status }) => console.log(status));
       await rialto.close({ timeout: 50 });`,
    );
    expect(ran.code).toBe(0);
  });
});
