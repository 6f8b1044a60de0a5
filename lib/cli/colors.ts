import { isatty } from 'node:tty';
import { createColors } from 'picocolors';

const STANDARD_OUTPUT = 1;

/** Colours for a terminal. In a pipe or a CI log they would be rubbish, whatever the environment says. */
export const colors = createColors(isatty(STANDARD_OUTPUT) && !process.env['NO_COLOR']);
