import { readFileSync } from 'node:fs';
import { processIo } from './cli/io.ts';
import { runCli } from './cli/run.ts';

// One folder up from here lies the package, in `src` as in `dist`.
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

process.exitCode = await runCli(process.argv.slice(2), { ...processIo, version: String(version) });
