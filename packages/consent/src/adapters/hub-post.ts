import type { Message } from '@rialto/core/model';

/**
 * Posts one report to the hub; whether it was stored. It goes on when the page is left, and rejects where there is no hub. One at a
 * time: with `keepalive` the browser carries 64 KiB at once, and a record may quote a long text. As plain text, so without a
 * preflight: the key travels in the body, and a page that is left has no time for two requests.
 *
 * @param now - epoch milliseconds
 */
export const postReport = async (
  endpoint: string,
  writeKey: string | undefined,
  message: Message,
  now: number,
): Promise<boolean> =>
  (
    await fetch(`${endpoint}/v1/batch`, {
      method: 'POST',
      body: JSON.stringify({ batch: [message], sentAt: new Date(now).toISOString(), writeKey }),
      keepalive: true,
    })
  ).status === 200;

/** Calls back when the network has returned. */
export const onOnline = (listener: () => void): void => globalThis.addEventListener?.('online', listener);

/** A new random id, 128 bits. `randomUUID` would be missing on insecure origins. */
export const newId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
