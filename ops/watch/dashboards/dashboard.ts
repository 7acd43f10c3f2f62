/**
 * Dashboards as data: what a person who operates this looks at, and from which figures. Grafana's JSON is made from it, and the lab asks
 * every query of every panel, so that none is a dead one.
 */

/** Grafana's names of units. */
export type Unit = 'short' | 'percentunit' | 's' | 'bytes' | 'reqps' | 'ops' | 'dateTimeFromNow' | 'Bps';

export interface Query {
  readonly expr: string;
  /** What the line is called; labels in double braces. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** What it shows and what is usual. */
  readonly about: string;
  readonly kind: 'graph' | 'number';
  readonly unit: Unit;
  readonly queries: readonly Query[];
}

export interface Dashboard {
  /** Stays the same for ever: links point to it. */
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

export function graph(title: string, unit: Unit, about: string, ...queries: readonly Query[]): Panel {
  return { kind: 'graph', title, unit, about, queries };
}

export function number(title: string, unit: Unit, about: string, query: Query): Panel {
  return { kind: 'number', title, unit, about, queries: [query] };
}

export function query(expr: string, legend: string): Query {
  return { expr, legend };
}

/** Every query once, with where it is asked. */
export function queriesOf(dashboards: readonly Dashboard[]): { readonly where: string; readonly expr: string }[] {
  return dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) => panel.queries.map(({ expr }) => ({ where: `${title}: ${panel.title}`, expr }))),
  );
}
