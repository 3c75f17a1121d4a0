import { refuse, type Step } from './problem.ts';

/**
 * Parses JSON from outside. `__proto__` is an own property after `JSON.parse` and harmless by itself, but not to
 * whoever copies it with an assignment: it is taken out here, at every depth, so that nobody has to think of it again.
 *
 * @example
 * ```ts
 * parseJson('{"a":1,"__proto__":{"admin":true}}'); // { ok: true, value: { a: 1 } }
 * ```
 */
export function parseJson(text: string): Step<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    // The second form is how the name can be written without its letters.
    if (text.includes('__proto__') || /\\u00/i.test(text)) dropProto(value);
    return { ok: true, value };
  } catch {
    return refuse('invalid_json');
  }
}

/** Without recursion: a document may be nested a hundred thousand deep. */
function dropProto(root: unknown): void {
  const open: unknown[] = [root];
  for (let node = open.pop(); open.length > 0 || node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if (Object.hasOwn(node, '__proto__')) Reflect.deleteProperty(node, '__proto__');
    for (const child of Object.values(node)) if (typeof child === 'object') open.push(child);
  }
}
