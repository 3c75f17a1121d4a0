// `pnpm --filter @rialto-examples/consent start [port]`: the pages on this machine, until Ctrl-C.
import { startConsentSite } from './site.ts';

const site = await startConsentSite(Number(process.argv[2] ?? 4190));
console.log(`The consent banner, embedded in three ways: ${site.url}\nCtrl-C stops it; nothing is kept.`);
process.once('SIGINT', () => void site.close());
process.once('SIGTERM', () => void site.close());
