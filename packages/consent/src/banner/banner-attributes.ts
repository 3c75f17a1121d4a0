/** What each attribute may say. */
const allowed = {
  theme: ['light', 'dark'],
  position: ['start', 'end'],
  reopen: ['settings', 'none'],
} as const;

/** What is wrong with the attributes of the element, in words. */
export function strayAttributes(element: Element): readonly string[] {
  return Object.entries(allowed).flatMap(([name, values]) => {
    const value = element.getAttribute(name);
    const fits = value === null || values.some((known) => known === value);
    return fits ? [] : [`${name} must be ${values.join(' or ')}; got "${value}".`];
  });
}
