/** The message of whatever was thrown. By its property: Node's own errors are no `Error` of the realm that tests run in. */
export const reason = (thrown: unknown): string => String(property(thrown, 'message') ?? thrown);

export const codeOf = (thrown: unknown): unknown => property(thrown, 'code');

export const property = (thrown: unknown, name: string): unknown =>
  typeof thrown === 'object' && thrown !== null ? (thrown as Record<string, unknown>)[name] : undefined;
