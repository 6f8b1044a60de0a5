import packageJson from '../package.json' with { type: 'json' };

/** Version of the code, as every decision carries it. */
export const CODE_VERSION: string = packageJson.version;
