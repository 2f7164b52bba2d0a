import { AS_PERSON, DEMONSTRATION_PATH } from '#access';

/** A bearer token of the demonstration's provider. @throws Error naming the person whom it does not know */
export async function askToken(base: string, person: string): Promise<string> {
  const answer = await fetch(`${base}${DEMONSTRATION_PATH}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: AS_PERSON, client_id: 'continuity', person }),
  });
  if (answer.ok) return ((await answer.json()) as { access_token: string }).access_token;
  throw new Error(
    answer.status === 400
      ? `Nobody of the demonstration is called ${person}: they are listed where one signs in at ${base}`
      : `${base} gives no token (${answer.status}): unless it is a demonstration, ask its OpenID provider for one`,
  );
}

/** As `askToken`, which is asked once for each person. */
export function tokensOf(base: string): (person: string) => Promise<string> {
  const tokens = new Map<string, Promise<string>>();
  return (person) => {
    const token = tokens.get(person) ?? askToken(base, person);
    tokens.set(person, token);
    token.catch(() => tokens.delete(person));
    return token;
  };
}
