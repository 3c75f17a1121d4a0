import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureIo } from '../../test/capture-io.ts';
import { runCli } from './run.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rialto-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const header = 'Invoice,Date,Customer,Total,Card';
const map = 'order_id=Invoice,timestamp=Date,userId=Customer,total=Total,identifier.loyalty_card=Card';
const good = (id: number) => `${id},2010-12-0${(id % 9) + 1},c-${id},${id}.50,70-${id}`;

async function importText(text: string | Buffer, ...more: readonly string[]) {
  files += 1;
  const file = join(folder, `${files}.csv${typeof text === 'string' ? '' : '.gz'}`);
  writeFileSync(file, text);
  const io = captureIo();
  const data = join(folder, `data-${files}`);
  const words = ['import', file, '--data', data, '--event', 'Order Completed', '--json', ...more];
  const code = await runCli(
    more.includes('--map') ? words : [...words, '--map', map, '--set', 'channel=web,currency=GBP'],
    io,
  );
  return {
    code,
    report: io.stdout() === '' ? undefined : JSON.parse(io.stdout()),
    err: io.stderr(),
    file,
    data,
  };
}

describe('import', () => {
  it('takes every row as an event, and a second run of the file adds nothing', async () => {
    const { code, report, file, data } = await importText([header, good(1), good(2)].join('\n'));
    expect(code).toBe(0);
    expect(report).toEqual({ rows: 2, added: 2, duplicate: 0, rejected: 0, reasons: [], incomplete: [] });
    const io = captureIo();
    await runCli(
      [
        'import',
        file,
        '--data',
        data,
        '--event',
        'Order Completed',
        '--map',
        map,
        '--set',
        'channel=web,currency=GBP',
        '--json',
      ],
      io,
    );
    expect(JSON.parse(io.stdout())).toMatchObject({ added: 0, duplicate: 2 });
    const verify = captureIo();
    expect(await runCli(['verify', '--data', data, '--json'], verify)).toBe(0);
    expect(JSON.parse(verify.stdout())).toEqual({
      ok: true,
      events: 2,
      profiles: 2,
      identifiers: 2,
      revenue: { GBP: '4' },
      // A file has no sender that counts.
      sequences: [],
      sequenceCount: 0,
    });
  });

  it('reads gzip, a byte order mark, quotation marks, blank lines and Windows’ line ends', async () => {
    const text = `\uFEFF${header}\r\n"1",2010-12-01,c-1,"1.50",\r\n\r\n${good(2)}\r\n`;
    expect((await importText(gzipSync(text))).report).toMatchObject({ rows: 2, added: 2 });
  });

  it('says what was rejected and why, by line, and never with what stood there', async () => {
    const rows = [
      header,
      good(1),
      `2,31/31/2010,c-2,SECRET,`,
      `3,2010-12-01,c-3,SECRET,`,
      'too,few',
      `4,,c-4,1,`,
      `,2010-12-01,c-5,1,`,
      good(6),
    ];
    const { code, report, err } = await importText(rows.join('\n'));
    expect(code).toBe(0);
    expect(report).toMatchObject({ rows: 7, added: 2, rejected: 5 });
    expect(report.reasons).toEqual([
      { code: 'invalid_row', path: 'timestamp', message: 'expected a date as iso', rows: 2, lines: [3, 6] },
      {
        code: 'invalid_row',
        path: '',
        message: 'expected 5 columns, as the header has',
        rows: 1,
        lines: [5],
      },
      {
        code: 'invalid_properties',
        path: 'properties.total',
        message: expect.any(String),
        rows: 1,
        lines: [4],
      },
      {
        code: 'invalid_properties',
        path: 'properties.order_id',
        message: expect.any(String),
        rows: 1,
        lines: [7],
      },
    ]);
    expect(JSON.stringify(report)).not.toContain('SECRET');
    expect(err).toContain('5 of 7 rows were rejected');
  });

  it('takes a row whose card it does not understand, and says so', async () => {
    const { report } = await importText([header, '1,2010-12-01,c-1,1,###'].join('\n'));
    expect(report).toMatchObject({
      added: 1,
      incomplete: [{ code: 'invalid_identifier', path: 'context.externalIds.0', rows: 1, lines: [2] }],
    });
  });

  it('loses one row to a quotation mark out of place, not the file', async () => {
    const { report } = await importText([header, good(1), '2,20"10,c-2,1,', good(3)].join('\n'));
    expect(report).toMatchObject({ added: 2, rejected: 1, reasons: [{ code: 'invalid_row', lines: [3] }] });
  });

  it.each([
    ['not closed', '2,"2010'],
    ['followed by something', '2,"2010"-12-01,c-2,1,'],
  ])(
    'ends where a quotation mark is %s, and says after which line: no row is lost silently',
    async (_, row) => {
      const rows = Array.from({ length: 20_000 }, (_, index) => `${index},2010-12-01,c-1,1,`);
      const { code, err, report } = await importText([header, good(1), row, ...rows].join('\n'));
      expect(code).toBe(1);
      expect(err).toContain('no CSV after line 2');
      expect(report).toBeUndefined();
    },
  );

  it('counts rows that are alike in every mapped column once', async () => {
    expect((await importText([header, good(1), good(1)].join('\n'))).report).toMatchObject({
      added: 1,
      duplicate: 1,
    });
  });

  it('makes numbers of a plan’s numbers, and leaves order numbers as they are written', async () => {
    const text = 'Order,Product,Count,When\n007,A1,3,2010-12-01\n';
    const { report } = await importText(
      text,
      ...[
        '--map',
        'order_id=Order,product_id=Product,quantity=Count,timestamp=When',
        '--set',
        'channel=store',
      ],
    );
    expect(report).toMatchObject({ added: 1 });
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'a column that the file does not have',
      ['--map', 'order_id=InvoiceNo', '--set', 'channel=web'],
      /no column InvoiceNo.*Invoice, Date, Customer, Total, Card/,
    ],
    ['a mapping that is none', ['--map', 'order_id', '--set', 'channel=web'], /--map/],
    ['no channel', ['--map', 'order_id=Invoice'], /--set channel=web/],
    ['a channel that is none', ['--map', 'order_id=Invoice', '--set', 'channel=fax'], /fax is not a channel/],
    [
      'an event that the plan does not have',
      ['--map', 'order_id=Invoice', '--set', 'channel=web', '--event', 'Order Made'],
      /no event "Order Made"/,
    ],
    [
      'a date format that is none',
      ['--map', 'order_id=Invoice', '--set', 'channel=web', '--date-format', 'stardate'],
      /--date-format/,
    ],
    ['two stores', ['--map', 'order_id=Invoice', '--set', 'channel=web', '--store', 'memory:'], /not both/],
  ])('is misused with %s, and changes nothing', async (_, options, message) => {
    const { code, err, report } = await importText([header, good(1)].join('\n'), ...options);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(report).toBeUndefined();
  });

  it('is misused with an empty file, and with none', async () => {
    expect((await importText('')).err).toContain('empty');
    const io = captureIo();
    const words = [
      'import',
      '/nowhere.csv',
      '--event',
      'Order Completed',
      '--map',
      'order_id=A',
      '--set',
      'channel=web',
    ];
    expect(await runCli(words, io)).toBe(2);
    expect(io.stderr()).toContain('no file /nowhere.csv');
  });

  it('fails where no row could be taken, and where the file breaks off', async () => {
    expect((await importText([header, '1,never,c,1,'].join('\n'))).code).toBe(1);
    const text = [
      header,
      ...Array.from({ length: 2_000 }, (_, index) => `${index},2010-12-01,c-${index},1,`),
    ].join('\n');
    const whole = gzipSync(text);
    const { code, err } = await importText(whole.subarray(0, whole.length / 2));
    expect(code).toBe(1);
    expect(err).toMatch(/end of file/i);
  });
});
