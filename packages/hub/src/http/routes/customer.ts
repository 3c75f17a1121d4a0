import { readCustomerContext } from '../../read/customer-context.ts';
import { answer } from '../wire/answer.ts';
import { problemResponse, refuse } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';
import { findReadable } from './find-readable.ts';
import { parseCustomerRead } from './read-request.ts';

/** `GET /v1/customer`: the customer context. */
export async function readCustomer(request: Request, services: HubServices): Promise<Response> {
  const read = await parseCustomerRead(request, services);
  if (!read.ok) return problemResponse(read);
  const { purpose, channel } = read.value;
  const profile = await findReadable(await services.store(), read.value);
  return profile
    ? answer(readCustomerContext(profile, { purpose, channel, now: services.clock.now() }))
    : problemResponse(refuse('unknown_customer'));
}
