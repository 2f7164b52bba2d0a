import { projections } from '../src/drivers/projections.js';
import { type Projection } from '../src/kernel/projection.js';

/** The read models of a later version of the code: one has another index, so another shape. */
export const laterVersion: readonly Projection[] = projections.map((projection) =>
  projection.name === 'exhibits'
    ? {
        ...projection,
        shape: 'of a later version',
        table: { ...projection.table, indexes: { ...projection.table.indexes, later: '(kind)' } },
      }
    : projection,
);
