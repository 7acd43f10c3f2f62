/** `timeZone`: by whose clock candles and days begin. Times in questions and answers stay those of UTC. */
import type { Legal, ParameterReader } from './parameter-reader.ts';

const legalTimeZone: Legal = {
  pattern: /^([+-]?)([0-9]{1,2})(?::([0-5][0-9]))?$/,
  spelling: '^[+-]?[0-9]{1,2}(:[0-5][0-9])?$',
};
const minuteUs = 60_000_000;
const westMinutesMax = 12 * 60;
const eastMinutesMax = 14 * 60;

/** `8`, `-1:00`, `05:45`: local time minus UTC in microseconds, from -12:00 to +14:00; 0 when it is not sent. */
export function readTimeZone(reader: ParameterReader): number {
  const text = reader.text('timeZone', legalTimeZone);
  if (text === undefined) return 0;
  const [, sign, hours, minutes] = legalTimeZone.pattern.exec(text) ?? [];
  const size = Number(hours) * 60 + Number(minutes ?? 0);
  const offset = sign === '-' ? -size : size;
  if (offset < -westMinutesMax || offset > eastMinutesMax) reader.fail('invalid_parameter', 'timeZone');
  return offset * minuteUs;
}
