import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { DetectorStack } from '../lib/infra/detector-stack.ts';
import { EMULATED_CONTEXT, leaveOutRefused } from '../lib/infra/emulated.ts';
import { readConfig } from '../lib/infra/read-config.ts';

const app = new App();
const config = readConfig((key) => app.node.tryGetContext(key) as unknown);
const { instance = 'default' } = config;
const account = config.account ?? process.env['CDK_DEFAULT_ACCOUNT'];
const region = config.region ?? process.env['CDK_DEFAULT_REGION'];
new DetectorStack(app, `sms-pumping-detector-${instance}`, config, {
  env: {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  },
});
if (String(app.node.tryGetContext(EMULATED_CONTEXT)) === 'true') leaveOutRefused(app);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
