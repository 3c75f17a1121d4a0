/** What a page pays: minified, gzip, with all that the bundle needs. Sizes are of the builds, so `pnpm gate:size` builds first. */
interface Config {
  plugins?: unknown[];
}

interface Build {
  onResolve(
    options: { filter: RegExp },
    callback: (found: { path: string; importer: string; kind: string }) => unknown,
  ): void;
}

/** zod and libphonenumber stay on the server: a page must not even load the files that ask for them. */
const serverOnly = {
  name: 'server-only',
  setup(build: Build) {
    build.onResolve({ filter: /^(zod|libphonenumber-js)(\/|$)/ }, ({ path, importer }) => ({
      errors: [{ text: `${path} must not be in a bundle for pages; ${importer} asks for it` }],
    }));
  },
};

/** What a page loads later is a budget of its own below; esbuild would else put it into the first file. */
const laterApart = {
  name: 'later-apart',
  setup(build: Build) {
    build.onResolve({ filter: /^\./ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

const forPages = {
  gzip: true,
  modifyEsbuildConfig: (config: Config) => ({
    ...config,
    format: 'esm',
    plugins: [...(config.plugins ?? []), serverOnly, laterApart],
  }),
};

export default [
  {
    ...forPages,
    name: 'tracker, what a page begins with',
    path: 'packages/browser/dist/index.js',
    import: '{ createTracker }',
    limit: '8 KB',
  },
  {
    ...forPages,
    name: 'tracker, with page views, clicks, forms and sessions',
    path: 'packages/browser/dist/index.js',
    import: '{ createTracker, pageViews, clicks, forms, sessions }',
    limit: '10 KB',
  },
  {
    ...forPages,
    name: 'tracker, what the first event adds',
    path: 'packages/browser/dist/delivery-*.js',
    // Doubt, settlement and the sending of a batch are files of their own: 0.3 kB for three rules that can be read alone.
    limit: '5.7 KB',
  },
  {
    ...forPages,
    name: 'tracker, what a permission to store adds',
    path: 'packages/browser/dist/device-*.js',
    limit: '2.7 KB',
  },
  {
    ...forPages,
    name: 'tracker, what reading the customer adds',
    path: 'packages/browser/dist/customer-link-*.js',
    limit: '4.5 KB',
  },
  {
    ...forPages,
    name: 'tracker, what a shared device adds',
    path: 'packages/browser/dist/shared-device-*.js',
    limit: '0.7 KB',
  },
  {
    ...forPages,
    name: 'tracker, what the overlay adds',
    path: 'packages/browser/dist/debug-overlay-*.js',
    limit: '11 KB',
  },
  {
    ...forPages,
    name: 'tracker, store and the usual captures in one script',
    path: 'packages/browser/dist/rialto.global.js',
    limit: '19.5 KB',
  },
  {
    ...forPages,
    name: 'the other captures in one script',
    path: 'packages/browser/dist/rialto-captures.global.js',
    limit: '7.5 KB',
  },
  {
    name: 'the stub for the page, as it is',
    path: 'packages/browser/dist/snippet.js',
    gzip: false,
    brotli: false,
    limit: '600 B',
  },
  {
    ...forPages,
    name: 'consent, headless',
    path: 'packages/consent/dist/index.js',
    import: '{ createConsentManager }',
    limit: '4.5 KB',
  },
  {
    ...forPages,
    name: 'consent banner, with styles and English',
    path: 'packages/consent/dist/banner.js',
    limit: '10 KB',
  },
  {
    ...forPages,
    name: 'consent banner, what another language adds (Greek, the longest)',
    path: 'packages/consent/dist/locales/el.js',
    limit: '2.5 KB',
  },
  {
    ...forPages,
    name: 'consent manager, banner and release of scripts in one script',
    path: 'packages/consent/dist/rialto-consent.global.js',
    limit: '15 KB',
  },
  {
    ...forPages,
    name: 'consent in one script, what cleaning up adds',
    path: 'packages/consent/dist/rialto-clean-up.js',
    limit: '3 KB',
  },
  {
    ...forPages,
    name: 'embeds in one script',
    path: 'packages/consent/dist/rialto-embed.global.js',
    // The placeholder says what GDPR Article 13 asks for, in the words of the banner.
    limit: '5.5 KB',
  },
];
