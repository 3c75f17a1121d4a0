/** What may be told of a failure: its kind and its place. Its message may quote what somebody typed, so it never travels. */
export interface Failure {
  /** The kind of error: `TypeError`. What was thrown and is no error has the name of its type. */
  readonly name: string;
  /** Origin and path of the script. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Where a failure happened, as the browser tells it. */
export interface Place {
  readonly filename?: string;
  readonly lineno?: number;
  readonly colno?: number;
}

const longest = 200;

/**
 * Reduces a failure to what may travel, pure. Whatever is thrown may be anything, so nothing is trusted to be read.
 *
 * @example
 * ```ts
 * describeFailure(new TypeError('no ada@example.org'), { filename: 'https://shop.example/a.js?v=2', lineno: 3, colno: 9 });
 * // { name: 'TypeError', file: 'https://shop.example/a.js', line: 3, column: 9 }
 * ```
 */
export function describeFailure(thrown: unknown, place?: Place): Failure {
  const { filename, lineno, colno } = place?.filename ? place : placeOf(thrown);
  const file = filename && bare(filename);
  return { name: nameOf(thrown), ...(file && { file, line: lineno ?? 0, column: colno ?? 0 }) };
}

function nameOf(thrown: unknown): string {
  const name = read(thrown, 'name');
  // A name with spaces or an @ is no class: somebody has put a sentence there.
  if (typeof name === 'string' && /^[A-Za-z_$][\w$.]{0,79}$/.test(name)) return name;
  return thrown instanceof Error ? 'Error' : typeof thrown;
}

/** The first place that the stack names. Chromium writes the message into it, so that is cut out before. */
function placeOf(thrown: unknown): Place {
  const stack = read(thrown, 'stack');
  const message = read(thrown, 'message');
  if (typeof stack !== 'string') return {};
  const lines = typeof message === 'string' && message ? stack.replace(message, () => '') : stack;
  const [, filename, line, column] =
    /(?:^\s+at .*?|@)\(?(https?:\/\/[^\s()]+?):(\d+):(\d+)/m.exec(lines) ?? [];
  return filename ? { filename, lineno: Number(line), colno: Number(column) } : {};
}

function read(thrown: unknown, field: string): unknown {
  try {
    return (thrown as Record<string, unknown> | null | undefined)?.[field];
  } catch {
    return undefined;
  }
}

function bare(address: string): string | undefined {
  try {
    const { protocol, origin, pathname } = new URL(address);
    return /^https?:$/.test(protocol) ? (origin + pathname).slice(0, longest) : undefined;
  } catch {
    return undefined;
  }
}
