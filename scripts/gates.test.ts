import { expect, it } from 'vitest';
import { pickGates, runGates } from './gates.ts';

const scripts = { test: 'x', 'gate:types': 'x', 'gate:lint': 'x' };

it('picks up every gate of package.json, or the named ones', () => {
  expect(pickGates(scripts, [])).toEqual(['types', 'lint']);
  expect(pickGates(scripts, ['lint'])).toEqual(['lint']);
  expect(() => pickGates(scripts, ['lnit'])).toThrow('No such gate: lnit. There are: types, lint.');
});

it('keeps going after a failure and shows its output', async () => {
  const lines: string[] = [];
  const outcome = await runGates(
    ['types', 'lint'],
    async (gate) => ({ ok: gate === 'lint', output: 'line 1\nline 2\n' }),
    (line) => lines.push(line.replace(/\d+\.\d/, '0.0')),
  );
  expect(outcome).toEqual({ passed: 1, failed: 1 });
  expect(lines).toEqual(['FAILED types (0.0 s)', '  | line 1\n  | line 2', 'ok     lint (0.0 s)']);
});
