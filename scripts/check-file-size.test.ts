import { expect, it } from 'vitest';
import { fileSizes, median, tooLong } from './check-file-size.ts';
import { fixture } from './fixture.ts';

const lines = (count: number) => 'x\n'.repeat(count);

it('refuses a file above 500 lines', () => {
  const root = fixture({ 'packages/hub/src/long.ts': lines(501), 'packages/hub/src/short.ts': lines(500) });
  expect(tooLong(fileSizes(root))).toEqual([
    'packages/hub/src/long.ts has 501 lines; split it (at most 500)',
  ]);
});

it('leaves out tests, generated files and locales, and knows the median', () => {
  const root = fixture({
    'packages/hub/src/a.ts': lines(10),
    'packages/hub/src/b.ts': lines(20),
    'packages/hub/src/c.ts': lines(90),
    'packages/hub/src/a.test.ts': lines(900),
    'packages/hub/src/generated/events.ts': lines(900),
    'packages/consent/src/banner/locales/de.ts': lines(900),
  });
  expect(fileSizes(root).map(({ lines }) => lines)).toEqual([90, 20, 10]);
  expect(median(fileSizes(root))).toBe(20);
});
