/** Release notes, which are written as Markdown, as a report like the others. */
import type { Block, ReportDocument } from '../plan/report/document.ts';

export function notesReport(markdown: string, source: string): ReportDocument {
  const [first = '', ...lines] = markdown.split('\n');
  return {
    title: first.replace(/^# /, ''),
    subtitle: 'Release notes: what is new, what happens to the database, and whether there is a way back.',
    blocks: listsOf(paragraphsOf(lines)),
    source,
  };
}

/** Lines of one thought together; a list item is one. */
function paragraphsOf(lines: readonly string[]): string[] {
  const paragraphs: string[] = [];
  let open = false;
  for (const line of lines) {
    const begins = line === '' || /^(?:#|- |\*\*)/.test(line) || !open;
    if (begins) paragraphs.push(line);
    else paragraphs[paragraphs.length - 1] += ` ${line.trim()}`;
    open = line !== '' && !line.startsWith('#');
  }
  return paragraphs.filter((each) => each !== '');
}

/** Items that follow each other are one list. */
function listsOf(paragraphs: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (const text of paragraphs) {
    const last = blocks.at(-1);
    if (!text.startsWith('- ')) blocks.push(blockOf(text));
    else if (last?.kind === 'list')
      blocks[blocks.length - 1] = { kind: 'list', items: [...last.items, itemText(text)] };
    else blocks.push({ kind: 'list', items: [itemText(text)] });
  }
  return blocks;
}

function itemText(text: string): string {
  return unmarked(text.slice('- '.length));
}

function blockOf(text: string): Block {
  const title = /^\*\*([^*]+)\*\*$/.exec(text)?.[1];
  if (title !== undefined) return { kind: 'heading', text: title };
  if (text.startsWith('#')) return { kind: 'heading', text: text.replace(/^#+ /, '') };
  return { kind: 'paragraph', text: unmarked(text) };
}

/** A link is told by its words, and where it leads when that is outside. */
function unmarked(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, (_, words: string, target: string) =>
      target.startsWith('http') ? `${words} (${target})` : words,
    )
    .replace(/\*\*|`/g, '');
}
