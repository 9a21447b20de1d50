/**
 * The part that holds message channels.
 */
import type { Internals } from '../internals.ts';
import { createMessaging } from '../web/message-port.ts';
import { adopt } from '../web/realm.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return createMessaging(internals.load('events') as Parameters<typeof createMessaging>[0]);
}
