import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', banner: 'src/banner/index.ts' },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  splitting: true,
  target: 'es2022',
});
