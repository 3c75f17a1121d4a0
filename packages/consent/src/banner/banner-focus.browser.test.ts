import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { focused, showBanner } from '../../test/show-banner.ts';

beforeEach(async () => {
  localStorage.clear();
  await page.viewport(1000, 700);
});
afterEach(async () => {
  document.body.replaceChildren();
  await page.viewport(414, 896);
});

const nameOf = (element: Element | null): string | null =>
  element?.ariaLabel ??
  (element?.matches('.scroll') ? 'the text' : null) ??
  element?.getAttribute('name') ??
  element?.textContent ??
  null;

async function tabs(times: number): Promise<(string | null)[]> {
  const names: (string | null)[] = [];
  for (let at = 0; at < times; at += 1) {
    await userEvent.keyboard('{Tab}');
    names.push(nameOf(focused()));
  }
  return names;
}

function addLink(text = 'a link'): HTMLElement {
  const link = document.createElement('a');
  link.href = '#somewhere';
  link.textContent = text;
  const line = document.createElement('p');
  line.append(link);
  document.body.append(line);
  return link;
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

it('comes in the order of reading: policy, accept, reject, settings', async () => {
  showBanner();
  expect(await tabs(4)).toEqual(['Privacy policy', 'accept', 'reject', 'settings']);
});

it('is answered, reopened and withdrawn by the keyboard alone, and the focus never falls to the body', async () => {
  const { consent, button } = showBanner();
  button('Accept all').focus();
  await userEvent.keyboard('{Enter}');
  expect(consent.state().analytics).toBe('granted');
  expect(nameOf(focused())).toBe('reopen');
  await userEvent.keyboard('{Enter}');
  expect(focused()?.tagName).toBe('H2');
  expect(await tabs(4)).toEqual(['Close without saving', 'the text', 'Privacy policy', 'analytics']);
  await userEvent.keyboard('{Escape}');
  expect(nameOf(focused())).toBe('reopen');
  expect(consent.state().analytics).toBe('granted');
  await userEvent.keyboard(' ');
  button('Reject all').focus();
  await userEvent.keyboard('{Enter}');
  expect(consent.state().analytics).toBe('withdrawn');
  expect(nameOf(focused())).toBe('reopen');
});

it('is withdrawn from the control, next to the settings, and the focus goes to what is left of it', async () => {
  const { consent, button } = showBanner();
  button('Accept all').focus();
  await userEvent.keyboard('{Enter}');
  expect(await tabs(1)).toEqual(['withdraw']);
  await userEvent.keyboard(' ');
  expect(consent.state().analytics).toBe('withdrawn');
  expect(focused()).toBe(button('Privacy settings'));
});

it('goes back to the settings button when nothing was chosen, and to what is left when something was', async () => {
  const { button } = showBanner();
  button('Settings').focus();
  await userEvent.keyboard('{Enter}');
  await userEvent.keyboard('{Escape}');
  expect(nameOf(focused())).toBe('settings');
  await userEvent.keyboard('{Enter}');
  button('Save selection').focus();
  await userEvent.keyboard('{Enter}');
  expect(nameOf(focused())).toBe('reopen');
});

it('leaves the focus where it is in the page', () => {
  const link = addLink();
  link.focus();
  const { consent } = showBanner();
  consent.acceptAll();
  expect(focused()).toBe(link);
});

it('does not lose the focus when somebody else decides meanwhile', () => {
  const { consent, button, dialog } = showBanner();
  button('Settings').focus();
  button('Settings').click();
  consent.acceptAll();
  expect(dialog()?.open).toBe(true);
  button('Close without saving').click();
  expect(nameOf(focused())).toBe('reopen');
});

it('gives way to a control of the page, which opens the settings and gets the focus back', async () => {
  const { banner, inside, button, dialog } = showBanner();
  banner.setAttribute('reopen', 'none');
  button('Reject all').focus();
  button('Reject all').click();
  const control = inside.querySelector('.control') as HTMLElement;
  expect(getComputedStyle(control).display).toBe('flex'); // nothing else leads back
  const own = document.createElement('a');
  own.href = '#privacy-settings';
  own.dataset.rialtoConsentOpen = '';
  own.textContent = 'Privacy';
  document.body.append(own);
  expect(getComputedStyle(control).display).toBe('none');
  own.focus();
  await userEvent.keyboard('{Enter}');
  expect(location.hash).not.toBe('#privacy-settings');
  expect(dialog()?.open).toBe(true);
  button('Accept all').click();
  expect(focused()).toBe(own);
});

it('hands the focus to the control of the page where it has none of its own', () => {
  const own = document.createElement('button');
  own.setAttribute('data-rialto-consent-open', '');
  document.body.append(own);
  const { banner, button } = showBanner();
  banner.setAttribute('reopen', 'none');
  button('Reject all').focus();
  button('Reject all').click();
  expect(focused()).toBe(own);
});

it('never hides what has the focus, and moves nothing in the page', async () => {
  const shifts: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
  const links = Array.from({ length: 60 }, () => addLink());
  await nextFrame();
  observer.observe({ type: 'layout-shift' });
  const { inside } = showBanner();
  await nextFrame();
  for (const link of links) {
    link.focus();
    const top = inside.querySelector('.panel')?.getBoundingClientRect().top ?? 0;
    expect(link.getBoundingClientRect().bottom).toBeLessThanOrEqual(top);
  }
  await nextFrame();
  expect([...shifts, ...observer.takeRecords()]).toEqual([]);
  observer.disconnect();
});

it.each([
  '',
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
])('fits 320 × 256, every control within reach, also with wider text: %s', async (css) => {
  await page.viewport(320, 256);
  const style = document.createElement('style');
  style.textContent = css;
  document.body.append(style);
  const { inside, button, dialog } = showBanner({ locale: 'en' });
  const reachable = (element: Element): void => {
    element.scrollIntoView({ block: 'nearest' });
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(0);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(320);
    expect(bottom).toBeLessThanOrEqual(256);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(element.matches('button') ? 44 : 1);
    expect(inside.elementFromPoint((left + right) / 2, (top + bottom) / 2)).toBe(element);
  };
  const panel = inside.querySelector('.panel') as HTMLElement;
  for (const control of panel.querySelectorAll('button, a')) reachable(control);
  const scroller = panel.querySelector('.scroll') as HTMLElement;
  expect(scroller.tabIndex).toBe(0);
  expect(panel.scrollWidth).toBeLessThanOrEqual(panel.clientWidth);
  button('Settings').click();
  for (const control of dialog()?.querySelectorAll('button, a, input') ?? []) reachable(control);
  expect(dialog()?.scrollWidth).toBeLessThanOrEqual(320);
  button('Accept all').click();
  const both = inside.querySelectorAll('.control button');
  expect(both).toHaveLength(2);
  for (const control of both) reachable(control);
});

it('opens the settings again at once where they were closed the moment before', () => {
  const { banner } = showBanner();
  banner.open();
  const dialog = () => banner.shadowRoot?.querySelector('dialog[open]');
  const first = dialog();
  // As Escape does: closed now, and said later.
  (first as HTMLDialogElement).close();
  banner.open();
  expect(dialog()).toBeInstanceOf(HTMLDialogElement);
  expect(dialog()).not.toBe(first);
});
