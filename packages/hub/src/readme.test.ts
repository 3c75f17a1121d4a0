import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problems } from './http/wire/problem.ts';
import { hubDefaults, resolveHubOptions } from './hub-options.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each(Object.entries(problems))('lists the code %s with its status', (code, { status }) => {
    expect(readme).toContain(`| ${status} | \`${code}\` |`);
  });

  it('lists every option', () => {
    const { store, ...defaults } = resolveHubOptions({ store: 'memory:' });
    expect(defaults).toEqual(hubDefaults);
    for (const option of ['store', 'policy', 'country', 'hashKey', ...Object.keys(defaults)]) {
      expect(readme).toContain(`| \`${option}\` |`);
    }
  });
});
