/** Parts of oidc-provider that its types do not name. */
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}
declare module 'oidc-provider/lib/helpers/interaction_policy/index.js' {
  import { type interactionPolicy } from 'oidc-provider';
  export const base: typeof interactionPolicy.base;
  export const Check: typeof interactionPolicy.Check;
}
declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import { type AdapterConstructor } from 'oidc-provider';
  export function createMemoryAdapter(): AdapterConstructor;
}
declare module 'oidc-provider/lib/helpers/als.js' {
  import { type AsyncLocalStorage } from 'node:async_hooks';
  const storage: AsyncLocalStorage<unknown>;
  export default storage;
}
