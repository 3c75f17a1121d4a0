/** The tables of the documents about what gets lost: a part for each scenario, a line for each that was played. */
export function scenarioTables<Row extends { readonly scenario: string }>(
  heads: readonly string[],
  rows: readonly Row[],
  lineOf: (row: Row) => string,
): string {
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  return scenarios
    .flatMap((name) => [
      `**${name}**`,
      '',
      `| ${heads.join(' | ')} |`,
      `|${heads.map((_, at) => (at === 0 ? ' --- |' : ' ---: |')).join('')}`,
      ...rows.filter(({ scenario }) => scenario === name).map(lineOf),
      '',
    ])
    .join('\n');
}
