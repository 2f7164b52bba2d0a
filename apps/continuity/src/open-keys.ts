import { masterKeyFrom, postgresSubjectKeys, searchKeyOf, type SubjectKeys } from '#ledger';
import { type NameKeys } from '#read-models';
import { type Config } from './config.js';

/** The keys of data subjects, and the key that their names are looked for by: both hang on the master key. */
export async function openKeys({ masterKeyFile }: Config, url: string): Promise<NameKeys & { keys: SubjectKeys }> {
  const masterKey = await masterKeyFrom(masterKeyFile);
  return { keys: await postgresSubjectKeys({ url, masterKey }), searchKey: searchKeyOf(masterKey) };
}
