/** A report as one page of HTML with nothing outside it: no script, no network, readable in print. */
import type { Block, Cell, ReportDocument, Tone } from './document.ts';
import { pageStyle } from './page-style.ts';

const marks: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', open: '○', plain: '' };

export function asHtml({ title, subtitle, blocks, source }: ReportDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header><p class="product">Paperfloor · operations</p><h1>${escaped(title)}</h1><p class="subtitle">${escaped(subtitle)}</p></header>
<main>
${blocks.map(blockHtml).join('\n')}
</main>
<footer>${escaped(source)}</footer>
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${escaped(block.text)}</h2>`;
    case 'paragraph':
      return `<p>${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
    case 'facts':
      return `<dl>${block.facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${cellHtml(value)}</dd>`).join('')}</dl>`;
    case 'table':
      return tableHtml(block);
    case 'output':
      return `<figure><figcaption>${escaped(block.title)}</figcaption><pre>${escaped(block.text)}</pre></figure>`;
  }
}

function tableHtml({ headings, rows, widths }: Extract<Block, { kind: 'table' }>): string {
  const columns = widths.map((width) => `<col style="width:${width}%">`).join('');
  const head = headings.map((text) => `<th scope="col">${escaped(text)}</th>`).join('');
  const body = rows.map((cells) =>
    typeof cells === 'string'
      ? `<tr class="section"><th scope="rowgroup" colspan="${headings.length}">${escaped(cells)}</th></tr>`
      : `<tr>${cells.map((each) => `<td>${cellHtml(each)}</td>`).join('')}</tr>`,
  );
  return `<div class="table"><table><colgroup>${columns}</colgroup><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

function cellHtml({ text, tone = 'plain', code, link, under = [] }: Cell): string {
  const plain = code === true ? `<code>${escaped(text)}</code>` : escaped(text);
  const content = link === undefined ? plain : `<a href="${escaped(encodeURI(link))}">${plain}</a>`;
  const marked =
    tone === 'plain'
      ? content
      : `<span class="mark ${tone}"><b aria-hidden="true">${marks[tone]}</b> ${content}</span>`;
  return `${marked}${under.map((line) => `<small>${escaped(line)}</small>`).join('')}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
