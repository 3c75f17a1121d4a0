// Replaces a sealed file without end, for tests that kill it. Each file is one letter, over and over.
import { openSealedFile } from '../src/adapters/sealed-file.ts';

const file = openSealedFile(process.argv[2] ?? '');
for (let round = 0; ; round += 1) {
  const part = Buffer.alloc(64 * 1024, 'abcdefghij'[round % 10]);
  await file.replace(Array.from({ length: 8 + (round % 10) }, () => part));
  if (round === 1) process.stdout.write('ready\n');
}
