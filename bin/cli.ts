#!/usr/bin/env node
import { outliveReaders, runCommandLine } from '../lib/cli/main.ts';

outliveReaders();
process.exitCode = await runCommandLine(process.argv.slice(2));
