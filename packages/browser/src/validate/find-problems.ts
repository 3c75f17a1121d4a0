import { findEvent, type Plan } from '@rialto/core';
import { nearestName } from './nearest-name.ts';

/** What a zod issue says, as far as it is needed here; its own type differs between copies of zod. */
interface SchemaIssue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly errors?: readonly (readonly SchemaIssue[])[];
}

/**
 * What is wrong with an event, in words for whoever builds the page: which field, what the plan expects, what to do. Of the properties
 * only names and types are told, never a value. Empty for one that fits.
 */
export function findProblems(plan: Plan, event: string, properties: unknown = {}): readonly string[] {
  const definition = findEvent(plan, event);
  if (!definition) return [unknownEvent(plan, event)];
  const { error } = definition.properties.safeParse(properties);
  const issues: readonly SchemaIssue[] = error?.issues ?? [];
  return [...new Set(issues.map((issue) => wordIssue(issue, properties)))];
}

function unknownEvent(plan: Plan, event: string): string {
  const near = nearestName(event, Object.keys(plan.events));
  const guess = near === undefined ? '' : `Did you mean '${near}'? `;
  return `The plan has no such event. ${guess}An event of your own goes into the plan: validate(definePlan({ extends: retailPlan, events: { … } })).`;
}

function wordIssue(issue: SchemaIssue, properties: unknown): string {
  const field = fieldOf(issue.path);
  const [parent, value] = reach(properties, issue.path);
  const expected = expectedOf(issue);
  if (value === undefined && issue.path.length > 0)
    return `${field} is missing: add it${expected ? ` as ${expected}` : ''}.${guessField(issue.path, parent)}`;
  if (expected) return `${field} must be ${expected}, and is ${typeOf(value)}: change what the page sends.`;
  const is = issue.path.length > 0 ? ` It is ${typeOf(value)}.` : '';
  return `${field}: ${issue.message.replace(/\.$/, '')}.${is}`;
}

/** `products[].price`: the same mistake in each line of a cart is one mistake. */
function fieldOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'properties';
  return path
    .map((key) => (typeof key === 'number' ? '[]' : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** What holds the value that a path leads to, and the value itself. */
function reach(root: unknown, path: readonly PropertyKey[]): readonly [parent: unknown, value: unknown] {
  let parent: unknown;
  let value = root;
  for (const key of path) {
    parent = value;
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return [parent, value];
}

/** `number or string`; undefined where only the message of the plan says it. */
function expectedOf({ code, expected, values, errors }: SchemaIssue): string | undefined {
  if (code === 'invalid_type') return expected;
  if (code === 'invalid_value') return values?.map((value) => JSON.stringify(value)).join(' or ');
  if (code !== 'invalid_union' || !errors?.length) return undefined;
  const either = errors.map(([first]) => first && first.path.length === 0 && expectedOf(first));
  return either.every(Boolean) ? [...new Set(either)].join(' or ') : undefined;
}

/** Somebody who misses `product_id` and sent `productId` has only spelt it in another way. */
function guessField(path: readonly PropertyKey[], parent: unknown): string {
  if (typeof parent !== 'object' || parent === null) return '';
  const near = nearestName(String(path.at(-1)), Object.keys(parent));
  return near === undefined ? '' : ` Is it what you send as ${near}?`;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'not a number';
  return typeof value;
}
