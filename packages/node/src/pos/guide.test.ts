import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startStandInHub } from '../../test/stand-in-hub.ts';
import { temporaryDirectory } from '../../test/temp-directory.ts';

it('the first example of docs/guides/till.md runs as it stands', async () => {
  const hub = await startStandInHub();
  onTestFinished(() => hub.close());
  const guide = readFileSync(new URL('../../../../docs/guides/till.md', import.meta.url), 'utf8');
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
  const folder = temporaryDirectory();
  const doors = { '@rialto/node/pos': './index.ts', '@rialto/node': '../index.ts' };
  const script = Object.entries(doors).reduce(
    (text, [door, file]) => text.replace(`'${door}'`, `'${new URL(file, import.meta.url).href}'`),
    example.replace('http://127.0.0.1:4180', hub.endpoint),
  );
  writeFileSync(join(folder, 'guide.ts'), script);
  const child = spawn(process.execPath, ['--conditions=rialto-source', '--no-warnings', 'guide.ts'], {
    cwd: folder,
    env: { ...process.env, RIALTO_KEY: 'sk_test_0123456789' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(said).toBe('Nothing is known of this card.\nhh-altona-4-1\n');
  expect(hub.messages.map(({ event }) => event)).toEqual(['Loyalty Member Identified', 'Sale Completed']);
  expect(hub.messages[1]?.properties).toMatchObject({ total: '29.54', tax: '3.81', change: '0.46' });
});
