/** Every line of both plans. */
import { deploymentLines } from './deployment-lines.ts';
import { phase6Lines } from './phase-6-lines.ts';
import type { PlanLine } from './plan-line.ts';

export const planLines: readonly PlanLine[] = [...deploymentLines, ...phase6Lines];
