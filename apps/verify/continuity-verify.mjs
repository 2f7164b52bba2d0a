#!/usr/bin/env node
// `npm run build` makes it.
import '../../dist/apps/verify/src/main.js';
