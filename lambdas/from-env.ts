/**
 * Reads a function's environment once, at cold start.
 *
 * @throws Error naming every variable that is missing, so that a wrong deployment fails before it loses anything
 */
export const fromEnv = <Name extends string>(
  names: readonly Name[],
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<Name, string>> => {
  const missing = names.filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0)
    throw new Error(`environment variables are missing: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, env[name]])) as Record<Name, string>;
};

/** @throws Error when the variable is neither `true` nor `false` */
export const parseFlag = <Name extends string>(
  env: Readonly<Record<Name, string>>,
  name: Name,
): boolean => {
  if (env[name] === 'true') return true;
  if (env[name] === 'false') return false;
  throw new Error(`${name} must be true or false`);
};
