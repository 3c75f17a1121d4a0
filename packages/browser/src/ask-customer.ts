import type { CustomerContext, Problem, RialtoError } from '@rialto/core/model';
import type { CustomerLinkParts, CustomerOptions } from './customer.ts';

/** A question to the hub. */
export interface CustomerQuestion {
  readonly path: '' | '/stream';
  readonly bearer: string;
  readonly purpose: CustomerOptions['purpose'];
  /** The name of what the page has already. */
  readonly tag: string | undefined;
  readonly signal: AbortSignal;
}

/** Asks, and gives the answer whatever its status. @throws RialtoError `hub-unreachable` */
export async function askCustomer(
  { endpoint, channel, fetch, failure }: CustomerLinkParts,
  { path, bearer, purpose, tag, signal }: CustomerQuestion,
): Promise<Response> {
  const query = new URLSearchParams({ channel, ...(purpose && { purpose }) });
  try {
    return await fetch(`${endpoint}/v1/customer${path}?${query}`, {
      headers: {
        accept: path ? 'text/event-stream' : 'application/json',
        authorization: `Bearer ${bearer}`,
        ...(tag && (path ? { 'last-event-id': tag } : { 'if-none-match': `"${tag}"` })),
      },
      cache: 'no-store',
      signal,
    });
  } catch (cause) {
    throw failure('hub-unreachable', `The hub at ${endpoint} does not answer.`, cause);
  }
}

/** The customer in an answer. @throws RialtoError `hub-unreachable` for what is none */
export async function customerOf(
  response: Response,
  { endpoint, failure }: CustomerLinkParts,
): Promise<CustomerContext> {
  const customer = parseCustomer(await response.text().catch(() => ''));
  if (customer) return customer;
  throw failure('hub-unreachable', `What answers at ${endpoint} is not a hub.`);
}

/** Undefined for what is no customer. */
export function parseCustomer(text: string): CustomerContext | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as CustomerContext)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The name in an `ETag`: a proxy that compresses makes it weak. */
export const tagOf = ({ headers }: Response): string | undefined =>
  /"(.*)"/.exec(headers.get('etag') ?? '')?.[1];

/** A refusal as an error, the problem document its cause. 4xx but 429: asking again with the same words cannot help. */
export async function refusalOf(
  response: Response,
  { failure }: Pick<CustomerLinkParts, 'failure'>,
): Promise<RialtoError> {
  const { status } = response;
  const problem: Partial<Problem> | null = await response.json().catch(() => null);
  const why = [status, problem?.code, problem?.detail ?? problem?.title].filter(Boolean).join(' ');
  return status >= 400 && status < 500 && status !== 429
    ? failure('hub-refused', `The hub refused to show the customer: ${why}.`, problem)
    : failure('hub-unreachable', `The hub cannot show the customer now: ${why}.`, problem);
}
