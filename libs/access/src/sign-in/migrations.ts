import { migrateAt } from '#ledger';

const FIRST = `
CREATE SCHEMA sign_in;

-- key: SHA-256 of the cookie's value, so that who reads this table cannot act as anybody in it.
CREATE TABLE sign_in.sessions (
  key bytea PRIMARY KEY, person jsonb NOT NULL, id_token text NOT NULL, began_at timestamptz NOT NULL, seen_at timestamptz NOT NULL);
CREATE INDEX ON sign_in.sessions (seen_at);

-- Whoever has signed in or sent a token: whom something can be handed to, and the names behind the ids.
CREATE TABLE sign_in.people (id text COLLATE "C" PRIMARY KEY, person jsonb NOT NULL);

-- What the demonstration's provider signs with: its tokens outlive a restart.
CREATE TABLE sign_in.demonstration_keys (jwk jsonb NOT NULL, one boolean PRIMARY KEY DEFAULT true CHECK (one));
`;

/** Brings the tables of sign-in up to date. A step that was released is never edited: add one. */
export const migrateSignIn = (url: string): Promise<void> => migrateAt(url, 'sign-in', [FIRST]);
