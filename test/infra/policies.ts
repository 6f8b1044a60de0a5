import { asList, flat, idOf, type Synthesised } from './synth.ts';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of a role's policies, by the role's logical id. */
export const statementsByRole = (stack: Synthesised): ReadonlyMap<string, readonly Statement[]> => {
  const statements = new Map<string, readonly Statement[]>();
  for (const { Properties } of stack.ofType('AWS::IAM::Policy')) {
    const document = Properties?.['PolicyDocument'] as { readonly Statement: Statement[] };
    for (const role of asList(Properties?.['Roles']))
      statements.set(idOf(role), [...(statements.get(idOf(role)) ?? []), ...document.Statement]);
  }
  return statements;
};

/** Functions by what their log group is named after: `evaluate`, `custom-resources/log-group`. */
export const functionsByName = (stack: Synthesised): ReadonlyMap<string, FunctionResource> =>
  new Map(
    stack.ofType('AWS::Lambda::Function').map((fn) => {
      const logging = fn.Properties?.['LoggingConfig'] as { readonly LogGroup: unknown };
      const group = stack.resources[idOf(logging.LogGroup)]?.Properties?.['LogGroupName'];
      const name = flat(group).replace('/sms-pumping-detector/default/', '');
      return [name, { id: fn.id, properties: fn.Properties ?? {} }];
    }),
  );

/** A member of a function's properties, which has members itself. */
export const partOf = (
  fn: FunctionResource | undefined,
  name: string,
): Readonly<Record<string, unknown>> => {
  const part = fn?.properties[name];
  if (typeof part !== 'object' || part === null) throw new Error(`the function has no ${name}`);
  return part as Readonly<Record<string, unknown>>;
};

export interface FunctionResource {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  [...new Set(statements.flatMap(({ Action }) => asList(Action)))].sort();
