/** Incidents as the evidence has them: nothing else keeps them, so none can be forgotten or told differently later. */
import { OpsProblem } from '../command/problem.ts';
import type { Attachment, Entry, IncidentSeverity } from '../plan/evidence/fact.ts';

export interface Told {
  readonly at: string;
  readonly audience: string;
  readonly about: string;
  readonly by: string;
  /** The words. */
  readonly text: string;
}

export interface Incident {
  readonly id: string;
  readonly title: string;
  readonly severity: IncidentSeverity;
  /** When it began, and when somebody wrote that down; ISO 8601. */
  readonly began: string;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly known: Readonly<Record<string, string>>;
  readonly told: readonly Told[];
  readonly closed: Closed | undefined;
}

export interface Closed {
  readonly at: string;
  readonly by: string;
  readonly ended: string;
  readonly cause: string;
  readonly changed: readonly string[];
  readonly attachments: readonly Attachment[];
}

export function incidentsIn(entries: readonly Entry[]): Incident[] {
  const found = new Map<string, Incident>();
  for (const entry of entries) {
    if (entry.what === 'incident.opened') {
      const { incident: id, title, severity, began, at: openedAt, by: openedBy, known } = entry;
      found.set(id, { id, title, severity, began, openedAt, openedBy, known, told: [], closed: undefined });
    } else if (entry.what === 'incident.told' || entry.what === 'incident.closed') {
      const incident = found.get(entry.incident);
      if (incident !== undefined) found.set(incident.id, { ...incident, ...changeBy(entry, incident) });
    }
  }
  return [...found.values()];
}

/** The incident by its id, or the only open one. */
export function findIncident(entries: readonly Entry[], environment: string, id: string | undefined): Incident {
  const all = incidentsIn(entries);
  const open = all.filter(({ closed }) => closed === undefined);
  const candidates = id === undefined ? open : all.filter((incident) => incident.id === id);
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  const known = all.map((incident) => incident.id).join(', ') || 'none';
  const list = `paperfloor ops incident list --env ${environment}`;
  if (id !== undefined) throw new OpsProblem(`${environment} has no ${id}; its incidents: ${known}`, list);
  if (open.length > 0) {
    throw new OpsProblem(`${open.map((each) => each.id).join(', ')} of ${environment} are open: say which`, list);
  }
  const begin = `paperfloor ops incident open --env ${environment} --title TEXT`;
  throw new OpsProblem(
    `no incident of ${environment} is open`,
    all.length === 0 ? begin : `name one: ${list}; ${begin}`,
  );
}

export function nextId(entries: readonly Entry[]): string {
  return `incident-${incidentsIn(entries).length + 1}`;
}

function changeBy(
  entry: Extract<Entry, { what: 'incident.told' | 'incident.closed' }>,
  { told }: Incident,
): Partial<Incident> {
  const { at, by } = entry;
  if (entry.what === 'incident.told')
    return { told: [...told, { at, by, audience: entry.audience, about: entry.about, text: entry.text }] };
  const { ended, cause, changed, attachments } = entry;
  return { closed: { at, by, ended, cause, changed, attachments } };
}
