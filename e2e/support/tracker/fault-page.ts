// The page of the fault scenarios: it tracks what it is told to, with whatever tracker it was bundled with.
import { fileURLToPath } from 'node:url';
import type { TrackerAdapter } from './adapter.ts';
import { bundlePage } from './bundle-page.ts';

const contents = `
  import * as adapter from 'adapter';
  const durable = [];
  window.lab = {
    durable,
    track(ids) {
      ids.forEach((id, n) => {
        Promise.resolve(adapter.track(id, n)).then((isDurable) => { if (isDurable) durable.push(id); }, () => {});
      });
    },
    flush: () => adapter.flush(),
  };
  Promise.resolve(adapter.init(location.origin + '/rialto')).then(() => { window.lab.ready = true; });
`;

/** The files of the page for a tracker. */
export const bundleFaultPage = ({
  entry,
  resolveDir,
}: TrackerAdapter): Promise<ReadonlyMap<string, string>> =>
  bundlePage(
    { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    { contents: entry, resolveDir },
  );
