/** A co-signer as a utility process. */
import '../utility.ts';
import '../../src/apps/cosigner/main.ts';
