import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCustomResourceHandler } from '../../../lambdas/custom-resources/custom-resource.ts';
import { type CloudFormation, request, startCloudFormation } from './cloudformation.ts';

let cloudFormation: CloudFormation;
beforeEach(async () => {
  cloudFormation = await startCloudFormation();
});
afterEach(() => cloudFormation.close());

const silent = (): void => {};
const asked = (type: 'Create' | 'Update' | 'Delete', physicalId?: string) => ({
  ...request(type, {}, physicalId),
  ResponseURL: cloudFormation.url,
});

it('a resource that is done is answered with its id and data, and without a content type', async () => {
  const handler = createCustomResourceHandler(
    () => Promise.resolve({ physicalId: 'id-1', data: { Status: 'on' } }),
    silent,
  );
  await handler(asked('Create'));
  expect(cloudFormation.answers).toEqual([
    {
      Status: 'SUCCESS',
      StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/detector/1',
      RequestId: 'request-1',
      LogicalResourceId: 'Resource',
      PhysicalResourceId: 'id-1',
      Data: { Status: 'on' },
    },
  ]);
  expect(cloudFormation.contentTypes).toEqual([undefined]);
});

it('a failure is answered with its reason, and keeps the id that there was', async () => {
  const handler = createCustomResourceHandler(
    () => Promise.reject(new Error('no room left')),
    silent,
  );
  await handler(asked('Update', 'id-1'));
  expect(cloudFormation.answers).toMatchObject([
    { Status: 'FAILED', PhysicalResourceId: 'id-1', Reason: 'Error: no room left' },
  ]);
});

it('the deletion of what was never created undoes nothing', async () => {
  let calls = 0;
  const handler = createCustomResourceHandler(() => {
    calls += 1;
    return Promise.reject(new Error('refused'));
  }, silent);
  await handler(asked('Create'));
  await handler(asked('Delete', cloudFormation.answers[0]?.PhysicalResourceId));
  expect(calls).toBe(1);
  expect(cloudFormation.answers[1]).toMatchObject({ Status: 'SUCCESS' });
});

it('an answer that CloudFormation refuses is an error, not a success', async () => {
  const refusing = await startCloudFormation(403);
  const handler = createCustomResourceHandler(() => Promise.resolve({ physicalId: 'a' }), silent);
  await expect(handler({ ...asked('Create'), ResponseURL: refusing.url })).rejects.toThrow('403');
  refusing.close();
});
