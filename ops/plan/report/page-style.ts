/** How reports look: one column for reading, tables with air, colours never the only sign, everything on white in print. */
export const pageStyle = `
:root { --ink: #1b2430; --soft: #5a6675; --line: #d9dfe6; --paper: #fff; --shade: #f5f7f9; --good: #13703f; --bad: #b3261e; --open: #8a5a00; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 40px 48px 64px; max-width: 1120px; color: var(--ink); background: var(--paper); font: 15px/1.5 Inter, system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
header { border-bottom: 3px solid var(--ink); padding-bottom: 16px; margin-bottom: 28px; }
.product { margin: 0 0 6px; color: var(--soft); font-size: 12px; letter-spacing: .08em; text-transform: uppercase; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; font-weight: 650; }
.subtitle { margin: 6px 0 0; color: var(--soft); }
h2 { margin: 36px 0 12px; font-size: 18px; font-weight: 650; break-after: avoid; }
p { margin: 8px 0; max-width: 80ch; }
ul { margin: 8px 0; padding-left: 20px; max-width: 84ch; }
li { margin: 4px 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 24px; margin: 12px 0; padding: 16px 20px; background: var(--shade); border-radius: 6px; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 13.5px; }
th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 2px solid var(--line); padding: 6px 12px 6px 0; }
td { vertical-align: top; border-bottom: 1px solid var(--line); padding: 8px 12px 8px 0; overflow-wrap: anywhere; }
.section th { color: var(--ink); background: var(--shade); padding: 7px 10px; border-bottom: 1px solid var(--line); break-after: avoid; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
a { color: #0b57a4; }
small { display: block; color: var(--soft); font-size: 12.5px; }
code, pre { font: 12.5px/1.45 "JetBrains Mono", ui-monospace, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
figure { margin: 12px 0; break-inside: avoid; }
figcaption { color: var(--soft); font-size: 13px; margin-bottom: 4px; }
pre { margin: 0; padding: 12px 16px; background: var(--shade); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.mark b { display: inline-block; width: 1.1em; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; } .open { color: var(--open); }
footer { margin-top: 40px; padding-top: 12px; border-top: 1px solid var(--line); color: var(--soft); font-size: 12.5px; overflow-wrap: anywhere; }
@page { margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " of " counter(pages); font: 9pt sans-serif; color: #5a6675; } }
@media print { body { padding: 0; max-width: none; font-size: 10pt; } table { font-size: 9pt; } small { font-size: 8.5pt; } h2 { margin-top: 24px; } code, pre { font-size: 8.5pt; } a { color: inherit; } dl, pre { background: none; border: 1px solid var(--line); } }
`.trim();
