/**
 * The lines of the two deployment plans that this project carries out. The plans themselves are not in the repository: each line has an
 * id (its place in its document), its first words, what it means here in our own, and a digest, so that where the documents are at hand a
 * test can say that nothing was changed, forgotten or invented.
 */
export interface PlanLine {
  /** `D` and `P` with the line's number: deployment-plan.md and phase-6-deployment-and-maintenance.md. */
  readonly id: string;
  /** The headings it stands under. */
  readonly section: string;
  /** Its first words. */
  readonly quote: string;
  readonly ours: string;
  /** The first 12 digits of the SHA-256 of the whole line, without the spaces around it. */
  readonly digest: string;
}

export const planDocuments = [
  { letter: 'D', file: 'deployment-plan.md', title: 'Deployment Plan' },
  { letter: 'P', file: 'phase-6-deployment-and-maintenance.md', title: 'Deployment Plan for Phase 6' },
] as const;

export type PlanDocument = (typeof planDocuments)[number];
