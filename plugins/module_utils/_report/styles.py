# Copyright (c) 2026, the azure_dr.backup authors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# Private to the azure_dr.backup collection: it can change or go at any time.

"""How the page looks: in light and dark, wide and narrow, on screen and on paper."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --panel: #ffffff; --ink: #1b2330; --quiet: #5a6575; --line: #dde2e9; --code: #f1f3f6;
  --good: #17694a; --good-back: #e3f4ec; --bad: #a4262c; --bad-back: #fdecec;
  --warn: #7a5200; --warn-back: #fff3d6; --calm: #34506f; --calm-back: #e8eef6;
  --validation: #8a97a8; --operation: #b98a2f; --job: #2f6fb3; --verification: #2b8a63; --rights: #9a5b86;
  --plain: #7d8896;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --panel: #1a2028; --ink: #e6eaf0; --quiet: #9ba7b6; --line: #2d3642; --code: #232b35;
    --good: #7fd6ae; --good-back: #15342a; --bad: #ff9d9d; --bad-back: #431f22;
    --warn: #f3c76b; --warn-back: #3b2e12; --calm: #a9c4e4; --calm-back: #22303f;
    --validation: #8593a5; --operation: #d3a64d; --job: #5b9ae0; --verification: #58bd92; --rights: #d08fba;
    --plain: #8d98a6;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 1180px; margin: 0 auto; padding: 32px 24px 56px; }
h1 { margin: 4px 0 6px; font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; }
h2 { margin: 40px 0 4px; font-size: 19px; line-height: 1.3; }
h3 { margin: 0; font-size: 15px; }
p { margin: 4px 0 0; }
.quiet, .lead, .label { color: var(--quiet); }
.label { font-size: 12.5px; font-weight: 600; letter-spacing: 0.03em; }
.small { font-size: 13px; }
.lead { max-width: 100ch; }
code, .id { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
h1, h3, p, .id, .command, .words, .value { overflow-wrap: anywhere; }
time { white-space: nowrap; }
.command { display: block; padding: 6px 8px; border-radius: 6px; background: var(--code); user-select: all; }
.panel { margin-top: 12px; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; }
.cards { display: grid; gap: 12px; margin-top: 22px; grid-template-columns: repeat(auto-fit, minmax(225px, 1fr)); }
.card { margin: 0; padding: 14px 16px 16px; }
.card .value { margin: 2px 0 8px; font-size: 24px; font-weight: 650; line-height: 1.25; letter-spacing: -0.01em; }
.chip {
  display: inline-block; padding: 1px 9px 1px 8px; border-radius: 99px; font-size: 13px; font-weight: 600;
  white-space: nowrap;
}
.good { color: var(--good); background: var(--good-back); }
.bad { color: var(--bad); background: var(--bad-back); }
.warn { color: var(--warn); background: var(--warn-back); }
.calm { color: var(--calm); background: var(--calm-back); }
.need { padding: 14px 16px; border-left: 4px solid var(--plain); }
.need.is-bad { border-left-color: var(--bad); }
.need.is-warn { border-left-color: var(--warn); }
.need.is-calm { border-left-color: var(--calm); }
.need p { max-width: 100ch; }
.need .words { margin-top: 6px; }
.next { padding: 14px 16px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 8px 0 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.facts { padding: 8px 16px 16px; }
.picture { padding: 12px 16px; }
.picture svg { display: block; width: 100%; height: auto; }
.narrow { display: none; }
svg text { fill: var(--ink); font-family: inherit; }
svg .disk-name { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
svg .axis { fill: var(--quiet); }
svg .grid { stroke: var(--line); }
svg .goal { stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg .goal-name { fill: var(--warn); }
svg .validation { fill: var(--validation); }
svg .operation { fill: var(--operation); }
svg .job { fill: var(--job); }
svg .verification { fill: var(--verification); }
svg .rights { fill: var(--rights); }
svg .untold { fill: var(--plain); }
svg .open { fill-opacity: 0.45; stroke: currentColor; stroke-dasharray: 3 2; }
svg .is-bad { fill: var(--bad); }
svg .is-warn { fill: var(--warn); }
svg .is-good { fill: var(--good); }
svg .is-calm { fill: var(--calm); }
.list { margin: 0; padding: 14px 18px 14px 34px; }
table { width: 100%; border-collapse: collapse; }
.table { overflow-x: auto; }
th { padding: 10px 12px 8px; text-align: left; font-size: 12.5px; color: var(--quiet); }
td { padding: 9px 12px; vertical-align: top; border-top: 1px solid var(--line); }
.took, .size, .state { white-space: nowrap; }
.orders { width: 64%; }
.disk { min-width: 190px; }
.name { min-width: 14ch; font-weight: 600; overflow-wrap: anywhere; }
.by { min-width: 16ch; }
.told td { border-top: 0; padding-top: 0; }
.ids { gap: 0 8px; margin: 0; }
.ids dt { font-size: 12.5px; }
footer { margin-top: 36px; color: var(--quiet); font-size: 13px; }
@media screen and (min-width: 1100px) { td .id { white-space: nowrap; } }
@media screen and (max-width: 640px) {
  .wide { display: none; }
  .narrow { display: block; }
  .narrow svg { max-width: 480px; }
}
@media screen and (max-width: 820px) {
  main { padding: 20px 14px 40px; }
  h1 { font-size: 25px; }
  .cards { grid-template-columns: 1fr 1fr; }
  .table table, .table tbody, .table tr, .table td { display: block; width: auto; min-width: 0; }
  .table thead { position: absolute; left: -9999px; }
  .table tr { padding: 10px 14px; border-top: 1px solid var(--line); }
  .table tbody:first-of-type tr:first-child, .table .told { border-top: 0; }
  .table .told { padding-top: 0; }
  .table td { padding: 3px 0; border: 0; text-align: left; }
  .table td[data-label]::before { content: attr(data-label); display: block; color: var(--quiet); font-size: 12px; }
  dl.facts-list { grid-template-columns: 1fr; gap: 0; }
  dl.facts-list dd { margin-bottom: 8px; }
}
@media screen and (max-width: 480px) {
  .cards { grid-template-columns: 1fr; }
  .need dl { grid-template-columns: 1fr; gap: 0; }
  .need dd { margin-bottom: 8px; }
}
@page { margin: 14mm 12mm; }
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --panel: #fff; --ink: #000; --quiet: #444; --line: #bbb; --code: #f3f3f3;
    --good: #17694a; --good-back: #e3f4ec; --bad: #a4262c; --bad-back: #fdecec;
    --warn: #7a5200; --warn-back: #fff3d6; --calm: #34506f; --calm-back: #e8eef6;
    --validation: #8a97a8; --operation: #b98a2f; --job: #2f6fb3; --verification: #2b8a63; --rights: #9a5b86;
    --plain: #7d8896;
  }
  body { font-size: 10.5px; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 21px; }
  h2 { margin-top: 22px; font-size: 14px; break-after: avoid; }
  h3 { font-size: 11.5px; }
  .cards { grid-template-columns: repeat(4, 1fr); gap: 8px; margin-top: 12px; }
  .card { padding: 8px 10px; }
  .card .value { font-size: 16px; }
  .chip, .small, .label, th, .ids dt, footer { font-size: 9.5px; }
  code, .id { font-size: 8.5px; }
  .disk { min-width: 110px; }
  td .id { white-space: nowrap; }
  .chip, .command, svg, .need { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .picture svg { min-width: 0; }
  .picture, .table { overflow: visible; }
  .card, .need, .next, .timeline, tr { break-inside: avoid; }
  td, th { padding: 4px 6px; }
}
"""
