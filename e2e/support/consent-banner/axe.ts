import axe from 'axe-core';
import type { Tab } from '../browsers/driver.ts';

/** Puts the checker into a page that has no policy of its own. */
export const bringAxe = (tab: Tab): Promise<unknown> => tab.run(`${axe.source}; window.axe = axe;`);

/** What the checker finds on the whole page, best practice and target size included: a function for the page. */
export const findings = `async () => {
  const { violations } = await axe.run(document, {
    resultTypes: ['violations'],
    rules: { 'target-size': { enabled: true } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + target + ' ' + failureSummary));
}`;
