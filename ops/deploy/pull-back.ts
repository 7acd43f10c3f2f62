/**
 * The way back to a slot that runs: traffic first, then the floors, in order or from the journal; only then the other one is stopped. Until
 * that is done the traffic plan names it, so that the way back is gone on with when this command is killed.
 */
import { emptySlot, stopSlot } from './host-plan.ts';
import { type Notebook, StepFailed } from './notebook.ts';
import { appHosts, otherSlot, type Place, runOn, type Slot } from './place.ts';
import { bringFloors, floorsOf, moveTraffic } from './switch.ts';

export interface PullBack {
  readonly to: Slot;
  /** When what is pulled back began, for how long it took. */
  readonly began: number;
  /** Done before the other slot is stopped. */
  readonly beforeStop?: () => Promise<unknown>;
}

/** Does not reject: what could not be done is noted, and the rest is done. */
export async function pullBack(place: Place, notes: Notebook, { to, began, beforeStop }: PullBack): Promise<void> {
  const from = otherSlot(to);
  const attempt = async (name: string, work: Parameters<Notebook['step']>[1]) => {
    try {
      await notes.step(name, work);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
    }
  };
  await attempt('traffic back', async () => {
    const start = performance.now();
    await moveTraffic(place, { active: to, candidate: from, percent: 0 });
    const trafficMs = Math.round(performance.now() - start);
    return {
      reason: `all traffic goes to ${to} after ${trafficMs} ms`,
      measured: { trafficMs, sinceStartMs: Math.round(performance.now() - began) },
    };
  });
  await attempt('floors back', async () => {
    const known = await floorsOf(place, to);
    const names = [...new Set(known.map(({ name }) => name))];
    const written = new Set(known.filter(({ role }) => role === 'writer').map(({ name }) => name));
    const missing = names.filter((name) => !written.has(name));
    if (names.length === 0) return { verdict: 'fail', reason: `no server of ${to} tells its floors` };
    if (missing.length === 0) return { reason: `${to} writes ${names.join(', ')} as before` };
    return { reason: `${missing.join(', ')} ${await bringFloors(place, to, missing)} to ${to}` };
  });
  await attempt('stop', async () => {
    await beforeStop?.();
    await Promise.all(
      appHosts(place).map(async ({ name }) => {
        await runOn(place, name, stopSlot(from));
        await runOn(place, name, emptySlot(from));
      }),
    );
    await moveTraffic(place, { active: to, candidate: to, percent: 0 });
    return { reason: `${from} is stopped and emptied` };
  });
}
