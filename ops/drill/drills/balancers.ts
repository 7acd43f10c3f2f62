/** The two load balancers, both in order, before something is done to the one that has the service's address. */
import { OpsProblem } from '../../command/problem.ts';
import type { DrillParts } from '../drill.ts';
import { askBalancers } from '../looks.ts';

/** Rejects with `OpsProblem` when there are no two, one does not answer, or none has the address. */
export async function wholeBalancers(parts: DrillParts): Promise<{ readonly holder: string }> {
  const balancers = await askBalancers(parts);
  const silent = balancers.find(({ holds }) => holds === undefined);
  const holder = balancers.find(({ holds }) => holds === true);
  if (balancers.length >= 2 && silent === undefined && holder !== undefined) return { holder: holder.host.name };
  const { environment } = parts.site;
  const what =
    silent === undefined
      ? 'no two load balancers, or none has the service address'
      : `${silent.host.name} does not answer`;
  throw new OpsProblem(
    `${environment} is not whole: ${what}`,
    `paperfloor ops lab up, then paperfloor ops provision ${environment} --tags lb`,
  );
}
