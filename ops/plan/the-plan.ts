/** The plans: to deploy, and to go back. Every line of the two plan documents is carried out by a step of one of them. */
import { createHash } from 'node:crypto';
import { OpsProblem } from '../command/problem.ts';
import { canonicalText, type Json } from './evidence/canonical.ts';
import type { Phase, Step } from './step.ts';
import { acceptancePhase } from './steps/acceptance.ts';
import { deploymentPhase } from './steps/deployment.ts';
import { environmentPhase } from './steps/environment.ts';
import { handoverPhase } from './steps/handover.ts';
import { releasePhase } from './steps/release.ts';
import { rollbackPhase } from './steps/rollback.ts';

export const plans = {
  deploy: [environmentPhase, releasePhase, deploymentPhase, acceptancePhase, handoverPhase],
  rollback: [rollbackPhase],
} as const satisfies Readonly<Record<string, readonly Phase[]>>;

export type PlanName = keyof typeof plans;

export const planNames = Object.keys(plans) as PlanName[];

export const allPhases: readonly Phase[] = planNames.flatMap((name) => [...plans[name]]);

/** Of every plan, each once. */
export const allSteps: readonly Step[] = allPhases.flatMap(({ steps }) => steps);

/** What of a plan is done in an environment: steps for labs only in labs, phases and steps as chosen. */
export function choosePhases(
  name: PlanName,
  environment: string,
  chosen: { readonly phase?: string | undefined; readonly step?: string | undefined },
): Phase[] {
  const place = isLab(environment) ? 'lab' : 'real';
  const phases = plans[name]
    .filter(({ id }) => chosen.phase === undefined || chosen.phase === id)
    .map((phase) => ({
      ...phase,
      steps: phase.steps.filter(
        ({ id, where }) => (where ?? place) === place && (chosen.step === undefined || chosen.step === id),
      ),
    }))
    .filter(({ steps }) => steps.length > 0);
  if (phases.length > 0) return phases;
  const what = chosen.step ?? chosen.phase ?? name;
  throw new OpsProblem(
    `the plan "${name}" has no ${what} for ${environment}`,
    `paperfloor ops plan show --plan ${name}`,
  );
}

/** The options that choose exactly these steps, for the command that goes on with a run; undefined when the plan has changed since. */
export function choiceOf(environment: string, steps: readonly string[]): string[] | undefined {
  const place = isLab(environment) ? 'lab' : 'real';
  const idsOf = (phases: readonly Phase[]) =>
    phases.flatMap((phase) => phase.steps.filter(({ where }) => (where ?? place) === place).map(({ id }) => id));
  for (const name of planNames) {
    const plan = name === 'deploy' ? [] : ['--plan', name];
    if (idsOf(plans[name]).join(' ') === steps.join(' ')) return plan;
    const phase = plans[name].find((each) => idsOf([each]).join(' ') === steps.join(' '));
    if (phase !== undefined) return [...plan, '--phase', phase.id];
    const [only = ''] = steps;
    if (steps.length === 1 && idsOf(plans[name]).includes(only)) return [...plan, '--step', only];
  }
  return undefined;
}

export function isLab(environment: string): boolean {
  return environment.startsWith('lab-');
}

/** Changes whenever a step does. */
export function planDigest(phases: readonly Phase[]): string {
  return createHash('sha256')
    .update(canonicalText(phases as unknown as Json))
    .digest('hex');
}
