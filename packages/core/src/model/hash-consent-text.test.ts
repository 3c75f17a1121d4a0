import { createHash } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { hashConsentText, normaliseConsentText } from './hash-consent-text.ts';

afterEach(() => vi.unstubAllGlobals());

it('is SHA-256 of the words, whatever the white space between them', async () => {
  const words = 'Darf ich Ihnen schreiben?';
  expect(await hashConsentText('  Darf ich\n Ihnen\u00a0schreiben? ')).toBe(
    `sha256:${createHash('sha256').update(words).digest('hex')}`,
  );
  expect(normaliseConsentText(' a \t b\n')).toBe('a b');
});

it('is not made up where the page may not compute it', async () => {
  vi.stubGlobal('crypto', {});
  expect(await hashConsentText('words')).toBeUndefined();
});
