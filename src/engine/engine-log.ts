/** What the engine says to whoever runs it: an event's name and its fields. The composition root hands in a logger. */
export interface EngineLog {
  info(fields: Readonly<Record<string, unknown>>, event: string): void;
  warn(fields: Readonly<Record<string, unknown>>, event: string): void;
  error(fields: Readonly<Record<string, unknown>>, event: string): void;
}
