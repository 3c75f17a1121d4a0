// What is looked for in the layout of the banner: functions for the page, each given the shadow root and the layer.

/** Where each layer is. */
const places = `{ first: '.panel', settings: 'dialog', control: '.control' }`;

/**
 * The controls that cannot be brought into view and hit. A scroller that the keyboard can reach must not hide them, nor
 * another control cover them.
 */
export const unreachable = `(root, layer) => {
  const place = root.querySelector(${places}[layer]);
  const controls = [...place.querySelectorAll('button, input, a')];
  return controls.flatMap((control) => {
    const name = control.name || control.textContent;
    control.focus();
    control.scrollIntoView({ block: 'nearest' });
    if (root.activeElement !== control) return [name + ' takes no focus'];
    const { top, bottom, left, right } = control.getBoundingClientRect();
    if (top < 0 || left < 0 || Math.floor(bottom) > innerHeight || Math.floor(right) > innerWidth)
      return [name + ' is out of view: ' + [top, right, bottom, left].map(Math.round)];
    const [line] = control.getClientRects(); // a link may go over two lines
    const hit = root.elementFromPoint((line.left + line.right) / 2, (line.top + line.bottom) / 2);
    return control === hit || control.contains(hit) ? [] : [name + ' is covered by ' + (hit?.className || hit?.tagName)];
  });
}`;

/** The texts that stand out of their box or are cut off, when lines, words and letters stand as far apart as they may. */
export const clipped = `(root, layer) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const place = root.querySelector(${places}[layer]);
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.textContent.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    const text = walker.currentNode.textContent.slice(0, 40);
    const box = (walker.currentNode.parentElement.closest('button') ?? place).getBoundingClientRect();
    if (left < box.left - 1 || right > box.right + 1) found.push('stands out: ' + text);
    const button = walker.currentNode.parentElement.closest('button');
    if (button && (top < box.top - 1 || bottom > box.bottom + 1)) found.push('stands out of its button: ' + text);
  }
  for (const part of [place, ...place.querySelectorAll('*')])
    if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 && getComputedStyle(part).display !== 'inline')
      found.push('must be scrolled sideways: ' + (part.className || part.tagName));
  root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
  return found;
}`;

/** What is animated, or would be. */
export const moving = `(root) => [
  ...document.getAnimations().map(String),
  ...[...root.querySelectorAll('*')].flatMap((part) => {
    const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(part);
    const still = /^(0s(, )?)*$/.test(transitionDuration) && animationName === 'none' && scrollBehavior === 'auto';
    return still ? [] : [part.tagName + ' ' + transitionDuration + ' ' + animationName + ' ' + scrollBehavior];
  }),
]`;
