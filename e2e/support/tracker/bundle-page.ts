import { build } from 'esbuild';

/** A module of a page, and where its imports are resolved from. */
export interface PageModule {
  readonly contents: string;
  readonly resolveDir: string;
}

/**
 * Bundles a page: the files by path. It begins with `/page.js`; what is loaded later lies beside it.
 *
 * @param adapter - what the page imports as `adapter`
 */
export async function bundlePage(
  page: PageModule,
  adapter?: PageModule,
): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    stdin: { ...page, sourcefile: 'page.ts', loader: 'ts' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: '/',
    entryNames: 'page',
    write: false,
    logLevel: 'error',
    conditions: ['rialto-source'],
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    plugins: adapter
      ? [
          {
            name: 'adapter',
            setup(hooks) {
              hooks.onResolve({ filter: /^adapter$/ }, ({ path }) => ({ path, namespace: 'adapter' }));
              hooks.onLoad({ filter: /.*/, namespace: 'adapter' }, () => ({ ...adapter, loader: 'ts' }));
            },
          },
        ]
      : [],
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

/** A page that runs `/page.js`. */
export const pageOf = (body = ''): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Shop</title>
    <link rel="icon" href="data:," />
    <script type="module" src="/page.js"></script>
  </head>
  <body>${body}</body>
</html>`;
