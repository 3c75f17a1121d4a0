import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runProcess } from '../../test/hub-process.ts';

/** Invoices of a real shop; facts about them stand in the README beside the file, which is not part of the repository. */
const file = fileURLToPath(
  new URL('../../../../../shared/data/online-retail-invoices.csv.gz', import.meta.url),
);
if (!existsSync(file)) console.warn(`Skipped: the import of real invoices, because there is no ${file}.`);

it.skipIf(!existsSync(file))(
  'imports the invoices of a real shop to the penny, and a second time nothing',
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'rialto-invoices-'));
    const words = [
      ...['import', file, '--data', data, '--event', 'Order Completed', '--json'],
      ...['--map', 'order_id=InvoiceNo,timestamp=InvoiceDate,userId=CustomerID,total=TotalPrice'],
      ...['--set', 'currency=GBP,channel=web'],
    ];
    try {
      const first = await runProcess(...words);
      expect(first.code).toBe(0);
      expect(first.err).toContain('rows');
      expect(JSON.parse(first.out)).toEqual({
        ...{ rows: 18_532, added: 18_532, duplicate: 0, rejected: 0 },
        ...{ reasons: [], incomplete: [] },
      });
      const verified = {
        ok: true,
        events: 18_532,
        profiles: 4_338,
        identifiers: 4_338,
        revenue: { GBP: '8911407.904' },
        sequences: [],
        sequenceCount: 0,
      };
      expect(JSON.parse((await runProcess('verify', '--data', data, '--json')).out)).toEqual(verified);
      expect(JSON.parse((await runProcess(...words)).out)).toMatchObject({ added: 0, duplicate: 18_532 });
      expect(JSON.parse((await runProcess('verify', '--data', data)).out)).toEqual(verified);
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
  120_000,
);
