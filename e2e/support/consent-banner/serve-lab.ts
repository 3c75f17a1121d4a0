import { once } from 'node:events';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { strictPolicy } from '../../../examples/consent/site.ts';

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Lab</title>
    <link rel="icon" href="data:," />
    <script type="module" src="/lab-page.js"></script>
  </head>
  <body>
    <main>
      <h1>Lab</h1>
      <p><button id="buy" type="button">Buy</button></p>
    </main>
  </body>
</html>`;

/** Serves the page of `lab-page.ts` under a strict policy. */
export async function serveLab(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { outputFiles } = await build({
    entryPoints: [new URL('lab-page.ts', import.meta.url).pathname],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: '/',
    write: false,
    conditions: ['rialto-source'],
  });
  const scripts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts.get(url);
    response.setHeader(
      'content-security-policy',
      strictPolicy.replace("default-src 'self'", "default-src 'self' data:"),
    );
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The lab has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
