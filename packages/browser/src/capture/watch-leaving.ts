/**
 * Calls back when the page goes out of sight, or away; either may be the last that it hears. One departure may call
 * more than once.
 *
 * `visibilitychange` is heard in the capture phase of the window, so before the tracker, which then sends what was
 * recorded here. `pagehide` comes to the window itself, where whoever asked first is told first.
 *
 * @returns the way to stop
 */
export function watchLeaving(onLeave: () => void): () => void {
  if (typeof document === 'undefined') return () => {};
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') onLeave();
  };
  addEventListener('visibilitychange', onVisibility, true);
  addEventListener('pagehide', onLeave, true);
  return () => {
    removeEventListener('visibilitychange', onVisibility, true);
    removeEventListener('pagehide', onLeave, true);
  };
}
