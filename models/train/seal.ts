/** `node models/train/seal.ts` after any change of a file in `models/`. */
import { seal } from './write.ts';

seal(new URL('..', import.meta.url).pathname);
