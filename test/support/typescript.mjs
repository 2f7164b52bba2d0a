// `node --import <this file> script.ts` runs TypeScript from the source tree, compiled as jest compiles it.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
