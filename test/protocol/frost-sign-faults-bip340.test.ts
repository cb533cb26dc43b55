import { describeSignFaults } from './frost-sign-faults.ts';

describeSignFaults('bip340');
