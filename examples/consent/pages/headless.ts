// Headless: the markup and its look are the page's own. The manager decides, stores and proves.
import { createConsentManager } from '@rialto/consent';
import { furnish } from './furnish.ts';
import { optionsOfPage } from './options.ts';
import { at } from './show-page.ts';

const consent = createConsentManager(optionsOfPage());
const form = at<HTMLFormElement>('#ask form');
const again = at('#again');
const boxes = [...form.querySelectorAll('input')];

function show(isAsking: boolean): void {
  const states: Readonly<Record<string, string>> = consent.state();
  for (const box of boxes) box.checked = states[box.name] === 'granted';
  form.hidden = !isAsking;
  again.hidden = isAsking;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = form.textContent.replace(/\s+/g, ' ').trim();
  const proof = { text, ui: 'hearth-form/1' };
  const answer = (event.submitter as HTMLButtonElement | null)?.value;
  if (answer === 'accept') consent.acceptAll(proof);
  else if (answer === 'reject') consent.rejectAll(proof);
  else consent.save(Object.fromEntries(boxes.map(({ name, checked }) => [name, checked])), proof);
  show(false);
  again.focus();
});
again.addEventListener('click', () => {
  show(true);
  at('#ask-title').focus();
});
consent.on('change', () => show(consent.needsDecision()));

show(consent.needsDecision());
furnish(consent);
