/** A JSON answer that no cache keeps: all that a hub says is about a person, or out of date at once. */
export const answer = (body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
