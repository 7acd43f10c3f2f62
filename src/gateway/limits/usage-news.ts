/** What servers tell each other about addresses, as text: whose news it is, usage by kind, bans. */
import type { BanNews } from './ban-list.ts';
import type { UsageNews } from './windowed-usage.ts';

export interface LimitNews {
  /** Who tells it: nobody listens to himself. */
  readonly from: string;
  readonly weight: readonly UsageNews[];
  readonly requests: readonly UsageNews[];
  readonly connects: readonly UsageNews[];
  readonly bans: readonly BanNews[];
}

/** A channel to all servers of one database, this one too. */
export interface LimitChannel {
  /** Resolves when it is sent. Rejects when it can't be told now; it need not be told again. */
  tell(text: string): Promise<void>;
  listen(heard: (text: string) => void): Promise<void>;
}

export function writeNews(news: LimitNews): string {
  return JSON.stringify([news.from, news.weight, news.requests, news.connects, news.bans]);
}

/** Undefined for what only a later release says. */
export function readNews(text: string): LimitNews | undefined {
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts) || parts.length !== 5) return undefined;
    const [from, weight, requests, connects, bans] = parts as unknown[];
    if (typeof from !== 'string') return undefined;
    const rows = [weight, requests, connects, bans].map(readRows);
    if (rows.includes(undefined)) return undefined;
    return { from, weight: rows[0] ?? [], requests: rows[1] ?? [], connects: rows[2] ?? [], bans: rows[3] ?? [] };
  } catch {
    return undefined;
  }
}

function readRows(value: unknown): readonly (readonly [string, number, number])[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const isRow = (row: unknown): row is [string, number, number] =>
    Array.isArray(row) && typeof row[0] === 'string' && Number.isFinite(row[1]) && Number.isFinite(row[2]);
  return value.every(isRow) ? value : undefined;
}
