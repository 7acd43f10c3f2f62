/**
 * The bundle that is handed to whoever looks after an environment: every report as HTML and Markdown, the sealed export of the evidence,
 * runbooks and guides, and an index that links all of it and says how to check it. Files by name; writing them is the caller's.
 */
import type { Head } from '../plan/evidence/chain.ts';
import { type Cell, cell, type ReportDocument } from '../plan/report/document.ts';
import { asHtml } from '../plan/report/html.ts';
import { asMarkdown } from '../plan/report/markdown.ts';
import { sourceLine } from '../plan/report/source-line.ts';

export interface BundleReport {
  /** Without ending: `deployment-log`. */
  readonly name: string;
  /** What the reader finds in it, one sentence. */
  readonly about: string;
  /** Why there is none, or the report. */
  readonly report: ReportDocument | string;
}

export interface BundleFile {
  readonly path: string;
  readonly about: string;
  readonly content: string;
}

export interface BundleSources {
  readonly environment: string;
  readonly head: Head;
  readonly madeAt: string;
  /** How the environment stands. */
  readonly stands: readonly (readonly [string, Cell])[];
  readonly reports: readonly BundleReport[];
  /** Evidence, guides, runbooks: as they are. */
  readonly papers: readonly BundleFile[];
}

export function handoverBundle(sources: BundleSources): BundleFile[] {
  const { reports, papers } = sources;
  const made = reports.flatMap(({ name, about, report }) =>
    typeof report === 'string'
      ? []
      : [
          { path: `${name}.html`, about, content: asHtml(report) },
          { path: `${name}.md`, about, content: asMarkdown(report) },
        ],
  );
  const index = indexOf(sources);
  return [
    { path: 'index.html', about: 'where to begin', content: asHtml(index) },
    { path: 'index.md', about: 'where to begin', content: asMarkdown(index) },
    ...made,
    ...papers,
  ];
}

function indexOf({ environment, head, madeAt, stands, reports, papers }: BundleSources): ReportDocument {
  const reportRows = reports.map(({ name, about, report }) =>
    typeof report === 'string'
      ? [cell(titleOf(name)), cell(about), cell('not there', { tone: 'open', under: [report] })]
      : [cell(titleOf(name), { link: `${name}.html` }), cell(about), cell('Markdown', { link: `${name}.md` })],
  );
  return {
    title: `Handover: ${environment}`,
    subtitle: `Everything that whoever looks after this environment is given, made ${madeAt.slice(0, 10)} ${madeAt.slice(11, 19)} UTC.`,
    blocks: [
      { kind: 'heading', text: 'How it stands' },
      { kind: 'facts', facts: stands },
      { kind: 'heading', text: 'How to check all this' },
      {
        kind: 'facts',
        facts: [
          ['Evidence', cell(`${head.entries} entries, the chain is sound`, { tone: 'good' })],
          [
            'Last hash',
            cell(head.hash, { code: true, under: ['keep it elsewhere: who knows it finds every later change'] }),
          ],
          ['To check the export', cell('paperfloor ops evidence verify --file evidence.jsonl', { code: true })],
          ['To check these files', cell('sha256sum --check SHA256SUMS', { code: true })],
        ],
      },
      { kind: 'heading', text: 'Reports' },
      { kind: 'table', headings: ['Report', 'What is in it', 'Also as'], rows: reportRows, widths: [28, 52, 20] },
      { kind: 'heading', text: 'Papers' },
      { kind: 'table', headings: ['File', 'What it is'], rows: paperRows(papers), widths: [46, 54] },
    ],
    source: sourceLine(environment, head),
  };
}

const folderTitles: Readonly<Record<string, string>> = {
  operations: 'Guides for operators',
  runbooks: 'Runbooks: what each alert means, and what to do',
};

/** Folder by folder. */
function paperRows(papers: readonly BundleFile[]): (Cell[] | string)[] {
  const folderOf = (paper: BundleFile | undefined) => paper?.path.split('/').at(-2);
  return papers.flatMap((paper, index) => {
    const folder = folderOf(paper);
    const row = [cell(paper.path, { link: paper.path }), cell(paper.about)];
    return folder === undefined || folder === folderOf(papers[index - 1])
      ? [row]
      : [folderTitles[folder] ?? folder, row];
  });
}

/** `deployment-log` is read as "Deployment log". */
function titleOf(name: string): string {
  const text = name.replaceAll('-', ' ');
  return text === 'dora' ? 'Delivery figures (DORA)' : text.slice(0, 1).toUpperCase() + text.slice(1);
}
