/**
 * exp, log and power that give the same bits on every machine. Engines may round Math.exp and Math.log differently in the
 * last place; + - * / and sqrt are exact by IEEE 754 everywhere, so these use nothing else.
 *
 * exp: x = n ln 2 + r with |r| <= ln 2 / 2 (ln 2 in two parts), polynomial in r, times 2^n from a table.
 * log: exponent and mantissa m in [sqrt 1/2, sqrt 2], then 2 atanh((m - 1) / (m + 1)) as a series.
 * Relative error below 1e-14 in the range the market uses (|x| < 700).
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const POWER_MIN = -1074;
const POWER_MAX = 1023;

const powersOfTwo = new Float64Array(POWER_MAX - POWER_MIN + 1);
{
  let up = 1;
  for (let n = 0; n <= POWER_MAX; n++, up *= 2) powersOfTwo[n - POWER_MIN] = up;
  let down = 1;
  for (let n = 0; n >= POWER_MIN; n--, down /= 2) powersOfTwo[n - POWER_MIN] = down;
}

export function exp(x: number): number {
  if (x > 709.7) return Infinity;
  if (x < -740) return 0;
  const n = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  // Taylor to r^12: the first term left out is below 2e-16 at r = ln 2 / 2.
  const tail = 1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r * (1 / 3628800 + r * (1 / 39916800 + r / 479001600))));
  const polynomial = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * tail))))));
  return polynomial * (powersOfTwo[n - POWER_MIN] as number);
}

/** Natural logarithm; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return Infinity;
  const exponent = binaryExponent(x);
  let n = exponent;
  // In two factors, because 2^-n alone may overflow for the smallest numbers.
  const half = n >> 1;
  let m = x * (powersOfTwo[-half - POWER_MIN] as number) * (powersOfTwo[half - n - POWER_MIN] as number);
  if (m > Math.SQRT2) {
    m /= 2;
    n += 1;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  const odd = 1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z / 21)));
  const series = 1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * odd)))));
  return n * LN2_HIGH + (2 * s * series + n * LN2_LOW);
}

/** x^y for x > 0. */
export function power(x: number, y: number): number {
  return exp(y * log(x));
}

/** n with 2^n <= x < 2^(n+1), by halving the interval of powers. */
function binaryExponent(x: number): number {
  let low = POWER_MIN;
  let high = POWER_MAX + 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((powersOfTwo[middle - POWER_MIN] as number) <= x) low = middle;
    else high = middle;
  }
  return low;
}
