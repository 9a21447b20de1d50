/**
 * The part that holds events, their targets, and abort signals.
 */
import type { Internals } from '../internals.ts';
import * as abort from '../web/abort.ts';
import * as event from '../web/event.ts';
import * as target from '../web/event-target.ts';
import * as scope from '../web/global-scope.ts';
import { adopt } from '../web/realm.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { ...event, ...target, ...abort, ...scope };
}
