/** A report as Markdown, for repositories and tickets. */
import type { Block, Cell, ReportDocument } from './document.ts';

export function asMarkdown({ title, subtitle, blocks, source }: ReportDocument): string {
  return [`# ${plain(title)}`, plain(subtitle), ...blocks.map(blockText), `---\n\n${plain(source)}`]
    .join('\n\n')
    .concat('\n');
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `## ${plain(block.text)}`;
    case 'paragraph':
      return plain(block.text);
    case 'list':
      return block.items.map((item) => `- ${plain(item)}`).join('\n');
    case 'facts':
      return block.facts.map(([name, value]) => `- **${plain(name)}:** ${cellText(value)}`).join('\n');
    case 'table':
      return [
        row(block.headings.map(plain)),
        row(block.headings.map(() => '---')),
        ...block.rows.map((cells) => rowText(cells, block.headings.length)),
      ].join('\n');
    case 'output':
      return `${plain(block.title)}\n\n${fenced(block.text)}`;
  }
}

function rowText(cells: readonly Cell[] | string, columns: number): string {
  if (typeof cells !== 'string') return row(cells.map(cellText));
  return row([`**${plain(cells)}**`, ...Array.from({ length: columns - 1 }, () => '')]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cellText({ text, code, link, under = [] }: Cell): string {
  const first =
    code === true ? `\`${text.replace(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '\\|')}\`` : plain(text);
  const shown = link === undefined ? first : `[${first}](${encodeURI(link)})`;
  return [shown, ...under.map(plain)].join('<br>').replaceAll('\n', '<br>');
}

/** What others wrote can't become a mark-up of its own. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, (letter) =>
    letter === '<' ? '&lt;' : letter === '>' ? '&gt;' : `\\${letter}`,
  );
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
