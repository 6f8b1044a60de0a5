import type { Feed } from '../simulator/simulated-event.ts';

/** What a contender gets to see. */
export const FEED_SETS = ['all', 'no-cognito', 'sns-only'] as const;
export type FeedSet = (typeof FEED_SETS)[number];

const FEEDS_OF: Readonly<Record<FeedSet, readonly Feed[]>> = {
  all: ['sns-delivery-status', 'otp-verifications', 'cognito-user-pool'],
  'no-cognito': ['sns-delivery-status', 'otp-verifications'],
  'sns-only': ['sns-delivery-status'],
};

export const isSeen = (feeds: FeedSet, feed: Feed): boolean => FEEDS_OF[feeds].includes(feed);
