import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plan, RialtoError } from '@rialto/core';

/**
 * Loads a plan from a module that exports it as `default` or `plan`.
 *
 * @throws RialtoError `invalid-plan`
 */
export async function loadPlan(file: string): Promise<Plan> {
  const found = await importModule(file);
  const plan = found.default ?? found.plan;
  if (isPlan(plan)) return plan;
  throw new RialtoError('invalid-plan', `${file} must export a plan of definePlan, as default or as "plan".`);
}

async function importModule(file: string): Promise<{ readonly default?: unknown; readonly plan?: unknown }> {
  try {
    return await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RialtoError('invalid-plan', `The plan ${file} cannot be loaded: ${reason}`, { cause: error });
  }
}

function isPlan(value: unknown): value is Plan {
  const { events, purposes } = (value ?? {}) as Partial<Plan>;
  return typeof events === 'object' && events !== null && Array.isArray(purposes);
}
