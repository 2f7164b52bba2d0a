export { AccessLog, type LookMade } from './access-log.js';
export { DEMONSTRATION_PEOPLE, peopleOf, ROLES, type People, type PersonOnDuty, type Role } from './people.js';
export { BackOff } from './sign-in/back-off.js';
export { personOf } from './sign-in/claims.js';
export { knownPeople, type KnownPeople } from './sign-in/known-people.js';
export { AS_PERSON, demonstrationKey, localProvider, WHO_PATH, type LocalProvider } from './sign-in/local-provider.js';
export { migrateSignIn } from './sign-in/migrations.js';
export { NotSignedIn, ProviderUnavailable, RelyingParty, type Pending } from './sign-in/relying-party.js';
export { Sessions } from './sign-in/sessions.js';
export {
  CALLBACK_PATH,
  DEMONSTRATION_PATH,
  demonstrationSettings,
  SIGNED_OUT_PATH,
  type SignInSettings,
} from './sign-in/settings.js';
export { BearerTokens, NotAToken } from './sign-in/tokens.js';
export { PERMISSIONS, type Permission, type PermissionName } from './permissions.js';
export {
  MAY_COMMAND,
  MAY_SEE,
  mayCommand,
  maySee,
  NOT_PERMITTED,
  notPermitted,
  WITHOUT_KNOWING,
  WORKER,
} from './policy.js';
export { SCOPES, SCOPES_OF, sightOf, type Scope } from './sights.js';
