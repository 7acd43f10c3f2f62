/** The first requests to a slot that nobody else reaches yet: the smoke of `ops verify`, by the header that operators may send. */
import { OpsProblem } from '../command/problem.ts';
import { runChecks } from '../verify/check.ts';
import { smokeChecks } from '../verify/smoke/smoke.ts';
import { partsOf } from '../verify/verify.ts';
import type { Place, Slot } from './place.ts';

/** Resolves to what was seen. Rejects with `OpsProblem` when anything is not right, or was not reached. */
export async function trySlot(place: Place, slot: Slot): Promise<string> {
  const findings = await runChecks(smokeChecks, partsOf({ ...place, slot }, place.site), () => {});
  const bad = findings.find(({ verdict }) => verdict === 'fail') ?? findings.find(({ verdict }) => verdict !== 'pass');
  if (bad !== undefined) throw new OpsProblem(`${bad.check} on ${slot}: ${bad.says}`);
  const took = findings.map(({ check, measured }) => `${check.replace('smoke.', '')} ${measured['milliseconds']} ms`);
  return took.join(', ');
}
