import { words } from '../alerts/words.ts';
import { type Locale, type VerdictLabel, verdictLabels } from '../model.ts';
import type { Health } from '../store/store.ts';
import type { Summary, Verdicts } from './summarise.ts';
import { digestWords, percent } from './words.ts';

/** Moments as the company's own clock showed them. */
export interface Frame {
  readonly company: string;
  readonly locale: Locale;
  readonly madeAt: string;
  readonly health: readonly Health[];
}

const order: readonly VerdictLabel[] = [
  'reported-unresolved',
  'unreported',
  'probably-reported',
  'reported',
  'unknown',
];

/** One page that needs nothing else: styles and figures are inside, and no script. */
export function renderHtml(summary: Summary, frame: Frame): string {
  const say = digestWords[frame.locale];
  const title = html(say.title(frame.company, summary.week));
  const body =
    summary.complaints + summary.complaintsBefore === 0
      ? `<p>${html(say.nothing)}</p>`
      : figures(summary, frame.locale);
  return `<!doctype html>
<html lang="${frame.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${tiles(summary, frame.locale)}
${body}
${sources(summary, frame.locale)}
${health(frame)}
<footer>${html(say.made(frame.madeAt))}</footer>
</main>
</body>
</html>
`;
}

function tiles(summary: Summary, locale: Locale): string {
  const say = digestWords[locale];
  const unknown = summary.verdicts.unknown;
  const tile = (figure: string, label: string, note = ''): string =>
    `<div class="tile"><b>${html(figure)}</b><span>${html(label)}</span>${note ? `<small>${html(note)}</small>` : ''}</div>`;
  return `<div class="tiles">
${tile(String(summary.complaints), say.complaints, say.trend(summary.complaints, summary.complaintsBefore))}
${tile(percent(summary.neverReported), say.neverReported, `${summary.verdicts.unreported} ${say.complaints}`)}
${tile(String(summary.verdicts['reported-unresolved']), say.unresolved)}
${tile(String(summary.mentions), say.mentions, `${summary.praise} ${say.praise}, ${summary.copies} ${say.copies}`)}
</div>
${unknown > 0 ? `<p class="note">${html(say.unknownShare(unknown))}</p>` : ''}`;
}

function figures(summary: Summary, locale: Locale): string {
  const say = digestWords[locale];
  return `<h2>${html(say.perDay)}</h2>
${legend(locale)}
${dayChart(summary.days, say.days, say.perDay)}
<h2>${html(say.perTopic)}</h2>
${topicChart(summary, locale)}
${topicDetails(summary, locale)}`;
}

function legend(locale: Locale): string {
  const items = order.map((label) => `<li><i class="${label}"></i>${html(words[locale].verdict[label])}</li>`);
  return `<ul class="legend">${items.join('')}</ul>`;
}

function dayChart(days: readonly Verdicts[], names: readonly string[], title: string): string {
  const totals = days.map((day) => verdictLabels.reduce((sum, label) => sum + day[label], 0));
  const most = Math.max(1, ...totals);
  const height = 140;
  const bars = days.map((day, index) => {
    let top = height + 18;
    const parts = [...order].reverse().map((label) => {
      const tall = (day[label] / most) * height;
      top -= tall;
      return tall > 0
        ? `<rect class="${label}" x="${index * 50 + 9}" y="${top.toFixed(1)}" width="32" height="${tall.toFixed(1)}"/>`
        : '';
    });
    const middle = index * 50 + 25;
    return `${parts.join('')}<text x="${middle}" y="${(top - 5).toFixed(1)}">${totals[index]}</text><text class="dim" x="${middle}" y="${height + 34}">${names[index]}</text>`;
  });
  return `<svg viewBox="0 0 350 ${height + 40}" role="img" aria-label="${html(title)}">${bars.join('')}</svg>`;
}

function topicChart(summary: Summary, locale: Locale): string {
  const say = digestWords[locale];
  const most = Math.max(1, ...summary.topics.flatMap(({ volume, before }) => [volume, before]));
  const rows = summary.topics.map(({ topic, volume, before, verdicts }, index) => {
    const y = index * 34;
    let x = 112;
    const parts = order.map((label) => {
      const wide = (verdicts[label] / most) * 190;
      const part =
        wide > 0
          ? `<rect class="${label}" x="${x.toFixed(1)}" y="${y + 4}" width="${wide.toFixed(1)}" height="14"/>`
          : '';
      x += wide;
      return part;
    });
    const earlier = `<rect class="before" x="112" y="${y + 20}" width="${((before / most) * 190).toFixed(1)}" height="5"/>`;
    return `<text class="name" x="106" y="${y + 16}">${html(words[locale].topic[topic])}</text>${parts.join('')}${earlier}<text class="count" x="${(x + 6).toFixed(1)}" y="${y + 16}">${volume}</text>`;
  });
  const note = `<p class="note"><i class="before"></i> ${html(say.weekBefore)}</p>`;
  return `<svg viewBox="0 0 350 ${summary.topics.length * 34}" role="img" aria-label="${html(say.perTopic)}">${rows.join('')}</svg>${note}`;
}

