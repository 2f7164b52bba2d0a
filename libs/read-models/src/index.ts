export * from './views.js';
export { type Moved } from './drivers/announce.js';
export { copyOutBeside } from './drivers/copy-out.js';
export { migrateReadModels } from './drivers/checkpoints.js';
export { startProjectors, type Lag, type Log, type ProjectorOptions, type Projectors } from './drivers/projector.js';
export { SCHEMA } from './drivers/schema.js';
export {
  compareWithRebuild,
  rebuild,
  type Rebuilt,
  type RebuildOptions,
  type TableDifference,
} from './drivers/rebuild.js';
export { type NameKeys } from './search/names.js';
export { postgresReadModels, type LiveReadModels, type PostgresReadModelsOptions } from './postgres-read-models.js';
export { beginningAt, NotACursor } from './queries/paging.js';
export { sees, type Sight, type Visible } from './visibility/sight.js';
