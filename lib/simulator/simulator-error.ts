/** A scenario or option that cannot be used. The message names it and says what to do. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
}
