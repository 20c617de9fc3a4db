import type { Recipe } from '../recipe.ts';

/** What an administrator wants to find on every machine. */
export const toolRecipes: readonly Recipe[] = [
  { name: 'bash-completion', summary: 'Programmable completion for Bash', debs: [{ package: 'bash-completion' }] },
  { name: 'curl', summary: 'A utility for getting files from remote servers', debs: [{ package: 'curl' }] },
  { name: 'jq', summary: 'Command-line JSON processor', debs: [{ package: 'jq' }] },
  { name: 'lsof', summary: 'A utility which lists open files', debs: [{ package: 'lsof' }] },
  {
    name: 'psmisc',
    summary: 'Utilities for managing processes',
    debs: [{ package: 'psmisc', only: /^\/usr\/bin\/(pstree|killall|fuser)$/ }],
  },
  {
    name: 'rsync',
    summary: 'A program for synchronizing files over a network',
    debs: [{ package: 'rsync', only: /^\/usr\/bin\/rsync$/ }],
  },
  { name: 'tmux', summary: 'A terminal multiplexer', debs: [{ package: 'tmux' }] },
  {
    name: 'unzip',
    summary: 'A utility for unpacking zip files',
    debs: [{ package: 'unzip', only: /^\/usr\/bin\// }],
  },
  {
    name: 'vim-minimal',
    summary: 'A minimal version of the VIM editor',
    debs: [{ package: 'vim-tiny', only: /^\/usr\/bin\/vim\.tiny$/ }],
    move: { '/usr/bin/vim.tiny': '/usr/bin/vi' },
    provides: ['/bin/vi'],
  },
];
