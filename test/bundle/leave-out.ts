import type { Plugin } from 'rolldown';

/** What dockerode loads for things that saltern never asks of it: sessions of BuildKit, and engines by its own SSH. */
const UNUSED: readonly { readonly id: string; readonly from: RegExp }[] = [
  { id: '@grpc/grpc-js', from: /\/node_modules\/dockerode\// },
  { id: '@grpc/proto-loader', from: /\/node_modules\/dockerode\// },
  { id: './ssh', from: /\/node_modules\/docker-modem\// },
];

const STANDIN = '\0left-out';

/** Leaves these out: they take longer to load than all the rest of the driver. Who calls one is told. */
export function leaveOut(): Plugin {
  return {
    name: 'leave-out',
    resolveId(id, importer = '') {
      return UNUSED.some((one) => one.id === id && one.from.test(importer)) ? STANDIN : undefined;
    },
    load(id) {
      if (id !== STANDIN) return undefined;
      return `module.exports = () => { throw new Error('this part of dockerode is left out of saltern'); };`;
    },
  };
}
