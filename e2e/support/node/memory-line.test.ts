import { expect, it } from 'vitest';
import { memoryLine, memoryPicture } from './memory-line.ts';

const samples = (of: (at: number) => number) =>
  Array.from({ length: 600 }, (_, at) => ({ at, memory: of(at) }));

it('says what memory climbs a minute', () => {
  expect(memoryLine(samples((at) => 80 + at / 10))).toMatchObject({
    slope: expect.closeTo(6),
    isFlat: false,
  });
});

it('calls flat what goes up and down, and what falls', () => {
  expect(memoryLine(samples((at) => 80 + 10 * (at % 2))).isFlat).toBe(true);
  expect(memoryLine(samples((at) => 200 - at / 10)).isFlat).toBe(true);
});

it('does not call flat what climbs while it goes up and down', () => {
  expect(memoryLine(samples((at) => 80 + at / 10 + 5 * (at % 2))).isFlat).toBe(false);
});

it('says nothing of no samples', () => {
  expect(memoryLine([])).toMatchObject({ slope: 0, climb: 0 });
});

it('draws a column for every part of the time, also where there was no sample, and marks below', () => {
  const picture = memoryPicture(
    [
      { at: 0, memory: 8 },
      { at: 10, memory: 4 },
    ],
    [{ at: 5, sign: 'K' }],
    {
      columns: 5,
      rows: 2,
    },
  );
  expect(picture).toBe(['    8 ┤████ ', '    4 ┤█████', '    0 └─────', '         K  '].join('\n'));
});
