/** The embedded PostgreSQL could not be brought up; the message says what was met and what to do about it. */
export class EmbeddedPostgresFault extends Error {
  override readonly name = 'EmbeddedPostgresFault';
}
