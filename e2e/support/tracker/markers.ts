// Each event of a run carries an id of ours, by which it is found again whatever the tracker makes of it.
import { gunzipSync } from 'node:zlib';

/** The id of the event with this number. */
export const markerOf = (run: string, n: number): string => `zq${run}x${n}qz`;

const markers = /zq[0-9a-z]+x\d+qz/g;
const encoded = /[A-Za-z0-9+/_-]{24,}/g;

/** The ids in a request, in its address or its body, each once. */
export const markersOf = (path: string, body: Buffer): readonly string[] => [
  ...new Set([...markersIn(Buffer.from(path)), ...markersIn(body)]),
];

/**
 * The ids in a body, each once: plain, compressed, as a form, and in base64 within any of them.
 *
 * @example
 * ```ts
 * markersIn(Buffer.from('{"id":"zqax1qz"}')); // ['zqax1qz']
 * ```
 */
export function markersIn(body: Buffer): readonly string[] {
  const plain = unpack(body).toString('utf8');
  const found = [...textsOf(plain)].flatMap((text) => text.match(markers) ?? []);
  return [...new Set(found)];
}

const isCompressed = (body: Buffer): boolean => body[0] === 0x1f && body[1] === 0x8b;

function unpack(body: Buffer): Buffer {
  if (!isCompressed(body)) return body;
  try {
    return gunzipSync(body);
  } catch {
    return body;
  }
}

function* textsOf(plain: string): Iterable<string> {
  const text = decodeForm(plain);
  yield text;
  for (const [part] of text.matchAll(encoded)) yield unpack(Buffer.from(part, 'base64')).toString('utf8');
}

function decodeForm(text: string): string {
  try {
    return /%[0-9a-f]{2}/i.test(text) ? decodeURIComponent(text) : text;
  } catch {
    return text;
  }
}
