/**
 * What of the page is fetched by itself: the chart at once, beside everything else, because it is half of all bytes and nobody needs to
 * wait for it to trade; the rest when it is first opened. What must work at once whatever the network does stays with the page's own
 * script: the ticket, cancels, and the search, in whose field one types before a fetch could end.
 */
import { pageVersion } from '../net/page-version.ts';
import { createPart, type Part } from './part.ts';

export interface Parts {
  readonly chart: Part<typeof import('../components/chart-canvas.tsx')>;
  readonly accountPages: Part<typeof import('./account-pages.ts')>;
  readonly orderChanges: Part<typeof import('./order-changes.ts')>;
  readonly ladder: Part<typeof import('../components/ladder.tsx')>;
  readonly help: Part<typeof import('../components/help-page.tsx')>;
}

export function createParts(): Parts {
  const chart = createPart(() => import('../components/chart-canvas.tsx'), pageVersion);
  void chart.want();
  return {
    chart,
    accountPages: createPart(() => import('./account-pages.ts'), pageVersion),
    orderChanges: createPart(() => import('./order-changes.ts'), pageVersion),
    ladder: createPart(() => import('../components/ladder.tsx'), pageVersion),
    help: createPart(() => import('../components/help-page.tsx'), pageVersion),
  };
}
