/** The names under which calls and events cross Electron's IPC. Free of imports: the sandboxed preload carries it. */

/** What a listed call is named on the wire. */
export const callName = (channel: string): string => `countersign:call:${channel}`;

/** What a listed event is named on the wire. */
export const eventName = (event: string): string => `countersign:event:${event}`;
