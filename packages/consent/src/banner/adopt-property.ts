/** Sets a property anew that was set before the element was defined: as the element's own it hides the accessor. */
export function adoptProperty<Name extends string>(element: { [name in Name]: unknown }, name: Name): void {
  if (!Object.hasOwn(element, name)) return;
  const value = element[name];
  delete (element as Partial<Record<Name, unknown>>)[name];
  Object.assign(element, { [name]: value });
}
