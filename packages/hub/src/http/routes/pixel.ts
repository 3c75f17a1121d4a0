import type { MessageType } from '@rialto/core';
import { identifyCaller } from '../wire/identify-caller.ts';
import { parseJson } from '../wire/parse-json.ts';
import type { HubServices } from '../wire/services.ts';
import { take } from './collect.ts';

/** A transparent GIF of 1 × 1. */
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** An address has no room for more. */
const longestData = 16 * 1024;

/**
 * `GET /v1/pixel/{type}`: a message in an address, for e-mail opens. Always the picture: a broken one in a letter would
 * be the retailer's shame, and the reader could do nothing about it.
 */
export async function collectPixel(
  request: Request,
  services: HubServices,
  type: MessageType,
): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams;
    const message = messageOf(query);
    const caller = message && (await identifyCaller(request, services, message));
    // All of a pixel is an address, also what its message holds: a secret key must not stand there.
    if (message && caller?.ok && caller.value.key.kind === 'write') {
      await take([{ ...message, type }], caller.value, services);
    }
  } catch (error) {
    services.onFault(error);
  }
  return new Response(gif, { headers: { 'content-type': 'image/gif', 'cache-control': 'no-store' } });
}

function messageOf(query: URLSearchParams): Readonly<Record<string, unknown>> | undefined {
  const data = query.get('data');
  if (data === null) return fromFlat(query);
  if (data.length > longestData) return undefined;
  // A plus sign of base64 arrives as a blank.
  const json = parseJson(Buffer.from(data.replaceAll(' ', '+'), 'base64').toString('utf8'));
  return json.ok && typeof json.value === 'object' && json.value !== null && !Array.isArray(json.value)
    ? { ...json.value }
    : undefined;
}

/** `properties.name=Lamp&context.page.url=…` as an object. Maps until the end, so that no name reaches a prototype. */
function fromFlat(query: URLSearchParams): Readonly<Record<string, unknown>> {
  const root: Tree = new Map();
  for (const [path, value] of query) {
    const steps = path.split('.');
    const leaf = steps.pop() ?? '';
    if (steps.length > 8 || [...steps, leaf].includes('__proto__')) continue;
    let node = root;
    for (const step of steps) {
      const next = node.get(step);
      const inner: Tree = next instanceof Map ? next : new Map();
      node.set(step, inner);
      node = inner;
    }
    node.set(leaf, value);
  }
  return toObject(root);
}

type Tree = Map<string, string | Tree>;

const toObject = (tree: Tree): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...tree].map(([name, value]) => [name, value instanceof Map ? toObject(value) : value]),
  );
