/**
 * Modules of Node that take milliseconds to load: a plugin for the builds, which has them loaded by the first call of one
 * of their functions and not with the package. The sources go on importing them as everybody does.
 */
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Loads these modules late. What is imported of them must be functions, or `constants`.
 *
 * @param modules - by their names with `node:`
 */
export const loadLate = (...modules: readonly string[]): Plugin => ({
  name: 'load-late',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      modules.includes(path) && namespace !== 'late'
        ? { path, namespace: 'late', sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({ contents: lateModule(path) }));
  },
});

/** The module in its place. Bundlers leave out what nobody imports of it. */
export function lateModule(name: string): string {
  const found = process.getBuiltinModule(name) as Readonly<Record<string, unknown>> | undefined;
  if (!found) throw new Error(`Node has no module ${name}.`);
  const own = Object.keys(found).flatMap((key) => lateExport(key, found[key]) ?? []);
  return ['let loaded;', `const late = () => (loaded ??= process.getBuiltinModule('${name}'));`, ...own].join(
    '\n',
  );
}

function lateExport(key: string, value: unknown): string | undefined {
  // A class could be extended, or asked for by `instanceof`, and would have to be there. A build that imports one fails.
  if (typeof value === 'function' && !/^[A-Z]/.test(key))
    return `export const ${key} = (...given) => late().${key}(...given);`;
  if (key === 'constants')
    return 'export const constants = /* @__PURE__ */ new Proxy({}, { get: (_, name) => late().constants[name] });';
  return undefined;
}
