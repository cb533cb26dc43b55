/** The development chain as a utility process. */
import '../utility.ts';
import '../../src/apps/devchains/main.ts';
