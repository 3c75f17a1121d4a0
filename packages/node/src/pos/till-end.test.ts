import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type StandInHub, startStandInHub } from '../../test/stand-in-hub.ts';
import { temporaryDirectory } from '../../test/temp-directory.ts';

const script = fileURLToPath(new URL('../../test/ending-till.ts', import.meta.url));

async function runTill(hub: StandInHub, path: string, how: string) {
  const args = ['--conditions=rialto-source', '--no-warnings', script, hub.endpoint, path, how];
  const till = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void till.kill('SIGKILL'));
  let output = '';
  till.stdout.on('data', (text) => {
    output += String(text);
  });
  const [code, signal] = await once(till, 'close');
  return { said: output.trim().split('\n'), end: signal ?? code };
}

it.each([
  ['that is told to end by a signal right after a sale', 'signal', 'SIGTERM'],
  ['whose client is flushed right after a sale', 'flush', 'SIGKILL'],
  ['whose client is closed first', 'close', 0],
])('T28: a till %s loses nothing, and its next start has nothing to make good', async (_what, how, end) => {
  const hub = await startStandInHub();
  onTestFinished(() => hub.close());
  const path = temporaryDirectory();
  const first = await runTill(hub, path, how);
  expect(first.end).toBe(end);
  expect(first.said).toContain('{"durable":"stored"}');
  expect(first.said.filter((line) => /"error"|"dropped":"/.test(line))).toEqual([]);
  await runTill(hub, path, 'close');
  expect(hub.messages.map(({ event, properties }) => [event, properties?.receipt_number])).toEqual([
    ['Sale Completed', 'hh-4-1'],
    ['Sale Completed', 'hh-4-2'],
  ]);
});
