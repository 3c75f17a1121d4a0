import { limits } from '@rialto/core';
import { refuse, type Step } from './problem.ts';

/** What the defaults of a batch may come to, laid under all its messages: a small request must not fill the log. */
const spreadBytes = 16 * limits.batchBytes;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that reach an object's prototype; a batch's defaults never carry them. */
const unsafe: readonly string[] = ['__proto__', 'constructor', 'prototype'];

const safe = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !unsafe.includes(name)));

/**
 * Takes a batch apart: `{ batch: […], context?, integrations?, sentAt? }`. What stands beside `batch` is the default of each
 * message, and of each field of its `context`.
 *
 * @example
 * ```ts
 * parseBatch({ batch: [{ type: 'page' }], sentAt: '2026-11-22T10:00:00Z' });
 * ```
 */
export function parseBatch(body: unknown): Step<readonly unknown[]> {
  if (!isObject(body) || !Array.isArray(body.batch)) {
    return refuse('invalid_body', 'expected an object with a list `batch`');
  }
  if (body.batch.length > limits.batchMessages) {
    return refuse('too_many_messages', `expected at most ${limits.batchMessages} messages`);
  }
  const { sentAt, integrations, context } = body;
  if ([context, integrations].some((value) => value !== undefined && value !== null && !isObject(value))) {
    return refuse('invalid_body', 'expected objects as `context` and `integrations`');
  }
  const defaults = safe({ ...(sentAt ? { sentAt } : {}), ...(integrations ? { integrations } : {}) });
  const around = isObject(context) ? safe(context) : {};
  const beside = sizeOf([defaults, around]);
  if (beside === undefined) return refuse('invalid_body', 'what stands beside `batch` is nested too deep');
  if (beside * body.batch.length > spreadBytes) {
    return refuse('too_large', 'the defaults beside `batch` are too large for so many messages');
  }
  return { ok: true, value: body.batch.map((message) => withDefaults(message, defaults, around)) };
}

/** Undefined for what is nested too deep to be written. */
function sizeOf(value: unknown): number | undefined {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return undefined;
  }
}

function withDefaults(message: unknown, defaults: Fields, around: Fields): unknown {
  if (!isObject(message)) return message;
  const { context } = message;
  if (context !== undefined && context !== null && !isObject(context)) return message;
  return Object.keys(around).length > 0
    ? { ...defaults, ...message, context: { ...around, ...context } }
    : { ...defaults, ...message };
}
