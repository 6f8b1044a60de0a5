/** A refusal as the stand-in gives it: AWS's code, the HTTP status it comes with, and further members. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: {
      readonly status?: number;
      readonly members?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}

/** One operation of a service: what was asked, and what is answered. */
export type Operation = (input: Readonly<Record<string, unknown>>) => Record<string, unknown>;
export type Operations = Readonly<Record<string, Operation>>;
