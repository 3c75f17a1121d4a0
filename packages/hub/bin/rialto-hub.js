#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/cli.js', import.meta.url);
const source = new URL('../src/cli.ts', import.meta.url);

if (existsSync(built)) {
  await import(built.href);
} else if (existsSync(source)) {
  runSource();
} else {
  console.error(
    '@rialto/hub is not built: dist/cli.js is missing. Install it anew, or run "pnpm build" in its repository.',
  );
  process.exitCode = 1;
}

/** In the repository nothing needs to be built: a Node that strips types runs the source. */
function runSource() {
  const args = ['--conditions=rialto-source', fileURLToPath(source), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  // A terminal sends Ctrl-C to both of us; passed on, it would count as the second one.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