function topicDetails(summary: Summary, locale: Locale): string {
  const say = digestWords[locale];
  const blocks = summary.topics
    .filter(({ volume }) => volume > 0)
    .map(({ topic, volume, before, neverReported, quotes }) => {
      const cited = quotes.map(
        ({ text, source, verdict }) =>
          `<blockquote><p>${html(text)}</p><cite><i class="${verdict}"></i>${html(source)} · ${html(words[locale].verdict[verdict])}</cite></blockquote>`,
      );
      const facts = `${say.trend(volume, before)} · ${percent(neverReported)} ${say.neverReported}`;
      return `<section><h3>${html(capital(words[locale].topic[topic]))} <b>${volume}</b></h3><p class="note">${html(facts)}</p>${cited.join('')}</section>`;
    });
  return `<h2>${html(say.quotes)}</h2><div class="topics">${blocks.join('')}</div>`;
}

function sources(summary: Summary, locale: Locale): string {
  if (summary.sources.length === 0) return '';
  const say = digestWords[locale];
  const rows = summary.sources.map(
    ({ source, mentions, complaints }) => `<tr><td>${html(source)}</td><td>${mentions}</td><td>${complaints}</td></tr>`,
  );
  return `<h2>${html(say.sources)}</h2><table><thead><tr><th>${html(say.source)}</th><th>${html(say.mentions)}</th><th>${html(say.complaints)}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function health({ locale, health }: Frame): string {
  const say = digestWords[locale];
  const troubled = health.filter(({ state }) => state !== 'green');
  if (troubled.length === 0) return `<h2>${html(say.health)}</h2><p>${html(say.healthy)}</p>`;
  const rows = troubled.map(({ part, state, lastSuccess, reason }) => {
    const last = lastSuccess ?? say.never;
    return `<tr><td>${html(part)}</td><td>${html(state)}</td><td>${html(last)}</td></tr>${reason ? `<tr class="reason"><td colspan="3">${html(reason)}</td></tr>` : ''}`;
  });
  return `<h2>${html(say.health)}</h2><table><thead><tr><th>${html(say.source)}</th><th>${html(say.state)}</th><th>${html(say.lastSuccess)}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Whatever a stranger wrote becomes text; characters that turn the direction of a line are dropped. */
export function html(text: string): string {
  return text
    .replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const style = `
:root{--ink:#1c2430;--dim:#5b6675;--paper:#fff;--card:#f4f6f8;--line:#d9dfe6;--unresolved:#b3261e;--unreported:#e08a00;--probably:#7fb6a3;--reported:#2f7d5f;--unknown:#9aa5b1;--before:#b9c3ce}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf1;--dim:#a2adba;--paper:#12171d;--card:#1c232b;--line:#333d48;--unresolved:#ef6a61;--unreported:#f0a63a;--probably:#5f8f80;--reported:#52b68e;--unknown:#6d7885;--before:#48535f}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:760px;margin:0 auto;padding:20px 16px 48px}h1{font-size:1.45rem;line-height:1.25;margin:.3em 0 .8em}h2{font-size:1.1rem;margin:2em 0 .5em}h3{font-size:1rem;margin:0 0 .2em;display:flex;justify-content:space-between}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px}.tile{background:var(--card);border-radius:10px;padding:12px 14px;display:flex;flex-direction:column}.tile b{font-size:1.8rem;line-height:1.1}.tile small,.note,footer,cite{color:var(--dim);font-size:.85rem}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 14px;padding:0;margin:.4em 0;font-size:.85rem;color:var(--dim)}i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}i.before{background:var(--before);height:5px}
svg{width:100%;max-width:560px;height:auto;display:block}text{fill:var(--ink);font-size:12px;text-anchor:middle}text.dim{fill:var(--dim)}text.name{text-anchor:end}text.count{text-anchor:start}rect.before{fill:var(--before)}
.reported-unresolved{fill:var(--unresolved);background:var(--unresolved)}.unreported{fill:var(--unreported);background:var(--unreported)}.probably-reported{fill:var(--probably);background:var(--probably)}.reported{fill:var(--reported);background:var(--reported)}.unknown{fill:var(--unknown);background:var(--unknown)}
.topics{display:grid;gap:12px}section{background:var(--card);border-radius:10px;padding:14px 16px}section .note{margin:0 0 .6em}
blockquote{margin:.7em 0 0;padding-left:12px;border-left:3px solid var(--line)}blockquote p{margin:0;overflow-wrap:anywhere}cite{font-style:normal}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 8px;border-bottom:1px solid var(--line);overflow-wrap:anywhere}th{font-size:.85rem;color:var(--dim);font-weight:600}.reason td{color:var(--dim);font-size:.85rem}
footer{margin-top:2.5em;border-top:1px solid var(--line);padding-top:1em}
@media(min-width:700px){.topics{grid-template-columns:1fr 1fr}}`
  .trim()
  .replaceAll('\n', '');
