// What the pages of the till and the desk have in common. Plain script, no build step; on disk and on the page it has one path.

/** One click, one act: the button rests until the answer is there. */
export async function actOnce(button, act) {
  button.disabled = true;
  await act();
  button.disabled = false;
}

export function onSubmit(selector, handle) {
  document.querySelector(selector).addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    void actOnce(event.target.querySelector('button'), async () => handle(fields));
  });
}

export const post = (path, body) =>
  fetch(path, { method: 'POST', body: JSON.stringify(body) }).then((answer) => answer.json());

export const showTime = (iso) =>
  new Date(iso).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
