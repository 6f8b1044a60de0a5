import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Clients read their version from their package's manifest; the rest of it is left out of bundles. */
export const slimManifestsPlugin: Plugin = {
  name: 'slim-manifests',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};
