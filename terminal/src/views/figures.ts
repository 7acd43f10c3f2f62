/**
 * Figures as text for people: thousands grouped, a decimal point, no locale, so that the same number looks the same to
 * everybody and prices never jump sideways. Works on decimal text and whole numbers; nothing passes through a float
 * except ratios (per cent, basis points).
 */
import { formatPrice, formatQuantity } from '../../../src/core/units/convert.ts';
import { formatDecimal } from '../../../src/core/units/decimal.ts';
import type { Market } from '../stores/market.ts';

const minus = '\u2212';
/** Digits that a million and a billion have behind the first. */
const millionDigits = 6;
const billionDigits = 9;

/** "64218.37000000" with 2 decimals is "64,218.37". Digits beyond are cut, missing ones filled; "" is "–". */
export function grouped(text: string, decimals: number): string {
  if (text === '') return '–';
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = decimals === 0 ? '' : `.${fraction.padEnd(decimals, '0').slice(0, decimals)}`;
  return `${negative ? minus : ''}${thousands}${rest}`;
}

/** Ticks, with the decimals of the symbol's tick. */
export function priceText(market: Market, ticks: number): string {
  return grouped(formatPrice(market, ticks), market.priceDecimals);
}

/** Lots, with the decimals of the symbol's step. */
export function quantityText(market: Market, lots: number): string {
  return grouped(formatQuantity(market, lots), market.quantityDecimals);
}

/** Lots in a narrow column: at most `digits` digits, cutting decimals first, then in millions and billions. */
export function narrowQuantity(market: Market, lots: number, digits: number): string {
  const text = formatQuantity(market, lots);
  const whole = text.indexOf('.');
  // Two digits are left to the unit behind the figure.
  if (whole > Math.max(digits, millionDigits)) return largeText(text.slice(0, whole), digits - 2);
  return grouped(text, Math.max(0, Math.min(market.quantityDecimals, digits - whole)));
}

/** Lots without zeros at the end: "0.15". */
export function shortQuantity(market: Market, lots: number): string {
  const text = quantityText(market, lots);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Smallest units of an asset, cut to `decimals`. */
export function amountText(amount: bigint, assetDecimals: number, decimals: number): string {
  return grouped(formatDecimal(amount, assetDecimals), decimals);
}

/** A large volume, cut to about four digits: "18,402" or "1.204 M". */
export function volumeText(text: string): string {
  const whole = text.split('.')[0] ?? '0';
  if (whole.length > millionDigits) return largeText(whole, Number.POSITIVE_INFINITY);
  return grouped(text, whole.length > 4 ? 0 : whole.length > 2 ? 1 : 3);
}

/** Whole digits in millions or billions, with two decimals, or as many as `digits` leaves room for. */
function largeText(whole: string, digits: number): string {
  const [cut, unit] = whole.length > billionDigits ? [billionDigits, 'B'] : [millionDigits, 'M'];
  const decimals = Math.max(0, Math.min(2, digits - (whole.length - cut)));
  return `${grouped(`${whole.slice(0, -cut)}.${whole.slice(-cut)}`, decimals)} ${unit}`;
}

export interface Change {
  readonly direction: 'up' | 'down' | 'flat';
  /** "▲ +1.84 %" */
  readonly text: string;
}

/** Change from one price to another, with sign and arrow so that colour is never the only signal. */
export function changeText(from: string, to: string): Change {
  const start = Number(from);
  if (!(start > 0)) return { direction: 'flat', text: '–' };
  const percent = (Number(to) / start - 1) * 100;
  const figure = Math.abs(percent).toFixed(2);
  if (figure === '0.00') return { direction: 'flat', text: '0.00 %' };
  return percent > 0
    ? { direction: 'up', text: `▲ +${figure} %` }
    : { direction: 'down', text: `▼ ${minus}${figure} %` };
}

/** Distance in per cent of a price from a reference, signed: "+1.84 %". */
export function percentText(price: number, reference: number): string {
  if (!(reference > 0)) return '–';
  const percent = (price / reference - 1) * 100;
  return `${percent < 0 ? minus : '+'}${Math.abs(percent).toFixed(2)} %`;
}

/** Distance in basis points of a price from a reference, signed. */
export function basisPoints(price: number, reference: number): string {
  if (!(reference > 0)) return '–';
  const points = (price / reference - 1) * 10_000;
  const figure = Math.abs(points) >= 100 ? Math.abs(points).toFixed(0) : Math.abs(points).toFixed(1);
  return `${points < 0 ? minus : '+'}${figure} bp`;
}

/** 14:03:22.417 (UTC) */
export function clockText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 23);
}

/** 14:03:22 (UTC) */
export function secondsText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 19);
}

/** 2026-11-21 14:03:22 (UTC) */
export function dateText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** Age: "0:31", "21:49", "3 h 12 min", "4 d". */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const hours = Math.floor(seconds / 3600);
  if (hours < 48) return `${hours} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(hours / 24)} d`;
}
