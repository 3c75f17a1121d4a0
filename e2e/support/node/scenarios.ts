import { answerScenarios } from './answer-scenarios.ts';
import { machineScenarios } from './machine-scenarios.ts';
import { outageScenarios } from './outage-scenarios.ts';
import { poisonScenarios } from './poison-scenarios.ts';
import type { NodeScenario } from './scene.ts';

/** The faults that a client on a server or a till has to stand. */
export const nodeScenarios: readonly NodeScenario[] = [
  ...outageScenarios,
  ...answerScenarios,
  ...poisonScenarios,
  ...machineScenarios,
];
