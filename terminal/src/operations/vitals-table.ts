/** The vital signs, in the order of the page: what each says, its unit, and where an alert begins. The alerts themselves are ops/watch/rules. */
export interface Vital {
  readonly column: string;
  readonly title: string;
  /** What it means, for somebody who sees it for the first time. */
  readonly about: string;
  readonly unit: string;
  /** From the column's unit to the shown one. */
  readonly factor: number;
  /** The chart's scale reaches at least this far, in the shown unit. */
  readonly least: number;
  /** Above it somebody is told, in the shown unit. */
  readonly limit?: number;
}

export const vitals: readonly Vital[] = [
  {
    column: 'ordersPerSecond',
    title: 'Orders',
    about: 'asked for through this server',
    unit: '/s',
    factor: 1,
    least: 10,
  },
  {
    column: 'p99Ms',
    title: 'Answer time',
    about: 'of a hundred answers, 99 were quicker',
    unit: 'ms',
    factor: 1,
    least: 10,
    limit: 500,
  },
  {
    column: 'failedShare',
    title: 'Failed answers',
    about: 'share that ended with a 5xx',
    unit: '%',
    factor: 100,
    least: 1,
    limit: 2,
  },
  {
    column: 'loopLagMs',
    title: 'Event loop',
    about: 'how late the program is for its own work',
    unit: 'ms',
    factor: 1,
    least: 20,
    limit: 100,
  },
  {
    column: 'commitMs',
    title: 'Journal commit',
    about: 'every acknowledgement waits for it',
    unit: 'ms',
    factor: 1,
    least: 10,
  },
  {
    column: 'databaseMs',
    title: 'Database',
    about: 'round trip of the shortest question',
    unit: 'ms',
    factor: 1,
    least: 5,
  },
  {
    column: 'behindBatches',
    title: 'Behind',
    about: 'committed batches not applied here',
    unit: '',
    factor: 1,
    least: 5,
  },
  { column: 'requestsPerSecond', title: 'Requests', about: 'answered over HTTP', unit: '/s', factor: 1, least: 10 },
  { column: 'streams', title: 'Streams', about: 'open market and user streams', unit: '', factor: 1, least: 10 },
];

/** A figure with its unit; from a second on, times are told in seconds. */
export function figureWithUnit(value: number, unit: string): readonly [figure: string, unit: string] {
  return unit === 'ms' && value >= 1000 ? [shortFigure(value / 1000), 's'] : [shortFigure(value), unit];
}

/** Three digits are as much as a glance takes in. */
export function shortFigure(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000_000) return `${(value / 1_000_000).toFixed(1)} M`;
  if (size >= 10_000) return `${(value / 1000).toFixed(1)} k`;
  if (size >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return size >= 10 ? value.toFixed(1) : value.toFixed(2);
}
