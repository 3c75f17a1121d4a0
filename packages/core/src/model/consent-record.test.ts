import { describe, expect, it } from 'vitest';
import { cellKey } from './consent-record.ts';

describe('a cell', () => {
  it('has a key of its own for each channel', () => {
    expect([cellKey('marketing'), cellKey('marketing', 'email')]).toEqual(['marketing', 'marketing@email']);
  });
});
