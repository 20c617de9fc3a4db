import facts from '../../package.json' with { type: 'json' };

/** Version of saltern. */
export const VERSION: string = facts.version;

/** The oldest Node.js that it runs on, as `major.minor`. */
export const OLDEST_NODE: string = facts.engines.node.replace('>=', '');
