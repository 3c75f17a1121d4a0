import type { Issue, MessageResult } from '@rialto/core';

/** Why rows were not taken, or not in whole: how many, and on which lines. Never what stood there. */
interface ReportedReason {
  /** The hub's code for the message, or `invalid_row` for what never became one. */
  readonly code: string;
  readonly path: string;
  readonly message: string;
  readonly rows: number;
  /** The first lines of the file; the header is line 1. */
  readonly lines: readonly number[];
}

/** What came of an import. */
export interface ImportReport {
  /** Rows of the file, its header and empty lines not counted. */
  readonly rows: number;
  readonly added: number;
  /** In the log already, or the same as another row of the file. */
  readonly duplicate: number;
  readonly rejected: number;
  readonly reasons: readonly ReportedReason[];
  /** Rows that were taken without something that could not be understood. */
  readonly incomplete: readonly ReportedReason[];
}

/** Lines that are listed for each reason. */
const listedLines = 20;
/** Reasons that are told apart; the rest are counted under the last one's code. */
const listedReasons = 100;

type Tally = Map<string, { code: string; path: string; message: string; rows: number; lines: number[] }>;

/** Counts an import as it goes. */
export function createImportReport() {
  const counts = { added: 0, duplicate: 0, rejected: 0 };
  const reasons: Tally = new Map();
  const incomplete: Tally = new Map();
  const reject = (line: number, code: string, issue: Issue): void => {
    counts.rejected += 1;
    note(reasons, line, code, issue);
  };
  return {
    /** A row that never became a message. */
    rejectRow: (line: number, issue: Issue): void => reject(line, 'invalid_row', issue),
    /** What the hub answered to a row. */
    answer(line: number, { status, code = 'invalid_message', issues = [] }: MessageResult): void {
      const [issue = { path: '', message: sentences[code] ?? code }] = issues;
      if (status === 'accepted') {
        counts.added += 1;
        for (const one of issues) note(incomplete, line, 'invalid_identifier', one);
      } else if (status === 'duplicate') counts.duplicate += 1;
      else reject(line, code, issue);
    },
    result(): ImportReport {
      const rows = counts.added + counts.duplicate + counts.rejected;
      return { rows, ...counts, reasons: [...reasons.values()], incomplete: [...incomplete.values()] };
    },
  };
}

const sentences: Readonly<Record<string, string>> = {
  consent_undecided: 'nobody has permitted what the event needs',
  consent_refused: 'the person has refused what the event needs',
};

function note(tally: Tally, line: number, code: string, { path, message }: Issue): void {
  const name = tally.size < listedReasons ? `${code} ${path} ${message}` : `${code} …`;
  const reason = tally.get(name) ?? { code, path, message, rows: 0, lines: [] };
  reason.rows += 1;
  if (reason.lines.length < listedLines) reason.lines.push(line);
  tally.set(name, reason);
}
