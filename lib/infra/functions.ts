/** What one function is given to run with. */
export interface FunctionDefinition {
  /** One sentence for the console. */
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** How many may run at once; `null` for no limit of its own. */
  readonly reservedConcurrency: number | null;
}

/**
 * Every function, by its folder below `lambdas/`. More memory is more processor: ingest decodes,
 * hashes and parses, evaluate does statistics.
 */
export const FUNCTIONS = {
  'ingest-delivery-status': {
    description: 'Reads SNS delivery status and verifications from log groups, and counts them.',
    memoryMb: 512,
    timeoutSeconds: 60,
    reservedConcurrency: null,
  },
  'ingest-cognito': {
    description: 'Reads user-pool records from their log group, and counts them.',
    memoryMb: 512,
    timeoutSeconds: 60,
    reservedConcurrency: null,
  },
  'cognito-verification': {
    description: 'Trigger of user pools: counts the codes that were entered.',
    memoryMb: 512,
    // Cognito waits five seconds for a trigger.
    timeoutSeconds: 5,
    reservedConcurrency: null,
  },
  evaluate: {
    description: 'Judges what was counted, and opens, updates and closes incidents.',
    memoryMb: 1_024,
    timeoutSeconds: 120,
    // One judge: two at once would open the same incident twice.
    reservedConcurrency: 1,
  },
  respond: {
    description: 'Moves the levers that decisions name, and takes back what has expired.',
    memoryMb: 512,
    timeoutSeconds: 120,
    // One hand on the levers.
    reservedConcurrency: 1,
  },
} as const satisfies Readonly<Record<string, FunctionDefinition>>;

export type FunctionName = keyof typeof FUNCTIONS;

/** The handlers behind what CloudFormation has no resource for, by folder below `lambdas/custom-resources/`. */
export const CUSTOM_RESOURCES = {
  'sms-attributes': 'Turns SMS delivery logging on, and puts back what was there.',
  'log-group': 'Creates a log group if it is absent, and looks whether a subscription has room.',
  'user-pool-log-export': "Exports a user pool's records to a log group, where its plan allows it.",
  'user-pool-triggers': 'Attaches the verification trigger to a user pool, and takes it off again.',
} as const;

export type CustomResourceName = keyof typeof CUSTOM_RESOURCES;
