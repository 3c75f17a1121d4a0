/** Whoever bundles a package hands on its licence: a plugin for the builds, which writes them all into one file. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from 'tsup';

/** The file beside the bundle. */
export const licencesFile = 'THIRD-PARTY-LICENCES.txt';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Writes `THIRD-PARTY-LICENCES.txt`: every package of which a line is in the bundle, with the text of its licence.
 *
 * @throws Error where a package has no file with a licence, which fails the build
 */
export const keepLicences = (): Plugin => ({
  name: 'keep-licences',
  setup: (build) =>
    build.onEnd(({ metafile }) => {
      const folder = build.initialOptions.outdir ?? 'dist';
      const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) =>
        Object.entries(output.inputs),
      );
      const kept = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
      // Before the bundle itself: nothing else has made the folder in a fresh clone.
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, licencesFile), licencesOf(foldersOf(kept)));
    }),
});

/** The folders of the packages that files were taken from; our own sources are in none. */
export const foldersOf = (files: readonly string[]): readonly string[] =>
  [
    ...new Set(files.flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? [])),
  ].sort();

/** The text of the file, for the packages in these folders. */
export function licencesOf(folders: readonly string[]): string {
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
    if (file === undefined) throw new Error(`${name} is bundled, and has no file with its licence.`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return `This package contains parts of these packages, under their licences.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
