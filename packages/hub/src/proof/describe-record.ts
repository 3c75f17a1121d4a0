import type { ConsentCell } from '@rialto/core/model';
import type { ConsentDossier, DossierRecord } from './dossier.ts';
import type { ProofCell, ProofRecord } from './proof-record.ts';

/** A record in words, for print and screen. */
export interface RecordWords {
  readonly title: string;
  /** What was answered, or what happened, line by line. */
  readonly answers: readonly string[];
  /** The circumstances, a label and a text each. */
  readonly facts: readonly (readonly [string, string])[];
  /** The words that the person saw or heard, and their language. */
  readonly words?: { readonly text: string; readonly locale: string | undefined } | undefined;
}

const titles: Readonly<Record<ProofRecord['kind'], string>> = {
  decision: 'Decision',
  objection: 'Objection',
  use: 'Use of the permission',
  merge: 'Two profiles found to be one person',
};

/**
 * Says in words what a record holds, pure.
 *
 * @example
 * ```ts
 * describeRecord(record, wordsByHash(dossier.texts)).answers; // ['marketing by email: granted']
 * ```
 */
export function describeRecord(link: DossierRecord, texts: ReadonlyMap<string, string>): RecordWords {
  const { record } = link;
  const chained: [string, string][] = [
    ['Record', `${link.number} of chain ${link.chain}`],
    ['Hash', link.hash],
  ];
  if (!record) return { title: 'A record that cannot be read', answers: [], facts: chained };
  const text = texts.get(record.text_hash ?? '');
  const kind = Object.hasOwn(titles, record.kind) ? titles[record.kind] : record.kind;
  const time = record.decided_at ?? record.used_at ?? record.recorded_at;
  return {
    title: time ? `${kind}, ${readable(time)}` : kind,
    answers: answersOf(record),
    facts: [...factsOf(record), ...chained],
    ...(text === undefined ? {} : { words: { text, locale: record.locale } }),
  };
}

/** The words of a dossier by their hash, for {@link describeRecord}. */
export const wordsByHash = (texts: ConsentDossier['texts']): ReadonlyMap<string, string> =>
  new Map(texts.map(({ hash, text }) => [hash, text]));

/** `2026-11-22T09:30:00.000Z` → `2026-11-22 09:30:00 UTC`. */
export const readable = (iso: string): string =>
  iso.replace(/^(\d{4,}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');

/** `1 record`, `2 records` */
export const recordCount = (count: number): string => (count === 1 ? '1 record' : `${count} records`);

/** `marketing by email` */
export const cellName = (purpose: string, channel: string | undefined): string =>
  channel ? `${purpose} by ${channel}` : purpose;

function answersOf({ cells = [], use, merge, event }: ProofRecord): readonly string[] {
  if (use) return [`${cellName(use.purpose ?? 'an unnamed purpose', use.channel)}: used`];
  if (merge) {
    const disagreed = merge.conflicts.map(
      ({ cell, survivor, absorbed, stands }) =>
        `${cellName(...partsOf(cell))}: ${survivor} here, ${absorbed} there; ${stands} stands until the person decides`,
    );
    return disagreed.length > 0 ? disagreed : ['No answer disagreed with another.'];
  }
  return cells.map((cell) => answerOf(cell, event));
}

const partsOf = (key: string): [string, string | undefined] => {
  const [purpose = '', channel] = key.split('@');
  return [purpose, channel];
};

function answerOf({ stated, counted }: ProofCell, event: string): string {
  if (stated === undefined) return counted ? `${nameOf(counted)}: ${counted.state} (${event})` : event;
  const said = (typeof stated === 'object' && stated !== null ? stated : {}) as Partial<ConsentCell>;
  const answer = `${nameOf(said)}: ${String(said.state ?? 'no answer')}`;
  const exception = said.exception
    ? ` (sale ${said.exception.sale}, notice ${said.exception.notice}, goods ${said.exception.product_group})`
    : '';
  return `${answer}${exception}${remarkOn(said, counted)}`;
}

/** What became of an answer, where it is not what was said. */
function remarkOn(said: Partial<ConsentCell>, counted: ConsentCell | undefined): string {
  if (!counted) return ', which counted for nothing';
  if (nameOf(counted) !== nameOf(said)) return `, which counted as ${nameOf(counted)}: ${counted.state}`;
  return counted.state === said.state ? '' : `, which counted as ${counted.state}`;
}

const nameOf = ({ purpose, channel }: Partial<ConsentCell>): string =>
  cellName(String(purpose ?? 'an unnamed purpose'), channel === undefined ? undefined : String(channel));

function factsOf(record: ProofRecord): [string, string][] {
  const { merge, use } = record;
  const facts: readonly [string, string | undefined][] = [
    ['Who', record.who.map(({ kind, value }) => `${kind} ${value}`).join(', ')],
    ['Decided', record.decided_at && readable(record.decided_at)],
    ['Used', record.used_at && readable(record.used_at)],
    ['Recorded by the hub', record.recorded_at && readable(record.recorded_at)],
    ['By the sender’s clock', record.original_timestamp],
    ['Channel', record.channel],
    ['Place', record.place],
    ['Member of staff', record.staff],
    ['Spoken by', record.actor],
    ['How', record.method],
    ['Shown by', record.ui],
    ['Evidence', record.evidence],
    ['Policy', record.policy_version],
    ['Reaches', record.reach?.join(', ')],
    ['Valid until', record.valid_until],
    ['Campaign', use?.campaign_id],
    ['Reference', use?.reference],
    ['Absorbed chain', merge && `${merge.absorbed.chain}, ${recordCount(merge.absorbed.count)}`],
    ['Its last hash', merge?.absorbed.head],
    ['Sent by', `${record.source}, message ${record.message_id}, ${record.event}`],
    ['With', record.key === 'secret' ? 'a secret key (a server)' : 'a write key (public)'],
    ['Hash of the words', record.text_hash],
  ];
  return facts.flatMap(([label, text]): [string, string][] => (text ? [[label, text]] : []));
}
