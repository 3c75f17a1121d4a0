/** Writes zod schemas as plain TypeScript, so that what is published can type its callers without zod. */
import type { EventDefinitions } from '../packages/core/src/plan/define-plan.ts';
import {
  amount,
  amountFields,
  campaignFields,
  channel,
  flags,
  id,
  productFields,
  storeFields,
} from '../packages/core/src/plan/vocabulary/shared.ts';

/** As much of a schema as is read here: the definition that every zod schema carries. */
interface Schema {
  readonly _zod: { readonly def: Definition };
}

type Shape = Readonly<Record<string, Schema>>;

interface Definition {
  readonly type: string;
  readonly shape?: Shape;
  readonly catchall?: Schema;
  readonly innerType?: Schema;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly keyType?: Schema;
  readonly valueType?: Schema;
}

/** Schemas that many events share, and what they are called in place of being written out. */
const named: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [amount, 'Amount'],
  [channel, 'Channel'],
  [id, 'Id'],
]);

/** The type of what a schema takes. */
export function printType(schema: Schema): string {
  const name = named.get(schema);
  if (name !== undefined) return name;
  const { type, ...def } = schema._zod.def;
  const inner = (part: Schema | undefined): string => {
    if (part === undefined) throw new Error(`A schema of the kind "${type}" lacks a part.`);
    return printType(part);
  };
  switch (type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'unknown':
      return type;
    case 'optional':
      return `${inner(def.innerType)} | undefined`;
    case 'nullable':
      return `${inner(def.innerType)} | null`;
    case 'enum':
      return Object.values(def.entries ?? {})
        .map((value) => JSON.stringify(value))
        .join(' | ');
    case 'union':
      return [...new Set(def.options?.map(printType))].join(' | ');
    case 'array':
      return `(${inner(def.element)})[]`;
    case 'record':
      return `Record<${inner(def.keyType)}, ${inner(def.valueType)}>`;
    case 'object':
      return printObject(def);
    default:
      throw new Error(`scripts/print-types.ts knows no schemas of the kind "${type}"; teach it.`);
  }
}

function printObject({ shape = {}, catchall }: Omit<Definition, 'type'>): string {
  const fields = printFields(shape);
  const group = Object.keys(groups).find((name) => groups[name]?.join() === fields.join());
  // A line of `products` is one of the groups and nothing else.
  if (group !== undefined && catchall) return group;
  return `{ ${[...(catchall ? [`[field: string]: ${printType(catchall)}`] : []), ...fields].join('; ')} }`;
}

function printFields(shape: Shape): readonly string[] {
  return Object.entries(shape).map(([field, schema]) => {
    const mark = schema._zod.def.type === 'optional' ? '?' : '';
    return `${field}${mark}: ${printType(schema)}`;
  });
}

const nameOf = (field: string): string => field.replace(/\??:.*/s, '');

/** Fields that many events share; each group is an interface that events extend. */
const groups: Readonly<Record<string, readonly string[]>> = {
  Flags: printFields(flags),
  ProductFields: printFields(productFields),
  AmountFields: printFields(amountFields),
  StoreFields: printFields(storeFields),
  CampaignFields: printFields(campaignFields),
};

/** The groups of which an event has every field; it may ask more of one of them, and then says so itself. */
function groupsIn(fields: readonly string[]): readonly string[] {
  const names = new Set(fields.map(nameOf));
  return Object.keys(groups).filter((group) => groups[group]?.every((field) => names.has(nameOf(field))));
}

/** `Order Ready for Pickup` → `OrderReadyForPickup` */
const interfaceName = (event: string): string =>
  event.replaceAll(/(?:^|[^a-z]+)([a-z])/gi, (_, letter: string) => letter.toUpperCase());

/** One interface, with what it is made of. */
interface PrintedEvent {
  readonly type: string;
  readonly bases: readonly string[];
  readonly own: readonly string[];
}

function printEvent(name: string, properties: Schema): PrintedEvent {
  const fields = printFields(properties._zod.def.shape ?? {});
  const bases = groupsIn(fields);
  const inherited = new Set(bases.flatMap((group) => groups[group] ?? []));
  return { type: interfaceName(name), bases, own: fields.filter((field) => !inherited.has(field)) };
}

const printInterface = (name: string, bases: readonly string[], fields: readonly string[]): string =>
  `interface ${name} extends ${bases.join(', ')} {\n${fields.map((field) => `  ${field};\n`).join('')}}\n`;

/** The types of some events; of those whose properties are the same the first is written out. */
function printEvents(events: readonly PrintedEvent[]): string {
  const known = new Map<string, string>();
  return events
    .map(({ type, bases, own }) => {
      const content = JSON.stringify([bases, own]);
      const same = own.length === 0 && bases.length === 1 ? bases[0] : known.get(content);
      if (same !== undefined) return `type ${type} = ${same};\n`;
      known.set(content, type);
      return printInterface(type, bases, own);
    })
    .join('\n');
}

const head = '// Generated by `pnpm generate` from retailPlan. Do not edit.\n';
const shared = ['Amount', 'Id', ...Object.keys(groups)];

/** `Cart and checkout` → `cart-and-checkout` */
const slugOf = (area: string): string => area.toLowerCase().replaceAll(' ', '-');

/** The modules that have the properties of every event of the vocabulary as plain types, by file name: one for each area. */
export function typesModules(
  areas: Readonly<Record<string, EventDefinitions>>,
): readonly (readonly [file: string, text: string])[] {
  const titles = Object.keys(areas);
  return [
    ['retail-events.generated.ts', indexModule(titles)],
    ['retail-events/shared.generated.ts', sharedModule()],
    ...Object.entries(areas).map(
      ([area, events]) => [`retail-events/${slugOf(area)}.generated.ts`, areaModule(area, events)] as const,
    ),
  ];
}

function indexModule(titles: readonly string[]): string {
  const nameOf = (area: string): string => `${interfaceName(area)}Events`;
  return `${head}${titles
    .toSorted((one, other) => (slugOf(one) < slugOf(other) ? -1 : 1))
    .map((area) => `import type { ${nameOf(area)} } from './retail-events/${slugOf(area)}.generated.ts';\n`)
    .join('')}
/** The events of the built-in vocabulary and their properties, as a caller writes them; docs/events.md says when to send which. */
export interface RetailEventProperties extends ${titles.map(nameOf).join(', ')} {}
`;
}

const sharedModule = (): string => `${head}
/** An amount of money: a JSON number or a decimal string. */
export type Amount = number | string;

/** A business id: an order number, an SKU. */
export type Id = string | number;

/** Fields that the plan does not name are kept. */
interface Open {
  [field: string]: unknown;
}

${Object.entries(groups)
  .map(([name, fields]) => `export ${printInterface(name, ['Open'], fields)}`)
  .join('\n')}`;

function areaModule(area: string, events: EventDefinitions): string {
  const printed = Object.entries(events).map(
    ([name, { properties }]) => [name, printEvent(name, properties)] as const,
  );
  const code = printEvents(printed.map(([, event]) => event));
  const uses = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(code);
  const needed = shared.filter(uses).toSorted();
  return `${head}${uses('Channel') ? "import type { Channel } from '../../model/channel.ts';\n" : ''}import type { ${needed.join(', ')} } from './shared.generated.ts';

${code}
/** The events of the area "${area}" and their properties. */
export interface ${interfaceName(area)}Events {
${printed.map(([name, { type }]) => `  ${JSON.stringify(name)}: ${type};\n`).join('')}}
`;
}
