import { type ConsentCell, isRefusal, type Json, type JsonObject, limits } from '@rialto/core';

/** Cells of one record. */
const mostCells = 100;

/** Bytes of a record's properties; the rest of a message is who, when and where. */
const mostBytes = limits.messageBytes - 12 * 1024;

/**
 * Cuts a decision that is too large for one message into several, pure: what was refused goes first and without the words,
 * so that nothing that is permitted can keep it back.
 *
 * @example
 * ```ts
 * splitConsent({ cells: [yes, no], text }).length; // 1, while it is small
 * ```
 */
export function splitConsent(properties: JsonObject): readonly JsonObject[] {
  const { cells: given, ...proof } = properties;
  const cells: Cells = Array.isArray(given) ? given : [];
  if (cells.length <= 1 || isFit(properties, cells)) return [properties];
  const { text: _text, ...short } = proof;
  const isRefused = (cell: Json): boolean => isRefusal((cell as unknown as ConsentCell).state);
  return [
    ...cut(cells.filter(isRefused), short),
    ...cut(
      cells.filter((cell) => !isRefused(cell)),
      proof,
    ),
  ];
}

type Cells = readonly Json[];

function cut(cells: Cells, proof: JsonObject): readonly JsonObject[] {
  if (cells.length === 0) return [];
  const part: JsonObject = { ...proof, cells };
  if (cells.length === 1 || isFit(part, cells)) return [part];
  const half = Math.ceil(cells.length / 2);
  return [...cut(cells.slice(0, half), proof), ...cut(cells.slice(half), proof)];
}

const isFit = (properties: JsonObject, { length }: Cells): boolean =>
  length <= mostCells && Buffer.byteLength(JSON.stringify(properties)) <= mostBytes;
