/** Whether the document was loaded because somebody came to it: not by a reload, and not by a way back. */
export function isLanding(): boolean {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return entry?.type !== 'reload' && entry?.type !== 'back_forward';
}
