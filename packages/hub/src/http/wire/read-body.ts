import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { limits } from '@rialto/core';
import { refuse, type Step } from './problem.ts';

const inflate = promisify(gunzip);

/**
 * Reads a request's body as text, whatever its content type says. What is too large is never held in whole: nothing is kept
 * beyond the limit, and inflating stops at it.
 *
 * @example
 * ```ts
 * const text = await readBody(request);
 * if (!text.ok) return problemResponse(text);
 * ```
 */
export async function readBody(request: Request, limit: number = limits.batchBytes): Promise<Step<string>> {
  const encoding = (request.headers.get('content-encoding') ?? '').trim().toLowerCase();
  if (!['', 'identity', 'gzip', 'x-gzip'].includes(encoding)) {
    await discardBody(request);
    return refuse('unsupported_encoding');
  }
  const raw = await readBytes(request, limit);
  if (!raw.ok) return raw;
  const bytes = encoding.endsWith('gzip') ? await inflateUpTo(raw.value, limit) : raw;
  return bytes.ok ? decode(bytes.value) : bytes;
}

const tooLarge = (limit: number) =>
  refuse('too_large', `expected at most ${limit} bytes, after decompression`);

/**
 * What is read of a body that is refused. A client that is cut off while it writes never sees the answer: it would take a 413 for
 * a broken line and send the same again, for ever.
 */
const patience = 32 * 1024 * 1024;

async function readBytes(request: Request, limit: number): Promise<Step<Buffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (Number(request.headers.get('content-length')) > patience) return tooLarge(limit);
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > patience) break;
    }
  } catch {
    // The client has gone; nobody will read this.
    return refuse('invalid_body', 'the body broke off');
  }
  return size > limit ? tooLarge(limit) : { ok: true, value: Buffer.concat(chunks, size) };
}

/** Reads a body and keeps nothing of it, so that a client that is refused without it sees why. */
export async function discardBody(request: Request): Promise<void> {
  await readBytes(request, 0);
}

async function inflateUpTo(bytes: Buffer, limit: number): Promise<Step<Buffer>> {
  try {
    return { ok: true, value: await inflate(bytes, { maxOutputLength: limit }) };
  } catch (error) {
    const isBomb = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isBomb ? tooLarge(limit) : refuse('invalid_body', 'the body is not whole gzip data');
  }
}

function decode(bytes: Uint8Array): Step<string> {
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refuse('invalid_json', 'the body is not UTF-8');
  }
}
