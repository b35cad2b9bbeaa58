/** A person must act: wrong key, wrong address, forbidden, gone. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Only this one item is refused; others may go through. */
export class RefusedItem extends Refused {
  override name = 'RefusedItem';
}

/** Asked to wait. */
export class Throttled extends Error {
  override name = 'Throttled';
  readonly waitMs: number | undefined;
  constructor(message: string, waitMs?: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** Not there at the moment: network, time-out, 5xx. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}

/** Answered, but not in the documented shape. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}
