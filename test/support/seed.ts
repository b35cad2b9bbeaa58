import fc from 'fast-check';

/** Property tests draw the same cases each time, so that a change is to blame for what it breaks; `FC_SEED` draws others. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 637855245) });
