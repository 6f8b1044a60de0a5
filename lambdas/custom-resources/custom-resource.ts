import { UnfinishedError } from './unfinished-error.ts';

/** What CloudFormation asks of a custom resource. */
export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Absent on Create. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  /** Present on Update. */
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

/** What became of it. */
export interface CustomResourceAnswer {
  /** Changing it makes CloudFormation delete what had the old one. At most 1 KB. */
  readonly physicalId: string;
  /** What templates can read with `Fn::GetAtt`. */
  readonly data?: Readonly<Record<string, string>>;
}

export type Perform = (request: CustomResourceRequest) => Promise<CustomResourceAnswer>;

/** What a template gave, as text. CloudFormation makes text of every value. */
export const property = (request: CustomResourceRequest, name: string): string => {
  const value = request.ResourceProperties[name];
  if (typeof value !== 'string') throw new Error(`the property ${name} is missing`);
  return value;
};

/** What the template gave before an update; `undefined` unless this is one. */
export const oldProperty = (request: CustomResourceRequest, name: string): string | undefined => {
  const value = request.OldResourceProperties?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** Marks what was never created, so that its deletion has nothing to undo. */
const NOTHING_CREATED = 'nothing-was-created';
/** CloudFormation shows no more of it. */
const MAX_REASON_LENGTH = 1_000;
/** How long CloudFormation may take to accept the answer. */
export const ANSWER_TIMEOUT_MS = 20_000;

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/**
 * Answers CloudFormation, whatever happens: without an answer a deployment hangs until its timeout.
 * A creation that failed is deleted by CloudFormation right away; that deletion does nothing, unless
 * something may have been written.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 *
 * @throws where CloudFormation itself cannot be reached
 */
export const createCustomResourceHandler =
  (
    perform: Perform,
    report: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
  ) =>
  async (request: CustomResourceRequest): Promise<void> => {
    const { RequestType, PhysicalResourceId, StackId, RequestId, LogicalResourceId } = request;
    const common = { StackId, RequestId, LogicalResourceId };
    const isNothing = RequestType === 'Delete' && PhysicalResourceId === NOTHING_CREATED;
    let answer: Record<string, unknown>;
    try {
      const { physicalId, data } = isNothing
        ? { physicalId: NOTHING_CREATED, data: {} }
        : await perform(request);
      answer = { ...common, Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: data ?? {} };
    } catch (error) {
      answer = {
        ...common,
        Status: 'FAILED',
        PhysicalResourceId:
          PhysicalResourceId ??
          (error instanceof UnfinishedError ? error.physicalId : NOTHING_CREATED),
        Reason: messageOf(error).slice(0, MAX_REASON_LENGTH),
      };
    }
    const { Status, Reason } = answer;
    report(JSON.stringify({ RequestType, LogicalResourceId, Status, Reason }));
    const response = await fetch(request.ResponseURL, {
      method: 'PUT',
      // Bytes, not text: the signature of the URL was made for no content type.
      body: Buffer.from(JSON.stringify(answer)),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`CloudFormation refused the answer: HTTP ${response.status}`);
  };
