/**
 * `pnpm gates [name…]`: runs every `gate:*` script of package.json in its order, or the named ones, shows what failed and
 * keeps going. A new gate needs no more than a new script in package.json.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { isMain } from './is-main.ts';

export interface GateRun {
  readonly ok: boolean;
  readonly output: string;
}

export function pickGates(scripts: Readonly<Record<string, string>>, wanted: readonly string[]): string[] {
  const gates = Object.keys(scripts).flatMap((name) =>
    name.startsWith('gate:') ? [name.slice('gate:'.length)] : [],
  );
  const unknown = wanted.filter((name) => !gates.includes(name));
  if (unknown.length > 0)
    throw new Error(`No such gate: ${unknown.join(', ')}. There are: ${gates.join(', ')}.`);
  return wanted.length > 0 ? gates.filter((name) => wanted.includes(name)) : gates;
}

export async function runGates(
  gates: readonly string[],
  run: (gate: string) => Promise<GateRun>,
  print: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  let failed = 0;
  for (const gate of gates) {
    const startedAt = performance.now();
    const { ok, output } = await run(gate);
    if (!ok) failed += 1;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    print(`${ok ? 'ok    ' : 'FAILED'} ${gate} (${seconds} s)`);
    if (!ok) print(stripVTControlCharacters(output).trimEnd().replaceAll(/^/gm, '  | '));
  }
  return { passed: gates.length - failed, failed };
}

function runScript(gate: string): Promise<GateRun> {
  return new Promise((resolve) => {
    const child = spawn('pnpm', ['run', '--silent', `gate:${gate}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ ok: false, output: String(error) }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

if (isMain(import.meta)) {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const gates = pickGates(manifest.scripts, process.argv.slice(2));
  const { passed, failed } = await runGates(gates, runScript, console.log);
  const report = process.env.GATE_REPORT;
  if (report) writeFileSync(report, JSON.stringify({ passed, failed, skipped: [] }));
  else console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
