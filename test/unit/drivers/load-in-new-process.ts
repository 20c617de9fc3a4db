import { createRequire } from 'node:module';
import { findDriver, loadDriver } from '../../../drivers/index.ts';

/*
 * Started by a test: takes a driver's schema and the driver itself, as every verb does, and prints which files of
 * dockerode were loaded for it. In a process of its own, because in that of the tests it is loaded anyhow.
 */

const name = process.argv[2] ?? '';
await findDriver(name).schema();
await loadDriver(name);
const loaded = Object.keys(createRequire(import.meta.url).cache);
console.log(JSON.stringify(loaded.filter((path) => path.includes('/node_modules/dockerode/'))));
