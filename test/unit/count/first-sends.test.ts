import { describe, expect, it } from 'vitest';
import { isMatured } from '../../../lib/core/count/first-sends.ts';
import { foldWindow } from '../../../lib/core/count/window.ts';
import {
  digestsOf,
  minute,
  sms,
  verified,
  verifiedInBlock,
  type CountedEvent,
} from './histories.ts';

/** Minute of each first send in two hours, to five minutes. */
const firstSendMinutes = (...events: CountedEvent[]): number[] =>
  foldWindow(digestsOf(events), minute(120)).bins.flatMap(({ firstSends }, index) =>
    Array.from({ length: firstSends }, () => index * 5),
  );

/** Codes that were sent, and used, in two hours. */
const codes = (...events: CountedEvent[]): { sent: number; used: number } => {
  const { bins } = foldWindow(digestsOf(events), minute(120));
  return {
    sent: bins.reduce((sum, { matured }) => sum + matured, 0),
    used: bins.reduce((sum, { converted }) => sum + converted, 0),
  };
};

describe('a first send', () => {
  it('is one number, however often it is sent to within the hour', () => {
    const events = [sms(0, 1), sms(0, 1, { messageHash: 9 }), sms(30, 1), sms(55, 1)];
    expect(firstSendMinutes(...events)).toEqual([0]);
  });

  it('comes again when the number was left alone for an hour', () => {
    expect(firstSendMinutes(sms(0, 1), sms(60, 1))).toEqual([0, 60]);
    expect(firstSendMinutes(sms(0, 1), sms(59, 1))).toEqual([0]);
  });

  it('does not come again while the number is sent to at least once an hour', () => {
    expect(firstSendMinutes(sms(0, 1), sms(40, 1), sms(80, 1), sms(115, 1))).toEqual([0]);
  });

  it('counts as used when the code of a resend is entered', () => {
    expect(codes(sms(0, 1), sms(20, 1), verified(25, 1))).toEqual({ sent: 1, used: 1 });
  });

  it('counts as used up to an hour after it was sent, and not later', () => {
    expect(codes(sms(0, 1), verified(60, 1))).toEqual({ sent: 1, used: 1 });
    expect(codes(sms(0, 1), verified(61, 1))).toEqual({ sent: 1, used: 0 });
  });

  it('is used once, however often its code is entered', () => {
    expect(codes(sms(0, 1), verified(1, 1), verified(2, 1))).toEqual({ sent: 1, used: 1 });
  });

  it('is not used by a code that was entered before it', () => {
    expect(codes(verified(0, 1), sms(1, 1))).toEqual({ sent: 1, used: 0 });
  });

  it('is used by a code that is entered within the same minute', () => {
    expect(codes(sms(0, 1), verified(0, 1))).toEqual({ sent: 1, used: 1 });
  });

  it('is not used by a wrong code', () => {
    expect(codes(sms(0, 1), verified(1, 1, { outcome: 'failed' }))).toEqual({ sent: 1, used: 0 });
  });

  it('is not used by the code of another number', () => {
    expect(codes(sms(0, 1), verified(1, 2))).toEqual({ sent: 1, used: 0 });
  });
});

describe('a verification that names only a block', () => {
  const sends = [sms(0, 11), sms(1, 12), sms(2, 21)];

  it('uses up one send of the block', () => {
    expect(codes(...sends, verifiedInBlock(3, 1))).toEqual({ sent: 3, used: 1 });
    expect(codes(...sends, verifiedInBlock(3, 1, 1), verifiedInBlock(3, 1, 2)).used).toBe(2);
  });

  it('uses up no more sends than the block has', () => {
    const three = [1, 2, 3].map((record) => verifiedInBlock(3, 1, record));
    expect(codes(...sends, ...three)).toEqual({ sent: 3, used: 2 });
  });

  it('uses up the oldest send first, so that a younger one is left for its own code', () => {
    expect(codes(...sends, verifiedInBlock(3, 1), verified(4, 12)).used).toBe(2);
    expect(codes(...sends, verifiedInBlock(3, 1), verified(4, 11)).used).toBe(1);
  });

  it('comes too late after an hour', () => {
    expect(codes(sms(0, 11), verifiedInBlock(61, 1)).used).toBe(0);
  });

  it('chooses among the sends of one minute by number, not by order of arrival', () => {
    const sends = [sms(0, 12), sms(0, 11)];
    const used = [verifiedInBlock(1, 1), verified(2, 11)];
    expect(codes(...sends, ...used).used).toBe(1);
    expect(codes(...[...sends].reverse(), ...used).used).toBe(1);
  });

  it('cannot be that of a stopped message', () => {
    const stopped = sms(0, 11, { deliveryClass: 'protect-blocked' });
    expect(codes(stopped, verifiedInBlock(2, 1))).toEqual({ sent: 0, used: 0 });
    expect(codes(stopped, sms(1, 12), verifiedInBlock(2, 1))).toEqual({ sent: 1, used: 1 });
  });
});

describe('a stopped message', () => {
  const stopped = sms(0, 1, { deliveryClass: 'protect-blocked', messageHash: 77 });

  it('is a number that somebody tried, and no code', () => {
    expect(firstSendMinutes(stopped)).toEqual([0]);
    expect(codes(stopped)).toEqual({ sent: 0, used: 0 });
  });

  it('does not hide the message that went out in the same minute, in either order', () => {
    expect(codes(stopped, sms(0, 1))).toEqual({ sent: 1, used: 0 });
    expect(codes(sms(0, 1), stopped)).toEqual({ sent: 1, used: 0 });
    expect(codes(sms(0, 1), stopped, verified(3, 1))).toEqual({ sent: 1, used: 1 });
  });

  it('leaves a first send as it was when it comes later', () => {
    const later = sms(5, 1, { deliveryClass: 'protect-blocked' });
    expect(codes(sms(0, 1), later, verified(6, 1))).toEqual({ sent: 1, used: 1 });
  });
});

describe('maturity', () => {
  it('comes when the last code of the minute has had ten minutes', () => {
    expect(isMatured(minute(0), minute(11) - 1)).toBe(false);
    expect(isMatured(minute(0), minute(11))).toBe(true);
  });
});
