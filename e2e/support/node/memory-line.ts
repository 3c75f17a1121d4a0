/** How much memory a process had at a time. */
export interface MemorySample {
  /** Seconds from the start. */
  readonly at: number;
  /** MiB. */
  readonly memory: number;
}

/** The straight line through samples. */
export interface MemoryLine {
  /** MiB a minute. */
  readonly slope: number;
  /** How far the samples lie from the line, MiB: a standard deviation. */
  readonly noise: number;
  readonly mean: number;
  /** What the line climbs from the first sample to the last, MiB. */
  readonly climb: number;
  /** Whether it climbs by no more than the samples scatter around it (twice the noise), or by 5 % of the mean. */
  readonly isFlat: boolean;
}

/**
 * Fits a line by least squares.
 *
 * @example
 * ```ts
 * memoryLine([{ at: 0, memory: 80 }, { at: 60, memory: 82 }]).slope; // 2
 * ```
 */
export function memoryLine(samples: readonly MemorySample[]): MemoryLine {
  const count = samples.length;
  const meanOf = (of: (sample: MemorySample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / Math.max(1, count);
  const at = meanOf((sample) => sample.at);
  const mean = meanOf(({ memory }) => memory);
  const spread = meanOf((sample) => (sample.at - at) ** 2);
  const perSecond = spread > 0 ? meanOf((sample) => (sample.at - at) * (sample.memory - mean)) / spread : 0;
  const noise = Math.sqrt(meanOf((sample) => (sample.memory - mean - perSecond * (sample.at - at)) ** 2));
  const climb = perSecond * ((samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0));
  return { slope: perSecond * 60, noise, mean, climb, isFlat: climb <= Math.max(2 * noise, 0.05 * mean) };
}

/** What stands under a column of a picture, by its seconds. */
export interface PictureMark {
  readonly at: number;
  readonly sign: string;
}

/**
 * Draws samples as text: the highest of each column, with the scale in MiB, and below it the marks.
 *
 * @example
 * ```ts
 * console.log(memoryPicture(samples, []));
 * ```
 */
export function memoryPicture(
  samples: readonly MemorySample[],
  marks: readonly PictureMark[],
  { columns = 90, rows = 8 } = {},
): string {
  const end = Math.max(1, samples.at(-1)?.at ?? 1);
  const columnOf = (at: number): number => Math.min(columns - 1, Math.floor((at / end) * columns));
  const seen = new Array<number | undefined>(columns).fill(undefined);
  for (const { at, memory } of samples) seen[columnOf(at)] = Math.max(seen[columnOf(at)] ?? 0, memory);
  // Where nothing was measured it is as it was before.
  let last = 0;
  const highest = seen.map((memory) => {
    last = memory ?? last;
    return last;
  });
  const top = Math.max(1, ...highest);
  const lines = Array.from({ length: rows }, (_, row) => {
    const from = (top * (rows - 1 - row)) / rows;
    const cells = highest.map((memory) => eighth(((memory - from) / top) * rows)).join('');
    return `${String(Math.round((top * (rows - row)) / rows)).padStart(5)} ┤${cells}`;
  });
  const below = Array.from({ length: columns }, () => ' ');
  for (const { at, sign } of marks) below[columnOf(at)] = sign;
  return [...lines, `    0 └${'─'.repeat(columns)}`, `       ${below.join('')}`].join('\n');
}

/** A cell that is filled to such a part. */
function eighth(part: number): string {
  const filled = Math.max(0, Math.min(8, Math.round(part * 8)));
  return ' ▁▂▃▄▅▆▇█'[filled] ?? ' ';
}
