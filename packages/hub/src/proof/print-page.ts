import { createHash } from 'node:crypto';
import { cellName, describeRecord, readable, wordsByHash } from './describe-record.ts';
import { type ConsentDossier, type DossierCell, type DossierRecord, newestFirst } from './dossier.ts';
import { escapeHtml } from './escape-html.ts';
import { remarksOf, wholeness } from './print-text.ts';

const style = `
:root { color-scheme: light dark; --ink: #16181d; --soft: #565d6b; --line: #c9cdd6; --ground: #fff; --bad: #a3161a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceef2; --soft: #a9b0bd; --line: #434955; --ground: #16181d; --bad: #ff8f8f; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem; max-width: 52rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
.soft, dt { color: var(--soft); }
.bad { color: var(--bad); font-weight: 700; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: start; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
article { border-top: 1px solid var(--line); padding: 1rem 0; break-inside: avoid; }
ul { margin: 0 0 .5rem; padding-inline-start: 1.25rem; }
blockquote { margin: .5rem 0; padding-inline-start: .75rem; border-inline-start: 3px solid var(--line); white-space: pre-wrap; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .1rem 1rem; margin: .5rem 0 0; font-size: .875rem; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #333; --line: #999; --ground: #fff; --bad: #000; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  h2 { break-after: avoid; }
  @page { margin: 18mm; }
}
`;

/** What the page may load: nothing but its own style. For the header of the answer that carries it. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/**
 * A dossier as a page to read and to print: one file that needs nothing else, without a script.
 *
 * Source: BGH I ZR 164/09, each consent must be kept so that it can be printed.
 *
 * @param title - whose it is, in the words of whoever asks
 * @example
 * ```ts
 * writeFileSync('ada.html', printDossierPage(dossier, 'email ada@example.org'));
 * ```
 */
export function printDossierPage(dossier: ConsentDossier, title: string): string {
  const { whole, profile, made_at, state, texts, chains } = dossier;
  const head = chains[0]?.end;
  const byHash = wordsByHash(texts);
  const name = escapeHtml(`Consents of ${title}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${name}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${name}</h1>
<p class="soft">Profile ${escapeHtml(profile)}, as of ${time(made_at)}</p>
<p${whole ? '' : ' class="bad"'}>${escapeHtml(wholeness(dossier))}</p>
${head && head.count > 0 ? `<p class="soft">The chain ends at record ${head.count}: ${escapeHtml(head.head)}</p>\n` : ''}<h2>Now</h2>
${stateTable(state)}
<h2>Records, newest first</h2>
${newestFirst(dossier)
  .map((record) => recordArticle(record, byHash))
  .join('\n')}
</main>
<footer>
<h2>How to read this</h2>
<p class="soft">Each record holds the hash of the one before it, so that a changed, missing or moved record shows. A hash is the
SHA-256 of the hash before, a line feed and the record’s text; the records’ texts are in the export as JSON. Addresses and
telephone numbers are kept as hashes only.</p>
</footer>
</body>
</html>
`;
}

function stateTable(state: readonly DossierCell[]): string {
  if (state.length === 0) return '<p>Nothing was ever decided.</p>';
  const rows = state.map(
    (cell) =>
      `<tr><th scope="row">${escapeHtml(cellName(cell.purpose, cell.channel))}</th><td>${escapeHtml(cell.state)}</td><td>${remarksOf(cell).map(escapeHtml).join('<br>')}</td></tr>`,
  );
  return `<table>
<thead><tr><th scope="col">Purpose</th><th scope="col">State</th><th scope="col">Remarks</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

function recordArticle(record: DossierRecord, texts: ReadonlyMap<string, string>): string {
  const { title, answers, facts, words } = describeRecord(record, texts);
  const lang = words?.locale ? ` lang="${escapeHtml(words.locale)}"` : '';
  return [
    '<article>',
    `<h3>${escapeHtml(title)}</h3>`,
    answers.length > 0
      ? `<ul>${answers.map((answer) => `<li>${escapeHtml(answer)}</li>`).join('')}</ul>`
      : '',
    words ? `<blockquote${lang} dir="auto">${escapeHtml(words.text)}</blockquote>` : '',
    `<dl>${facts.map(([label, text]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(text)}</dd>`).join('')}</dl>`,
    '</article>',
  ]
    .filter(Boolean)
    .join('\n');
}

const time = (iso: string): string =>
  `<time datetime="${escapeHtml(iso)}">${escapeHtml(readable(iso))}</time>`;
