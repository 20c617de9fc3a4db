/** `fail`: the formula is wrong. `error`: we could not find out. `skip`: deliberately not looked at. Never mixed. */
export type Outcome = 'pass' | 'fail' | 'error' | 'skip';
