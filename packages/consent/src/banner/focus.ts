/** Focuses the control of that name, or the one that leads to the settings. The page does not jump. */
export function focusWithin(layer: ParentNode, name: string | null | undefined): void {
  const controls = [...layer.querySelectorAll<HTMLElement>('[name]')];
  const control =
    controls.find((one) => one.getAttribute('name') === name) ??
    controls.find((one) => ['settings', 'reopen'].includes(one.getAttribute('name') ?? ''));
  control?.focus({ preventScroll: true });
}

/** Whether nothing has the focus: it fell to the body, or to an element whose part that had it is gone. */
export function isLost(host: Element): boolean {
  let active = host.ownerDocument.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return !active || active === host.ownerDocument.body || active === host;
}
