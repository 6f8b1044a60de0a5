import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { isJsonObject, parseJson } from '../../lib/core/ingest/json-object.ts';
import type { TriggerEvent } from './verification-trigger.ts';

/** By trigger (`PostConfirmation`), the ARN of the function that the user pool called before this one. */
export type ChainedFunctions = Readonly<Record<string, string>>;

/** What Cognito would get of the pool's own function, or the event itself where there is none. */
export type CallChained = (event: TriggerEvent) => Promise<unknown>;

const TRIGGERS: ReadonlySet<string> = new Set(['PostConfirmation', 'PostAuthentication']);

/** @throws Error when the text is no JSON object from triggers to ARNs */
export const parseChainedFunctions = (text: string | undefined): ChainedFunctions => {
  if (text === undefined || text === '') return {};
  const value = parseJson(text);
  const isUsable =
    isJsonObject(value) &&
    Object.entries(value).every(([name, arn]) => TRIGGERS.has(name) && typeof arn === 'string');
  if (!isUsable)
    throw new Error(
      'SMS_PUMPING_CHAINED_FUNCTIONS_JSON must be a JSON object such as {"PostConfirmation":"arn:aws:lambda:..."}; triggers are PostConfirmation and PostAuthentication',
    );
  return value as ChainedFunctions;
};

/** An error as the chained function threw it: Cognito shows its type and text to the application. */
export class ChainedError extends Error {
  constructor(payload: unknown) {
    const { errorMessage, errorType } = isJsonObject(payload) ? payload : {};
    super(typeof errorMessage === 'string' ? errorMessage : 'Unknown error');
    this.name = typeof errorType === 'string' ? errorType : 'Error';
  }
}

/** What of an error may be logged: of the chained function's own only the type, for its text may name the user. */
export const loggable = (cause: unknown): unknown =>
  cause instanceof ChainedError ? `${cause.name}, with a text that is not repeated here` : cause;

/** Calls the function that a pool had for a trigger as Cognito called it: same event, answer awaited. */
export const callChainedFunctions =
  (functions: ChainedFunctions, client: Pick<LambdaClient, 'send'>): CallChained =>
  async (event) => {
    const [trigger = ''] = (event.triggerSource ?? '').split('_');
    const arn = Object.hasOwn(functions, trigger) ? functions[trigger] : undefined;
    if (arn === undefined) return event;
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({
        FunctionName: arn,
        InvocationType: 'RequestResponse',
        Payload: new TextEncoder().encode(JSON.stringify(event)),
      }),
    );
    const payload = parseJson(new TextDecoder().decode(Payload));
    if (FunctionError !== undefined) throw new ChainedError(payload);
    return payload;
  };
