import { describe, expect, it } from 'vitest';
import { checkContrast } from './contrast.ts';
import { themes } from './styles.ts';

const readable = { background: '#fff', text: '#000', accent: '#123', accentText: '#ffffff' };

describe('a theme', () => {
  it.each(Object.entries(themes))('built in, %s, can be read', (_, theme) => {
    expect(checkContrast(theme)).toEqual([]);
  });

  it.each([
    ['#fff', '#999', ['text on background: 2.8:1, needs 4.5:1']],
    ['rgb(255, 255, 255)', 'rgb(118, 118, 118)', []],
    ['rgb(255, 255, 255)', 'rgb(119 119 119)', ['text on background: 4.5:1, needs 4.5:1']],
    ['color(srgb 1 1 1)', 'color(srgb 0 0 1e-5)', []],
    ['rgb(255 255 255)', ' COLOR(srgb 0 0 0 / 1) ', []],
  ])('with %s behind %s', (background, text, weak) => {
    expect(checkContrast({ ...readable, background, text })).toEqual(weak);
  });

  it('needs less of a control than of text', () => {
    expect(checkContrast({ ...readable, accent: '#949494', accentText: '#000' })).toEqual([]);
    expect(checkContrast({ ...readable, accent: '#979797', accentText: '#000' })).toEqual([
      'accent on background: 2.9:1, needs 3:1',
    ]);
  });

  it.each([
    '',
    'red',
    'banana',
    '#12',
    '#ggg',
    'rgb()',
    'rgb(0 0 0 / 0.5)',
    'rgba(0, 0, 0, 0)',
    'color(display-p3 0 0 0)',
    'oklch(0 0 0)',
    '#000; --x: 1',
  ])('is too weak where a colour cannot be read or lets the page through: %s', (text) => {
    expect(checkContrast({ ...readable, text })).toEqual(['text on background: NaN:1, needs 4.5:1']);
  });
});
