/** Runs a command with its output on ours, and answers its exit code. */
import { spawnSync } from 'node:child_process';

export function run(command: string, args: readonly string[], env: Record<string, string> = {}): number {
  const shell = process.platform === 'win32'; // node_modules/.bin holds .cmd files there
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env }, shell }).status ?? 1;
}
