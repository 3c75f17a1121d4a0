import type { CustomerLinkParts, CustomerOptions } from './customer.ts';

/** A token, or what fetches one. */
export type CustomerToken = Exclude<CustomerOptions['token'], undefined>;

type TokenFunction = Extract<CustomerToken, () => unknown>;

/** A token, and whom it stands for. */
interface KnownToken {
  readonly text: string;
  /** The same for two tokens that open the same to the same reader. */
  readonly key: string;
  /** Whether the key says whom it stands for; otherwise it is the token itself, and belongs into no storage. */
  readonly isRead: boolean;
}

/** Gets at tokens. */
export interface CustomerTokens {
  /**
   * @param renew - a text that the hub has refused; where it came from a function, that is asked for another
   * @throws RialtoError `hub-unreachable` where it cannot be fetched, `not-signed-in` where there is none
   */
  know(token: CustomerToken, renew?: string): Promise<KnownToken>;
}

/** How long what a function gave is used, ms: so that components that ask one after the other fetch it once. */
const keptFor = 30_000;

/** Makes {@link CustomerTokens}. */
export function createCustomerTokens({ clock, failure }: CustomerLinkParts): CustomerTokens {
  // Weak, for components that write their function anew at each call.
  const kept = new WeakMap<TokenFunction, { readonly text: Promise<string>; readonly at: number }>();

  async function call(token: TokenFunction): Promise<string> {
    try {
      return await token();
    } catch (cause) {
      kept.delete(token);
      throw failure('hub-unreachable', 'The context token could not be fetched.', cause);
    }
  }

  async function textOf(token: CustomerToken, renew?: string): Promise<string> {
    if (typeof token !== 'function') return token;
    const before = kept.get(token);
    const text = before && clock.now() - before.at < keptFor ? await before.text : renew;
    if (text !== undefined && text !== renew) return text;
    // Another may have begun to fetch it while we looked.
    const now = kept.get(token);
    if (now && now !== before) return now.text;
    const one = { text: call(token), at: clock.now() };
    kept.set(token, one);
    return one.text;
  }

  return {
    async know(token, renew) {
      const text: unknown = await textOf(token, renew);
      if (typeof text !== 'string' || !text) {
        if (typeof token === 'function') kept.delete(token);
        throw failure('not-signed-in', 'There is no context token: nobody is signed in.');
      }
      const key = readClaims(text);
      return { text, key: key ?? text, isRead: key !== undefined };
    },
  };
}

/** What a context token says of whom it opens to whom; when it was made makes no difference. The hub checks the signature, not we. */
function readClaims(token: string): string | undefined {
  try {
    const [, payload = ''] = token.split('.');
    const { sub, purposes, origin } = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
    return typeof sub === 'string' ? JSON.stringify([sub, purposes, origin]) : undefined;
  } catch {
    return undefined;
  }
}
