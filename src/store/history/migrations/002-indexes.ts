/** So that what is looked for is found, in its order, among a year of others without reading all of them. */
export function indexes(): readonly string[] {
  return [
    'CREATE INDEX saltern_results_time ON saltern_results (project, started_at DESC, run_id DESC, position)',
    'CREATE INDEX saltern_results_instance ON saltern_results (project, instance, started_at DESC, outcome, verb)',
    'CREATE INDEX saltern_results_formula ON saltern_results (project, formula, started_at DESC)',
    'CREATE INDEX saltern_results_night ON saltern_results (project, night)',
    'CREATE INDEX saltern_runs_night ON saltern_runs (project, night)',
  ];
}
