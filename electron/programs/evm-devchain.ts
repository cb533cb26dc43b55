/** The EVM development chain as a utility process. */
import '../utility.ts';
import '../../src/apps/devchains/anvil/main.ts';
