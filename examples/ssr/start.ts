// `pnpm --filter @rialto-examples/ssr start [port]`: the page on this machine, until Ctrl-C.
import { startSsrSite } from './site.ts';

const site = await startSsrSite(Number(process.argv[2] ?? 4191));
console.log(`Rendered on the server: ${site.url}\nCtrl-C stops it; nothing is kept.`);
process.once('SIGINT', () => void site.close());
process.once('SIGTERM', () => void site.close());
