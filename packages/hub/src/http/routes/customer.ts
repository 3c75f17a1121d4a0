import { contextTag } from '../../read/context-tag.ts';
import { readCustomerContext } from '../../read/customer-context.ts';
import { answer } from '../wire/answer.ts';
import { problemResponse, refuse } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';
import { findReadable } from './find-readable.ts';
import { parseCustomerRead } from './read-request.ts';

/** `GET /v1/customer`: the customer context; to who brings the tag of what it says still, that nothing has changed. */
export async function readCustomer(request: Request, services: HubServices): Promise<Response> {
  const read = await parseCustomerRead(request, services);
  if (!read.ok) return problemResponse(read);
  const { purpose, channel } = read.value;
  const profile = await findReadable(await services.store(), read.value);
  if (!profile) return problemResponse(refuse('unknown_customer'));
  const context = readCustomerContext(profile, { purpose, channel, now: services.clock.now() });
  const etag = `"${contextTag(context)}"`;
  return isNamed(etag, request.headers.get('if-none-match'))
    ? new Response(null, { status: 304, headers: { etag, 'cache-control': 'no-store' } })
    : answer(context, { etag });
}

/** Proxies that compress make a tag weak, and a comparison for `If-None-Match` is weak anyway (RFC 9110, section 13.1.2). */
function isNamed(etag: string, header: string | null): boolean {
  const named = (header ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return named.includes(etag) || named.includes('*');
}
