/**
 * What a resource found before it changed anything, kept in its physical id: CloudFormation hands it
 * back with every later request, and loses it only together with the resource.
 */
export const remember = (kind: string, before: Readonly<Record<string, string>>): string =>
  `${kind}:${Buffer.from(JSON.stringify(before)).toString('base64url')}`;

/** @throws for an id that was not made by {@link remember} */
export const recall = (kind: string, physicalId: string | undefined): Record<string, string> => {
  const prefix = `${kind}:`;
  if (physicalId === undefined || !physicalId.startsWith(prefix))
    throw new Error(`the physical id ${String(physicalId)} does not say what was there before`);
  const text = Buffer.from(physicalId.slice(prefix.length), 'base64url').toString('utf8');
  return JSON.parse(text) as Record<string, string>;
};
