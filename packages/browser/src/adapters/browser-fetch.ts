/** `fetch`, looked up at each call: tools that watch or replace it may come after us. */
export const browserFetch = (url: string, init: RequestInit): Promise<Response> =>
  globalThis.fetch(url, init);
