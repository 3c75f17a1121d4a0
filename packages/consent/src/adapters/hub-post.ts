/** Posts a batch to the hub; whether it was stored. It never throws, and goes on when the page is left. */
export async function postBatch(endpoint: string, batch: object): Promise<boolean | undefined> {
  try {
    const body = JSON.stringify(batch);
    // As plain text, so without a preflight: the key travels in the body, and a page that is left has no time for two requests.
    return (await fetch(`${endpoint}/v1/batch`, { method: 'POST', body, keepalive: true })).status === 200;
  } catch {
    return undefined;
  }
}

/** Calls back when the network has returned. */
export const onOnline = (listener: () => void): void => globalThis.addEventListener?.('online', listener);

/** A new random id, 128 bits. `randomUUID` would be missing on insecure origins. */
export const newId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
