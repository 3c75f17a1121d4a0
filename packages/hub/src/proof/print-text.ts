import { cellName, describeRecord, readable, recordCount, wordsByHash } from './describe-record.ts';
import { type ConsentDossier, type DossierCell, newestFirst } from './dossier.ts';

/**
 * A dossier as plain text for a terminal: how things stand, then every record with its words, newest first.
 *
 * @param title - whose it is, in the words of whoever asks
 * @example
 * ```ts
 * io.out(printDossierText(dossier, 'email ada@example.org'));
 * ```
 */
export function printDossierText(dossier: ConsentDossier, title: string): string {
  const { profile, made_at, state, texts, chains } = dossier;
  const head = chains[0]?.end;
  const byHash = wordsByHash(texts);
  const lines = [
    `Consents of ${title}`,
    `Profile ${profile}, as of ${readable(made_at)}`,
    wholeness(dossier),
    ...(head && head.count > 0 ? [`The chain ends at record ${head.count}: ${head.head}`] : []),
    '',
    'Now',
    ...(state.length > 0 ? state.flatMap(cellLines) : ['  Nothing was ever decided.']),
    '',
    'Records, newest first',
    ...newestFirst(dossier).flatMap((record) => {
      const { title: heading, answers, facts, words } = describeRecord(record, byHash);
      return [
        '',
        `  ${heading}`,
        ...answers.map((answer) => `    ${answer}`),
        ...(words ? [`    The words${words.locale ? ` (${words.locale})` : ''}: “${words.text}”`] : []),
        ...facts.map(([label, text]) => `      ${label}: ${text}`),
      ];
    }),
  ];
  return `${lines.map(withoutControls).join('\n')}\n`;
}

/** Whether the chains are whole, in a sentence. */
export function wholeness({ whole, faults, chains }: ConsentDossier): string {
  const count = chains.reduce((sum, { records }) => sum + records.length, 0);
  const records = recordCount(count);
  if (whole) return `The chain is whole: ${records}.`;
  const places = faults.map(({ chain, number, problem }) => `${chain} ${number} ${problem}`).join(', ');
  return `THE CHAIN IS BROKEN (${records}): ${places}.`;
}

/** What stands in a cell, as the remarks beside it. */
export const remarksOf = (cell: DossierCell): readonly string[] =>
  [
    cell.since && `since ${readable(cell.since)}`,
    cell.until && `until ${readable(cell.until)}`,
    cell.last_used_at && `last used ${readable(cell.last_used_at)}`,
    cell.objected_at && `objected ${readable(cell.objected_at)}`,
    cell.conflict && 'two profiles disagreed',
    cell.reach && `reaches ${cell.reach.join(', ')}`,
    cell.product_groups && `for ${cell.product_groups.join(', ')}`,
    cell.keep_until && `keep the proof until ${readable(cell.keep_until)}`,
  ].filter((remark): remark is string => typeof remark === 'string');

const cellLines = (cell: DossierCell): readonly string[] => [
  `  ${cellName(cell.purpose, cell.channel)}: ${cell.state}`,
  ...remarksOf(cell).map((remark) => `    ${remark}`),
];

/** What a message carries must not steer the terminal. */
const withoutControls = (line: string): string => line.replace(/\p{Cc}|\p{Bidi_Control}/gu, '\uFFFD');
