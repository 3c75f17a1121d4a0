import { defineConfig } from 'vite';
import { shopConfig } from './shop-config.ts';

const { RIALTO_HUB = 'http://127.0.0.1:4180', RIALTO_WRITE_KEY, RIALTO_SECRET_KEY } = process.env;

export default defineConfig(() => {
  if (!RIALTO_WRITE_KEY || !RIALTO_SECRET_KEY) {
    throw new Error(
      'Start a hub with `rialto-hub start`, and set RIALTO_WRITE_KEY and RIALTO_SECRET_KEY to its keys.',
    );
  }
  return shopConfig({ hub: RIALTO_HUB, writeKey: RIALTO_WRITE_KEY, secretKey: RIALTO_SECRET_KEY });
});
