import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Json } from '../../../../../src/base/json/json.ts';
import { findVerifier } from '../../../../../src/verify/index.ts';

/*
 * Started by a test: reads checks as every verb does that reads a project, and prints the problems and whether the engine
 * of patterns was loaded for it. In a process of its own, because in that of the tests it is loaded anyhow.
 */

const value: Json = z.json().parse(JSON.parse(process.argv[2] ?? 'null'));
const place = () => ({ file: 'saltern.yml', line: 1, column: 1 });
const verifier = await findVerifier('goss').load();
const { problems } = await verifier.read({ value, place }, { readYaml: () => Promise.resolve(undefined) });
const loaded = Object.keys(createRequire(import.meta.url).cache);
console.log(
  JSON.stringify({
    problems: problems.map(({ message }) => message),
    isEngineLoaded: loaded.some((path) => path.includes('/node_modules/re2js/')),
  }),
);
