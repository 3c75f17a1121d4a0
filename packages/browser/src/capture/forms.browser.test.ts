import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CaptureLog, record } from '../../test/capture-log.ts';
import { forms } from './forms.ts';

let log: CaptureLog;
const noNavigation = (event: Event): void => event.preventDefault();
beforeEach(() => {
  addEventListener('submit', noNavigation, true);
  log = record(forms());
});
afterEach(() => {
  log.stop();
  removeEventListener('submit', noNavigation, true);
  document.body.replaceChildren();
});

function submit(html: string): void {
  document.body.innerHTML = html;
  const button = document.querySelector<HTMLElement>('[type=submit], button');
  button?.click();
}

it('records the form and the names of its fields, and nothing that was entered', () => {
  submit(`
    <form id="newsletter" name="news">
      <input name="email" value="ada@example.org"><input type="password" name="secret" value="hunter2">
      <select name="size"><option selected>Ada's size</option></select><textarea name="wish">a lamp</textarea>
      <label>Colour <input type="radio" name="colour" value="red" checked></label>
      <input type="radio" name="colour" value="blue"><input value="nameless">
      <button>Send to Ada</button>
    </form>`);
  expect(log.events).toEqual([
    [
      'Form Submitted',
      { form_id: 'newsletter', form_name: 'news', fields: ['email', 'secret', 'size', 'wish', 'colour'] },
    ],
  ]);
  expect(JSON.stringify(log.events)).not.toMatch(/ada|hunter2|lamp|red/i);
});

it('names neither hidden fields nor buttons', () => {
  submit(`
    <form><input type="hidden" name="csrf-8731" value="x"><input name="q">
    <fieldset name="group"></fieldset><input type="submit" name="go" value="Go"></form>`);
  expect(log.events).toEqual([['Form Submitted', { fields: ['q'] }]]);
});

it.each([
  ['a form', '<form data-rialto-ignore><input name="q"><button>Go</button></form>'],
  ['what is around it', '<div data-rialto-ignore><form><input name="q"><button>Go</button></form></div>'],
])('leaves alone %s that is marked', (_, html) => {
  submit(html);
  expect(log.events).toEqual([]);
});

it('leaves out fields that are marked', () => {
  submit(
    '<form><input name="q"><p data-rialto-ignore><input name="illness"></p><input name="age" data-rialto-ignore><button>Go</button></form>',
  );
  expect(log.events).toEqual([['Form Submitted', { fields: ['q'] }]]);
});

it('is not confused by fields that are named like properties of the form, nor by hundreds of them', () => {
  const many = Array.from({ length: 200 }, (_, at) => `<input name="f${at}">`).join('');
  submit(
    `<form id="real"><input name="id"><input name="name"><input name="elements"><input name="closest">
     <input name="getAttribute"><input name="hasAttribute"><button>Go</button>${many}</form>`,
  );
  const [[, properties] = []] = log.events as [string, { form_id: string; fields: string[] }][];
  expect(properties?.form_id).toBe('real');
  expect(properties?.fields.slice(0, 4)).toEqual(['id', 'name', 'elements', 'closest']);
  expect(properties?.fields).toHaveLength(50);
});

it('hears a form that stops its submit on the way up, and takes no notice of garbage', () => {
  document.body.addEventListener('submit', (event) => event.stopPropagation(), { once: true });
  submit('<form><input name="q"><button>Go</button></form>');
  dispatchEvent(new Event('submit'));
  document.dispatchEvent(new Event('submit'));
  expect(log.events).toHaveLength(1);
});

it('stays quiet after its end', () => {
  log.stop();
  submit('<form><button>Go</button></form>');
  expect(log.events).toEqual([]);
});
