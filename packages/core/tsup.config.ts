import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    model: 'src/model/index.ts',
    delivery: 'src/delivery/index.ts',
    pipeline: 'src/pipeline/index.ts',
    queue: 'src/queue/index.ts',
    'event-stream': 'src/delivery/read-event-stream.ts',
    testing: 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  splitting: true,
  target: 'es2022',
});
