/** Was this module started by `node`, rather than imported? An old Node does not know, and a gate must never do nothing in silence. */
export function isMain(meta: ImportMeta): boolean {
  if (meta.main === undefined && !process.env.VITEST) {
    throw new Error(`The scripts need Node 24.2 or newer; this is ${process.version}.`);
  }
  return meta.main === true;
}
