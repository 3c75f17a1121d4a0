/** What a page pays: minified, gzip, with all that the bundle needs. Sizes are of the builds, so `pnpm gate:size` builds first. */
interface Config {
  plugins?: unknown[];
}

interface Build {
  onResolve(
    options: { filter: RegExp },
    callback: (found: { path: string; importer: string }) => unknown,
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

const forPages = {
  gzip: true,
  modifyEsbuildConfig: (config: Config) => ({ ...config, plugins: [...(config.plugins ?? []), serverOnly] }),
};

export default [
  {
    ...forPages,
    name: 'tracker',
    path: 'packages/browser/dist/index.js',
    import: '{ createTracker }',
    limit: '10 KB',
  },
  {
    ...forPages,
    name: 'consent, headless',
    path: 'packages/consent/dist/index.js',
    import: '{ createConsentManager }',
    limit: '4.5 KB',
  },
  { ...forPages, name: 'consent banner', path: 'packages/consent/dist/banner.js', limit: '10 KB' },
];
