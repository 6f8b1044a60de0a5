import { createColors } from 'picocolors';

/** Colours for a terminal. In a pipe or a CI log they would be rubbish, whatever the environment says. */
export const colors = createColors(process.stdout.isTTY && !process.env['NO_COLOR']);
