/** The market part of a floor's definition cannot be used; the message names the field, what was expected and what found. */
export class MarketDefinitionError extends Error {
  override readonly name = 'MarketDefinitionError';
}
