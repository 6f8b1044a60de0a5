/** Where a service of AWS is. */
export interface Place {
  readonly region?: string;
  /** An endpoint other than AWS's own. */
  readonly endpoint?: string;
}

/** A client of AWS for a person: nobody who looks at a screen waits for longer. */
export const clientConfigOf = ({ region, endpoint }: Place) => {
  // The SDK's advice about Node versions is for those who write programs, not for those on call.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  return {
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
    },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  } as const;
};
